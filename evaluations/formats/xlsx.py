"""Reading the sheet of questions, ours or one like it: a row becomes a question, or a refusal that names its cells."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from .. import markup
from . import xlsx_syntax as syntax
from .amounts import decimal_text
from .exchange import (
    ExchangedQuestion,
    Image,
    Reading,
    Refusal,
    Unreadable,
    UnreadableFile,
    Where,
    check_count,
    check_size,
    excerpt_of,
    html_of,
    images_in,
)
from .exchanged_images import decoded, image_from
from .xlsx_bodies import BODIES
from .xlsx_layout import (
    DIFFICULTIES,
    EXAMPLES_SHEET,
    HELP_SHEET,
    IMAGES_SHEET,
    KINDS,
    LISTS_SHEET,
    QUESTIONS_SHEET,
    bare,
    key_of_heading,
    letter,
    named,
)
from .xlsx_text import Texts
from .xlsx_workbook import Cell, Sheet, opened
from .xlsx_writer import write

__all__ = ["read", "write"]

#: Above the headings there may be a title, a date, a logo.
ROWS_ABOVE = 30
_NOT_QUESTIONS = {bare(name) for name in (HELP_SHEET, EXAMPLES_SHEET, LISTS_SHEET, IMAGES_SHEET)}
_BLANK = re.compile(r"_{3,}")


def read(data: bytes) -> Reading:
    """All questions of the sheet «Reactivos», or of the first one with its headings.

    Raises ``UnreadableFile`` when the workbook cannot be read or no sheet has the headings.
    """
    check_size(data)
    book = opened(data)
    sheet, start, headings, remarks = _found(book.sheets)
    images = _images(book.sheets)
    questions: list[ExchangedQuestion] = []
    refusals: list[Refusal] = []
    rows_of_codes: dict[str, int] = {}
    for number, cells in sheet.rows[start:]:
        check_count(len(questions) + len(refusals) + 1)
        row = _Row(sheet.name, number, cells, headings)
        taken = row.taken(images, rows_of_codes)
        if isinstance(taken, Refusal):
            refusals.append(taken)
        else:
            questions.append(taken)
    return Reading(
        format="xlsx",
        questions=tuple(questions),
        refusals=tuple(refusals),
        remarks=(*book.remarks, *remarks),
        read_count=len(questions) + len(refusals),
    )


# Finding the table


def _found(sheets: list[Sheet]) -> tuple[Sheet, int, dict[int, str], list[str]]:
    """The sheet of questions, where its rows begin, its columns, and what of the workbook is passed over."""
    candidates = [sheet for sheet in sheets if bare(sheet.name) not in _NOT_QUESTIONS]
    candidates.sort(key=lambda sheet: bare(sheet.name) != bare(QUESTIONS_SHEET))
    for sheet in candidates:
        for place, (number, cells) in enumerate(sheet.rows):
            if number > ROWS_ABOVE:
                break
            headings, remarks = _headings(cells)
            if {"stem"} < set(headings.values()) & {"stem", "kind", "correct", "option A"}:
                others = [other for other in candidates if other is not sheet and other.rows]
                remarks += [_("The sheet «%(name)s» was not read.") % {"name": other.name} for other in others]
                return sheet, place + 1, headings, remarks
    raise UnreadableFile(
        _(
            "No sheet has a row with the headings «Pregunta» and «Tipo». Download the template and copy your "
            "questions into it."
        )
    )


def _headings(cells: dict[int, Cell]) -> tuple[dict[int, str], list[str]]:
    found: dict[int, str] = {}
    remarks = []
    for place, cell in cells.items():
        key = key_of_heading(cell.text)
        if key is None or key in found.values():
            remarks.append(
                _("Column %(letter)s («%(heading)s») is not one of the template's and was not read.")
                % {"letter": letter(place), "heading": excerpt_of(cell.text)}
            )
        else:
            found[place] = key
    return found, remarks


def _images(sheets: list[Sheet]) -> dict[str, Image | str]:
    """The pictures of an export by their names; for one that cannot be taken, why."""
    found: dict[str, Image | str] = {}
    for sheet in sheets:
        if bare(sheet.name) != bare(IMAGES_SHEET):
            continue
        for _number, cells in sheet.rows[1:]:
            name = cells[0].text if 0 in cells else ""
            data = "".join(cells[place].text for place in sorted(cells) if place > 1)
            try:
                image = image_from(decoded(data, name=name), name=name, taken={})
                found[name] = Image(name, image.data, image.mime)
            except Unreadable as error:
                found[name] = str(error)
    return found


# One row


class _Row:
    """One row: its cells by column, and what is wrong with them, gathered so that all of it is told at once."""

    def __init__(self, sheet: str, number: int, cells: dict[int, Cell], headings: dict[int, str]) -> None:
        self._sheet, self._number = sheet, number
        self._places = {key: place for place, key in headings.items()}
        self._cells = {headings[place]: cell for place, cell in cells.items() if place in headings}
        #: (place of the column, sentence); -1 for what no column says.
        self._problems: list[tuple[int, str]] = []
        self._texts = Texts()
        for place, cell in cells.items():
            if place not in headings:
                self._texts.note(_("What stands in column %(letter)s was not read.") % {"letter": letter(place)})
            elif cell.problem:
                self.wrong(headings[place], cell.problem)
            elif cell.note:
                self._texts.note(cell.note)

    # What xlsx_bodies asks for

    def text(self, key: str) -> str:
        return self._cells[key].text if key in self._cells else ""

    def options(self) -> dict[str, str]:
        found = {
            key.removeprefix("option "): cell.text
            for key, cell in self._cells.items()
            if key.startswith("option ") and cell.text
        }
        return dict(sorted(found.items(), key=lambda item: (len(item[0]), item[0])))

    def at(self, key: str, read: Callable[[str], Any], default: Any) -> Any:
        text = self.text(key)
        if not text:
            return default
        try:
            return read(text)
        except Unreadable as error:
            self.wrong(key, str(error))
            return default

    def inline(self, text: str) -> str:
        return self._texts.inline(text)

    def block(self, text: str) -> str:
        return self._texts.block(text)

    def wrong(self, key: str, sentence: str) -> None:
        place = self._places.get(key, -1)
        problem = sentence[:1].upper() + sentence[1:]
        if place >= 0:
            problem = _("Column %(letter)s: %(problem)s") % {"letter": letter(place), "problem": sentence}
        self._problems.append((place, problem))

    # The question

    def taken(self, images: dict[str, Image | str], rows_of_codes: dict[str, int]) -> ExchangedQuestion | Refusal:
        """The question, or a refusal with everything that is wrong; remembers the code it takes."""
        try:
            question = self._question(images)
        except Unreadable as error:
            self._problems.append((-1, str(error)))
            question = None
        code = self.text("code")
        if code in rows_of_codes:
            self.wrong("code", _("row %(number)d already has this code.") % {"number": rows_of_codes[code]})
        if self._problems or question is None:
            in_order = sorted(self._problems, key=lambda problem: problem[0])
            reason = " ".join(dict.fromkeys(sentence for _place, sentence in in_order))
            return Refusal(self._where(), reason, identity=self.text("origin") or None, title=self.text("title"))
        if code:
            rows_of_codes[code] = self._number
        return replace(question, notes=tuple(self._texts.notes))

    def _where(self) -> Where:
        said = self.text("stem") or " · ".join(cell.text for cell in self._cells.values() if cell.text)
        return Where(row=self._number, element=self._sheet, excerpt=excerpt_of(said))

    def _question(self, images: dict[str, Image | str]) -> ExchangedQuestion | None:
        stem = self.block(self.text("stem"))
        has_cell_problem = "stem" in self._cells and self._cells["stem"].problem
        if not markup.plain_text(stem) and "<img" not in stem and not has_cell_problem:
            self.wrong("stem", _("the question is missing."))
        kind = self._kind()
        if kind is None:
            return None
        body = BODIES[kind](self)
        if kind == "cloze":
            stem = self._with_gaps(stem, len(body["gaps"]))
        question = ExchangedQuestion(
            kind=kind,
            stem=stem,
            body=body,
            feedback=self.block(self.text("feedback")),
            identity=self.text("origin") or None,
            category=syntax.category_in(self.text("category")),
            code=self.text("code"),
            title=" ".join(self.text("title").split()),
            tags=syntax.list_in(self.text("tags")),
            difficulty=self.at("difficulty", self._difficulty, ""),
            # The list of the template says «TR-01 — Acceso a la información».
            requirements=tuple(item.partition(" — ")[0] for item in syntax.list_in(self.text("requirement"))),
            aspects=self.at("aspects", self._aspects, ()),
            reference=" ".join(self.text("reference").split()),
            where=self._where(),
        )
        return replace(question, images=self._shown(question, images))

    def _kind(self) -> str | None:
        said = self.text("kind")
        if said:
            kind = named(said, KINDS)
            if kind is None:
                self.wrong(
                    "kind",
                    _("«%(text)s» is not a type of question; the types are %(known)s.")
                    % {"text": excerpt_of(said), "known": ", ".join(KINDS.values())},
                )
            return kind
        kind = self._guessed_kind()
        if kind is None:
            self.wrong("kind", _("the type of question is missing."))
        else:
            self._texts.note(_("No type was given; it was taken as «%(kind)s».") % {"kind": KINDS[kind]})
        return kind

    def _guessed_kind(self) -> str | None:
        """What a row without a type can only be."""
        right, options = self.text("correct"), self.options()
        if not options:
            return "true_false" if bare(right) in {"verdadero", "falso", "v", "f"} else None
        try:
            letters = syntax.letters_in(right, known=list(options))
        except Unreadable:
            return None
        return {0: None, 1: "single"}.get(len(letters), "multiple")

    def _with_gaps(self, stem: str, count: int) -> str:
        """The text with its gaps: ``{{1}}`` as exported, or a line ___ for each as people write them."""
        if "{{" in stem or not _BLANK.search(stem):
            places = [number for number in range(1, count + 1) if f"{{{{{number}}}}}" not in stem]
            if places or not count:
                self.wrong("stem", _("each gap must stand in the text as {{1}}, {{2}} …, and in an option cell."))
            return stem
        pieces = _BLANK.split(stem)
        if len(pieces) - 1 != count:
            self.wrong(
                "stem",
                _("gaps in the text: %(blanks)d; option cells filled in: %(cells)d. They must be as many.")
                % {"blanks": len(pieces) - 1, "cells": count},
            )
        marked = [f"{piece}{{{{{number}}}}}" for number, piece in enumerate(pieces[:-1], start=1)]
        return "".join([*marked, pieces[-1]])

    def _difficulty(self, text: str) -> str:
        found = named(text, DIFFICULTIES)
        if found is None:
            raise Unreadable(_("it must be one of these: %(known)s.") % {"known": ", ".join(DIFFICULTIES.values())})
        return found

    def _aspects(self, text: str) -> tuple[int, ...]:
        numbers = [decimal_text(item) for item in syntax.list_in(text)]
        if not all(number.isdecimal() for number in numbers):
            raise Unreadable(_("it must hold whole numbers."))
        return tuple(int(number) for number in numbers)

    def _shown(self, question: ExchangedQuestion, images: dict[str, Image | str]) -> dict[str, Image]:
        names = dict.fromkeys(name for html in html_of(question) for name in images_in(html))
        shown = {}
        for name in names:
            found = images.get(name, _("The picture «%(name)s» is missing from the file.") % {"name": name})
            if isinstance(found, str):
                raise Unreadable(found)
            shown[name] = found
        return shown
