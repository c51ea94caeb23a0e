"""The public keys of this installation as Recursos Humanos reads them. Nothing is edited here: manage.py retire_key."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.models import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import ModelPermissionPolicy

from people.api import requires

from ..models import PublicKey
from ..wording import moment_text
from .keys import KeyUnusable, current_key

VIEW = "certificates.view_publickey"
NAME = "certificates_keys"


class ReadOnlyPolicy(ModelPermissionPolicy):
    """Keys are made and retired where their secret halves lie, not in a browser."""

    def user_has_permission(self, user, action):
        return action == "view" and super().user_has_permission(user, action)


def fingerprint_that_signs() -> str:
    """The fingerprint of the key that signs files now, or "" where none can."""
    try:
        return current_key().fingerprint
    except KeyUnusable:
        return ""


def standing(key: PublicKey, that_signs: str) -> str:
    """What may be said of `key` today, in words."""
    if key.compromised_at:
        return _("Not believed since %(moment)s") % {"moment": moment_text(key.compromised_at)}
    if key.retired_at:
        return pgettext("key", "Retired")
    signs_now = key.kind == PublicKey.Kind.STATEMENT or key.fingerprint == that_signs
    return pgettext("key", "Signs now") if signs_now else pgettext("key", "Signed before")


class KeyIndexView(IndexView):
    def get_table(self, object_list):
        # Asked once for the whole list: it looks at files.
        self.that_signs = fingerprint_that_signs()
        return super().get_table(object_list)

    @property
    def columns(self):
        return [
            TitleColumn("kind", label=pgettext("key", "Key"), accessor="get_kind_display", get_url=_address),
            Column("subject", label=_("In the name of"), accessor=_named),
            Column("fingerprint", label=_("Fingerprint (SHA-256)"), accessor=lambda key: f"{key.fingerprint[:16]}…"),
            Column(
                "first_used_at",
                label=pgettext_lazy("key", "Since"),
                accessor=lambda key: moment_text(key.first_used_at),
                sort_key="first_used_at",
            ),
            StatusTagColumn(
                "standing",
                label=_("State"),
                accessor=lambda key: standing(key, self.that_signs),
                primary=lambda key: not key.retired_at and not key.compromised_at,
            ),
        ]


class KeyInspectView(InspectView):
    page_title = gettext_lazy("Public key")
    any_permission_required = ["view"]

    @property
    def header_buttons(self):
        return [
            HeaderButton(_("Download"), url=reverse(f"{NAME}:download", args=[self.object.pk]), icon_name="download")
        ]

    def get_field_label(self, field_name, field):
        names = {
            "standing": _("State"),
            "first_used_at": pgettext("key", "In use since"),
            "valid_until": _("Valid until"),
        }
        return names.get(field_name) or super().get_field_label(field_name, field)

    def get_kind_display_value(self):
        return self.object.get_kind_display()

    def get_subject_display_value(self):
        return _named(self.object)

    def get_standing_display_value(self):
        return standing(self.object, fingerprint_that_signs())

    def get_first_used_at_display_value(self):
        return moment_text(self.object.first_used_at)

    def get_valid_until_display_value(self):
        return moment_text(self.object.valid_until) if self.object.valid_until else _("It has no end.")


def _address(key):
    return reverse(f"{NAME}:inspect", args=[key.pk])


def _named(key):
    return key.subject or _("this installation")


@requires(VIEW)
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The public half as a file: what a reader of PDF takes as somebody to trust."""
    key = get_object_or_404(PublicKey, pk=pk)
    name = f"llave-{key.fingerprint[:16]}.pem"
    return HttpResponse(
        key.pem,
        content_type="application/x-pem-file",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )


class KeyViewSet(ModelViewSet):
    model = PublicKey
    name = NAME
    url_prefix = "constancias/llaves"
    icon = "key"
    add_to_reference_index = False
    index_view_class = KeyIndexView
    inspect_view_class = KeyInspectView
    inspect_view_enabled = True
    copy_view_enabled = False
    inspect_view_fields = ["kind", "subject", "standing", "fingerprint", "first_used_at", "valid_until"]
    search_fields = ["subject", "fingerprint"]
    search_backend_name = None
    list_filter = ["kind"]
    # The views ask for the class's own form; there is none to edit.
    form_fields = ["subject"]

    @property
    def permission_policy(self):
        return ReadOnlyPolicy(self.model)

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", self.inspect_view, name="inspect"),
            path("<int:pk>/certificado/", download, name="download"),
        ]
