"""The question bank. What a learner was asked never changes: editing makes a new version."""

from __future__ import annotations

import unicodedata

from django.conf import settings as site_settings
from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase, TagBase
from wagtail.models import PreviewableMixin

from courses.plugins import AppendOnlyModel

from ..markup import plain_text, text_to_block, text_to_inline
from ..plugins import Asked, Key, QuestionType, question_types
from .categories import QuestionCategory


def fold(text: str) -> str:
    """Lower case without accents, so that «obligacion» finds «Obligación»."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


class QuestionTag(TagBase):
    """A word that questions are found by."""

    free_tagging = True

    class Meta:
        verbose_name = _("question tag")
        verbose_name_plural = _("question tags")


class TaggedQuestion(ItemBase):
    tag = models.ForeignKey(QuestionTag, on_delete=models.CASCADE, related_name="tagged_questions")
    content_object = models.ForeignKey("evaluations.Question", on_delete=models.CASCADE, related_name="tagged")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("tagged question")
        verbose_name_plural = _("tagged questions")
        constraints = [
            models.UniqueConstraint(fields=["tag", "content_object"], name="evaluations_question_tag_once"),
        ]

    def __str__(self) -> str:
        return f"{self.content_object_id}: {self.tag_id}"


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
    lesson_paragraph = models.PositiveSmallIntegerField(
        _("part of the lesson"),
        null=True,
        blank=True,
        help_text=_("The number of the block in the lesson that explains it; empty for the whole lesson."),
    )
    reference = models.CharField(
        _("legal reference"),
        max_length=255,
        blank=True,
        help_text=_("Law and article, for example LGTAIP 2025, art. 42. It is shown together with the feedback."),
    )
    aspects = models.JSONField(_("aspects"), default=list, blank=True)
    tags = TaggableManager(
        verbose_name=_("tags"),
        through=TaggedQuestion,
        blank=True,
        help_text=_("Words to find it by, separated by commas."),
    )
    author = models.ForeignKey(
        site_settings.AUTH_USER_MODEL,
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

    class Markup(models.TextChoices):
        #: Options and feedback are plain text, as the first release wrote them.
        TEXT = "text", "text"
        HTML = "html", "html"

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=30)
    stem = models.TextField()
    #: ``[{"id": "b3f0a1", "html": "…"}]`` as the type splits its body; ``text`` for ``html`` in versions of plain text.
    #: Ids are random: they tell nothing about the key.
    options = models.JSONField(default=list)
    #: What else the type lets learners know; see ``plugins.Asked``.
    settings = models.JSONField(default=dict)
    markup = models.CharField(max_length=4, choices=Markup.choices, default=Markup.TEXT)
    #: ``{id in the library: {"url", "width", "height"}}``: the pictures as they were that day.
    pictures = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        site_settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

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
    def needs_marker(self) -> bool:
        return self.type.needs_marker

    @property
    def option_ids(self) -> list[str]:
        return [option["id"] for option in self.options]

    def asked(self, order: list[str] | None = None) -> Asked:
        """What may be shown of it, arranged for one person where `order` is given."""
        options = self.options
        if self.markup == self.Markup.TEXT:
            options = [{"id": option["id"], "html": text_to_inline(option["text"])} for option in options]
        return Asked(stem=self.stem, options=options, settings=self.settings, order=order or [])


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

    def as_key(self) -> Key:
        feedback = self.option_feedback
        if self.version.markup == QuestionVersion.Markup.TEXT:
            feedback = {pk: text_to_inline(text) for pk, text in feedback.items()}
        return Key(correct=self.correct, option_feedback=feedback)

    @property
    def feedback_html(self) -> str:
        return text_to_block(self.feedback) if self.version.markup == QuestionVersion.Markup.TEXT else self.feedback
