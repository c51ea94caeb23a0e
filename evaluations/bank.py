"""Writing questions: what an author says becomes a version and its key, never a change of an older one."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field

import nh3
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from .models import AnswerKey, Question, QuestionVersion
from .plugins import question_types

ALLOWED_TAGS = {"p", "br", "b", "strong", "i", "em", "ul", "ol", "li", "sub", "sup"}
AUTOMATIC_CODE = "R-%04d"


@dataclass(frozen=True)
class WrittenOption:
    text: str
    is_correct: bool = False
    feedback: str = ""


@dataclass(frozen=True)
class Wording:
    """A question as its author writes it: what is asked together with the key."""

    kind: str
    stem: str
    options: list[WrittenOption] = field(default_factory=list)
    feedback: str = ""

    def cleaned(self) -> Wording:
        """Without what does not belong in a question: scripts, styles, links, stray space."""
        return Wording(
            kind=self.kind,
            stem=clean_html(self.stem),
            options=[
                WrittenOption(one_line(option.text), option.is_correct, option.feedback.strip())
                for option in self.options
            ],
            feedback=self.feedback.replace("\r\n", "\n").strip(),
        )

    def problems(self) -> list[str]:
        """What its author must still mend, in sentences."""
        if self.kind not in question_types:
            return [_("Choose the type of question.")]
        found = []
        if not nh3.clean(self.stem, tags=set()).strip():
            found.append(_("Write the question."))
        options = [{"id": str(place), "text": option.text} for place, option in enumerate(self.options)]
        correct = [str(place) for place, option in enumerate(self.options) if option.is_correct]
        found += [str(problem) for problem in question_types.get(self.kind).problems(options=options, correct=correct)]
        return found


def clean_html(html: str) -> str:
    """Author's HTML reduced to plain emphasis and lists; the only way into a stem."""
    cleaned = nh3.clean(html, tags=ALLOWED_TAGS, attributes={})
    return re.sub(r"<p>(\s|&nbsp;|<br>)*</p>", "", cleaned).strip()


def one_line(text: str) -> str:
    return " ".join(text.split())


def wording_of(question: Question) -> Wording | None:
    """What the question says today, key included: for its author, never for a learner."""
    version = question.current
    if version is None:
        return None
    key = version.key
    return Wording(
        kind=version.kind,
        stem=version.stem,
        options=[
            WrittenOption(option["text"], option["id"] in key.correct, key.option_feedback.get(option["id"], ""))
            for option in version.options
        ],
        feedback=key.feedback,
    )


def save_question(*, question: Question, wording: Wording, author=None) -> Question:
    """Save the question with this wording; a changed wording is a new version, an equal one is not.

    Raises ValidationError with one sentence per problem.
    """
    wording = wording.cleaned()
    problems = wording.problems()
    if problems:
        raise ValidationError(problems)
    with transaction.atomic():
        if question.pk:
            Question.objects.select_for_update().get(pk=question.pk)
        else:
            question.author = author
        if not question.code:
            question.code = _next_code()
        question.describe(wording.stem)
        question.save()
        if wording_of(question) != wording:
            question.current = _write_version(question=question, wording=wording, author=author)
            question.save(update_fields=["current"])
    return question


def _write_version(*, question: Question, wording: Wording, author) -> QuestionVersion:
    ids = _option_ids(len(wording.options))
    latest = question.versions.order_by("-number").values_list("number", flat=True).first() or 0
    version = QuestionVersion.objects.create(
        question=question,
        number=latest + 1,
        kind=wording.kind,
        stem=wording.stem,
        options=[{"id": pk, "text": option.text} for pk, option in zip(ids, wording.options, strict=True)],
        created_by=author,
    )
    AnswerKey.objects.create(
        version=version,
        correct=sorted(pk for pk, option in zip(ids, wording.options, strict=True) if option.is_correct),
        feedback=wording.feedback,
        option_feedback={
            pk: option.feedback for pk, option in zip(ids, wording.options, strict=True) if option.feedback
        },
    )
    return version


def _option_ids(count: int) -> list[str]:
    """Random, so that an id says nothing about where its option stood or whether it is right."""
    ids: set[str] = set()
    while len(ids) < count:
        ids.add(secrets.token_hex(4))
    return list(ids)


def _next_code() -> str:
    taken = Question.objects.filter(code__regex=r"^R-\d+$").values_list("code", flat=True)
    return AUTOMATIC_CODE % (max((int(code[2:]) for code in taken), default=0) + 1)
