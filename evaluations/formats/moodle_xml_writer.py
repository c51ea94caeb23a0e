"""Writing Moodle XML that Moodle imports and that comes back here as it left."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Sequence
from decimal import Decimal, localcontext
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from .. import markup
from .decimals import canonical
from .exchange import IMAGE_MARK, ExchangedQuestion, Image, Written, images_in
from .moodle_cloze import whole_weights, with_gaps
from .moodle_credit import MOODLE_KNOWS, weights_for

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
_TYPES = {
    "single": "multichoice",
    "multiple": "multichoice",
    "true_false": "truefalse",
    "numeric": "numerical",
    "short_text": "shortanswer",
    "matching": "matching",
    "ordering": "ordering",
    "cloze": "cloze",
    "essay": "essay",
}


def write(questions: Sequence[ExchangedQuestion]) -> Written:
    """The questions in their order, each in its category; a case study is left out, Moodle has nothing like it."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
    left_out, remarks = [], []
    category: tuple[str, ...] = ()
    for question in questions:
        if question.kind not in _TYPES:
            left_out.append((question, _("Moodle has no question type for it.")))
            continue
        if question.category != category:
            category = question.category
            lines.append(_category(category))
        element = _Element(question)
        lines.append(element.written())
        remarks += [(question, sentence) for sentence in element.remarks]
    lines.append("</quiz>\n")
    return Written(
        data="\n".join(lines).encode("utf-8"),
        content_type="application/xml",
        extension="xml",
        left_out=tuple(left_out),
        remarks=tuple(remarks),
    )


def category_path(names: Sequence[str]) -> str:
    """The names as one path of Moodle; a slash inside a name is doubled."""
    return "/".join(["$course$/top", *(name.replace("/", "//") for name in names)])


def _category(names: Sequence[str]) -> str:
    return (
        f'<question type="category"><category>{_text(category_path(names))}</category>'
        f'<info format="html"><text></text></info><idnumber></idnumber></question>'
    )


def _text(text: str) -> str:
    return f"<text>{_escaped(text)}</text>"


def _escaped(text: str) -> str:
    return escape(_NOT_XML.sub("", text), {"\r": "&#13;"})


