"""What editors are put together from: fields that read, draw, check and tell one value of a body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..markup import plain_text
from ..question_types import numbers
from . import rich_text

Faults = Mapping[str, Any]


class Cell:
    """One value of a body. ``name`` is its key there; ``full`` the name of its field in the form."""

    template = ""
    blank: Any = ""

    def __init__(self, name: str, label: Any, *, hint: Any = "", required: Any = "", kinds: Sequence[str] = ()):
        self.name, self.label, self.hint = name, label, hint
        #: The sentence for those who leave it empty; empty where they may.
        self.required = required
        #: The only types that it is shown for; empty for all that share the editor.
        self.kinds = kinds

    def read(self, data: Mapping, full: str) -> Any:
        return data.get(full, self.blank)

    def is_blank(self, value: Any) -> bool:
        return not str(value).strip()

    def faults(self, value: Any, full: str) -> dict[str, Any]:
        return {full: self.required} if self.required and self.is_blank(value) else {}

    def draw(self, value: Any, full: str, faults: Faults) -> SafeString:
        value = self.blank if value is None else value
        return render_to_string(
            self.template,
            {"cell": self, "full": full, "fault": faults.get(full, ""), **self.context(value, full, faults)},
        )

    def context(self, value: Any, full: str, faults: Faults) -> dict:
        return {"value": value}

    def in_words(self, value: Any) -> str:
        return str(value)


class Text(Cell):
    template = "evaluations/admin/cells/text.html"
    input_mode = "text"

    def __init__(self, *args, example: Any = "", limit: int = 500, **kwargs):
        super().__init__(*args, **kwargs)
        self.example, self.limit = example, limit


class Number(Text):
    """A number as people write it; a body that holds what cannot be read is refused beside its field."""

    input_mode = "decimal"

    def __init__(self, *args, least: int | None = None, most: int | None = None, default: str = "", **kwargs):
        super().__init__(*args, **{"limit": 40, **kwargs})
        self.least, self.most, self.default = least, most, default

    def is_blank(self, value: Any) -> bool:
        return str(value).strip() in {"", self.default}

    def faults(self, value: Any, full: str) -> dict[str, Any]:
        if not str(value).strip():
            return {full: self.required} if self.required else {}
        number = numbers.exact(numbers.canonical_number(value))
        if number is None:
            return {full: _("This cannot be read as a number.")}
        return {} if self._is_between(number) else {full: self._bounds()}

    def _is_between(self, number: Decimal) -> bool:
        return (self.least is None or number >= self.least) and (self.most is None or number <= self.most)

    def _bounds(self) -> str:
        if self.most is None:
            return gettext("Write a number of %(least)d or more.") % {"least": self.least}
        return gettext("Write a number from %(least)d to %(most)d.") % {"least": self.least, "most": self.most}

    def context(self, value: Any, full: str, faults: Faults) -> dict:
        return {"value": self.default if value == "" else value}


class Tick(Cell):
    template = "evaluations/admin/cells/tick.html"
    blank = False

    def read(self, data: Mapping, full: str) -> bool:
        return full in data

    def is_blank(self, value: Any) -> bool:
        return not value

    def in_words(self, value: Any) -> str:
        return gettext("%(label)s: yes") % {"label": self.label} if value else ""


class Choice(Cell):
    """One of a few: as a list, or as radio buttons where each one needs a line of explanation."""

    template = "evaluations/admin/cells/choice.html"

    def __init__(self, *args, choices: Sequence[tuple], is_list: bool = False, **kwargs):
        """``choices``: (value, label), (value, label, explanation) or (value, label, explanation, kinds)."""
        super().__init__(*args, **kwargs)
        names = ("value", "label", "hint", "kinds")
        self.choices = [dict(zip(names, choice, strict=False)) for choice in choices]
        self.is_list = is_list
        self.blank = self.choices[0]["value"]

    def is_blank(self, value: Any) -> bool:
        return True

    def in_words(self, value: Any) -> str:
        said = next((choice["label"] for choice in self.choices if choice["value"] == value), value)
        return f"{self.label}: {said}"


class RichLine(Cell):
    """HTML of one line: words in a plain box, formatting and pictures on demand."""

    template = "evaluations/admin/cells/rich.html"
    is_block = False

    def __init__(self, *args, example: Any = "", rows: int = 2, **kwargs):
        super().__init__(*args, **kwargs)
        self.example, self.rows = example, rows

    def read(self, data: Mapping, full: str) -> str:
        return rich_text.read(data, full, is_block=self.is_block)

    def faults(self, value: Any, full: str) -> dict[str, Any]:
        if '<embed alt=""' in value:
            return {full: _("The picture has no description.")}
        return super().faults(value, full)

    def context(self, value: Any, full: str, faults: Faults) -> dict:
        attrs = {"id": f"id_{full}", "placeholder": self.example, "rows": self.rows}
        if faults.get(full):
            attrs |= {"aria-invalid": "true", "aria-describedby": f"id_{full}-fault"}
        return {"field": rich_text.draw(full, value, is_block=self.is_block, attrs=attrs, label=str(self.label))}

    def in_words(self, value: Any) -> str:
        return plain_text(value)


class RichBlock(RichLine):
    """HTML of several paragraphs."""

    is_block = True
