"""Recursos Humanos' screens of what is adapted for persons: the list, granting, ending."""

from __future__ import annotations

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.models import CreateView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from people.api import Employee

from . import accommodations
from .clock import day_and_time
from .decision_view import DecisionRefused, DecisionView
from .models import Accommodation
from .stuck_admin import MomentColumn

OWN = gettext_lazy("This is about you: somebody else must decide it.")


class GrantAndEndPolicy(ModelPermissionPolicy):
    """Granted and ended, never deleted: results rest on what was in force."""

    def user_has_permission(self, user, action):
        return action != "delete" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return super().user_has_any_permission(user, {action for action in actions if action != "delete"})


class AccommodationForm(WagtailAdminModelForm):
    class Meta:
        model = Accommodation
        fields = ["employee", "quiz", "extra_percent", "extra_minutes", "extra_attempts", "closes_at", "reason"]
        help_texts = {
            "reason": gettext_lazy(
                "Who asked for it and with which document. Do not write diagnoses: they are not needed here."
            )
        }
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        employees = Employee.objects.active().order_by("first_surname", "second_surname", "given_names")
        self.fields["employee"].queryset = employees
        self.fields["employee"].label_from_instance = lambda one: f"{one.sorting_name} ({one.number})"
        self.fields["quiz"].empty_label = _("All quizzes")
        for name in ("extra_percent", "extra_minutes", "extra_attempts"):
            self.fields[name].required = False

    def clean_employee(self):
        employee = self.cleaned_data["employee"]
        if self.for_user is not None and employee.user_id == self.for_user.pk:
            raise ValidationError(OWN)
        return employee

    def clean(self):
        cleaned = super().clean()
        # An empty box of an extra means none.
        for name in ("extra_percent", "extra_minutes", "extra_attempts"):
            if name not in self.errors:
                cleaned[name] = cleaned.get(name) or 0
        return cleaned

    @property
    def terms(self) -> accommodations.Terms:
        return accommodations.Terms(
            **{name: self.cleaned_data[name] for name in accommodations.Terms.__dataclass_fields__}
        )


def moved_in_words(change: accommodations.Change) -> str:
    """What it meant for attempts under way; nothing is said when there was none."""
    if not change.moved:
        return ""
    text = ngettext(
        "The deadline of %(n)d attempt under way was moved.",
        "The deadlines of %(n)d attempts under way were moved.",
        len(change.moved),
    )
    return text % {"n": len(change.moved)}


def _already_adapted(accommodation: Accommodation) -> str:
    if accommodation.quiz_id:
        return _("This person already has an accommodation for this quiz: end it first.")
    return _("This person already has an accommodation for all quizzes: end it first.")


class AccommodationCreateView(CreateView):
    page_title = gettext_lazy("Adapt quizzes for a person")
    success_message = ""

    def save_instance(self):
        form = self.form
        self.change = accommodations.grant(
            employee=form.cleaned_data["employee"],
            quiz=form.cleaned_data["quiz"],
            terms=form.terms,
            reason=form.cleaned_data["reason"],
            granted_by=self.request.user,
        )
        return self.change.accommodation

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except accommodations.AlreadyAdapted as refused:
            form.add_error(None, _already_adapted(refused.accommodation))
            self.produced_error_code, self.produced_error_message = "validation_error", self.get_error_message()
            return self.form_invalid(form)

    def get_success_message(self, instance):
        text = _("The quizzes of %(person)s are adapted from now on.") % {"person": instance.employee.full_name}
        return f"{text} {moved_in_words(self.change)}".strip()

    def get_success_url(self):
        return reverse("evaluations_accommodations:index")

    def get_success_buttons(self):
        return []


def given_in_words(accommodation: Accommodation) -> str:
    """«50 % más de tiempo, 1 intento más»."""
    one, parts = accommodation, []
    if one.extra_percent:
        parts.append(_("%(n)d %% more time") % {"n": one.extra_percent})
    if one.extra_minutes:
        parts.append(ngettext("%(n)d more minute", "%(n)d more minutes", one.extra_minutes) % {"n": one.extra_minutes})
    if one.extra_attempts:
        text = ngettext("%(n)d more attempt", "%(n)d more attempts", one.extra_attempts)
        parts.append(text % {"n": one.extra_attempts})
    if one.closes_at:
        parts.append(_("closes on %(moment)s") % {"moment": day_and_time(one.closes_at)})
    return ", ".join(parts)


class AccommodationFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        choices=[("in_force", gettext_lazy("In force")), ("ended", gettext_lazy("Ended"))],
        method="in_state",
        empty_label=gettext_lazy("All"),
    )

    class Meta:
        model = Accommodation
        fields = ["state"]

    def in_state(self, queryset, name, value):
        return queryset.filter(ended_at__isnull=value == "in_force")


class AccommodationIndexView(IndexView):
    any_permission_required = ["add", "change", "view"]
    default_ordering = "-granted_at"

    def get_base_queryset(self):
        return Accommodation.objects.select_related("employee", "quiz", "granted_by")

    def get_list_buttons(self, instance):
        return []

    @cached_property
    def columns(self):
        may_end = self.user_has_permission("change")
        own = getattr(getattr(self.request.user, "employee", None), "pk", None)
        actions = Column(
            "actions",
            label=_("Decide"),
            accessor=lambda one: may_end and one.ended_at is None and one.employee_id != own,
        )
        actions.cell_template_name = "evaluations/admin/accommodation_actions.html"
        return [
            Column("person", label=_("Person"), accessor=lambda one: one.employee.sorting_name),
            Column("quiz", label=_("Quiz"), accessor=lambda one: one.quiz.title if one.quiz else _("All quizzes")),
            Column("given", label=_("What is adapted"), accessor=given_in_words),
            Column("reason", label=_("Reason")),
            Column("granted_by", label=_("Granted by")),
            MomentColumn("granted_at", label=_("Granted"), sort_key="granted_at"),
            MomentColumn("ended_at", label=_("Ended"), sort_key="ended_at"),
            actions,
        ]


class EndView(DecisionView):
    permission_policy = GrantAndEndPolicy(Accommodation)
    permission_required = "change"
    header_icon = "time"
    form_class = forms.Form
    page_title = gettext_lazy("End the accommodation")
    warning = gettext_lazy(
        "From now on the rules of the quiz are those of everybody for this person. Whoever is answering at this moment "
        "keeps at least five minutes of the time that they were told. What was granted stays recorded."
    )
    button = gettext_lazy("Yes, end it")

    def setup(self, request, *args, pk, **kwargs):
        super().setup(request, *args, **kwargs)
        self.accommodation = get_object_or_404(Accommodation.objects.select_related("employee", "quiz"), pk=pk)

    def back_url(self):
        return reverse("evaluations_accommodations:index")

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": self.back_url(), "label": _("Accommodations")},
            {"url": "", "label": self.get_page_title()},
        ]

    def facts(self):
        one = self.accommodation
        return [
            (_("Person"), f"{one.employee.full_name} ({one.employee.number})"),
            (_("Quiz"), one.quiz.title if one.quiz else _("All quizzes")),
            (_("What is adapted"), given_in_words(one)),
            (_("Reason"), one.reason),
        ]

    def decide(self, cleaned_data):
        try:
            change = accommodations.end(accommodation=self.accommodation, ended_by=self.request.user)
        except accommodations.OwnAccommodation as refused:
            raise DecisionRefused(str(OWN)) from refused
        text = _("The accommodation of %(person)s has ended.") % {"person": self.accommodation.employee.full_name}
        return f"{text} {moved_in_words(change)}".strip()


class AccommodationViewSet(ModelViewSet):
    model = Accommodation
    name = "evaluations_accommodations"
    url_prefix = "adecuaciones"
    icon = "time"
    menu_label = gettext_lazy("Accommodations")
    add_to_reference_index = False
    index_view_class = AccommodationIndexView
    add_view_class = AccommodationCreateView
    copy_view_enabled = False
    filterset_class = AccommodationFilterSet
    search_fields = ["employee__number", "employee__given_names", "employee__first_surname", "employee__second_surname"]
    search_backend_name = None
    list_per_page = 50

    @property
    def permission_policy(self):
        return GrantAndEndPolicy(self.model)

    def get_form_class(self, for_update=False):
        return AccommodationForm

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("nueva/", self.add_view, name="add"),
            path("<int:pk>/terminar/", EndView.as_view(), name="end"),
        ]
