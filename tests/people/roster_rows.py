"""A roster of any size as a workbook that RH could have made, with rows broken in ways that have names.

Good rows are as odd as real ones (serial days, decomposed accents, lost zeros); broken ones have one fault each, and
`Roster.broken` tells which rows these are and which column is to blame. Also used by bench/roster_import.py.
"""

import datetime as dt
import io
import random
import unicodedata
from dataclasses import dataclass, field

import openpyxl

from people.curp import check_digit as curp_digit
from people.models import Department, Employee, Post, User
from people.roster import columns as c

FIELDS = (c.NUMBER, c.FULL_NAME, c.CURP, c.RFC, c.EMAIL, c.HIRED, c.LEFT, c.DEPARTMENT, c.POST, c.HEAD)
HEADING = (
    "No. de empleado",
    "Nombre del servidor público",
    "CURP",
    "RFC",
    "Correo electrónico",
    "Fecha de ingreso",
    "Fecha de baja",
    "Área de adscripción",
    "Puesto",
    "Titular",
)
FIRST_ROW = 5
OFFICES = ("Hacienda Municipal", "Obras Públicas", "Registro Civil", "Dirección Jurídica", "Oficialía Mayor")
POSTS = ("Analista", "Auxiliar de oficina", "Jefatura de área")
GIVEN = "Rosalba Jimena Efraín Norma Blanca José Verónica Óscar Paola Héctor Ana Rogelio Sergio Lourdes Irma".split()
CLOSED_OFFICE, COMMISSION = "Rastro Municipal", "Comisión Edilicia de Hacienda"
CHIEF_ADDRESS, OTHER_ADDRESS = "direccion.general@tuxpan.example", "buzon@tuxpan.example"
GONE, TAKEN = "900001", "900002"
WORD_PARTS = "ba ce di fo gu la me ni po ru sa te vi zo".split()


def surname(number):
    """A made-up surname, another one for each number."""
    letters = ""
    for _place in range(4):
        number, rest = divmod(number, len(WORD_PARTS))
        letters += WORD_PARTS[rest]
    return letters.capitalize() + "z"


def curp(number):
    first_17 = (
        f"XAXX{number % 90 + 10:02d}0101HJC{'BCDFGHJKLMNP'[number // 90 % 12]}{'BCDFGHJKLMNP'[number // 1080 % 12]}"
    )
    first_17 += f"{'BCDFGHJKLMNP'[number // 12960 % 12]}0"
    return first_17 + str(curp_digit(first_17))


def good(number):
    """One person who is new, with a number of six digits."""
    return {
        c.NUMBER: f"{100_000 + number}",
        c.FULL_NAME: f"{surname(number)} {surname(number + 7_000)}, {GIVEN[number % len(GIVEN)]}",
        c.CURP: curp(number),
        c.RFC: "",
        c.EMAIL: f"persona{number}@tuxpan.example",
        c.HIRED: "01/10/2024",
        c.LEFT: "",
        c.DEPARTMENT: OFFICES[number % len(OFFICES)],
        c.POST: POSTS[number % len(POSTS)],
        c.HEAD: "no",
    }


# What real files look like and what must not be refused.
ODD = {
    "serial day": lambda one: one | {c.HIRED: 45566},
    "day of a cell": lambda one: one | {c.HIRED: dt.datetime(2024, 10, 1)},
    "day in words": lambda one: one | {c.HIRED: "1 de octubre de 2024"},
    "day turned round": lambda one: one | {c.HIRED: "2024-10-01"},
    "number as a number": lambda one: one | {c.NUMBER: int(one[c.NUMBER])},
    "spaces around": lambda one: {name: f"  {text} " if isinstance(text, str) else text for name, text in one.items()},
    "no-break spaces": lambda one: one | {c.FULL_NAME: one[c.FULL_NAME].replace(" ", "\u00a0")},
    "capitals": lambda one: one | {name: one[name].upper() for name in (c.FULL_NAME, c.DEPARTMENT, c.POST, c.EMAIL)},
    "decomposed accents": lambda one: {
        name: unicodedata.normalize("NFD", text) if isinstance(text, str) else text for name, text in one.items()
    },
    "no accents": lambda one: one | {c.DEPARTMENT: one[c.DEPARTMENT].replace("í", "i").replace("ú", "u")},
    "empty cells": lambda one: one | {c.CURP: None, c.EMAIL: None, c.HEAD: None},
    "small letters in the CURP": lambda one: one | {c.CURP: one[c.CURP].lower()},
}

