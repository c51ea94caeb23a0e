"""How a long name is set: one line or two of much the same length. Issued sheets depend on it: it is never changed."""

from __future__ import annotations

LONGEST_LINE = 42
NAME_SIZES = ((32, "short"), (LONGEST_LINE, "medium"), (68, "long"))
# A line of a name must not end in one of these.
PARTICLES = {"de", "del", "la", "las", "los", "y", "e", "san", "santa", "van", "von", "da", "di", "mc"}


def name_lines(name: str) -> list[str]:
    """`name` in one line, or in two of much the same length that break at a natural place."""
    words = name.split()
    if len(name) <= LONGEST_LINE or len(words) < 2:
        return [name]
    breaks = [i for i in range(1, len(words)) if words[i - 1].lower() not in PARTICLES] or [len(words) // 2]
    best = min(breaks, key=lambda i: abs(len(" ".join(words[:i])) - len(" ".join(words[i:]))))
    return [" ".join(words[:best]), " ".join(words[best:])]


def name_size(name: str) -> str:
    """The class of the style sheets that sets a name of this length."""
    return next((size for most, size in NAME_SIZES if len(name) <= most), "longest")
