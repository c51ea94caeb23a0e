"""Names in braces that a template may use: a fixed list and plain substitution, never a template language.

A name stands for one value of the constancia. Those that begin with «con_» are whole phrases with the comma before
them: they are empty where there is nothing to say, so that no sentence is left with a hole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Shown
from ..wording import day_text, hours_text, period_text, score_text, validity_text, within_quotes

NAMED = re.compile(r"\{([^{}]*)\}")
BRACE = re.compile(r"[{}]")


class Unfillable(ValueError):
    """A wording holds something that no constancia can fill in; the message is a sentence for the screen."""


@dataclass(frozen=True)
class Placeholder:
    """One name with what an editor reads about it, and how its value is said.

    `say` takes a certificate (or what looks like one) and gives the text; `needs` is the Shown without which the
    text is empty.
    """

    meaning: str | Promise
    say: Callable[[Any], str]
    needs: str = ""


def _particular(name: str) -> Callable[[Any], str]:
    return lambda certificate: str(certificate.particulars.get(name, ""))


def _duration(certificate) -> str:
    return _(", lasting %(hours)s") % {"hours": hours_text(certificate.hours)}


def _grade(certificate) -> str:
    if certificate.score is None:
        return ""
    return _(", with a grade of %(score)s") % {"score": score_text(certificate.score)}


# Their names are Spanish because people type them, and stored templates hold them.
PLACEHOLDERS: dict[str, Placeholder] = {
    "nombre": Placeholder(gettext_lazy("Name of the person"), lambda c: c.holder_name),
    "curso": Placeholder(gettext_lazy("Title of the course or of the activity"), lambda c: c.course_title),
    "modalidad": Placeholder(gettext_lazy("How it was taken: online, in person"), lambda c: c.modality),
    "periodo": Placeholder(
        gettext_lazy("From the first day to the last, or the only day"),
        lambda c: period_text(c.started_on, c.completed_on),
    ),
    "inicio": Placeholder(gettext_lazy("First day"), lambda c: day_text(c.started_on or c.completed_on)),
    "termino": Placeholder(gettext_lazy("Last day"), lambda c: day_text(c.completed_on)),
    "con_duracion": Placeholder(
        gettext_lazy("The hours as a phrase with its comma; nothing if they are not shown"), _duration, Shown.HOURS
    ),
    "con_calificacion": Placeholder(
        gettext_lazy("The grade as a phrase with its comma; nothing if there is none or it is not shown"),
        _grade,
        Shown.GRADE,
    ),
    "vigencia": Placeholder(
        gettext_lazy("Until when it is valid; nothing if it is not shown"),
        lambda c: validity_text(c.valid_until),
        Shown.VALIDITY,
    ),
    "puesto": Placeholder(gettext_lazy("Post of the person on that day, if it is known"), _particular("post")),
    "dependencia": Placeholder(
        gettext_lazy("Department of the person on that day, if it is known"), _particular("department")
    ),
    "municipio": Placeholder(gettext_lazy("Name of the municipality"), lambda c: c.municipality_name),
    "oficina": Placeholder(gettext_lazy("Office in charge of training"), lambda c: c.office),
    "expedida": Placeholder(gettext_lazy("Day of issue"), lambda c: day_text(timezone.localdate(c.issued_at))),
    "folio": Placeholder(gettext_lazy("Folio"), lambda c: c.folio),
}


def values_of(certificate, *, shows: Collection[str]) -> dict[str, str]:
    """Each name with its text for `certificate`, in the language that is active.

    `certificate` is a Certificate or has its frozen fields; what `shows` leaves out is empty.
    """
    return {
        name: "" if placeholder.needs and placeholder.needs not in shows else placeholder.say(certificate)
        for name, placeholder in PLACEHOLDERS.items()
    }


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with each name in braces replaced by its value, in one pass: a value is never read as a wording.

    Inside « » the quotation marks of a value go one level in: «ponente en “Mesa redonda”». Raises Unfillable.
    """
    check(text)

    def value(found):
        before = text[: found.start()]
        return within_quotes(values[found[1]]) if before.count("«") > before.count("»") else values[found[1]]

    return NAMED.sub(value, text)


def check(text: str) -> None:
    """Raise Unfillable, with a sentence for the screen, for an unknown name or a brace that stands alone."""
    for name in NAMED.findall(text):
        if name not in PLACEHOLDERS:
            raise Unfillable(_unknown(name))
    if BRACE.search(NAMED.sub("", text)):
        raise Unfillable(_("A brace stands alone: names are written between two, such as {curso}."))


def _unknown(name: str) -> str:
    nearest = get_close_matches(name.strip().lower(), PLACEHOLDERS, n=1)
    if nearest:
        return _("There is no {%(name)s}. Did you mean {%(nearest)s}?") % {"name": name, "nearest": nearest[0]}
    return _("There is no {%(name)s}: take one of the names in the list.") % {"name": name}
