"""Writing questions: what an author says becomes a version and its key, never a change of an older one."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from . import markup, pictures
from .models import AnswerKey, Question, QuestionVersion
from .plugins import question_types

AUTOMATIC_CODE = "R-%04d"


@dataclass(frozen=True)
class Wording:
    """A question as its author writes it: what is asked together with the key."""

    kind: str
    #: HTML, see ``markup.clean_block``.
    stem: str
    #: What the type asks its author for; see the ``canonical`` of each type.
    body: dict = field(default_factory=dict)
    #: Why the right answer is right: HTML.
    feedback: str = ""

    def cleaned(self) -> Wording:
        """Without what does not belong in a question: scripts, styles, links, stray space."""
        is_known = self.kind in question_types
        return replace(
            self,
            stem=markup.clean_block(self.stem),
            body=question_types.get(self.kind).canonical(self.body) if is_known else self.body,
            feedback=markup.clean_block(self.feedback),
        )

    def problems(self) -> list[str]:
        """What its author must still mend, in sentences."""
        if self.kind not in question_types:
            return [_("Choose the type of question.")]
        found = []
        if not markup.plain_text(self.stem) and not markup.picture_ids(self.stem):
            found.append(_("Write the question."))
        found += [str(one) for one in question_types.get(self.kind).problems(self.body, stem=self.stem)]
        found += _problems_of_pictures(self)
        return found


def _problems_of_pictures(wording: Wording) -> list[str]:
    """A picture without a description is a question that some people cannot answer."""
    if any('<embed alt=""' in text for text in markup.texts_in([wording.stem, wording.body])):
        return [_("A picture has no description. Write what it shows for those who cannot see it.")]
    return []


def choice_body(rows: Iterable[tuple[str, bool, str]], *, credit: str = "all_or_nothing") -> dict:
    """The body of a question that is answered by choosing, from rows of plain text: (option, is it right, its note)."""
    return {
        "options": [
            {"text": markup.text_to_inline(text), "is_correct": is_right, "feedback": markup.text_to_inline(note)}
            for text, is_right, note in rows
        ],
        "credit": credit,
    }


def wording_of(question: Question) -> Wording | None:
    """What the question says today, key included: for its author, never for a learner."""
    return None if question.current is None else wording_of_version(question.current)


def wording_of_version(version: QuestionVersion) -> Wording:
    """What one version said, key included."""
    return Wording(
        kind=version.kind,
        stem=version.stem,
        body=version.type.join(version.asked(), version.key.as_key()),
        feedback=version.key.feedback_html,
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
        question.describe(question_types.get(wording.kind).stem_alone(wording.stem))
        question.save()
        if wording_of(question) != wording:
            question.current = _write_version(question=question, wording=wording, author=author)
            question.save(update_fields=["current"])
    return question


def _write_version(*, question: Question, wording: Wording, author) -> QuestionVersion:
    asked, key = question_types.get(wording.kind).split(wording.body, stem=wording.stem, new_id=_new_id())
    latest = question.versions.order_by("-number").values_list("number", flat=True).first() or 0
    version = QuestionVersion.objects.create(
        question=question,
        number=latest + 1,
        kind=wording.kind,
        stem=asked.stem,
        options=asked.options,
        settings=asked.settings,
        markup=QuestionVersion.Markup.HTML,
        pictures=_frozen_pictures(question, wording),
        created_by=author,
    )
    AnswerKey.objects.create(
        version=version,
        correct=key.correct,
        feedback=wording.feedback,
        option_feedback=key.option_feedback,
    )
    return version


def _frozen_pictures(question: Question, wording: Wording) -> dict[str, dict]:
    """The pictures as they are now; one that has left the library stays as the version before this one shows it."""
    wanted = markup.picture_ids([wording.stem, wording.body, wording.feedback])
    before = question.current.pictures if question.current else {}
    return {str(pk): before[str(pk)] for pk in wanted if str(pk) in before} | pictures.freeze(wanted)


def set_state(*, questions: Iterable[Question], state: str, by=None) -> int:
    """Move questions to another state and say so in their log; those already there are left alone. How many moved.

    A question that says nothing yet cannot be put in force; it is left as it is.
    """
    moved = 0
    with transaction.atomic():
        ids = [question.pk for question in questions]
        for question in Question.objects.select_for_update().filter(pk__in=ids).exclude(state=state):
            if state == Question.State.CURRENT and question.current_id is None:
                continue
            question.state = state
            question.save(update_fields=["state", "changed_at"])
            log(instance=question, action="wagtail.edit", user=by, title=str(question))
            moved += 1
    return moved


def _new_id():
    """Gives random ids, so that an id says nothing about where its option stood or whether it is right."""
    given: set[str] = set()

    def new_id(_text: str) -> str:
        while (pk := secrets.token_hex(4)) in given:
            continue
        given.add(pk)
        return pk

    return new_id


def _next_code() -> str:
    taken = Question.objects.filter(code__regex=r"^R-\d+$").values_list("code", flat=True)
    return AUTOMATIC_CODE % (max((int(code[2:]) for code in taken), default=0) + 1)