class _Element:
    """One question as an element, and a sentence for what Moodle will treat otherwise."""

    def __init__(self, question: ExchangedQuestion) -> None:
        self.question = question
        self.body = question.body
        self.remarks: list[str] = []
        self.extras: dict = {}

    def written(self) -> str:
        question = self.question
        name = question.title or markup.plain_text(question.stem)[:100] or question.code or "-"
        if name != question.title:
            self.extras["title"] = question.title
        stem = question.stem if question.kind != "cloze" else with_gaps(question.stem, self.body["gaps"])
        own = getattr(self, f"_{question.kind}")()
        number = f"aula:{question.code}" if question.code else ""
        return "\n".join(
            [
                f'<question type="{_TYPES[question.kind]}">',
                f"<name>{_text(name)}</name>",
                self._html("questiontext", stem),
                self._html("generalfeedback", question.feedback),
                *([] if question.kind == "cloze" else ["<defaultgrade>1</defaultgrade>"]),
                "<penalty>0</penalty><hidden>0</hidden>",
                f"<idnumber>{_escaped(number)}</idnumber>",
                *own,
                *self._tags(),
                self._aula(),
                "</question>",
            ]
        )

    # Common parts

    def _html(self, tag: str, html: str, *, attributes: str = "", inside: str = "") -> str:
        """An element that holds HTML together with the pictures that it shows."""
        files = "".join(_file(self.question.images[name]) for name in images_in(html) if name in self.question.images)
        source = html.replace(f'src="{IMAGE_MARK}', 'src="@@PLUGINFILE@@/')
        return f'<{tag} format="html"{attributes}>{_text(source)}{files}{inside}</{tag}>'

    def _answer(self, html: str, weight: Decimal, feedback: str, *, is_html: bool = True, inside: str = "") -> str:
        attributes = f' fraction="{canonical(weight)}"'
        inside = self._html("feedback", feedback) + inside
        if is_html:
            return self._html("answer", html, attributes=attributes, inside=inside)
        return f'<answer{attributes} format="plain_text">{_text(html)}{inside}</answer>'

    def _tags(self) -> list[str]:
        tags = "".join(f"<tag>{_text(tag)}</tag>" for tag in self.question.tags)
        return [f"<tags>{tags}</tags>"] if tags else []

    def _aula(self) -> str:
        """What Moodle has no element for; it passes over this one."""
        question = self.question
        said = {
            "identity": question.identity or "",
            "code": question.code,
            "difficulty": question.difficulty,
            "requirements": list(question.requirements),
            "aspects": list(question.aspects),
            "reference": question.reference,
            "category": list(question.category),
        }
        kept = {name: value for name, value in said.items() if value} | self.extras
        return f"<aula>{_escaped(json.dumps(kept, ensure_ascii=False, sort_keys=True))}</aula>"

    def _weights(self, weights: Sequence[Decimal]) -> None:
        strange = sorted({canonical(abs(weight)) for weight in weights} - MOODLE_KNOWS)
        if strange:
            self.remarks.append(
                _("Moodle does not know the percentage %(percentages)s and will ask to round it.")
                % {"percentages": ", ".join(strange)}
            )

    # One method for each kind, named after it

    def _single(self) -> list[str]:
        return self._choice("true")

    def _multiple(self) -> list[str]:
        if self.body["credit"] == "all_or_nothing":
            self.remarks.append(_("In Moodle a part of the right answers earns a part of the mark."))
        return self._choice("false")

    def _choice(self, single: str) -> list[str]:
        options = self.body["options"]
        weights = weights_for(self.question.kind, self.body["credit"], options)
        self._weights(weights)
        self.extras["credit"] = self.body["credit"]
        keeps_order = bool(options) and all(option["stays_last"] for option in options)
        if not keeps_order and any(option["stays_last"] for option in options):
            self.remarks.append(_("In Moodle the options that stay last are shuffled too."))
        return [
            f"<single>{single}</single>",
            f"<shuffleanswers>{'false' if keeps_order else 'true'}</shuffleanswers>",
            "<answernumbering>abc</answernumbering>",
            *(
                self._html(
                    "answer",
                    option["text"],
                    attributes=f' fraction="{canonical(weight)}"' + (' stays-last="1"' if option["stays_last"] else ""),
                    inside=self._html("feedback", option["feedback"]),
                )
                for option, weight in zip(options, weights, strict=True)
            ),
        ]

    def _true_false(self) -> list[str]:
        return [
            self._answer(name, Decimal(100 if option["is_correct"] else 0), option["feedback"], is_html=False)
            for name, option in zip(("true", "false"), self.body["options"], strict=True)
        ]

    def _short_text(self) -> list[str]:
        self._weights([Decimal(answer["weight"]) for answer in self.body["answers"]])
        if self.body["accents_matter"]:
            self.extras["accents_matter"] = True
        return [
            f"<usecase>{int(self.body['case_matters'])}</usecase>",
            *(
                self._answer(answer["text"], Decimal(answer["weight"]), answer["feedback"], is_html=False)
                for answer in self.body["answers"]
            ),
        ]

    def _numeric(self) -> list[str]:
        self._weights([Decimal(answer["weight"]) for answer in self.body["answers"]])
        rule = self.body["unit_rule"]
        if rule == "shown":
            self.extras["unit_rule"] = rule
        units = "".join(
            f"<unit factor={quoteattr(unit['factor'])}><multiplier>{_multiplier(unit['factor'])}</multiplier>"
            f"<unit_name>{_escaped(unit['name'])}</unit_name></unit>"
            for unit in self.body["units"]
        )
        return [
            *(
                self._answer(
                    answer["value"],
                    Decimal(answer["weight"]),
                    answer["feedback"],
                    is_html=False,
                    inside=f"<tolerance>{answer['tolerance']}</tolerance>",
                )
                for answer in self.body["answers"]
            ),
            *([f"<units>{units}</units>"] if units else []),
            f"<unitgradingtype>{int(rule == 'required')}</unitgradingtype>",
            "<unitpenalty>1</unitpenalty>",
            f"<showunits>{3 if rule == 'none' else 0}</showunits>",
            "<unitsleft>0</unitsleft>",
        ]

    def _matching(self) -> list[str]:
        pairs = [*self.body["pairs"], *({"left": "", "right": right} for right in self.body["extra"])]
        return [
            "<shuffleanswers>true</shuffleanswers>",
            *(
                self._html("subquestion", pair["left"], inside=f"<answer>{_text(escape(pair['right']))}</answer>")
                for pair in pairs
            ),
        ]

    def _ordering(self) -> list[str]:
        rule = "ALL_OR_NOTHING" if self.body["credit"] == "all_or_nothing" else "ABSOLUTE_POSITION"
        return [
            "<layouttype>VERTICAL</layouttype><selecttype>ALL</selecttype><selectcount>0</selectcount>",
            f"<gradingtype>{rule}</gradingtype><showgrading>SHOW</showgrading><numberingstyle>none</numberingstyle>",
            "<shownumcorrect>1</shownumcorrect>",
            *(
                self._html("answer", item, attributes=f' fraction="{place}"')
                for place, item in enumerate(self.body["items"], start=1)
            ),
        ]

    def _cloze(self) -> list[str]:
        weights = [gap["weight"] for gap in self.body["gaps"]]
        if weights != [str(weight) for weight in whole_weights(weights)]:
            self.extras["gap_weights"] = weights
        return []

    def _essay(self) -> list[str]:
        limits = [
            f"<{tag}>{self.body[name]}</{tag}>"
            for tag, name in (("minwordlimit", "min_words"), ("maxwordlimit", "max_words"))
            if self.body[name]
        ]
        if self.body["rubric"]:
            self.extras["rubric"] = self.body["rubric"]
            self.remarks.append(_("Its rubric stays in the file, but Moodle does not show it."))
        return [
            "<responseformat>editor</responseformat><responserequired>1</responserequired>",
            "<responsefieldlines>15</responsefieldlines>",
            *limits,
            "<attachments>0</attachments><attachmentsrequired>0</attachmentsrequired>",
            self._html("graderinfo", self.body["guidance"]),
            '<responsetemplate format="html"><text></text></responsetemplate>',
        ]


def _multiplier(factor: str) -> str:
    """Moodle multiplies the right answer where we multiply what was typed."""
    with localcontext(prec=15):
        return canonical((1 / Decimal(factor)).normalize())


def _file(image: Image) -> str:
    return (
        f'<file name={quoteattr(image.name)} path="/" encoding="base64">{base64.b64encode(image.data).decode()}</file>'
    )
