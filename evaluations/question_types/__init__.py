"""The question types that ship, one module each; importing the package registers them."""

from __future__ import annotations

from ..plugins import question_types
from .case import CaseStudy
from .choice import MAX_OPTIONS, MultipleChoice, SingleChoice, TrueFalse
from .cloze import FillInTheGaps
from .essay import Essay
from .matching import Matching
from .numeric import Numeric
from .ordering import Ordering
from .short_text import ShortText

__all__ = ["MAX_OPTIONS"]

for question_type in (
    SingleChoice(),
    MultipleChoice(),
    TrueFalse(),
    Numeric(),
    ShortText(),
    Matching(),
    Ordering(),
    FillInTheGaps(),
    Essay(),
    CaseStudy(),
):
    question_types.register(question_type)
