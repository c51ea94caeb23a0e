"""Loads the starter content: as often as one likes, never over what people have changed or deleted."""

from collections import Counter

from django.apps import apps
from django.db import transaction
from wagtail.models import Page

from .shelf import Shelf
from .tree import load_courses, load_glossary, load_site


@transaction.atomic
def load() -> Counter:
    """Bring the starter content into the database; returns how many things were created, updated and kept as edited."""
    shelf = Shelf()
    with shelf.one_reference_update():
        home = load_site(shelf)
        load_glossary(shelf)
        if home is None:
            return shelf.counts
        courses, modules, lessons = load_courses(shelf, home)
    if apps.is_installed("cimtra"):
        shelf.counts += _load_cimtra(courses)
        _load_microsite(shelf, home)
    if apps.is_installed("evaluations"):
        from .quizzes import load_quizzes

        with shelf.one_reference_update():
            load_quizzes(shelf, modules, lessons)
    return shelf.counts


def _load_cimtra(courses) -> Counter:
    from cimtra.api import (
        link_requirements,
        load_institutions,
        load_instrument,
        load_training_requirements,
        load_work_plan,
    )

    counts = Counter()
    for receipt in (load_instrument(), load_training_requirements(), load_institutions(), load_work_plan()):
        counts += Counter({name: receipt.counts[name] for name in ("created", "updated", "kept")})
    counts["created"] += link_requirements(courses)
    return counts


def _load_microsite(shelf: Shelf, home: Page) -> None:
    """The pages of the version in force, once: what people take away or add afterwards is theirs."""
    from cimtra.api import Instrument, build_microsite

    instrument = Instrument.objects.filter(is_current=True).order_by("code").first()
    if instrument is None or "microsite" in shelf.records:
        return
    shelf.remember("microsite", build_microsite(instrument=instrument, parent=home, title="Micrositio CIMTRA"))
    shelf.counts["created"] += 1
