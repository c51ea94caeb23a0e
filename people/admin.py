"""The roster in the admin: people and the organisation on own screens, departments and posts as Wagtail's forms."""

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from .days_off import DayOffViewSet
from .models import Appointment, Department, Post
from .movements.departments import close_department, refuse_dates
from .movements.rules import CannotMove, tell_moved
from .staff.fields import DayInput
from .staff.viewsets import OrganisationViewSet, StaffViewSet


class KeptPermissionPolicy(ModelPermissionPolicy):
    """Rows that history hangs on: nobody deletes them from a screen."""

    def user_has_permission(self, user, action):
        return action != "delete" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return super().user_has_any_permission(user, {action for action in actions if action != "delete"})


class KeptViewSet(ModelViewSet):
    add_to_admin_menu = False
    copy_view_enabled = False
    search_backend_name = None

    @property
    def permission_policy(self):
        return KeptPermissionPolicy(self.model)


class DepartmentForm(WagtailAdminModelForm):
    """A department with its place in the tree and the days between which it exists."""

    parent = forms.ModelChoiceField(
        label=_("Belongs to"),
        queryset=Department.objects.order_by("path"),
        required=False,
        empty_label=_("Nothing above"),
    )

    class Meta:
        model = Department
        fields = ["name", "code", "kind", "area_types", "starts_on", "ends_on"]
        widgets = {"starts_on": DayInput(), "ends_on": DayInput()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].help_text = _("Its last day. It closes only when nobody works there any more.")
        self.fields["parent"].label_from_instance = lambda department: department.indented_name
        self.was_open_until = self.instance.ends_on
        if self.instance.pk:
            self.fields["parent"].initial = self.instance.get_parent()
            self.fields["parent"].queryset = Department.objects.exclude(path__startswith=self.instance.path).order_by(
                "path"
            )

    def clean(self):
        values = super().clean()
        if self.instance.pk:
            try:
                refuse_dates(self.instance, values.get("starts_on"), values.get("ends_on"))
            except CannotMove as refused:
                self.add_error("ends_on" if values.get("ends_on") else "starts_on", str(refused))
        return values

    @transaction.atomic
    def save(self, commit=True):
        """Store the department below the chosen parent; `commit=False` is not offered by a tree."""
        parent = self.cleaned_data["parent"]
        if not self.instance.pk:
            if parent:
                parent.add_child(instance=self.instance)
            else:
                Department.add_root(instance=self.instance)
            return self.instance
        ends_on = self.instance.ends_on
        # The day of closing is an act with a line in the ledger; opening again only takes it away.
        self.instance.ends_on = self.was_open_until if ends_on else None
        self.instance.is_active = self.instance.is_active or ends_on is None or ends_on >= timezone.localdate()
        self.instance.save()
        if ends_on and ends_on != self.was_open_until:
            closed = close_department(actor=self.for_user, department=self.instance, day=ends_on)
            self.instance.ends_on, self.instance.is_active = closed.ends_on, closed.is_active
        if parent != self.instance.get_parent():
            self._move_below(parent)
        return self.instance

    def _move_below(self, parent):
        if parent:
            self.instance.move(parent, "sorted-child")
        else:
            self.instance.move(Department.get_first_root_node(), "sorted-sibling")
        self.instance.refresh_from_db()
        # Who works in it belongs to other branches now, and training is assigned by branch.
        inside = Appointment.objects.on().filter(department__path__startswith=self.instance.path)
        tell_moved(set(inside.values_list("employee_id", flat=True)), timezone.localdate())


class DepartmentViewSet(KeptViewSet):
    model = Department
    name = "people_departments"
    url_prefix = "dependencias"
    icon = "folder-open-inverse"
    menu_label = _("Departments")
    list_display = [
        Column("indented_name", label=_("Name")),
        "kind",
        "code",
        "starts_on",
        "ends_on",
        BooleanColumn("is_active", label=_("in use")),
    ]
    list_filter = ["kind", "is_active"]
    search_fields = ["name", "code"]
    ordering = ["path"]

    def get_form_class(self, for_update=False):
        return DepartmentForm


class PostViewSet(KeptViewSet):
    model = Post
    name = "people_posts"
    url_prefix = "puestos"
    icon = "tag"
    menu_label = _("Posts")
    form_fields = ["name"]
    list_display = ["name"]
    search_fields = ["name"]


class PeopleViewSetGroup(ViewSetGroup):
    menu_label = _("Roster")
    menu_icon = "group"
    menu_order = 300
    items = (StaffViewSet, OrganisationViewSet, DepartmentViewSet, PostViewSet, DayOffViewSet)

    def get_submenu_items(self):
        from .roster.hooks import menu_item

        return [*super().get_submenu_items(), menu_item()]
