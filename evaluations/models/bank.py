"""The question bank. What a learner was asked never changes: editing makes a new version."""

from __future__ import annotations

import unicodedata
from html import unescape

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.models import PreviewableMixin

from courses.plugins import AppendOnlyModel

from ..plugins import QuestionType, question_types


def fold(text: str) -> str:
    """Lower case without accents, so that «obligacion» finds «Obligación»."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


def plain_text(stem: str) -> str:
    """The words of a stem without its markup."""
    return " ".join(unescape(strip_tags(stem.replace("><", "> <"))).split())


class QuestionCategory(models.Model):
    """Where a question is filed. A quiz that draws from a category draws from those inside it too."""

    name = models.CharField(_("name"), max_length=120)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("inside of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )

    class Meta:
        verbose_name = _("question category")
        verbose_name_plural = _("question categories")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"],
                name="evaluations_category_name_once",
                violation_error_message=_("There is already a category with this name here."),
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(parent=None),
                name="evaluations_top_category_name_once",
                violation_error_message=_("There is already a category with this name here."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self):
        if self.pk and self.parent_id in self.ids_inside():
            raise ValidationError({"parent": _("A category cannot be inside itself.")})

    def ids_inside(self) -> set[int]:
        """This category's id and those of all categories inside it; one query."""
        children: dict[int | None, list[int]] = {}
        for pk, parent_id in QuestionCategory.objects.values_list("pk", "parent_id"):
            children.setdefault(parent_id, []).append(pk)
        found, waiting = set(), [self.pk]
        while waiting:
            pk = waiting.pop()
            if pk not in found:
                found.add(pk)
                waiting += children.get(pk, [])
        return found


class QuestionQuerySet(models.QuerySet):
    def eligible(self) -> QuestionQuerySet:
        """Those that a quiz may ask."""
        return self.filter(state=Question.State.CURRENT, current__isnull=False)

    def in_category(self, category: QuestionCategory) -> QuestionQuerySet:
        return self.filter(category_id__in=category.ids_inside())


class Question(PreviewableMixin, models.Model):
    """A question of the bank: its place, its state and its history. What it says is in its versions."""

    class Difficulty(models.TextChoices):
        EASY = "easy", _("Easy")
        MEDIUM = "medium", _("Medium")
        HARD = "hard", _("Hard")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("Under review")
        CURRENT = "current", _("In force")
        RETIRED = "retired", _("Retired")

    code = models.CharField(
        _("code"),
        max_length=40,
        unique=True,
        blank=True,
        help_text=_("For example M1-Q01. Leave it empty and the bank gives the next number."),
    )
    category = models.ForeignKey(
        QuestionCategory,
        verbose_name=_("category"),
        on_delete=models.PROTECT,
        related_name="questions",
    )
    difficulty = models.CharField(_("difficulty"), max_length=10, choices=Difficulty.choices, default=Difficulty.MEDIUM)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=State.choices,
        default=State.DRAFT,
        help_text=_("Only questions in force are asked."),
    )
    requirements = models.ManyToManyField(
        "courses.TrainingRequirement",
        verbose_name=_("training requirements"),
        blank=True,
        related_name="+",
    )
    lesson = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("lesson to reread"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Those who get it wrong are sent there."),
    )
    reference = models.CharField(
        _("legal reference"),
        max_length=255,
        blank=True,
        help_text=_("Law and article, for example LGTAIP 2025, art. 42. It is shown together with the feedback."),
    )
    aspects = models.JSONField(_("aspects"), default=list, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    current = models.ForeignKey(
        "evaluations.QuestionVersion",
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    summary = models.CharField(_("question"), max_length=255, editable=False, default="")
    search_text = models.TextField(editable=False, default="")
    loaded_fingerprint = models.CharField(max_length=64, editable=False, default="")
    changed_at = models.DateTimeField(_("last change"), auto_now=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["code"]
        indexes = [models.Index(fields=["category", "state"], name="evaluations_bank_draw")]

    def __str__(self) -> str:
        return f"{self.code} · {self.summary}" if self.summary else self.code

    def get_preview_template(self, request, mode_name):
        return "evaluations/question_preview.html"

    def get_preview_context(self, request, mode_name):
        from ..presentation import preview_of

        return {**super().get_preview_context(request, mode_name), "shown": preview_of(self)}

    def describe(self, stem: str) -> None:
        """Keep what lists and the search box need to find the question: its code and stem, never its key."""
        plain = plain_text(stem)
        self.summary = Truncator(plain).chars(250)
        self.search_text = fold(f"{self.code} {plain} {self.reference}")


class QuestionVersion(AppendOnlyModel):
    """What the question said from one edit to the next, without its key."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=30)
    stem = models.TextField()
    #: ``[{"id": "b3f0a1", "text": "…"}]`` in the author's order. Ids are random: they tell nothing about the key.
    options = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("question version")
        verbose_name_plural = _("question versions")
        ordering = ["question", "number"]
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="evaluations_version_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} v{self.number}"

    @property
    def type(self) -> QuestionType:
        return question_types.get(self.kind)

    @property
    def option_ids(self) -> list[str]:
        return [option["id"] for option in self.options]


class AnswerKey(AppendOnlyModel):
    """The key of one version, apart from it: what lists, searches or serves questions never reads this table."""

    version = models.OneToOneField(QuestionVersion, on_delete=models.CASCADE, related_name="key")
    #: Its shape is the question type's; for choices, the list of right option ids.
    correct = models.JSONField()
    feedback = models.TextField(blank=True)
    #: ``{option id: text}``
    option_feedback = models.JSONField(default=dict, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("answer key")
        verbose_name_plural = _("answer keys")

    def __str__(self) -> str:
        return f"key of {self.version_id}"
