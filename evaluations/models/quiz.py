"""A quiz: a page that composes questions of the bank and states its rules."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.forms import Select
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page

from courses.plugins import CourseStep

from ..quiz_form import QuizPageForm


class QuizPage(CourseStep, Page):
    """A quiz at the end of a module, or of a course as its final examination.

    Questions live in the bank, not here: neither they nor their key are in the page's revisions, its search
    index, its preview or the pages API.
    """

    class ReviewPolicy(models.TextChoices):
        RESULT = "result", _("Only the result")
        ANSWERS = "answers", _("One's own answers and which of them are right, never the key")
        KEY_WHEN_DONE = "key_when_done", _("The key and the feedback once passed or without attempts left")
        EVERYTHING = "everything", _("Everything, after each attempt")

    intro = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "ul", "ol"])
    minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        default=15,
        validators=[MinValueValidator(1)],
        help_text=_("How long it usually takes. It is not a time limit."),
    )
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark"),
        default=80,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("From 1 to 100."),
    )
    max_attempts = models.PositiveSmallIntegerField(
        _("attempts"), default=3, help_text=_("How many times it can be taken. 0 means without limit.")
    )
    shuffle_questions = models.BooleanField(_("shuffle the questions"), default=True)
    shuffle_options = models.BooleanField(
        _("shuffle the options"), default=True, help_text=_("True and false always keep their order.")
    )
    review_policy = models.CharField(
        _("what is shown afterwards"),
        max_length=20,
        choices=ReviewPolicy.choices,
        default=ReviewPolicy.KEY_WHEN_DONE,
    )
    loaded_fingerprint = models.CharField(max_length=64, editable=False, default="")

    step_icon = "quiz"
    step_kind = "quiz"

    base_form_class = QuizPageForm
    template = "evaluations/quiz_page.html"
    parent_page_types = ["courses.ModulePage", "courses.CoursePage"]
    subpage_types = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("minutes"), FieldPanel("pass_mark"), FieldPanel("max_attempts")]),
                FieldRowPanel([FieldPanel("shuffle_questions"), FieldPanel("shuffle_options")]),
                FieldPanel("review_policy"),
            ],
            heading=_("Rules"),
        ),
        InlinePanel(
            "questions",
            heading=_("Fixed questions"),
            label=_("question"),
            help_text=_("Everybody who takes the quiz gets these."),
        ),
        MultiFieldPanel(
            [
                HelpPanel(
                    _(
                        "A draw gives each person some questions of a category, taken by chance from those in force. "
                        "Fixed questions are not drawn again."
                    )
                ),
                InlinePanel("draws", label=_("draw")),
            ],
            heading=_("Drawn questions"),
        ),
    ]

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")

    @property
    def step_kind_label(self):
        return _("Quiz")

    @property
    def question_count(self) -> int:
        """How many questions a person gets."""
        return len(self.questions.all()) + sum(draw.count for draw in self.draws.all())

    def serve(self, request, *args, **kwargs):
        from ..views import quiz_page

        return quiz_page(request, self)

    def get_context(self, request, *args, **kwargs):
        from ..start_view import start_context

        return {**super().get_context(request, *args, **kwargs), **start_context(self, request)}


class QuizQuestion(Orderable):
    quiz = ParentalKey(QuizPage, on_delete=models.CASCADE, related_name="questions")
    question = models.ForeignKey(
        "evaluations.Question", verbose_name=_("question"), on_delete=models.PROTECT, related_name="quiz_places"
    )

    panels = [FieldPanel("question")]

    class Meta(Orderable.Meta):
        verbose_name = _("fixed question")
        verbose_name_plural = _("fixed questions")

    def __str__(self) -> str:
        return f"{self.quiz_id}: {self.question_id}"


class QuizDraw(Orderable):
    quiz = ParentalKey(QuizPage, on_delete=models.CASCADE, related_name="draws")
    category = models.ForeignKey(
        "evaluations.QuestionCategory", verbose_name=_("category"), on_delete=models.PROTECT, related_name="+"
    )
    count = models.PositiveSmallIntegerField(
        _("how many"), default=5, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    panels = [FieldRowPanel([FieldPanel("category", widget=Select), FieldPanel("count")])]

    class Meta(Orderable.Meta):
        verbose_name = _("draw")
        verbose_name_plural = _("draws")

    def __str__(self) -> str:
        return f"{self.quiz_id}: {self.count} of {self.category_id}"
