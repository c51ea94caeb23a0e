"""Writing GIFT that Moodle reads, and that we read again without loss: export → import is a fixed point.

What Moodle has no place for goes into a comment (``gift_settings``); a kind that has no GIFT is left out, with a
reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import unescape

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import markup
from .cleaning import Cleaner, looks_like_html
from .decimals import share
from .exchange import ExchangedQuestion, Unreadable, Written, excerpt_of, html_of
from .gift import COMMENT, Block, read_block
from .gift_settings import CHARACTERS, FIELDS, comment_of
from .gift_text import begins_with_mark, escape, read_path, write_labels, write_path

_PARAGRAPH = re.compile(r"<p>([^<>]*)</p>")
_PICTURE = re.compile(r"<(?:img|embed)\b")


class _Unwritable(Exception):
    """GIFT cannot hold the question; the message says why."""


@dataclass(frozen=True)
class _Texts:
    """How the texts of one question are written: as plain text when all of them are, else as HTML."""

    is_plain: bool

    @property
    def mark(self) -> str:
        return "[moodle]" if self.is_plain else "[html]"

    def stem(self, html: str) -> str:
        """The stem, whose mark all others inherit."""
        return self.block(html) if self.is_plain else self.mark + escape(html)

    def block(self, html: str) -> str:
        found = _PARAGRAPH.fullmatch(html)
        return self._marked(unescape(found[1]) if self.is_plain and found else html)

    def inline(self, html: str) -> str:
        return self._marked(unescape(html) if self.is_plain else html)

    def _marked(self, text: str) -> str:
        # The mark also keeps a text that begins with % from being taken for a weight.
        return (self.mark if begins_with_mark(text) or text.startswith("%") else "") + escape(text)


def write(questions: Sequence[ExchangedQuestion]) -> Written:
    """The questions as a GIFT file in UTF-8."""
    blocks: list[str] = []
    left_out: list[tuple[ExchangedQuestion, str]] = []
    remarks: list[tuple[ExchangedQuestion, str]] = []
    category: tuple[str, ...] = ()
    for question in questions:
        try:
            written = _question(question)
        except _Unwritable as reason:
            left_out.append((question, str(reason)))
            continue
        if question.category != category:
            category = question.category
            blocks.append(f"$CATEGORY: {escape(write_path(category))}")
        blocks.append(written)
        unseen = _unseen_by_moodle(question)
        if unseen:
            remarks.append((question, unseen))
    return Written(
        data="".join(f"{block}\n\n" for block in blocks).encode(),
        content_type="text/plain; charset=utf-8",
        extension="gift",
        left_out=tuple(left_out),
        remarks=tuple(remarks),
    )


def _question(question: ExchangedQuestion) -> str:
    if any(_PICTURE.search(html) for html in html_of(question)):
        raise _Unwritable(_("GIFT cannot hold pictures: export it as Moodle XML."))
    if question.kind not in _ANSWERS:
        raise _Unwritable(_("GIFT has no questions of this type: export it as an Excel workbook."))
    lines, labels = _lines(question)
    settings = _settings(question, lines, labels)
    written = [f"{COMMENT} {labels}"] if labels else []
    if settings:
        comment = comment_of(settings)
        if len(comment) > CHARACTERS:
            raise _Unwritable(_("Its settings are too long for a comment in GIFT: export it as an Excel workbook."))
        written.append(f"{COMMENT} {comment}")
    return "\n".join([*written, *lines])


def _lines(question: ExchangedQuestion) -> tuple[list[str], str]:
    texts = _Texts(is_plain=_is_plain(question))
    name = question.title or question.code or excerpt_of(markup.plain_text(question.stem))
    answers, is_open = _ANSWERS[question.kind](question.body, texts)
    if question.feedback:
        answers = [*answers, f"####{texts.block(question.feedback)}"]
    head = f"::{escape(name)}::{texts.stem(question.stem)}"
    labels = write_labels(question.code, question.tags)
    if is_open:
        return [f"{head}{{{''.join(answers)}}}"], labels
    opening = "{#" if question.kind == "numeric" else "{"
    return [f"{head}{opening}", *(f"\t{answer}" for answer in answers), "}"], labels


def _settings(question: ExchangedQuestion, lines: list[str], labels: str) -> dict:
    """What reading the bare lines would not give back."""
    bare = Block(lines=list(enumerate(lines, start=1)), comments=[labels])
    try:
        # A name that begins or ends with a slash is not the same again after its path.
        read = read_block(bare, category=read_path(write_path(question.category)))
    except Unreadable as reason:
        raise _Unwritable(str(reason)) from reason
    settings = {name: getattr(question, name) for name in FIELDS if getattr(question, name) != getattr(read, name)}
    if question.identity is None:
        settings.pop("identity", None)
    if question.kind != read.kind:
        settings["kind"] = question.kind
    body = _BODY_SETTINGS.get(question.kind, _no_settings)(question.body)
    if body:
        settings["body"] = body
    return settings


# Plain or HTML


def _is_plain(question: ExchangedQuestion) -> bool:
    """Whether every text can be written without markup and read as the same HTML again."""
    cleaner = Cleaner()
    blocks = [html for html in (question.stem, question.feedback) if html]
    return all(_plain_block(html, cleaner) for html in blocks) and all(
        _plain_inline(html, cleaner) for html in _inlines(question)
    )


def _plain_block(html: str, cleaner: Cleaner) -> bool:
    found = _PARAGRAPH.fullmatch(html)
    return found is not None and _reads_as_text(found[1]) and cleaner.block_of_text(unescape(found[1])) == html


def _plain_inline(html: str, cleaner: Cleaner) -> bool:
    return _reads_as_text(html) and cleaner.inline_of_text(unescape(html)) == html


def _reads_as_text(html: str) -> bool:
    # Moodle takes the unmarked format for HTML, so a text with these signs is safer as declared HTML.
    return not re.search(r"[<>&]", html) and not looks_like_html(unescape(html))


def _inlines(question: ExchangedQuestion) -> list[str]:
    body = question.body
    found = [part.get("feedback", "") for part in [*body.get("options", []), *body.get("answers", [])]]
    found += [option["text"] for option in body.get("options", [])]
    found += [pair["left"] for pair in body.get("pairs", [])]
    return found


# Answers: the lines between the braces, and whether they stand on the line of the stem


def _feedback(part: dict, texts: _Texts) -> str:
    return f"#{texts.inline(part['feedback'])}" if part.get("feedback") else ""


def _single(body: dict, texts: _Texts) -> tuple[list[str], bool]:
    lines = []
    for option in body["options"]:
        sign = "=" if option["is_correct"] else "~"
        if body["credit"] == "weights":
            sign = {"100": "=", "0": "~"}.get(option["weight"], f"~%{option['weight']}%")
        lines.append(_option(sign, option, texts))
    return lines, False


def _multiple(body: dict, texts: _Texts) -> tuple[list[str], bool]:
    right = sum(1 for option in body["options"] if option["is_correct"]) or 1
    # A wrong one costs what was gained (penalised) or everything: the nearest that Moodle has to our formulas.
    cost = share(-100, right) if body["credit"] == "penalised" else "-100"
    lines = []
    for option in body["options"]:
        weight = share(100, right) if option["is_correct"] else cost
        if body["credit"] == "weights":
            weight = option["weight"]
        lines.append(_option("~" if weight == "0" else f"~%{weight}%", option, texts))
    return lines, False


def _option(sign: str, option: dict, texts: _Texts) -> str:
    return f"{sign}{texts.inline(option['text'])}{_feedback(option, texts)}"


def _true_false(body: dict, texts: _Texts) -> tuple[list[str], bool]:
    is_true = body["options"][0]["is_correct"]
    right, wrong = body["options"] if is_true else reversed(body["options"])
    notes = [texts.inline(wrong.get("feedback", "")), texts.inline(right.get("feedback", ""))]
    said = "TRUE" if is_true else "FALSE"
    if notes[1]:
        return [f"{said}#{notes[0]}#{notes[1]}"], True
    return [f"{said}#{notes[0]}" if notes[0] else said], True


def _numeric(body: dict, texts: _Texts) -> tuple[list[str], bool]:
    return [
        f"=%{answer['weight']}%{answer['value']}:{answer['tolerance']}{_feedback(answer, texts)}"
        for answer in body["answers"]
    ], False


def _short_text(body: dict, texts: _Texts) -> tuple[list[str], bool]:
    lines = []
    for answer in body["answers"]:
        if "->" in answer["text"]:
            raise _Unwritable(_("An accepted answer holds «->», which GIFT takes for a pair."))
        mark = "[plain]" if begins_with_mark(answer["text"]) else ""
        lines.append(f"=%{answer['weight']}%{mark}{escape(answer['text'])}{_feedback(answer, texts)}")
    return lines, False


def _matching(body: dict, texts: _Texts) -> tuple[list[str], bool]:
    sides = [(texts.inline(pair["left"]), pair["right"]) for pair in body["pairs"]]
    sides += [("", right) for right in body["extra"]]
    return [
        # Moodle takes the right side for HTML where it looks like it.
        f"={left} -> {escape(markup.text_to_inline(right) if looks_like_html(right) else right)}"
        for left, right in sides
    ], False


def _essay(body: dict, texts: _Texts) -> tuple[list[str], bool]:
    return [], True


_ANSWERS: dict[str, Callable[[dict, _Texts], tuple[list[str], bool]]] = {
    "single": _single,
    "multiple": _multiple,
    "true_false": _true_false,
    "numeric": _numeric,
    "short_text": _short_text,
    "matching": _matching,
    "essay": _essay,
}


# What only we read


def _no_settings(body: dict) -> dict:
    return {}


def _choice_settings(body: dict) -> dict:
    last = [place for place, option in enumerate(body["options"]) if option.get("stays_last")]
    return {"credit": body["credit"], **({"stays_last": last} if last else {})}


def _single_settings(body: dict) -> dict:
    settings = _choice_settings(body)
    return settings if settings != {"credit": "all_or_nothing"} else {}


def _chosen(*names: str) -> Callable[[dict], dict]:
    """The named settings of a body that differ from the empty ones."""

    def settings(body: dict) -> dict:
        return {name: body[name] for name in names if body.get(name) not in (None, "", [], 0, False, "none")}

    return settings


_BODY_SETTINGS: dict[str, Callable[[dict], dict]] = {
    "single": _single_settings,
    "multiple": _choice_settings,
    "true_false": _single_settings,
    "numeric": _chosen("units", "unit_rule"),
    "short_text": _chosen("case_matters", "accents_matter"),
    "essay": _chosen("min_words", "max_words", "rubric", "guidance"),
}

_UNSEEN = {
    "units": gettext_lazy("units"),
    "rubric": gettext_lazy("rubric"),
    "guidance": gettext_lazy("guidance for marking"),
    "min_words": gettext_lazy("least number of words"),
    "max_words": gettext_lazy("greatest number of words"),
    "case_matters": gettext_lazy("capital letters matter"),
    "accents_matter": gettext_lazy("accents matter"),
    "stays_last": gettext_lazy("options that stay last"),
}


def _unseen_by_moodle(question: ExchangedQuestion) -> str:
    settings = _BODY_SETTINGS.get(question.kind, _no_settings)(question.body)
    named = [str(label) for name, label in _UNSEEN.items() if name in settings]
    if settings.get("credit") == "all_or_nothing" and question.kind == "multiple":
        named.append(_("all or nothing"))
    if not named:
        return ""
    return _("These settings travel in a comment that Moodle passes over: %(settings)s.") % {
        "settings": ", ".join(named)
    }
