"""Appeals on both sides: the learner asks for a review, the consultancy answers without knowing who asks."""

from __future__ import annotations

import uuid as uuids
from decimal import Decimal

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from courses.api import address_of
from people.api import frame, requires

from . import appeals, grading
from .after_grading import appeal_entries
from .learners import for_learners, own_attempt
from .marking_pages import given_answer
from .models import Appeal, Attempt, AttemptQuestion, MarkDecision, Marking
from .result_view import result_context

ANSWER = "evaluations.change_appeal"
PER_PAGE = 50


class AppealForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Why you do not agree"),
        max_length=appeals.MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "Say which part of the question, the answer or the law it is about. Do not write your name: "
            "whoever answers does not know who asks."
        ),
    )


class AnswerForm(forms.Form):
    """The answer to an appeal; a mark only where it is granted."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[
            (Appeal.State.GRANTED, gettext_lazy("Grant it with a new mark")),
            (Appeal.State.REFUSED, gettext_lazy("Refuse it: the mark stays")),
        ],
        widget=forms.RadioSelect,
    )
    mark = forms.IntegerField(label=gettext_lazy("New mark of this answer"), min_value=1, max_value=100, required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=appeals.MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("The person who asked reads it."),
    )

    def __init__(self, *args, fraction: Decimal, **kwargs):
        super().__init__(*args, **kwargs)
        self.fraction = fraction
        self.fields["mark"].help_text = _("From 0 to 100, higher than the %(mark)s that it has.") % {
            "mark": percentage_text(fraction)
        }

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("decision") != Appeal.State.GRANTED or "mark" in self.errors:
            return cleaned
        mark = cleaned.get("mark")
        if mark is None:
            self.add_error("mark", _("Write the new mark."))
        elif grading.fraction_by_mark(mark) <= self.fraction:
            self.add_error("mark", _("The new mark has to be higher than the one that the answer has."))
        return cleaned


def percentage_text(fraction: Decimal) -> str:
    """A fraction as the mark out of 100 that people read: «66.67», «50»."""
    return f"{fraction * 100:.2f}".rstrip("0").rstrip(".")


# The learner's side


@require_http_methods(["GET", "HEAD", "POST"])
@for_learners
def appeal(request: HttpRequest, uuid: uuids.UUID, position: int) -> HttpResponse:
    attempt = own_attempt(request, uuid)
    if attempt.is_open:
        raise Http404
    shown = [one for one in result_context(attempt)["review"].questions if one.position == position]
    entries = appeal_entries(attempt, shown)
    if not entries:
        raise Http404
    entry = entries[0]
    result = f"{reverse('evaluations:result', args=[uuid])}#p{position}"
    if entry.appeal is not None:
        return redirect(result)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _make(request, attempt, position, form, result)
    return render(
        request,
        "evaluations/appeal.html",
        {
            "attempt": attempt,
            "one": shown[0],
            "form": form,
            "entry": entry,
            "result_url": result,
            "quiz_title": attempt.rules["title"],
            "quiz_url": address_of(attempt.quiz),
        },
    )


def _make(request: HttpRequest, attempt: Attempt, position: int, form: AppealForm, result: str) -> HttpResponse:
    question = attempt.questions.select_related("attempt", "version").get(position=position)
    try:
        appeals.make(question=question, text=form.cleaned_data["text"])
    except appeals.CannotAppeal:
        messages.error(request, _("A review of this question can no longer be asked for."))
    else:
        messages.success(request, _("Your request is registered. The answer will appear here, next to the question."))
    return redirect(result)


# The consultancy's side


@require_safe
@requires(ANSWER)
def appeals_list(request: HttpRequest) -> HttpResponse:
    related = ("attempt_question__attempt", "attempt_question__version__question")
    answered = Appeal.objects.exclude(state=Appeal.State.OPEN).select_related(*related).order_by("-answered_at")
    waiting = appeals.waiting_for(request.user).select_related(*related).order_by("made_at")
    return render(
        request,
        "evaluations/admin/appeals.html",
        {
            **frame(_("Appeals"), icon="comment"),
            "waiting": waiting,
            "own": Appeal.objects.filter(state=Appeal.State.OPEN).count() - len(waiting),
            "page_obj": Paginator(answered, PER_PAGE).get_page(request.GET.get("p")),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(ANSWER)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    related = ("attempt__quiz", "version__question", "version__key", "answer")
    others = Appeal.objects.exclude(attempt_question__attempt__enrolment__employee__user=request.user)
    made = get_object_or_404(others, pk=pk)
    question = AttemptQuestion.objects.select_related(*related).get(pk=made.attempt_question_id)
    fraction = question.answer.marks or Decimal(0)
    form = AnswerForm(request.POST or None, fraction=fraction) if made.state == Appeal.State.OPEN else None
    if form is not None and request.method == "POST" and form.is_valid():
        return _answer(request, made, form)
    return render(
        request,
        "evaluations/admin/appeal_answer.html",
        {
            **frame(
                _("Appeal"),
                icon="comment",
                subtitle=_("Examination %(code)s") % {"code": question.attempt.exam_code},
                parents=[(_("Appeals"), reverse("evaluations_marking:appeals"))],
            ),
            "made": made,
            "question": question,
            "quiz_title": question.attempt.rules["title"],
            "given": given_answer(question),
            "mark": percentage_text(fraction),
            "readings": question.markings.order_by("round"),
            "marked_it": Marking.objects.filter(attempt_question=question, marker=request.user).exists(),
            "decision": MarkDecision.objects.filter(attempt_question=question).last(),
            "form": form,
        },
    )


def _answer(request: HttpRequest, made: Appeal, form: AnswerForm) -> HttpResponse:
    reason = form.cleaned_data["reason"]
    try:
        if form.cleaned_data["decision"] == Appeal.State.GRANTED:
            fraction = grading.fraction_by_mark(form.cleaned_data["mark"])
            appeals.grant(appeal=made, fraction=fraction, reason=reason, answered_by=request.user)
        else:
            appeals.refuse(appeal=made, reason=reason, answered_by=request.user)
    except appeals.AlreadyAnswered:
        messages.warning(request, _("Somebody else has just answered this appeal. This is their answer."))
        return redirect("evaluations_marking:appeal", made.pk)
    except appeals.CannotAnswer:
        messages.error(request, _("The mark has changed meanwhile. Look at it again."))
        return redirect("evaluations_marking:appeal", made.pk)
    messages.success(request, _("The appeal is answered. The person reads it with their result."))
    return redirect("evaluations_marking:appeals")
