"""Questions as files: reading what people already have, writing what they take elsewhere."""

from __future__ import annotations

from .exchange import (
    ExchangedQuestion,
    ExchangedQuiz,
    ExchangedSitting,
    Image,
    Reading,
    Refusal,
    TooMuch,
    UnreadableFile,
    Where,
    Written,
)
from .registry import FORMATS, Format, read, write

__all__ = [
    "FORMATS",
    "ExchangedQuestion",
    "ExchangedQuiz",
    "ExchangedSitting",
    "Format",
    "Image",
    "Reading",
    "Refusal",
    "TooMuch",
    "UnreadableFile",
    "Where",
    "Written",
    "read",
    "write",
]