# Name: what it does to a row, and the column that is to blame.
BROKEN = {
    "no number": (lambda one: one | {c.NUMBER: None}, c.NUMBER),
    "number with a slash": (lambda one: one | {c.NUMBER: f"{one[c.NUMBER]}/1"}, c.NUMBER),
    "number too long": (lambda one: one | {c.NUMBER: one[c.NUMBER] * 5}, c.NUMBER),
    "number of somebody else": (lambda one: one | {c.NUMBER: TAKEN}, c.NUMBER),
    "somebody who left": (lambda one: one | {c.NUMBER: GONE, c.FULL_NAME: "Gone Person, Ausente"}, c.HIRED),
    "no name": (lambda one: one | {c.FULL_NAME: None}, c.FULL_NAME),
    "one word for a name": (lambda one: one | {c.FULL_NAME: "Rosalba"}, c.FULL_NAME),
    "HTML in the name": (lambda one: one | {c.FULL_NAME: "<img src=x onerror=alert(1)>, Ana"}, c.FULL_NAME),
    "emoji in the name": (lambda one: one | {c.FULL_NAME: f"{one[c.FULL_NAME]} 😀"}, c.FULL_NAME),
    "digits in the name": (lambda one: one | {c.FULL_NAME: f"{one[c.FULL_NAME]} 2"}, c.FULL_NAME),
    "300 letters in the name": (lambda one: one | {c.FULL_NAME: f"{'a' * 300}, Ana"}, c.FULL_NAME),
    "damaged accents": (lambda one: one | {c.FULL_NAME: "NÃºÃ±ez Soto, Ana"}, c.FULL_NAME),
    "name of somebody who is here": (lambda one: one | {c.FULL_NAME: "PERSON TAKEN, OCUPADA", c.CURP: ""}, c.NUMBER),
    "day that does not exist": (lambda one: one | {c.HIRED: "31/02/2024"}, c.HIRED),
    "day in no known form": (lambda one: one | {c.HIRED: "hace tiempo"}, c.HIRED),
    "day too long ago": (lambda one: one | {c.HIRED: "01/10/1024"}, c.HIRED),
    "day far ahead": (lambda one: one | {c.HIRED: "01/10/2204"}, c.HIRED),
    "no day of hiring": (lambda one: one | {c.HIRED: None}, c.HIRED),
    "gone before hired": (lambda one: one | {c.LEFT: "01/01/2020"}, c.LEFT),
    "formula": (lambda one: one | {c.HIRED: "=TODAY()"}, c.HIRED),
    "formula as text": (lambda one: one | {c.POST: '@HYPERLINK("http://malo.example")'}, c.POST),
    "error of Excel": (lambda one: one | {c.CURP: "#N/A"}, c.CURP),
    "wrong check digit": (
        lambda one: one | {c.CURP: f"{one[c.CURP][:-1]}{(int(one[c.CURP][-1]) + 1) % 10}"},
        c.CURP,
    ),
    "generic RFC": (lambda one: one | {c.RFC: "XAXX010101000"}, c.RFC),
    "no e-mail address": (lambda one: one | {c.EMAIL: "ana arroba tuxpan"}, c.EMAIL),
    "e-mail of a superuser": (lambda one: one | {c.EMAIL: CHIEF_ADDRESS}, c.EMAIL),
    "e-mail of another account": (lambda one: one | {c.EMAIL: OTHER_ADDRESS.upper()}, c.EMAIL),
    "unknown department": (lambda one: one | {c.DEPARTMENT: "Dirección de la Luna"}, c.DEPARTMENT),
    "department not in use": (lambda one: one | {c.DEPARTMENT: CLOSED_OFFICE}, c.DEPARTMENT),
    "commission": (lambda one: one | {c.DEPARTMENT: COMMISSION}, c.DEPARTMENT),
    "no department": (lambda one: one | {c.DEPARTMENT: None}, c.DEPARTMENT),
    "unknown post": (lambda one: one | {c.POST: "Astronauta"}, c.POST),
    "neither yes nor no": (lambda one: one | {c.HEAD: "quizás"}, c.HEAD),
}
# Two rows that cannot both be right: both are refused, but a plain repetition counts once.
PAIRS = {
    "number twice": (c.NUMBER, True),
    "CURP twice": (c.CURP, True),
    "e-mail twice": (c.EMAIL, True),
    "row twice": (None, False),
}
# Whoever keeps the number of somebody else may appear once in a file only.
ONCE = {"number of somebody else", "somebody who left"}


