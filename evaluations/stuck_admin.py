"""Recursos Humanos' list of attempts that were left open, and what can be done about each."""

from __future__ import annotations

import datetime as dt

import django_filters
from django.db.models import Exists, Max, OuterRef, Prefetch, Subquery
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import formats, timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.models import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from people.api import Appointment

from . import closing, lifecycle
from .decision_view import DecisionRefused, DecisionView
from .models import Answer, Attempt, AttemptQuestion

DEFAULT_DAYS = 3


class OnlyDecidePolicy(ModelPermissionPolicy):
    """Who may change attempts decides about those that got stuck; nobody writes or deletes one from a screen."""

    def user_has_permission(self, user, action):
        return action == "change" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return self.user_has_permission(user, "change")


def idle_since(moment: dt.datetime):
    """Open attempts in which nothing has happened since `moment`."""
    answered_later = Answer.objects.filter(attempt_question__attempt=OuterRef("pk"), received_at__gte=moment)
    return Attempt.objects.open().filter(started_at__lt=moment).exclude(Exists(answered_later))


class OpenAttemptFilterSet(WagtailFilterSet):
    days = django_filters.ChoiceFilter(
        label=gettext_lazy("Without an answer"),
        choices=[
            ("1", gettext_lazy("For a day")),
            ("3", gettext_lazy("For three days")),
            ("7", gettext_lazy("For a week")),
            ("30", gettext_lazy("For a month")),
            ("0", gettext_lazy("All that are open")),
        ],
        method="idle_for",
        empty_label=None,
    )

    class Meta:
        model = Attempt
        fields = ["days"]

    def __init__(self, data=None, *args, **kwargs):
        data = data.copy() if data is not None else {}
        data.setdefault("days", str(DEFAULT_DAYS))
        super().__init__(data, *args, **kwargs)

    def idle_for(self, queryset, name, value):
        if value == "0":
            return queryset
        return queryset.filter(pk__in=idle_since(timezone.now() - dt.timedelta(days=int(value))))


def answered_of_all(attempt: Attempt) -> str:
    questions = attempt.questions.all()
    words = {"answered": sum(one.is_answered for one in questions), "total": len(questions)}
    return _("%(answered)d of %(total)d") % words


class MomentColumn(Column):
    """A moment as day and time: «18 nov 2026, 10:42»."""

    empty_value_display = "—"

    def get_value(self, instance):
        moment = super().get_value(instance)
        # Django's Mexican month names begin with a capital letter, which Spanish does not use.
        return formats.date_format(timezone.localtime(moment), "j M Y, H:i").lower() if moment else ""


class OpenAttemptIndexView(IndexView):
    page_title = gettext_lazy("Open attempts")
    any_permission_required = ["change"]
    default_ordering = "started_at"

    def get_base_queryset(self):
        department = Appointment.objects.on().filter(employee=OuterRef("enrolment__employee"))
        questions = AttemptQuestion.objects.select_related("version", "answer", "carried_from__answer")
        return (
            Attempt.objects.open()
            .select_related("enrolment__employee", "quiz")
            .annotate(
                last_answer=Max("questions__answer__received_at"),
                department=Subquery(department.order_by("-is_main", "-starts_on").values("department__name")[:1]),
            )
            .prefetch_related(Prefetch("questions", queryset=questions))
        )

    @cached_property
    def columns(self):
        own = getattr(getattr(self.request.user, "employee", None), "pk", None)
        actions = Column("actions", label=_("Decide"), accessor=lambda attempt: attempt.enrolment.employee_id != own)
        actions.cell_template_name = "evaluations/admin/attempt_actions.html"
        return [
            Column("person", label=_("Person"), accessor=lambda attempt: attempt.enrolment.employee.sorting_name),
            Column("department", label=_("Department")),
            Column("quiz", label=_("Quiz"), accessor=lambda attempt: attempt.rules["title"]),
            MomentColumn("started_at", label=_("Begun"), sort_key="started_at"),
            MomentColumn("last_answer", label=_("Last answer"), sort_key="last_answer"),
            Column("answered", label=_("Answers"), accessor=answered_of_all),
            MomentColumn("deadline", label=_("Deadline"), sort_key="deadline"),
            actions,
        ]


class AttemptDecisionView(DecisionView):
    permission_policy = OnlyDecidePolicy(Attempt)
    permission_required = "change"
    header_icon = "history"

    def setup(self, request, *args, pk, **kwargs):
        super().setup(request, *args, **kwargs)
        self.attempt = get_object_or_404(Attempt.objects.select_related("enrolment__employee"), pk=pk)

    def back_url(self):
        return reverse("evaluations_attempts:index")

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": self.back_url(), "label": _("Open attempts")},
            {"url": "", "label": self.get_page_title()},
        ]

    def facts(self):
        employee = self.attempt.enrolment.employee
        return [
            (_("Person"), f"{employee.full_name} ({employee.number})"),
            (_("Quiz"), self.attempt.rules["title"]),
            (_("Answers"), answered_of_all(self.attempt)),
        ]

    def decide(self, cleaned_data):
        words = {"person": self.attempt.enrolment.employee.full_name}
        try:
            self.act(attempt=self.attempt, by=self.request.user, reason=cleaned_data["reason"])
        except closing.OwnAttempt as refused:
            raise DecisionRefused(_("This attempt is yours: somebody else must decide about it.")) from refused
        except lifecycle.ImpossibleTransition as refused:
            text = _("It was submitted in the meantime, so it can no longer be cancelled.")
            raise DecisionRefused(text) from refused
        return self.done % words


class CloseView(AttemptDecisionView):
    page_title = gettext_lazy("Close the attempt and grade what was saved")
    warning = gettext_lazy(
        "What was saved is graded now, and questions without an answer count as wrong. The person sees the result and "
        "your reason. This cannot be undone."
    )
    button = gettext_lazy("Yes, close and grade it")
    done = gettext_lazy("The attempt of %(person)s is closed and what was saved is graded.")
    act = staticmethod(closing.close)


class CancelView(AttemptDecisionView):
    page_title = gettext_lazy("Cancel the attempt")
    warning = gettext_lazy(
        "The attempt will not be graded and does not use up one of those that the quiz allows: the person can begin "
        "another one. The person sees your reason. This cannot be undone."
    )
    button = gettext_lazy("Yes, cancel it")
    done = gettext_lazy("The attempt of %(person)s is cancelled and does not count.")
    act = staticmethod(closing.cancel)


class AttemptViewSet(ModelViewSet):
    model = Attempt
    name = "evaluations_attempts"
    url_prefix = "intentos-abiertos"
    icon = "history"
    menu_label = gettext_lazy("Open attempts")
    add_to_reference_index = False
    index_view_class = OpenAttemptIndexView
    copy_view_enabled = False
    filterset_class = OpenAttemptFilterSet
    search_fields = [
        *("enrolment__employee__number", "enrolment__employee__given_names"),
        *("enrolment__employee__first_surname", "enrolment__employee__second_surname"),
    ]
    search_backend_name = None
    list_per_page = 50
    # The views ask for the class's own form; there is none to edit.
    form_fields = ["closing_reason"]

    @property
    def permission_policy(self):
        return OnlyDecidePolicy(self.model)

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/cerrar/", CloseView.as_view(), name="close"),
            path("<int:pk>/anular/", CancelView.as_view(), name="cancel"),
        ]
