"""A quiz: a page that composes questions of the bank and states its rules."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.forms import Select
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page

from courses.plugins import CourseStep

from ..composition_panel import CompositionPanel
from ..quiz_form import QuizPageForm
from .bank import Question

POINTS = {"max_digits": 5, "decimal_places": 2, "default": Decimal(1)}


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
        CUSTOM = "custom", _("As the table says")

    class GradingMethod(models.TextChoices):
        HIGHEST = "highest", _("The best attempt")
        LAST = "last", _("The last attempt")
        FIRST = "first", _("The first attempt")
        AVERAGE = "average", _("The average of the attempts")

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
    #: ``{"during": [], "after": ["marks", "answers"], "later": […], "done": ["key", "feedback", …]}``; see ``review``.
    review_matrix = models.JSONField(_("what is shown and when"), default=dict, blank=True)
    grading_method = models.CharField(
        _("what counts of several attempts"),
        max_length=10,
        choices=GradingMethod.choices,
        default=GradingMethod.HIGHEST,
    )
    mastery_mark = models.PositiveSmallIntegerField(
        _("minimum per requirement"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_(
            "From 1 to 100. With it, each training requirement of the questions must reach this mark, and who fails "
            "repeats only the part that is missing, after reading its lessons again."
        ),
    )
    time_limit = models.PositiveSmallIntegerField(
        _("time limit in minutes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(1440)],
        help_text=_("Empty: without limit."),
    )
    grace_seconds = models.PositiveSmallIntegerField(
        _("seconds of grace"),
        default=30,
        validators=[MaxValueValidator(600)],
        help_text=_("An answer that arrives this much late is still saved: bad connections are nobody's fault."),
    )
    opens_at = models.DateTimeField(_("opens on"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes on"), null=True, blank=True)
    wait_minutes = models.PositiveIntegerField(
        _("minutes between attempts"),
        default=0,
        validators=[MaxValueValidator(43200)],
        help_text=_("How long to wait after submitting before taking it again. 0 means at once."),
    )
    daily_attempts = models.PositiveSmallIntegerField(
        _("attempts per day"), default=0, help_text=_("0 means without limit.")
    )
    access_code = models.CharField(
        _("access code"),
        max_length=30,
        blank=True,
        help_text=_("For a supervised room: whoever supervises tells it when it begins. Empty: nobody is asked."),
    )
    needs_second_marker = models.BooleanField(
        _("written answers are marked by two people"),
        default=False,
        help_text=_("Neither sees the other's mark nor whose answer it is."),
    )
    marker_tolerance = models.PositiveSmallIntegerField(
        _("difference that is accepted"),
        default=20,
        validators=[MaxValueValidator(100)],
        help_text=_("In points out of 100. When the two differ by more, a third person decides."),
    )
    appeal_days = models.PositiveSmallIntegerField(
        _("days to appeal"),
        default=5,
        validators=[MaxValueValidator(365)],
        help_text=_("How long one may disagree with a mark after getting it. 0 means that it is not possible."),
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
        CompositionPanel(),
        FieldPanel("intro"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("minutes"), FieldPanel("pass_mark"), FieldPanel("max_attempts")]),
                FieldRowPanel([FieldPanel("shuffle_questions"), FieldPanel("shuffle_options")]),
                FieldRowPanel([FieldPanel("grading_method"), FieldPanel("mastery_mark")]),
                FieldPanel("review_policy"),
                FieldPanel("review_matrix"),
            ],
            heading=_("Rules"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                FieldRowPanel([FieldPanel("time_limit"), FieldPanel("grace_seconds")]),
                FieldRowPanel([FieldPanel("wait_minutes"), FieldPanel("daily_attempts")]),
                FieldPanel("access_code"),
            ],
            heading=_("When and where"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("needs_second_marker"), FieldPanel("marker_tolerance")]),
                FieldPanel("appeal_days"),
            ],
            heading=_("Marking and appeals"),
            classname="collapsed",
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
                        "A draw gives each person some questions of a category, a requirement or a difficulty, taken "
                        "by chance from those in force. Fixed questions are not drawn again."
                    )
                ),
                InlinePanel("draws", label=_("draw")),
            ],
            heading=_("Drawn questions"),
        ),
        InlinePanel(
            "bands",
            heading=_("Messages by score"),
            label=_("message"),
            help_text=_("Each one is for those who reach its score and not that of the next one."),
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

    points = models.DecimalField(_("weight"), validators=[MinValueValidator(Decimal("0.01"))], **POINTS)

    panels = [FieldRowPanel([FieldPanel("question"), FieldPanel("points")])]

    class Meta(Orderable.Meta):
        verbose_name = _("fixed question")
        verbose_name_plural = _("fixed questions")

    def __str__(self) -> str:
        return f"{self.quiz_id}: {self.question_id}"


class QuizDraw(Orderable):
    """A line of the blueprint: so many questions of a category, a requirement, a difficulty, or all of these."""

    quiz = ParentalKey(QuizPage, on_delete=models.CASCADE, related_name="draws")
    category = models.ForeignKey(
        "evaluations.QuestionCategory",
        verbose_name=_("category"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    requirement = models.ForeignKey(
        "courses.TrainingRequirement",
        verbose_name=_("training requirement"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    difficulty = models.CharField(_("difficulty"), max_length=10, choices=Question.Difficulty.choices, blank=True)
    count = models.PositiveSmallIntegerField(
        _("how many"), default=5, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    points = models.DecimalField(_("weight of each"), validators=[MinValueValidator(Decimal("0.01"))], **POINTS)

    panels = [
        FieldRowPanel([FieldPanel("count"), FieldPanel("category", widget=Select), FieldPanel("requirement")]),
        FieldRowPanel([FieldPanel("difficulty"), FieldPanel("points")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("draw")
        verbose_name_plural = _("draws")
        constraints = [
            models.CheckConstraint(
                condition=Q(category__isnull=False) | Q(requirement__isnull=False) | ~Q(difficulty=""),
                name="evaluations_draw_says_from_where",
                violation_error_message=_("Say from where: a category, a training requirement or a difficulty."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quiz_id}: {self.count}"


class QuizBand(Orderable):
    """What is said to those whose score reaches it and not the next one."""

    quiz = ParentalKey(QuizPage, on_delete=models.CASCADE, related_name="bands")
    from_score = models.PositiveSmallIntegerField(_("from this score"), validators=[MaxValueValidator(100)])
    message = RichTextField(_("message"), features=["bold", "italic", "link", "ul"])
    lesson = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("lesson to read"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    panels = [FieldRowPanel([FieldPanel("from_score"), FieldPanel("lesson")]), FieldPanel("message")]

    class Meta(Orderable.Meta):
        verbose_name = _("message by score")
        verbose_name_plural = _("messages by score")
        constraints = [models.UniqueConstraint(fields=["quiz", "from_score"], name="evaluations_band_once")]

    def __str__(self) -> str:
        return f"{self.quiz_id}: {self.from_score}"
