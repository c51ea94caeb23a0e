"""Texts that people type: made comparable, compared with a pattern, counted."""

from __future__ import annotations

import unicodedata

#: Stands for «any run of characters» once a pattern has been read; nobody types it.
ANY_RUN = "\ue000"
#: The tilde stays: ñ is a letter of its own, not an n with an accent.
TILDE = "\u0303"


def typed_text(text: str) -> str:
    """What was typed without what cannot be stored or seen: control characters, halves of characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace(ANY_RUN, "")
    return "".join(letter for letter in text if letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cs"})


def one_line(text: str) -> str:
    return " ".join(typed_text(text).split())


def comparable(text: str, *, case_matters: bool = False, accents_matter: bool = False) -> str:
    """The text in the form in which it is compared: one spelling of each character and single spaces."""
    text = unicodedata.normalize("NFKC", text)
    if not case_matters:
        text = text.casefold()
    if not accents_matter:
        text = _without_accents(text)
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _without_accents(text: str) -> str:
    kept: list[str] = []
    for letter in unicodedata.normalize("NFD", text):
        is_enye = letter == TILDE and kept and kept[-1] in "nN"
        if is_enye or not unicodedata.combining(letter):
            kept.append(letter)
    return "".join(kept)


def matches(pattern: str, text: str, *, case_matters: bool = False, accents_matter: bool = False) -> bool:
    r"""Whether the text is what the pattern says; ``*`` stands for any run of characters and ``\*`` for a star.

    The literal pieces between the stars are sought from the left, each after the one before it. That is enough to
    decide, so there is no going back and a hostile text costs no more than its length.
    """
    rules = {"case_matters": case_matters, "accents_matter": accents_matter}
    text = comparable(text, **rules)
    first, *others = comparable(_with_runs(pattern), **rules).split(ANY_RUN)
    if not others:
        return text == first
    *middle, last = others
    if not text.startswith(first):
        return False
    place = len(first)
    for piece in middle:
        found = text.find(piece, place)
        if found < 0:
            return False
        place = found + len(piece)
    return len(text) - len(last) >= place and text.endswith(last)


def _with_runs(pattern: str) -> str:
    return pattern.replace("\\*", "\0").replace("*", ANY_RUN).replace("\0", "*")


def in_plain_words(pattern: str) -> str:
    """A pattern as people read it: «acces…» for ``acces*``."""
    return _with_runs(pattern).replace(ANY_RUN, "…")


def example(pattern: str) -> str:
    """A text that the pattern is meant for, as short as possible."""
    return _with_runs(pattern).replace(ANY_RUN, "").strip() or "x"


def count_words(text: str) -> int:
    return len(text.split())
