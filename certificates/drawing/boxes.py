"""The boxes of the form layout: who, where, what, when, in the order in which forms of labour skills ask for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..wording import day_text, hours_text, score_text, until_text
from .document import Document


@dataclass(frozen=True)
class Box:
    """A label with what stands below it, "" for nothing known; `begins` a row of boxes."""

    label: str
    value: str
    # A class of the style sheet: whole, half, third, two-thirds.
    width: str
    begins: bool = True


@dataclass(frozen=True)
class Group:
    title: str
    boxes: tuple[Box, ...]


def boxes_of(document: Document) -> tuple[Group, ...]:
    """The groups of boxes of `document`; what its template does not show has no box."""
    about = document.particulars
    return (
        Group(
            _("About the person"),
            (
                Box(_("Full name"), document.holder_name, "whole"),
                Box("CURP", about.get("curp", ""), "third"),
                Box(_("Post"), about.get("post", ""), "two-thirds", begins=False),
            ),
        ),
        Group(
            _("Where the person works"),
            (
                Box(_("Municipality"), document.municipality_name, "half"),
                Box(_("Department"), about.get("department", ""), "half", begins=False),
            ),
        ),
        Group(_("About the training"), tuple(_of_training(document))),
    )


def _of_training(document) -> Iterator[Box]:
    about, shows = document.particulars, document.shows
    shows_hours = "hours" in shows
    yield Box(_("Name of the course"), document.course_title, "whole")
    yield Box(_("Thematic area"), _thematic_area(document), "two-thirds" if shows_hours else "whole")
    if shows_hours:
        yield Box(_("Duration"), hours_text(document.hours), "third", begins=False)
    yield Box(_("First day"), day_text(document.started_on or document.completed_on), "third")
    yield Box(_("Last day"), day_text(document.completed_on), "third", begins=False)
    yield Box(_("Modality"), document.modality, "third", begins=False)
    yield Box(_("Trainer"), about.get("trainer") or document.office or document.municipality_name, "whole")
    results = list(_results(document))
    for number, (label, value) in enumerate(results):
        yield Box(label, value, "half" if len(results) > 1 else "whole", begins=not number)


def _thematic_area(document):
    """What is on record, else the requirement that the course meets, which is what the training is about."""
    titles = [line["title"] for line in document.requirements if "title" in line]
    return document.particulars.get("thematic_area") or next(iter(titles), "")


def _results(document):
    if "grade" in document.shows and document.score is not None:
        yield _("Grade"), score_text(document.score)
    if "validity" in document.shows:
        yield _("Validity"), until_text(document.valid_until)
