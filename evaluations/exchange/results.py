"""Results obtained on another platform: kept as history of the person where that person is found."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Q
from django.db.models.functions import Lower

from people.api import Employee

from ..formats import ExchangedSitting, Reading
from ..models import ImportedResult, QuestionImport


def bring_in_results(reading: Reading, *, batch: QuestionImport) -> dict:
    """Write the sittings; ``{"results": {"read", "found", "not_found"}, "people_not_found": [...]}``.

    Known ones are brought up to date, so a second import adds nothing. A person is found by e-mail or user name.
    """
    if not reading.history:
        return {}
    employees = people_of(reading.history)
    titles = {quiz.identity: quiz.title for quiz in reading.quizzes}
    missing: dict[tuple[str, str], int] = {}
    for sitting in reading.history:
        employee_id = employees.get((sitting.username, sitting.email))
        if employee_id is None:
            missing[sitting.username, sitting.email] = missing.get((sitting.username, sitting.email), 0) + 1
        ImportedResult.objects.update_or_create(
            identity=sitting.identity[:255], defaults=_values(sitting, titles, employee_id, batch)
        )
    not_found = sum(missing.values())
    return {
        "results": {
            "read": len(reading.history),
            "found": len(reading.history) - not_found,
            "not_found": not_found,
        },
        "people_not_found": [
            {"user_name": user_name, "email": email, "results": count} for (user_name, email), count in missing.items()
        ],
    }


def people_of(history: tuple[ExchangedSitting, ...]) -> dict[tuple[str, str], int]:
    """(user name, e-mail) of the sittings → employee, by e-mail first; those found twice are not found. One query."""
    emails = {sitting.email.lower() for sitting in history if sitting.email}
    names = {sitting.username.lower() for sitting in history if sitting.username}
    rows = (
        Employee.objects.annotate(mail=Lower("email"), account=Lower("user__username"), roster=Lower("number"))
        .filter(Q(mail__in=emails) | Q(account__in=names) | Q(roster__in=names))
        .values_list("pk", "mail", "account", "roster")
    )
    by_email: dict[str, set[int]] = {}
    by_name: dict[str, set[int]] = {}
    for pk, mail, account, roster in rows:
        if mail:
            by_email.setdefault(mail, set()).add(pk)
        for name in {account, roster} - {None}:
            by_name.setdefault(name, set()).add(pk)
    found = {}
    for sitting in history:
        matches = by_email.get(sitting.email.lower()) or by_name.get(sitting.username.lower()) or set()
        if len(matches) == 1:
            found[sitting.username, sitting.email] = next(iter(matches))
    return found


def _values(sitting: ExchangedSitting, titles: dict[str, str], employee_id: int | None, batch) -> dict:
    return {
        "employee_id": employee_id,
        "user_name": sitting.username[:255],
        "email": sitting.email[:254],
        "quiz_title": titles.get(sitting.quiz, sitting.quiz)[:255],
        "started_at": sitting.started,
        "finished_at": sitting.ended,
        "score": Decimal(min(100, max(0, sitting.percent))),
        "passed": sitting.has_passed,
        "is_complete": sitting.is_complete,
        "answers": [
            {"question": answer.stem, "answer": answer.words, "is_correct": answer.is_right}
            for answer in sitting.answers
        ],
        "remarks": list(sitting.remarks),
        "batch": batch,
    }
