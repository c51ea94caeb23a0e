"""Screens for exemptions and rules of equivalence. Neither is ever deleted."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from people.api import requires

from ..models import Equivalence, Exemption
from .documents import content_type_of
from .equivalences import plain_rule, save_rule
from .exemptions import CannotExempt, exempt, state_of, withdraw
from .forms import ExemptionForm, WithdrawalForm


class NeverDeleted(ModelPermissionPolicy):
    """Decisions that stay in the record: nobody deletes them from a screen."""

    def user_has_permission(self, user, action):
        return action != "delete" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return super().user_has_any_permission(user, {action for action in actions if action != "delete"})


def state_in_words(exemption: Exemption) -> str:
    """The state of an exemption today, for lists."""
    return capfirst(state_of(exemption).label)


class TellsWhyNot:
    """A decision that is refused comes back as the form, with the reason above it."""

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except CannotExempt as reason:
            form.add_error(None, str(reason))
            self.produced_error_code, self.produced_error_message = "refused", self.get_error_message()
            return self.form_invalid(form)


class ExemptionCreateView(TellsWhyNot, CreateView):
    def get_initial(self) -> dict[str, Any]:
        """The page about a person leads here with the number of that person."""
        return {**super().get_initial(), "number": self.request.GET.get("numero", "")[:20]}

    def save_instance(self) -> Exemption:
        given = dict(self.form.cleaned_data)
        return exempt(
            employee=given["number"],
            requirement=given["requirement"],
            reason=given["reason"],
            document=given["document"],
            approved_by=self.request.user,
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            file=given["file"],
        )


class ExemptionView(TellsWhyNot, EditView):
    """What was decided; and its withdrawal, which is all that can be changed of it."""

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "state": state_in_words(self.object)}

    def save_instance(self) -> Exemption:
        return withdraw(exemption=self.object, reason=self.form.cleaned_data["reason"], withdrawn_by=self.request.user)


@require_GET
@requires("courses.view_exemption")
def exemption_file(request: HttpRequest, pk: int) -> FileResponse:
    """The scanned document of one exemption."""
    exemption = get_object_or_404(Exemption, pk=pk)
    if not exemption.file:
        raise Http404
    return attached(exemption.file.storage, exemption.file.name)


def attached(storage, name: str) -> FileResponse:
    """A private file as a download under a neutral name: a browser never shows it as a page of ours."""
    extension = name.rpartition(".")[2]
    return FileResponse(
        storage.open(name),
        as_attachment=True,
        filename=f"documento.{extension}",
        content_type=content_type_of(name),
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"},
    )


class ExemptionViewSet(ModelViewSet):
    model = Exemption
    name = "courses_exemptions"
    url_prefix = "exenciones"
    icon = "no-view"
    menu_label = _("Exemptions")
    add_view_class = ExemptionCreateView
    edit_view_class = ExemptionView
    edit_template_name = "courses/recognition/exemption.html"
    list_display = [
        "employee",
        "requirement",
        "starts_on",
        "ends_on",
        Column("state", label=_("State"), accessor=state_in_words),
        "approved_by",
    ]
    list_filter = ["requirement"]
    search_fields = ["employee__first_surname", "employee__number"]
    search_backend_name = None
    copy_view_enabled = False

    @property
    def permission_policy(self):
        return NeverDeleted(self.model)

    def get_queryset(self, request):
        return Exemption.objects.select_related("employee", "requirement", "approved_by")

    def get_form_class(self, for_update=False):
        return WithdrawalForm if for_update else ExemptionForm

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("<int:pk>/documento/", exemption_file, name="file")]


class RuleCreateView(CreateView):
    def save_instance(self) -> Equivalence:
        return save_rule(equivalence=self.form.save(commit=False), saved_by=self.request.user)


class RuleEditView(EditView):
    def save_instance(self) -> Equivalence:
        before = plain_rule(Equivalence.objects.select_related("course").get(pk=self.object.pk))
        self.has_content_changes = self.form.has_changed()
        return save_rule(equivalence=self.form.save(commit=False), saved_by=self.request.user, before=before)


class EquivalenceViewSet(ModelViewSet):
    model = Equivalence
    name = "courses_equivalences"
    url_prefix = "equivalencias"
    icon = "resubmit"
    menu_label = _("Equivalences")
    add_view_class = RuleCreateView
    edit_view_class = RuleEditView
    edit_handler = ObjectList(Equivalence.panels)
    list_display = ["title", "institution", "course", "minimum_hours", "starts_on", "ends_on"]
    list_filter = ["course"]
    search_fields = ["title", "institution", "basis"]
    search_backend_name = None
    copy_view_enabled = False

    @property
    def permission_policy(self):
        return NeverDeleted(self.model)

    def get_queryset(self, request):
        return Equivalence.objects.select_related("course")
