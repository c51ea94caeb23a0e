"""The parts of a lesson that a question can send people to: the blocks of its text, numbered as on its page."""

from __future__ import annotations

import re
from html import unescape

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from wagtail.permission_policies.base import ModelPermissionPolicy

from courses.api import LessonPage

from .models import Question

HEADING = re.compile(r"<h[2-4][^>]*>(.*?)</h[2-4]>", re.DOTALL)
LONGEST = 70


def parts_of(lesson: LessonPage) -> list[tuple[int, str]]:
    """(number, what it is and how it begins) of each block of the lesson's text."""
    return [(number, _label(number, block)) for number, block in enumerate(lesson.body, start=1)]


def _label(number: int, block) -> str:
    html = _html_in(block.value.source if hasattr(block.value, "source") else block.block.get_prep_value(block.value))
    heading = HEADING.search(html)
    begins = " ".join(unescape(strip_tags(heading[1] if heading else html.replace("><", "> <"))).split())
    return f"{number}. {block.block.label}{': ' if begins else ''}{Truncator(begins).chars(LONGEST)}"


def _html_in(value) -> str:
    """All texts in a stored block, one after another."""
    if isinstance(value, dict):
        return " ".join(_html_in(one) for name, one in value.items() if name not in {"id", "type"})
    if isinstance(value, list | tuple):
        return " ".join(map(_html_in, value))
    return value if isinstance(value, str) else ""


def parts_of_page(page_id) -> list[tuple[int, str]]:
    """The same by the id of a page; empty when it is no lesson."""
    lesson = LessonPage.objects.filter(pk=page_id).first() if str(page_id or "").isdecimal() else None
    return parts_of(lesson) if lesson else []


def lesson_parts(request, page_id: int):
    """The parts as JSON for the question's form: ``{"parts": [{"number", "label"}]}``."""
    if not ModelPermissionPolicy(Question).user_has_any_permission(request.user, {"add", "change"}):
        raise PermissionDenied
    lesson = get_object_or_404(LessonPage, pk=page_id)
    return JsonResponse({"parts": [{"number": number, "label": label} for number, label in parts_of(lesson)]})


class LessonPartInput(forms.Select):
    """A list of the parts of the chosen lesson; the script fills it anew when another lesson is chosen."""

    def __init__(self, *, lesson=None, attrs=None):
        self.lesson = lesson
        super().__init__(attrs)

    def optgroups(self, name, value, attrs=None):
        parts = parts_of_page(self.lesson)
        known = {str(number) for number, _words in parts}
        self.choices = [
            ("", _("The whole lesson")),
            *parts,
            # A part that the lesson no longer has is still what is stored.
            *((one, _("Part %(number)s") % {"number": one}) for one in value if one and one not in known),
        ]
        return super().optgroups(name, value, attrs)

    def build_attrs(self, base_attrs, extra_attrs=None):
        address = reverse("evaluations_lesson_parts", args=[0])
        return {**super().build_attrs(base_attrs, extra_attrs), "data-lesson-parts": address}

    @property
    def media(self):
        return forms.Media(js=["js/question-lesson.js"])
