"""Questions of every kind for property tests of the formats: canonical, and as awkward as canonical may be."""

from __future__ import annotations

import struct
import zlib
from decimal import Decimal

from django.utils.translation import gettext as _
from hypothesis import strategies as st

from evaluations.formats.cleaning import Cleaner
from evaluations.formats.decimals import canonical
from evaluations.formats.exchange import ExchangedQuestion, Image, html_of, image_html, images_in


def png(shade: int = 0) -> bytes:
    """A whole picture of one grey point."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(bytes([0, shade]))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


IMAGES = {
    "organigrama.png": Image("organigrama.png", png(), "image/png"),
    "flujo-2.jpg": Image("flujo-2.jpg", b"\xff\xd8\xff\xe0 not drawn", "image/jpeg"),
}

AWKWARD = "abcñÁ¿?¡! <>&\"'{}[]()|=*~#%:;/\\@$_-+.,0123456789\u00a0€«»😀"
words = st.text(st.sampled_from(AWKWARD), min_size=1, max_size=25)
plain = words.map(lambda text: " ".join(text.split())).filter(bool)
pictures = st.builds(image_html, st.sampled_from(sorted(IMAGES)), alt=plain)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


pieces = st.one_of(
    words.map(_escaped),
    plain.map(lambda text: f"<b>{_escaped(text)}</b>"),
    plain.map(lambda text: f"<code>{_escaped(text)}</code>"),
    st.just("<br>"),
    pictures,
)
inline = st.lists(pieces, max_size=3).map(lambda parts: Cleaner().inline("".join(parts)))
said_inline = inline.filter(lambda html: bool(html) and html != "<br>")
paragraphs = st.one_of(
    said_inline.map(lambda html: f"<p>{html}</p>"),
    st.lists(said_inline, min_size=1, max_size=3).map(
        lambda items: "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"
    ),
    plain.map(lambda text: f"<pre>{_escaped(text)}\n  {_escaped(text)}</pre>"),
)
block = st.lists(paragraphs, max_size=2).map(lambda parts: Cleaner().block("".join(parts)))
stems = plain.flatmap(lambda text: block.map(lambda rest: Cleaner().block(f"<p>{_escaped(text)}</p>{rest}")))

numbers = st.decimals("-999", "999", places=3).map(canonical)
tolerances = st.decimals("0", "99", places=2).map(canonical)
percentages = st.one_of(
    st.sampled_from(["0", "100", "50", "33.33333", "-25"]), st.decimals("-100", "100", places=5).map(canonical)
)
awarded = st.one_of(st.just("100"), st.decimals("0.00001", "100", places=5).map(canonical))


def choices(kind: str, credits: list[str]):  # noqa: A002 - the plural of what a choice gives
    @st.composite
    def build(draw):
        credit = draw(st.sampled_from(credits))
        count = draw(st.integers(2, 13))
        weights = draw(st.lists(percentages, min_size=count, max_size=count))
        weights[draw(st.integers(0, count - 1))] = "100"
        right = [Decimal(weight) > 0 for weight in weights]
        if kind == "single" and credit == "all_or_nothing":
            only = draw(st.integers(0, count - 1))
            right = [place == only for place in range(count)]
        options = [
            {
                "text": draw(said_inline),
                "is_correct": right[place],
                "feedback": draw(inline),
                "stays_last": draw(st.booleans()),
                "weight": weights[place] if credit == "weights" else "0",
            }
            for place in range(count)
        ]
        return {"options": options, "credit": credit}

    return build()


@st.composite
def true_false(draw):
    is_true = draw(st.booleans())
    options = [
        {"text": text, "is_correct": right, "feedback": draw(inline), "stays_last": False, "weight": "0"}
        for text, right in ((_("True"), is_true), (_("False"), not is_true))
    ]
    return {"options": options, "credit": "all_or_nothing"}


@st.composite
def numeric(draw):
    count = draw(st.integers(1, 3))
    answers = [
        {
            "value": draw(numbers),
            "tolerance": draw(tolerances),
            "weight": draw(awarded) if place == 0 else draw(percentages.map(lambda weight: weight.lstrip("-"))),
            "feedback": draw(inline),
        }
        for place in range(count)
    ]
    rule = draw(st.sampled_from(["none", "shown", "optional", "required"]))
    names = draw(st.lists(plain, min_size=1, max_size=3, unique=True)) if rule != "none" else []
    factors = ["1", *(draw(st.sampled_from(["0.001", "1000", "3", "0.3048", "7"])) for _name in names[1:])]
    units = [{"name": name, "factor": factor} for name, factor in zip(names, factors, strict=False)]
    return {"answers": answers, "units": units, "unit_rule": rule}


short_text = st.fixed_dictionaries(
    {
        "answers": st.tuples(
            st.fixed_dictionaries({"text": plain, "weight": awarded, "feedback": inline}),
            st.lists(st.fixed_dictionaries({"text": plain, "weight": percentages, "feedback": inline}), max_size=3),
        ).map(lambda both: [both[0], *both[1]]),
        "case_matters": st.booleans(),
        "accents_matter": st.booleans(),
    }
)
matching = st.fixed_dictionaries(
    {
        "pairs": st.lists(st.fixed_dictionaries({"left": said_inline, "right": plain}), min_size=2, max_size=4),
        "extra": st.lists(plain, max_size=2),
    }
)
ordering = st.fixed_dictionaries(
    {
        "items": st.lists(said_inline, min_size=2, max_size=13),
        "credit": st.sampled_from(["positions", "all_or_nothing"]),
    }
)


@st.composite
def gap(draw):
    kind = draw(st.sampled_from(["choice", "text", "numeric"]))
    count = draw(st.integers(2 if kind == "choice" else 1, 4))
    answers = [
        {
            "text": draw(numbers if kind == "numeric" else plain),
            "tolerance": draw(tolerances) if kind == "numeric" else "0",
            "weight": "100" if place == 0 else draw(percentages.map(lambda weight: weight.lstrip("-"))),
            "feedback": draw(inline),
        }
        for place in range(count)
    ]
    return {
        "kind": kind,
        "weight": draw(st.one_of(st.just("1"), st.decimals("0.01", "9", places=2).map(canonical))),
        "answers": draw(st.permutations(answers)),
        "case_matters": kind == "text" and draw(st.booleans()),
    }


@st.composite
def rubrics(draw):
    level = st.fixed_dictionaries({"text": plain, "points": st.decimals("0", "20", places=1).map(canonical)})
    criterion = st.fixed_dictionaries({"name": plain, "levels": st.lists(level, min_size=1, max_size=3)})
    return draw(st.lists(criterion, max_size=3))


essay = st.fixed_dictionaries(
    {
        "min_words": st.integers(0, 500),
        "max_words": st.integers(0, 5000),
        "rubric": rubrics(),
        "guidance": block,
    }
)
BODIES = {
    "single": choices("single", ["all_or_nothing", "weights"]),
    "multiple": choices("multiple", ["all_or_nothing", "fractions", "penalised", "weights"]),
    "true_false": true_false(),
    "numeric": numeric(),
    "short_text": short_text,
    "matching": matching,
    "ordering": ordering,
    "essay": essay,
    "cloze": st.fixed_dictionaries({"gaps": st.lists(gap(), min_size=1, max_size=3)}),
}
names = plain.filter(lambda text: not text.startswith("/") and not text.endswith("/"))
codes = st.from_regex(r"[A-Z]{1,3}-[0-9]{1,4}", fullmatch=True)


@st.composite
def questions(draw, kinds=tuple(BODIES)):
    kind = draw(st.sampled_from(kinds))
    body = draw(BODIES[kind])
    stem = draw(stems)
    if kind == "cloze":
        tokens = "".join(f" {{{{{number}}}}} y" for number in range(1, len(body["gaps"]) + 1))
        stem = Cleaner().block(stem.replace("{", "").replace("}", "") + f"<p>Con{tokens} fin.</p>")
    question = ExchangedQuestion(
        kind=kind,
        stem=stem,
        body=body,
        feedback=draw(block),
        identity=draw(st.none() | codes.map(lambda code: f"moodle:{code}")),
        category=tuple(draw(st.lists(plain, max_size=3))),
        code=draw(st.just("") | codes),
        title=draw(st.just("") | plain),
        tags=tuple(draw(st.lists(plain, max_size=3, unique=True))),
        difficulty=draw(st.sampled_from(["", "easy", "medium", "hard"])),
        requirements=tuple(draw(st.lists(codes, max_size=2, unique=True))),
        aspects=tuple(draw(st.lists(st.integers(1, 99), max_size=3, unique=True))),
        reference=draw(st.just("") | plain),
    )
    shown = {name for html in html_of(question) for name in images_in(html)}
    return ExchangedQuestion(**{**vars(question), "images": {name: IMAGES[name] for name in shown}})


def bare(question: ExchangedQuestion) -> ExchangedQuestion:
    """The question without where it was read and what was said about that."""
    return ExchangedQuestion(**{key: value for key, value in vars(question).items() if key not in {"where", "notes"}})
