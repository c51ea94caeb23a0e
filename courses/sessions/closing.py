"""Closing a session: what attendance counts for, and the courses that are completed by it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import User, record_decision

from ..completion import complete_course, record_completion
from ..models import Completion, Enrolment, StepProgress, TrainingSession
from ..outline import outline_of, steps_of
from ..signals import step_completed
from . import news, rules
from .presence import Presence, as_grounds, presences
from .rules import SessionRefusal

LESSON = "lesson"


@dataclass(frozen=True)
class Closing:
    """How many people with a place attended enough, and what came of it for them."""

    places: int
    enough: int
    completed: int
    quiz_missing: int

    @property
    def below(self) -> int:
        return self.places - self.enough

    def as_counts(self) -> dict[str, int]:
        return {
            "places": self.places,
            "enough": self.enough,
            "below": self.below,
            "completed": self.completed,
            "quiz_missing": self.quiz_missing,
        }


@transaction.atomic
def close(*, session: TrainingSession, actor: User) -> Closing:
    """Close a session that has been held; repeating it changes nothing and tells how things stand now.

    Who attended enough has the lessons done and completes the course, where it has quizzes on passing them. Writes the
    same few queries for everybody; each completion, with its constancia, costs its own. SessionRefusal says why not.
    """
    session = rules.take(session)
    if session.state == TrainingSession.State.CLOSED:
        return standing(session)
    rules.take_planned(session)
    everybody = presences(session)
    enough = [presence for presence in everybody if presence.is_enough]
    _refuse(session, everybody, enough, actor)
    now = timezone.now()
    session.state, session.closed_by, session.closed_at = TrainingSession.State.CLOSED, actor, now
    session.save(update_fields=["state", "closed_by", "closed_at"])
    _credit(session, enough, now=now, actor=actor)
    closing = standing(session)
    _tell_about_quizzes(session, enough)
    record_decision(
        act="hold_session",
        actor=actor,
        subject=session,
        after={"course": session.course.title, "minimum_percent": session.minimum_percent, **closing.as_counts()},
    )
    return closing


def standing(session: TrainingSession) -> Closing:
    """How the session stands: before it is closed, what attendance says so far."""
    return counted(presences(session))


def counted(everybody: Sequence[Presence]) -> Closing:
    enough = [presence.place for presence in everybody if presence.is_enough]
    done = sum(place.enrolment is not None and not place.enrolment.is_open for place in enough)
    return Closing(len(everybody), len(enough), done, len(enough) - done)


def quizzes_of(session: TrainingSession) -> list[dict]:
    """The steps of the course that being there does not count for: each passes them on their own."""
    return [step for step in steps_of(outline_of(session.course_id)) if step["kind"] != LESSON]


def _refuse(session: TrainingSession, everybody: Sequence[Presence], enough: Sequence[Presence], actor: User) -> None:
    meetings = rules.meetings_of(session)
    if not meetings or meetings[-1].starts_at > timezone.now():
        raise SessionRefusal(_("The last meeting has not begun yet: close the session when it has been held."))
    if not any(presence.marks for presence in everybody):
        raise SessionRefusal(_("No attendance was taken. If the session was not held, cancel it."))
    if [presence.place.employee_id for presence in enough] == [rules.own_employee_id(actor)]:
        raise SessionRefusal(_("Only you would complete the course by closing it: ask a colleague to close it."))


def _credit(session: TrainingSession, enough: Sequence[Presence], *, now: dt.datetime, actor: User) -> None:
    by_enrolment = {presence.place.enrolment_id: presence for presence in enough}
    found = Enrolment.objects.select_for_update(of=("self",)).select_related("course", "employee")
    enrolments = list(found.open().filter(pk__in=by_enrolment).order_by("pk"))
    moments = {enrolment.pk: _credited_at(by_enrolment[enrolment.pk], now) for enrolment in enrolments}
    steps = steps_of(outline_of(session.course_id))
    lessons = [step for step in steps if step["kind"] == LESSON]
    done = _mark_lessons(session, moments, lessons)
    for enrolment in enrolments:
        if not steps:
            _complete_without_steps(session, enrolment, by_enrolment[enrolment.pk], moments[enrolment.pk], actor)
        elif all(step["id"] in done[enrolment.pk] for step in steps):
            complete_course(enrolment, moments[enrolment.pk], recorded_by=actor)


def _credited_at(presence: Presence, now: dt.datetime) -> dt.datetime:
    """When the person had been there: the end of the last meeting attended, however late the session is closed."""
    return min(now, presence.attended[-1].ends_at)


def _mark_lessons(
    session: TrainingSession, moments: dict[int, dt.datetime], lessons: list[dict]
) -> dict[int, set[int]]:
    """Count the lessons as done for each enrolment id; returns all page ids that are done then. Three queries."""
    known: dict[int, dict[int, StepProgress]] = defaultdict(dict)
    for progress in StepProgress.objects.filter(enrolment__in=moments):
        known[progress.enrolment_id][progress.step_id] = progress
    credited = []
    for pk, moment in moments.items():
        for lesson in lessons:
            progress = known[pk].setdefault(
                lesson["id"], StepProgress(enrolment_id=pk, step_id=lesson["id"], first_seen_at=moment)
            )
            if progress.completed_at is None:
                progress.completed_at, progress.revision_id = moment, lesson["revision"]
                progress.session = session
                credited.append(progress)
    opened = [progress for progress in credited if progress.pk is not None]
    StepProgress.objects.bulk_create(
        [progress for progress in credited if progress.pk is None],
        update_conflicts=True,
        unique_fields=["enrolment", "step"],
        update_fields=["completed_at", "revision_id", "session"],
    )
    StepProgress.objects.bulk_update(opened, ["completed_at", "revision_id", "session"], batch_size=200)
    for progress in credited:
        step_completed.send(StepProgress, progress=progress)
    return {pk: {step for step, progress in known[pk].items() if progress.completed_at} for pk in moments}


def _complete_without_steps(
    session: TrainingSession, enrolment: Enrolment, presence: Presence, at: dt.datetime, actor: User
) -> None:
    """A course that is only given in a room has nothing to read here: having been there is all of it."""
    record_completion(
        enrolment=enrolment,
        at=at,
        source=Completion.Source.ATTENDANCE,
        recorded_by=actor,
        grounds=as_grounds(session, presence),
    )


def _tell_about_quizzes(session: TrainingSession, enough: Sequence[Presence]) -> None:
    still_open = set(
        Enrolment.objects.open()
        .filter(pk__in=[presence.place.enrolment_id for presence in enough])
        .values_list("pk", flat=True)
    )
    news.tell_quiz_missing(
        session, [presence.place for presence in enough if presence.place.enrolment_id in still_open]
    )
