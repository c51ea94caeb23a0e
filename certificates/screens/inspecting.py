"""One constancia as RH reads it."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.views.generic.models import InspectView
from wagtail.admin.widgets.button import Button, HeaderButton

from ..wording import day_text, hours_text, moment_text, requirements_with_aspects, score_text, validity_text
from .listing import shown_name
from .policy import url_of


class CertificateInspectView(InspectView):
    page_title = gettext_lazy("Certificate")
    any_permission_required = ["view"]

    def get_page_subtitle(self):
        return str(self.object)

    def get_state_display_value(self):
        return self.object.state.label

    def get_field_label(self, field_name, field):
        names = {
            "state": _("State"),
            "verification_url": _("Verification page"),
            "superseded_by_folio": _("Replaced by"),
            "ground": _("What it rests on"),
            "signed_with": _("Signed with"),
        }
        return names.get(field_name) or super().get_field_label(field_name, field)

    def get_superseded_by_folio_display_value(self):
        return self.object.replaced_by.folio if self.object.superseded_at else ""

    def get_kind_display_value(self):
        return self.object.get_kind_display()

    def get_holder_name_display_value(self):
        return shown_name(self.object)

    def get_revocation_class_display_value(self):
        return self.object.get_revocation_class_display()

    def get_ground_display_value(self):
        holder, completion = self.object.holder, self.object.completion
        if holder:
            words = {"title": holder.request.title, "day": day_text(timezone.localdate(holder.request.decided_at))}
            return _("The request «%(title)s», approved on %(day)s") % words
        words = {"source": completion.get_source_display(), "day": day_text(timezone.localdate(completion.recorded_at))}
        return _("A completion (%(source)s), recorded on %(day)s") % words

    def get_signed_with_display_value(self):
        signature = self.object.signature
        if not signature:
            return _("No signature: it was issued before files were signed.") if self.object.has_file else ""
        return f"{signature['subject']} · {signature['fingerprint'][:16]}…"

    def get_hours_display_value(self):
        return hours_text(self.object.hours)

    def get_score_display_value(self):
        return "" if self.object.score is None else score_text(self.object.score)

    def get_valid_until_display_value(self):
        return validity_text(self.object.valid_until)

    def get_requirements_display_value(self):
        with_aspects = _("%(requirement)s (related CIMTRA aspects: %(aspects)s)")
        return "; ".join(
            with_aspects % {"requirement": line["title"], "aspects": line["aspect_line"]}
            if line["aspect_line"]
            else line["title"]
            for line in requirements_with_aspects(self.object.requirements)
        )

    def get_signatories_display_value(self):
        return "; ".join(f"{person['name']}, {person['post']}" for person in self.object.signatories)

    def get_context_for_field(self, field_name):
        context = super().get_context_for_field(field_name)
        value = context["value"]
        if isinstance(value, datetime):
            context["value"] = moment_text(value)
        elif isinstance(value, date):
            context["value"] = day_text(value)
        elif value in (None, ""):
            context["value"] = "—"
        return context

    @cached_property
    def header_buttons(self):
        if not self.object.has_file or self.object.is_withheld:
            return []
        return [HeaderButton(_("Download"), url=url_of("download", self.object), icon_name="download")]

    @cached_property
    def header_more_buttons(self):
        buttons = [
            Button(_("Open the verification page"), url=self.object.verification_path, icon_name="view", priority=10)
        ]
        is_current = not (self.object.superseded_at or self.object.revoked_at)
        can_be_replaced = is_current and not self.object.is_withheld
        if can_be_replaced and self.user_has_permission("replace"):
            buttons.append(Button(_("Replace"), url=url_of("replace", self.object), icon_name="rotate", priority=20))
        if is_current and self.user_has_permission("revoke"):
            buttons.append(Button(_("Revoke"), url=url_of("revoke", self.object), icon_name="cross", priority=30))
        if not self.object.is_withheld and self.request.user.has_perm("certificates.withhold_name"):
            withhold = Button(
                _("Withhold the name"), url=url_of("withhold", self.object), icon_name="user", priority=40
            )
            buttons.append(withhold)
        return buttons
