"""After a quiz is published, its author reads what to think over; the form says the same above its fields."""

from __future__ import annotations

from django.contrib import messages
from wagtail import hooks

from .models import QuizPage
from .quiz_advice import advice_on


@hooks.register("after_publish_page")
def advise(request, page):
    if isinstance(page.specific_deferred, QuizPage):
        for sentence in advice_on(page.specific):
            messages.warning(request, sentence)
