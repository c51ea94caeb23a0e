"""The small languages inside a cell, each with its reader and its writer: pairs, gaps, criteria, lists, comments.

A backslash before a sign that separates takes its meaning away. Readers raise ``Unreadable`` with a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from .amounts import decimal_text, percentage
from .exchange import Unreadable, excerpt_of
from .xlsx_layout import GAP_KINDS, bare, letter, named

_LEVEL = re.compile(r"(?P<text>.*)\(\s*(?P<points>[^()]{1,40}?)\s*(?:pts?\.?|puntos?)?\s*\)", re.DOTALL)
_LABEL = re.compile(r"\s*(?:opci[oó]n\s+)?(?P<label>\d{0,3}[A-Za-z]{1,2})\s*[:)]\s*(?P<text>.*)", re.DOTALL)
_WEIGHT = re.compile(r"\[\s*([^\]\[]{1,12}?)\s*%?\s*\]\s*")
_MARGIN = re.compile(r"\s*(?:±|\+/?-)\s*")


def guarded(text: str, signs: str) -> str:
    """`text` in which none of `signs` separates anything."""
    return re.sub(f"[{re.escape(signs)}\\\\]", lambda found: "\\" + found[0], text)


def meant(text: str, signs: str) -> str:
    """What was guarded; a backslash before anything else is a backslash."""
    return re.sub(f"\\\\([{re.escape(signs)}\\\\])", r"\1", text).strip()


def places_of(text: str, signs: str) -> list[int]:
    """Where one of `signs` separates."""
    found = re.finditer(f"\\\\[{re.escape(signs)}\\\\]|[{re.escape(signs)}]", text)
    return [match.start() for match in found if len(match[0]) == 1]


def split(text: str, signs: str) -> list[str]:
    """The parts between `signs`, still guarded."""
    cuts = [-1, *places_of(text, signs), len(text)]
    return [text[start + 1 : end] for start, end in zip(cuts, cuts[1:], strict=False)]


# Lists: «uno; dos»


def listed(items: Sequence[str], signs: str = ";,") -> str:
    return f"{signs[0]} ".join(guarded(item, signs) for item in items)


def list_in(text: str, signs: str = ";,") -> tuple[str, ...]:
    """The items, each once."""
    return tuple(dict.fromkeys(item for part in split(text, signs) if (item := meant(part, signs))))


# Categories: «Acceso a la información / Solicitudes»


def category(names: Sequence[str]) -> str:
    """The names, outermost first, as they stand in a cell and in the list of the template."""
    return " / ".join(guarded(name, "/") for name in names)


def category_in(text: str) -> tuple[str, ...]:
    parts = [meant(part, "/") for part in split(text, "/")]
    return tuple(" ".join(part.split()) for part in parts if part)


# Named amounts: «A = 100; B = 50»


def amounts(values: Mapping[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in values.items())


def amounts_in(text: str) -> dict[str, str]:
    """The values by the names in capitals, not looked at yet."""
    found: dict[str, str] = {}
    for part in re.split(r"[;\n]", text):
        name, sign, value = part.partition("=")
        if not part.strip():
            continue
        if not sign:
            raise Unreadable(
                _("«%(text)s» must say a letter and an amount, as in A=50.") % {"text": excerpt_of(part.strip())}
            )
        found[name.strip().upper()] = value.strip().removesuffix("%").strip()
    return found


# Units: «km; m = 0.001»


def units(body: Sequence[Mapping]) -> str:
    return "; ".join(
        guarded(unit["name"], ";=") + ("" if unit["factor"] == "1" else f" = {unit['factor']}") for unit in body
    )


def units_in(text: str) -> list[dict]:
    found = []
    for part in split(text, ";"):
        cuts = places_of(part, "=")
        name = meant(part[: cuts[0]] if cuts else part, ";=")
        if name:
            found.append({"name": name, "factor": decimal_text(part[cuts[0] + 1 :]) if cuts else "1"})
    return found


# Pairs: «izquierda = derecha»


def pair(left: str, right: str) -> str:
    return f"{guarded(left, '=')} = {guarded(right, '=')}".strip()


def pair_in(text: str) -> tuple[str, str]:
    """Left and right side; the left one is empty for what matches nothing."""
    cuts = places_of(text, "=")
    if not cuts:
        raise Unreadable(_("«%(text)s» must say what matches what, as in «left = right».") % {"text": excerpt_of(text)})
    # «E=mc2 = energy»: the sign that stands free is the one that separates.
    free = [cut for cut in cuts if f" {text} "[cut : cut + 3] == " = "]
    cut = (free or cuts)[0]
    return meant(text[:cut], "="), " ".join(meant(text[cut + 1 :], "=").split())


# Criteria: «Claridad: completa (2) | parcial (1)»


def criterion(body: Mapping) -> str:
    levels = " | ".join(f"{guarded(level['text'], '|')} ({level['points']})" for level in body["levels"])
    return f"{guarded(body['name'], ':')}: {levels}"


def criterion_in(text: str) -> dict:
    cuts = places_of(text, ":")
    if not cuts:
        raise Unreadable(
            _("«%(text)s» must say a criterion and its levels, as in «Clarity: full (2) | partial (1)».")
            % {"text": excerpt_of(text)}
        )
    levels = []
    for part in split(text[cuts[0] + 1 :], "|"):
        found = _LEVEL.fullmatch(part.strip())
        if not found:
            raise Unreadable(
                _("The level «%(text)s» must end with its points in brackets.") % {"text": excerpt_of(part.strip())}
            )
        words = " ".join(meant(found["text"], "|").split())
        levels.append({"text": words, "points": decimal_text(found["points"])})
    return {"name": " ".join(meant(text[: cuts[0]], ":").split()), "levels": levels}


# Gaps: «lista: *acceso | consulta», «texto: acceso | [50] aceso», «número: 10 ± 0.5»


def gap(body: Mapping) -> str:
    name = GAP_KINDS["exact" if body["case_matters"] else body["kind"]]
    return f"{name}: {' | '.join(_alternative(body['kind'], answer) for answer in body['answers'])}"


def _alternative(kind: str, answer: Mapping) -> str:
    plain_weight = "0" if kind == "choice" else "100"
    text = guarded(answer["text"], "|[*" if kind == "choice" else "|[")
    if kind == "numeric" and answer["tolerance"] != "0":
        text += f" ± {answer['tolerance']}"
    if answer["weight"] == plain_weight:
        return text
    return f"*{text}" if kind == "choice" and answer["weight"] == "100" else f"[{answer['weight']}] {text}"


def gap_in(text: str) -> dict:
    """One gap without the weight and the feedback that other columns give it."""
    prefix, colon, rest = text.partition(":")
    name = named(prefix, GAP_KINDS) if colon and len(prefix) < 20 else None
    parts = split(rest if name else text, "|")
    if name is None:
        name = "choice" if len(parts) > 1 and any(part.strip().startswith("*") for part in parts) else "text"
    kind = "text" if name == "exact" else name
    answers = [answer for part in parts if (answer := _alternative_in(kind, part.strip()))["text"]]
    if not any(Decimal(answer["weight"]) > 0 for answer in answers):
        raise Unreadable(
            _("The gap «%(text)s» has no right answer; mark it with an asterisk.") % {"text": excerpt_of(text)}
        )
    return {"kind": kind, "weight": "1", "answers": answers, "case_matters": name == "exact"}


def _alternative_in(kind: str, text: str) -> dict:
    weight, tolerance = "0" if kind == "choice" else "100", "0"
    said = _WEIGHT.match(text)
    if said:
        weight, text = percentage(said[1]), text[said.end() :]
    elif kind == "choice" and text.startswith("*"):
        weight, text = "100", text[1:]
    text = " ".join(meant(text, "|[*" if kind == "choice" else "|[").split())
    if kind == "numeric" and text:
        number, *margin = _MARGIN.split(text, maxsplit=1)
        text, tolerance = decimal_text(number), decimal_text(margin[0]) if margin else "0"
    return {"text": text, "tolerance": tolerance, "weight": weight, "feedback": ""}


# Comments: «A: así es», one on each line


def comments(feedback: Mapping[str, str]) -> str:
    return "\n".join(f"{label}: {text}" for label, text in feedback.items() if text)


def comments_in(text: str, *, known: Sequence[str]) -> dict[str, str]:
    """The comments by the labels of the answers; a line without a label goes on with the one above."""
    found: dict[str, str] = {}
    last = ""
    for line in text.split("\n"):
        match = _LABEL.fullmatch(line)
        label = match["label"].upper() if match else ""
        if label in known:
            last = label
            found[label] = " ".join([found.get(label, ""), match["text"]]).strip()
        elif line.strip() and not last:
            raise Unreadable(
                _("The comment «%(text)s» must begin with the letter of its option, as in «A: …».")
                % {"text": excerpt_of(line)}
            )
        elif line.strip():
            found[last] = f"{found[last]} {line.strip()}"
    return found


def letters_in(text: str, *, known: Sequence[str]) -> list[str]:
    """The options that «A, C», «a y c» or «Opción B» names; each must be one of those `known`."""
    words = [word.upper() for word in re.split(r"[\s,;/]+", text) if word]
    found = [word for word in words if word not in {"Y", "E", "OPCIÓN", "OPCION", "OPCIONES"} or word in known]
    for word in found:
        if word not in known:
            raise Unreadable(
                _("«%(text)s» is not the letter of an option that is filled in (%(known)s).")
                % {"text": excerpt_of(word), "known": ", ".join(known)}
            )
    return list(dict.fromkeys(found))


def truth_in(text: str) -> bool:
    """«Verdadero» or «Falso», as people write them."""
    said = bare(text).strip(".")
    if said in {"verdadero", "v", "cierto", "si", "true", "correcto", "a"}:
        return True
    if said in {"falso", "f", "no", "false", "incorrecto", "b"}:
        return False
    raise Unreadable(_("«%(text)s» is neither Verdadero nor Falso.") % {"text": excerpt_of(text)})


def labels(count: int) -> list[str]:
    return [letter(place) for place in range(count)]
