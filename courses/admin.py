"""Screens for requirements and the glossary (Consultoría), assignments and exemptions (Recursos Humanos)."""

from django.contrib import messages
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from . import assignments
from .models import Assignment, Exemption, GlossaryTerm, TrainingRequirement


class GlossaryTermViewSet(SnippetViewSet):
    model = GlossaryTerm
    icon = "openquote"
    menu_label = _("Glossary")
    menu_order = 420
    add_to_admin_menu = True
    list_display = ["term", "source"]
    search_fields = ["term", "definition"]
    copy_view_enabled = False


class TrainingRequirementViewSet(SnippetViewSet):
    model = TrainingRequirement
    icon = "clipboard-list"
    menu_label = _("Requirements")
    menu_order = 410
    add_to_admin_menu = True
    list_display = ["code", "title", "basis_kind", "validity_months", BooleanColumn("is_active", label=_("in force"))]
    list_filter = ["basis_kind", "is_active"]
    search_fields = ["code", "title", "basis"]
    copy_view_enabled = False


def _apply_and_tell(view, assignment):
    """Enrol the audience and tell RH how many people that reached."""
    enrolled = assignments.apply(assignment)
    text = ngettext("%(n)d person was enrolled.", "%(n)d people were enrolled.", enrolled) % {"n": enrolled}
    messages.info(view.request, text)


class AssignmentCreateView(CreateView):
    def save_instance(self):
        self.form.instance.created_by = self.request.user
        assignment = super().save_instance()
        _apply_and_tell(self, assignment)
        return assignment


class AssignmentEditView(EditView):
    def save_instance(self):
        assignment = super().save_instance()
        _apply_and_tell(self, assignment)
        return assignment


class AssignmentViewSet(ModelViewSet):
    model = Assignment
    name = "courses_assignments"
    url_prefix = "asignaciones"
    icon = "calendar-check"
    menu_label = _("Assignments")
    add_view_class = AssignmentCreateView
    edit_view_class = AssignmentEditView
    edit_handler = ObjectList(Assignment.panels)
    list_display = [
        "title",
        "requirement",
        "course",
        "audience",
        "starts_on",
        "due_on",
        BooleanColumn("is_active", label=_("in force")),
    ]
    list_filter = ["audience", "is_active"]
    search_fields = ["title"]
    search_backend_name = None
    copy_view_enabled = False


class ExemptionCreateView(CreateView):
    def save_instance(self):
        self.form.instance.approved_by = self.request.user
        return super().save_instance()


class ExemptionViewSet(ModelViewSet):
    model = Exemption
    name = "courses_exemptions"
    url_prefix = "exenciones"
    icon = "no-view"
    menu_label = _("Exemptions")
    add_view_class = ExemptionCreateView
    edit_handler = ObjectList(Exemption.panels)
    list_display = ["employee", "requirement", "starts_on", "ends_on", "approved_by"]
    list_filter = ["requirement"]
    search_fields = ["employee__first_surname", "employee__number"]
    search_backend_name = None
    copy_view_enabled = False


class DutiesViewSetGroup(ViewSetGroup):
    menu_label = _("Training duties")
    menu_icon = "calendar-check"
    menu_order = 310
    items = (AssignmentViewSet, ExemptionViewSet)
