"""The bank in the admin: list, form, history, preview and chooser of questions. No attempt is listed here."""

from .bulk import STATE_ACTIONS
from .screens import SaveAndNewMenuItem
from .viewsets import QuestionBankGroup, QuestionCategoryViewSet, QuestionViewSet

__all__ = [
    "STATE_ACTIONS",
    "QuestionBankGroup",
    "QuestionCategoryViewSet",
    "QuestionViewSet",
    "SaveAndNewMenuItem",
]
