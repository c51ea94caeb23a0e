"""Bodies as all sorts of authors might write them, for property tests."""

from hypothesis import strategies as st

from evaluations.plugins import question_types
from tests.evaluations.bodies import stem_of

words = st.text(alphabet="abcñáÉ <>&*.,;1{}\\\"'\u00a0\u0301😀", min_size=1, max_size=12)
inline = words | words.map(lambda text: f"<b>{text}</b> x")
weights = st.sampled_from(["0", "100", "50", "33.33333", "-20"])
figures = st.decimals(-(10**6), 10**6, places=3).map(str)


def answers(text):
    return st.lists(
        st.fixed_dictionaries(
            {
                "text": text,
                "weight": weights,
                "feedback": inline | st.just(""),
                "tolerance": st.sampled_from(["0", "0.5"]),
            }
        ),
        max_size=4,
    ).map(lambda found: [{**found[0], "weight": "100"}, *found] if found else found)


def options(formulas):
    option = {
        "text": inline,
        "is_correct": st.booleans(),
        "feedback": inline | st.just(""),
        "stays_last": st.booleans(),
        "weight": weights,
    }
    return st.fixed_dictionaries(
        {"options": st.lists(st.fixed_dictionaries(option), max_size=6), "credit": st.sampled_from(formulas)}
    )


def gap(kind):
    return st.fixed_dictionaries(
        {
            "kind": st.just(kind),
            "weight": st.sampled_from(["1", "2.5"]),
            "answers": answers(figures if kind == "numeric" else words),
            "case_matters": st.booleans(),
        }
    )


BODIES = {
    "single": options(["all_or_nothing", "weights"]),
    "multiple": options(["all_or_nothing", "fractions", "penalised", "weights"]),
    "true_false": options(["all_or_nothing"]),
    "numeric": st.fixed_dictionaries(
        {
            "answers": st.lists(
                st.fixed_dictionaries(
                    {"value": figures, "tolerance": st.sampled_from(["0", "1.5"]), "feedback": inline}
                ),
                max_size=3,
            ),
            "units": st.lists(
                st.fixed_dictionaries(
                    {
                        "name": st.sampled_from(["km", "m", "%", "$", "mW", "MW"]),
                        "factor": st.sampled_from(["1", "0.001"]),
                    }
                ),
                max_size=3,
            ),
            "unit_rule": st.sampled_from(["none", "shown", "optional", "required"]),
        }
    ),
    "short_text": st.fixed_dictionaries(
        {"answers": answers(words), "case_matters": st.booleans(), "accents_matter": st.booleans()}
    ),
    "matching": st.fixed_dictionaries(
        {
            "pairs": st.lists(st.fixed_dictionaries({"left": inline, "right": words}), max_size=5),
            "extra": st.lists(words, max_size=3),
        }
    ),
    "ordering": st.fixed_dictionaries(
        {"items": st.lists(inline, max_size=6), "credit": st.sampled_from(["positions", "all_or_nothing"])}
    ),
    "cloze": st.fixed_dictionaries(
        {"gaps": st.lists(st.sampled_from(["choice", "text", "numeric"]).flatmap(gap), max_size=4)}
    ),
    "essay": st.fixed_dictionaries(
        {
            "min_words": st.integers(0, 20),
            "max_words": st.integers(0, 300),
            "guidance": inline,
            "rubric": st.lists(
                st.fixed_dictionaries(
                    {
                        "name": words,
                        "levels": st.lists(st.fixed_dictionaries({"text": words, "points": weights}), max_size=3),
                    }
                ),
                max_size=2,
            ),
        }
    ),
}


@st.composite
def wordings(draw, kind):
    """(canonical body, stem) of a question of this type, finished or not."""
    if kind == "case":
        parts = draw(st.lists(st.sampled_from(sorted(set(BODIES) - {"essay"})), max_size=3))
        drawn = [(name, *draw(wordings(name))) for name in parts]
        raw = {
            "parts": [
                {"kind": name, "stem": stem, "body": body, "feedback": draw(inline)} for name, body, stem in drawn
            ]
        }
        return question_types.get(kind).canonical(raw), stem_of(kind)
    body = question_types.get(kind).canonical(draw(BODIES[kind]))
    if kind != "cloze":
        return body, stem_of(kind)
    gaps = " ".join(f"{{{{{number}}}}}" for number in range(1, len(body["gaps"]) + 1))
    return body, f"<p>Un texto {gaps}.</p>"
