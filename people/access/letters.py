"""Letters with the access code: a sheet of carta per person, or eight cards on a sheet."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from urllib.parse import quote

from django.conf import settings
from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..models import Department, Employee
from ..paper import draw_paper, qr_picture
from .codes import in_groups
from .giving import Given
from .states import Offices

CARDS_PER_SHEET = 8
CARDS_PER_ROW = 2


class Shape(TextChoices):
    LETTERS = "cartas", _("One letter per person")
    CARDS = "tarjetas", _("Eight cards per sheet")


def activation_address() -> str:
    return settings.SITE_URL + reverse("people_account:activate")


def link_with_code(number: str, code: str) -> str:
    """The address with number and code behind the «#»: a browser never sends that part, so no log has it."""
    return f"{activation_address()}#{quote(number, safe='')}.{code}"


def sorting_key(one: Given, offices: Offices) -> tuple:
    """By office, then by surnames and names without regard to accents, as in a list on paper."""
    employee = one.employee
    names = (employee.first_surname, employee.second_surname, employee.given_names, employee.number)
    return (offices.place_of(getattr(employee, "department_now", None)), *[_without_accents(name) for name in names])


def _without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def draw_letters(given: Sequence[Given], *, shape: str, offices: Offices) -> bytes:
    """The sheets for these people as PDF, sorted by office and name. Raises paper.DrawingFailed."""
    pictures = {}
    letters = []
    for place, one in enumerate(sorted(given, key=lambda one: sorting_key(one, offices))):
        picture = f"qr-{place}.svg"
        pictures[picture] = qr_picture(link_with_code(one.employee.number, one.code))
        letters.append(_letter(one, picture, offices))
    # Without «https://» it fits on a line and is quicker to type.
    address = activation_address().partition("://")[2]
    context = {"address": address, "valid_until": given[0].expires_at, "letters": letters}
    if shape == Shape.LETTERS:
        return draw_paper("pdf/access_letters.html", context, pictures=pictures)
    context["sheets"] = [_rows(letters[at : at + CARDS_PER_SHEET]) for at in range(0, len(letters), CARDS_PER_SHEET)]
    return draw_paper("pdf/access_cards.html", context, pictures=pictures)


def _letter(one: Given, picture: str, offices: Offices) -> dict:
    employee: Employee = one.employee
    return {
        "name": employee.full_name,
        "number": employee.number,
        "office": offices.name_of(getattr(employee, "department_now", None)),
        "code": in_groups(one.code),
        "qr": f"cert:{picture}",
    }


def _rows(letters: list[dict]) -> list[list[dict]]:
    return [letters[at : at + CARDS_PER_ROW] for at in range(0, len(letters), CARDS_PER_ROW)]


def file_name(office: Department | None, shape: str) -> str:
    """«cartas-tesoreria.pdf»: the office's code keeps it plain on every system."""
    return f"{shape}-{office.code if office else 'acceso'}.pdf"
