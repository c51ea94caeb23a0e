"""Screens for requirements and the glossary (Consultoría), assignments and exemptions (Recursos Humanos)."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.snippets.views.snippets import SnippetViewSet

from .assigning.hooks import assignments_menu_item
from .models import GlossaryTerm, TrainingRequirement
from .recognition.admin import EquivalenceViewSet, ExemptionViewSet


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


class DutiesViewSetGroup(ViewSetGroup):
    menu_label = _("Training duties")
    menu_icon = "calendar-check"
    menu_order = 310
    items = (ExemptionViewSet, EquivalenceViewSet)

    def get_submenu_items(self):
        return [assignments_menu_item(), *super().get_submenu_items()]
