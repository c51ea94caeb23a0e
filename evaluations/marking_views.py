"""The screens of those who mark written answers: what waits, and one answer at a time without anybody's name."""

from __future__ import annotations

import uuid as uuids
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from people.api import frame, requires

from . import marking, markup
from .marking_pages import given_answer
from .models import AttemptQuestion, Marking

MARK = "evaluations.add_marking"
MAX_COMMENT = 2000


class MarkForm(forms.Form):
    """The levels of the rubric or, without one, a mark; and what the learner is told about it."""

    mark = forms.IntegerField(
        label=gettext_lazy("Mark of this answer"), min_value=0, max_value=100, help_text=gettext_lazy("From 0 to 100.")
    )
    comment = forms.CharField(
        label=gettext_lazy("Comment for the person who wrote it"),
        required=False,
        max_length=MAX_COMMENT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("They read it with their result. Say what was good and what was missing."),
    )

    def __init__(self, *args, rubric: list[dict], **kwargs):
        super().__init__(*args, **kwargs)
        self.rubric = rubric
        if rubric:
            del self.fields["mark"]
        for place, criterion in enumerate(rubric):
            levels = range(len(criterion["levels"]))
            self.fields[f"level-{place}"] = forms.TypedChoiceField(
                label=criterion["name"],
                coerce=int,
                choices=[(level, criterion["levels"][level]["text"]) for level in levels],
                error_messages={"required": _("Choose a level.")},
            )

    @cached_property
    def criteria(self) -> list[dict]:
        """Each criterion with its levels as the page draws them."""
        drawn = []
        for place, criterion in enumerate(self.rubric):
            field = self[f"level-{place}"]
            chosen = str(field.value()) if field.value() is not None else ""
            drawn.append(
                {
                    "name": criterion["name"],
                    "field": field,
                    "levels": [
                        {**level, "value": str(number), "is_chosen": str(number) == chosen}
                        for number, level in enumerate(criterion["levels"])
                    ],
                }
            )
        return drawn

    @property
    def reading(self) -> dict:
        """What ``marking.mark`` takes."""
        levels = [self.cleaned_data[f"level-{place}"] for place in range(len(self.rubric))]
        return {"levels": levels, "mark": self.cleaned_data.get("mark"), "comment": self.cleaned_data["comment"]}


@dataclass(frozen=True)
class ReadingOnPage:
    """An earlier reading, for whoever decides between two."""

    title: str
    mark: str
    levels: list[tuple[str, str]]
    comment: str


@require_safe
@requires(MARK)
def queue(request: HttpRequest) -> HttpResponse:
    groups = marking.groups_for(request.user)
    return render(
        request,
        "evaluations/admin/marking_queue.html",
        {
            **frame(_("Answers to mark"), icon="edit"),
            "groups": groups,
            "waiting": sum(group.waiting for group in groups),
            "for_others": marking.waiting_for_others(request.user),
        },
    )


@require_safe
@requires(MARK)
def following(request: HttpRequest, quiz_id: int, question_id: int) -> HttpResponse:
    """To the next answer to this question, or back to the list when there is none left for this person."""
    found = marking.next_answer(
        request.user, quiz_id=quiz_id, question_id=question_id, after=_uuid(request.GET.get("despues", ""))
    )
    if found is None:
        messages.success(request, _("No answer to this question waits for you any more."))
        return redirect("evaluations_marking:queue")
    return redirect("evaluations_marking:answer", found.attempt.uuid, found.position)


def _uuid(text: str) -> uuids.UUID | None:
    try:
        return uuids.UUID(text)
    except ValueError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MARK)
def answer(request: HttpRequest, uuid: uuids.UUID, position: int) -> HttpResponse:
    question = (
        marking.waiting_for(request.user)
        .select_related("attempt__quiz", "version__question", "version__key", "answer")
        .filter(attempt__uuid=uuid, position=position)
        .first()
    )
    if question is None:
        return _gone(request, uuid, position)
    rubric = question.version.settings.get("rubric", [])
    form = MarkForm(request.POST or None, rubric=rubric)
    if request.method == "POST" and form.is_valid():
        return _store(request, question, form)
    readings = marking.readings_of(question)
    decides = len(readings) + 1 == marking.DECIDING_ROUND
    guidance = question.version.key.correct.get("guidance", "")
    return render(
        request,
        "evaluations/admin/marking_answer.html",
        {
            **frame(
                _("Mark an answer"),
                icon="edit",
                subtitle=_("Examination %(code)s") % {"code": question.attempt.exam_code},
                parents=[(_("Answers to mark"), reverse("evaluations_marking:queue"))],
            ),
            "question": question,
            "quiz_title": question.attempt.rules["title"],
            "given": given_answer(question),
            "guidance": markup.shown(guidance, question.version.pictures),
            "form": form,
            "readings": [_on_page(one, rubric) for one in readings] if decides else [],
            "has_seen": len(readings) if decides else 0,
            "is_second": question.attempt.rules.get("second_marker", False) and not decides,
            "skip_url": f"{_following_url(question)}?despues={uuid}",
            "left": _left(request.user, question),
        },
    )


def _left(marker, question: AttemptQuestion) -> int:
    same = {"attempt__quiz": question.attempt.quiz_id, "version__question": question.version.question_id}
    return marking.waiting_for(marker).filter(**same).count()


def _on_page(reading: Marking, rubric: list[dict]) -> ReadingOnPage:
    levels = [
        (criterion["name"], criterion["levels"][level]["text"])
        for criterion, level in zip(rubric, reading.levels, strict=False)
    ]
    return ReadingOnPage(
        title=_("First reading") if reading.round == 1 else _("Second reading"),
        mark=f"{reading.fraction * 100:.2f}".rstrip("0").rstrip("."),
        levels=levels,
        comment=reading.comment,
    )


def _store(request: HttpRequest, question: AttemptQuestion, form: MarkForm) -> HttpResponse:
    seen = request.POST.get("has_seen", "0")
    try:
        marking.mark(
            question=question, marker=request.user, has_seen=int(seen) if seen.isdecimal() else 0, **form.reading
        )
    except marking.CannotMark:
        messages.warning(request, _("Somebody else has just marked it. Go on with the next one."))
    else:
        messages.success(request, _("The mark is saved."))
    return redirect(_following_url(question))


def _following_url(question: AttemptQuestion) -> str:
    return reverse("evaluations_marking:following", args=[question.attempt.quiz_id, question.version.question_id])


def _gone(request: HttpRequest, uuid: uuids.UUID, position: int) -> HttpResponse:
    """The answer does not wait for this person: to the next one like it, if there was such a question at all."""
    question = (
        AttemptQuestion.objects.select_related("attempt", "version")
        .filter(attempt__uuid=uuid, position=position, markings__isnull=False)
        .first()
    )
    if question is None:
        messages.info(request, _("This answer does not wait for you."))
        return redirect("evaluations_marking:queue")
    messages.warning(request, _("Somebody else has just marked it. Go on with the next one."))
    return redirect(_following_url(question))
