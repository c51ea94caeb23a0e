"""Invented people of a large municipality: where they have worked, and when they came and went."""

from __future__ import annotations

import datetime as dt
from random import Random

from people.api import Appointment, Department, EarlierService, Employee, Post

GIVEN = (
    "Ana Lucía,Beatriz,Camila,Daniela,Elena,Fernanda,Gabriela,Itzel,Jimena,Karla,Leticia,Mariana,Norma,Ofelia,Paola,"
    "Quetzalli,Rocío,Sofía,Teresa,Úrsula,Verónica,Ximena,Yolanda,Zulema,Adrián,Benito,Carlos,Darío,Emilio,Felipe,"
    "Gustavo,Héctor,Iván,Jorge,Luis Ángel,Manuel,Nicolás,Óscar,Pedro,Raúl,Saúl,Tomás,Ulises,Víctor"
).split(",")
SURNAMES = (
    "Aguilar,Barragán,Cárdenas,De la Cruz,Escobedo,Farías,Güemes,Hernández,Ibarra,Jáuregui,López,Magaña,Núñez,Ochoa,"
    "Peña,Quiñones,Rodríguez,Sánchez,Torres,Urzúa,Vázquez,Yáñez,Zúñiga,Ávalos,Íñiguez,Muñoz,Ordóñez,Rincón"
).split(",")
POSTS = (
    "Auxiliar administrativo,Auxiliar operativo,Analista,Supervisión,Inspección,Contabilidad,Asesoría jurídica,"
    "Secretariado,Atención ciudadana,Proyectos,Archivo,Informática,Compras,Enlace de transparencia"
).split(",")
HEAD = "Titular de dependencia"
OFFICES, UNITS = 30, 4
YEARS = 8
SHARE_LEFT, SHARE_MOVED, SHARE_BACK = 0.08, 0.2, 0.01
BATCH = 2000


def load_people(count: int, *, chance: Random, today: dt.date) -> list[Employee]:
    """`count` people with appointments from hiring on; some moved, some left, some came back."""
    departments = _departments()
    posts = [Post.objects.get_or_create(name=name)[0] for name in POSTS]
    head = Post.objects.get_or_create(name=HEAD)[0]
    people = Employee.objects.bulk_create(
        (_person(number, chance, today) for number in range(1, count + 1)), batch_size=BATCH
    )
    appointments, spells = [], []
    for place, person in enumerate(people):
        # The first of each department heads it.
        heads = place < len(departments)
        home = departments[place] if heads else chance.choice(departments)
        post = head if heads else chance.choice(posts)
        appointments += _career(person, home, post, heads, chance, departments, today)
        if chance.random() < SHARE_BACK:
            spells.append(_earlier(person, chance))
    Appointment.objects.bulk_create(appointments, batch_size=BATCH)
    EarlierService.objects.bulk_create(spells, batch_size=BATCH)
    return people


def _departments() -> list[Department]:
    found = []
    for number in range(1, OFFICES + 1):
        office = Department.add_root(code=f"masiva-{number}", name=f"Dirección de prueba {number:02d}")
        found.append(office)
        found += [
            office.add_child(code=f"masiva-{number}-{unit}", name=f"Jefatura {number:02d}.{unit}", kind="jefatura")
            for unit in range(1, UNITS + 1)
        ]
    return found


def _person(number: int, chance: Random, today: dt.date) -> Employee:
    hired = today - dt.timedelta(days=chance.randint(30, YEARS * 365))
    has_left = chance.random() < SHARE_LEFT
    return Employee(
        number=f"M{number:06d}",
        given_names=chance.choice(GIVEN),
        first_surname=chance.choice(SURNAMES),
        second_surname=chance.choice(SURNAMES),
        hired_on=hired,
        left_on=hired + dt.timedelta(days=chance.randint(1, (today - hired).days)) if has_left else None,
    )


def _career(person, home, post, heads, chance, departments, today) -> list[Appointment]:
    last = person.left_on - dt.timedelta(days=1) if person.left_on else None
    days = ((last or today) - person.hired_on).days
    if heads or days < 60 or chance.random() >= SHARE_MOVED:
        return [_appointment(person, home, post, person.hired_on, last, heads)]
    moved = person.hired_on + dt.timedelta(days=chance.randint(30, days - 1))
    return [
        _appointment(person, chance.choice(departments), post, person.hired_on, moved - dt.timedelta(days=1), False),
        _appointment(person, home, post, moved, last, False),
    ]


def _appointment(person, department, post, starts_on, ends_on, heads) -> Appointment:
    return Appointment(
        employee=person, department=department, post=post, starts_on=starts_on, ends_on=ends_on, is_head=heads
    )


def _earlier(person, chance) -> EarlierService:
    ended = person.hired_on - dt.timedelta(days=chance.randint(10, 400))
    return EarlierService(employee=person, hired_on=ended - dt.timedelta(days=chance.randint(100, 900)), left_on=ended)
