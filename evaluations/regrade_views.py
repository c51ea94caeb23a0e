"""The screens of a regrade: what it would change, doing it with a reason, and the receipts of those that were done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from people.api import Appointment, frame, requires

from . import markup, regrading
from .corrected_keys import Why
from .key_words import key_in_words
from .models import Attempt, Question, Regrade, RegradeChange
from .plugins import Key
from .regrading import Kind, Plan, VersionInPlan
from .rescoring import Outcome

REGRADE = "evaluations.add_regrade"
VIEW = "evaluations.view_regrade"
BANK = "evaluations.view_question"
#: Who may know whose attempts they are.
NAMES = "evaluations.view_attempt"
SHOWN = 100
PER_PAGE = 50


class RegradeForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Everybody whose result changes reads it. It is kept with today's date and your name."),
    )
    #: That of the plan that was shown; the page writes it itself.
    digest = forms.CharField()


@dataclass(frozen=True)
class Person:
    """Whose attempt it is, as far as the one who looks may know."""

    exam_code: str
    name: str
    department: str


@dataclass(frozen=True)
class ChangeOnPage:
    person: Person
    old_score: Decimal
    new_score: Decimal
    old_passed: bool
    new_passed: bool
    keeps_pass: bool


@dataclass(frozen=True)
class VersionOnPage:
    version: VersionInPlan
    stem: str
    old_key: list[str]
    new_key: list[str]
    is_corrected: bool
    #: Its stem differs: it may be included once somebody has compared them.
    may_be_included: bool
    is_included: bool


def people_behind(attempts: Iterable[Attempt], *, user) -> dict[int, Person]:
    """Code, name where `user` may know it, and department, by the id of the attempt; two queries."""
    found = Attempt.objects.filter(pk__in=[one.pk for one in attempts]).select_related("enrolment__employee")
    employees = {one.enrolment.employee_id for one in found}
    appointments = Appointment.objects.on().filter(employee__in=employees).order_by("is_main", "starts_on")
    departments = dict(appointments.values_list("employee_id", "department__name"))
    knows = user.has_perm(NAMES)
    return {
        one.pk: Person(
            exam_code=one.exam_code,
            name=one.enrolment.employee.full_name if knows else "",
            department=departments.get(one.enrolment.employee_id, ""),
        )
        for one in found
    }


@require_http_methods(["GET", "HEAD", "POST"])
@requires(REGRADE)
def by_key(request: HttpRequest, pk: int) -> HttpResponse:
    return _try_or_apply(request, pk, Kind.KEY)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(REGRADE)
def void(request: HttpRequest, pk: int) -> HttpResponse:
    return _try_or_apply(request, pk, Kind.VOID)


def _try_or_apply(request: HttpRequest, pk: int, kind: Kind) -> HttpResponse:
    question = get_object_or_404(Question.objects.filter(current__isnull=False), pk=pk)
    compared = _ids(request.POST.getlist("incluir") if request.method == "POST" else request.GET.getlist("incluir"))
    form = RegradeForm(request.POST or None)
    plan = None
    if request.method == "POST" and form.is_valid():
        try:
            return _apply(request, question, kind, form.cleaned_data, compared)
        except regrading.PlanChanged as changed:
            messages.warning(request, _("Something changed since you looked at it. Check this again before applying."))
            plan = changed.plan
        except regrading.NothingLeft as refused:
            plan = refused.plan
    plan = plan or regrading.plan(question=question, kind=kind, compared=compared)
    return _show(request, plan, compared, form)


def _apply(request: HttpRequest, question: Question, kind: Kind, told: dict, compared: frozenset[int]) -> HttpResponse:
    regrade = regrading.apply(
        question=question,
        kind=kind,
        reason=told["reason"],
        digest=told["digest"],
        made_by=request.user,
        compared=compared,
    )
    if regrade is None:
        messages.info(request, _("There was nothing left to change: it had been applied already."))
        regrade = Regrade.objects.filter(question=question).first()
    else:
        messages.success(request, _("It is applied. This is the receipt."))
    if regrade is None:
        return redirect("evaluations_marking:regrades")
    return redirect("evaluations_marking:regrade", regrade.pk)


def _ids(values: list[str]) -> frozenset[int]:
    return frozenset(int(value) for value in values if value.isascii() and value.isdecimal())


def _show(request: HttpRequest, plan: Plan, compared: frozenset[int], form: RegradeForm) -> HttpResponse:
    title = _("Void the question for everybody") if plan.is_void else _("Regrade with today's key")
    passing, falling = _on_page(plan.passing, request.user), _on_page(plan.falling, request.user)
    return render(
        request,
        "evaluations/admin/regrade_plan.html",
        {
            **frame(title, icon="rotate", subtitle=plan.question.code, parents=_parents()),
            "plan": plan,
            "versions": [_version_on_page(one, plan, compared) for one in plan.versions],
            "tiles": _tiles(plan),
            "passing": passing,
            "falling": falling,
            "more_passing": len(plan.passing) - len(passing),
            "more_falling": len(plan.falling) - len(falling),
            "open_attempts": plan.states[Attempt.State.OPEN],
            "waiting_attempts": plan.states[Attempt.State.AWAITING],
            "knows_names": request.user.has_perm(NAMES),
            "included": sorted(compared),
            "form": form,
            "question_url": _question_url(plan.question),
            "history": Regrade.objects.filter(question=plan.question).select_related("made_by"),
        },
    )


def _parents() -> list[tuple[str, str]]:
    return [(_("Regrades"), reverse("evaluations_marking:regrades"))]


def _question_url(question: Question) -> str:
    return reverse(Question.snippet_viewset.get_url_name("edit"), args=[question.pk])


def _tiles(plan: Plan) -> list[dict]:
    others = len(plan.changes) - len(plan.passing) - len(plan.falling)
    return [
        {"label": _("Will pass"), "number": len(plan.passing), "tone": "ok", "icon": "check-circle"},
        {"label": _("Fall below and keep their pass"), "number": len(plan.falling), "tone": "warn", "icon": "alert"},
        {"label": _("Only the score changes"), "number": others, "tone": "info", "icon": "refresh"},
        {"label": _("Attempts that have it"), "number": sum(plan.states.values()), "tone": "neutral", "icon": "list"},
    ]


def _on_page(outcomes: list[Outcome], user) -> list[ChangeOnPage]:
    shown = outcomes[:SHOWN]
    people = people_behind([one.attempt for one in shown], user=user)
    return [
        ChangeOnPage(
            person=people[one.attempt.pk],
            old_score=one.before.score,
            new_score=one.result.score,
            old_passed=one.before.has_passed,
            new_passed=one.result.passed,
            keeps_pass=one.attempt.keeps_pass,
        )
        for one in shown
    ]


def _version_on_page(one: VersionInPlan, plan: Plan, compared: frozenset[int]) -> VersionOnPage:
    asked, kind = one.version.asked(), one.version.type
    return VersionOnPage(
        version=one,
        stem=markup.shown(kind.stem_alone(one.version.stem), one.version.pictures),
        old_key=[] if one.is_void else key_in_words(kind, asked, Key(correct=one.in_force)),
        new_key=key_in_words(kind, asked, Key(correct=one.corrected.correct)) if one.corrected else [],
        is_corrected=one.version.pk in plan.corrections,
        may_be_included=one.why == Why.STEM,
        is_included=one.version.pk in compared,
    )


@require_safe
@requires(VIEW)
def regrades(request: HttpRequest) -> HttpResponse:
    found = regrading.with_tallies(Regrade.objects.select_related("question", "made_by"))
    question = request.GET.get("reactivo", "")
    if question.isascii() and question.isdecimal():
        found = found.filter(question=question)
    return render(
        request,
        "evaluations/admin/regrades.html",
        {
            **frame(_("Regrades"), icon="rotate"),
            "page_obj": Paginator(found, PER_PAGE).get_page(request.GET.get("p")),
        },
    )


@require_safe
@requires(VIEW)
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    regrade = get_object_or_404(
        regrading.with_tallies(Regrade.objects.select_related("question__current", "made_by")), pk=pk
    )
    changes = RegradeChange.objects.filter(regrade=regrade).select_related("attempt__quiz")
    only = request.GET.get("ver", "")
    if only == "conservan":
        changes = changes.filter(keeps_pass=True)
    elif only == "acreditan":
        changes = changes.filter(old_passed=False, new_passed=True)
    page = Paginator(changes.order_by("-keeps_pass", "pk"), PER_PAGE).get_page(request.GET.get("p"))
    people = people_behind([one.attempt for one in page], user=request.user)
    # Human resources see whose results changed; the key is for those who write it.
    corrections = regrade.corrections.select_related("version").order_by("-version__number")
    if not request.user.has_perm(REGRADE):
        corrections = corrections.none()
    return render(
        request,
        "evaluations/admin/regrade_receipt.html",
        {
            **frame(_("Receipt of a regrade"), icon="rotate", subtitle=regrade.question.code, parents=_parents()),
            "regrade": regrade,
            "rows": [(people[one.attempt_id], one) for one in page],
            "page_obj": page,
            "only": only,
            "knows_names": request.user.has_perm(NAMES),
            "corrections": [(one.version, [] if one.is_void else _words_of(one)) for one in corrections],
            "question_url": _question_url(regrade.question) if request.user.has_perm(BANK) else "",
            "is_still_asked": regrade.kind == Kind.VOID and regrade.question.state == Question.State.CURRENT,
        },
    )


def _words_of(correction) -> list[str]:
    version = correction.version
    return key_in_words(version.type, version.asked(), Key(correct=correction.correct))