@dataclass
class Roster:
    rows: list = field(default_factory=list)
    #: Row in the file → (name of the fault, field that is to blame).
    broken: dict = field(default_factory=dict)


def setting():
    """What the rows refer to: offices, posts, a superuser, an account, somebody who left and somebody who is here."""
    for number, name in enumerate((*OFFICES, CLOSED_OFFICE, COMMISSION)):
        kind = Department.Kind.COMMISSION if name == COMMISSION else Department.Kind.OFFICE
        Department.add_root(code=f"oficina-{number}", name=name, kind=kind, is_active=name != CLOSED_OFFICE)
    Post.objects.bulk_create(Post(name=name) for name in POSTS)
    User.objects.create(username="direccion", email=CHIEF_ADDRESS, is_superuser=True)
    User.objects.create(username="buzon", email=OTHER_ADDRESS)
    hired = dt.date(2019, 1, 1)
    gone = {"given_names": "Ausente", "first_surname": "Gone", "second_surname": "Person"}
    Employee.objects.create(number=GONE, hired_on=hired, left_on=dt.date(2025, 1, 1), **gone)
    taken = {"given_names": "Ocupada", "first_surname": "Person", "second_surname": "Taken"}
    Employee.objects.create(number=TAKEN, hired_on=hired, **taken)


def roster(count, *, broken, seed=1):
    """`count` rows; about `broken` of them have a fault, every named one at least once."""
    chance = random.Random(seed)
    made = Roster()
    faults = [*BROKEN, *PAIRS]
    repeatable = [name for name in faults if name not in ONCE]
    wanted = faults + [chance.choice(repeatable) for _number in range(max(0, broken - len(faults)))]
    places = set(chance.sample(range(1, count, 2), len(wanted)))
    waiting = iter(wanted)
    for number in range(count):
        one = good(number)
        row = FIRST_ROW + len(made.rows)
        if number in places:
            name = next(waiting)
            if name in PAIRS:
                blamed, both = PAIRS[name]
                before = good(number - 1)
                made.rows[-1] = before
                one = one | {blamed: before[blamed]} if blamed else before
                made.broken[row] = (name, blamed or c.NUMBER)
                if both:
                    made.broken[row - 1] = (name, blamed)
            else:
                change, blamed = BROKEN[name]
                one = change(one)
                made.broken[row] = (name, blamed)
        elif number % 3 == 0:
            one = ODD[chance.choice(list(ODD))](one)
        made.rows.append(one)
    return made


def workbook(made):
    """The rows as RH keeps them: titles above, a hidden column, another sheet, formatted rows without content below."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "PERSONAL"
    sheet["A1"] = "GOBIERNO MUNICIPAL"
    sheet.merge_cells("A1:J1")
    sheet["A2"] = "PLANTILLA DE PERSONAL"
    sheet.merge_cells("A2:J2")
    for place, heading in enumerate(HEADING, start=1):
        sheet.cell(FIRST_ROW - 1, place, heading)
    for row, one in enumerate(made.rows, start=FIRST_ROW):
        for place, name in enumerate(FIELDS, start=1):
            if one[name] is not None:
                sheet.cell(row, place, one[name])
    for row in range(FIRST_ROW + len(made.rows), FIRST_ROW + len(made.rows) + 300):
        sheet.row_dimensions[row].height = 15
    sheet.column_dimensions["C"].hidden = True
    book.create_sheet("Notas").append(["Revisada por la Oficialía"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
