"""Screens where RH keeps the roster: people, departments, posts and appointments. Nothing here is ever deleted."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from .models import Appointment, Department, Employee, Post


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


class EmployeeViewSet(KeptViewSet):
    model = Employee
    name = "people_employees"
    url_prefix = "personas"
    icon = "group"
    menu_label = _("Public servants")
    list_display = [
        "number",
        Column("sorting_name", label=_("Name"), sort_key="first_surname"),
        "hired_on",
        "left_on",
    ]
    list_filter = ["hired_on", "left_on"]
    search_fields = ["number", "given_names", "first_surname", "second_surname"]
    ordering = ["first_surname", "second_surname", "given_names"]
    panels = [
        FieldPanel("number"),
        MultiFieldPanel(
            [FieldPanel("given_names"), FieldRowPanel([FieldPanel("first_surname"), FieldPanel("second_surname")])],
            heading=_("Name, as it is printed on constancias"),
        ),
        FieldRowPanel([FieldPanel("hired_on"), FieldPanel("left_on")]),
        FieldPanel("email"),
        FieldPanel("curp"),
    ]


class DepartmentForm(WagtailAdminModelForm):
    """A department with its place in the tree."""

    parent = forms.ModelChoiceField(
        label=_("Belongs to"),
        queryset=Department.objects.order_by("path"),
        required=False,
        empty_label=_("Nothing above"),
    )

    class Meta:
        model = Department
        fields = ["name", "code", "kind", "area_types", "is_active"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].label_from_instance = lambda department: department.indented_name
        if self.instance.pk:
            self.fields["parent"].initial = self.instance.get_parent()
            self.fields["parent"].queryset = Department.objects.exclude(path__startswith=self.instance.path).order_by(
                "path"
            )

    def save(self, commit=True):
        """Store the department below the chosen parent; `commit=False` is not offered by a tree."""
        parent = self.cleaned_data["parent"]
        if not self.instance.pk:
            if parent:
                parent.add_child(instance=self.instance)
            else:
                Department.add_root(instance=self.instance)
            return self.instance
        self.instance.save()
        if parent != self.instance.get_parent():
            if parent:
                self.instance.move(parent, "sorted-child")
            else:
                self.instance.move(Department.get_first_root_node(), "sorted-sibling")
            self.instance.refresh_from_db()
        return self.instance


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


class AppointmentViewSet(KeptViewSet):
    model = Appointment
    name = "people_appointments"
    url_prefix = "nombramientos"
    icon = "clipboard-list"
    menu_label = _("Appointments")
    list_display = ["employee", "post", "department", "starts_on", "ends_on", BooleanColumn("is_head", label=_("Head"))]
    list_filter = ["department", "post", "is_head"]
    search_fields = ["employee__first_surname", "employee__given_names", "employee__number"]
    panels = [
        FieldPanel("employee"),
        FieldPanel("post"),
        FieldPanel("department"),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
        FieldPanel("is_head"),
        FieldPanel("is_main"),
    ]

    def get_queryset(self, request):
        return Appointment.objects.select_related("employee", "post", "department")


class PeopleViewSetGroup(ViewSetGroup):
    menu_label = _("Roster")
    menu_icon = "group"
    menu_order = 300
    items = (EmployeeViewSet, DepartmentViewSet, PostViewSet, AppointmentViewSet)
