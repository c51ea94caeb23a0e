"""The course as a page tree: catalogue > course > module > steps in order."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from ..blocks import LessonBody, reading_minutes
from ..course_form import CoursePageForm
from ..steps import CourseStep

PLAIN_RICH_TEXT = ["bold", "italic", "ul", "ol", "link"]


class CatalogPage(Page):
    """The list of all courses, open to everybody."""

    intro = RichTextField(_("introduction"), blank=True, features=PLAIN_RICH_TEXT)

    parent_page_types = ["aula.HomePage"]
    subpage_types = ["courses.CoursePage"]
    max_count = 1
    admin_default_ordering = "ord"
    content_panels = [*Page.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("catalogue")
        verbose_name_plural = _("catalogues")

    def get_context(self, request, *args, **kwargs):
        from ..catalogue import listed_courses

        context = super().get_context(request, *args, **kwargs)
        context["courses"] = listed_courses(getattr(request.user, "employee", None))
        return context


class CoursePage(Page):
    """A course: what it is for, its modules, and the load that its constancia states."""

    summary = models.CharField(_("summary"), max_length=300, help_text=_("One or two sentences for the catalogue."))
    description = RichTextField(_("description"), blank=True, features=PLAIN_RICH_TEXT)
    objectives = RichTextField(_("What one can do afterwards"), blank=True, features=["ul"])
    audience = models.CharField(_("Who it is for"), max_length=300, blank=True)
    hours = models.DecimalField(
        _("hours"),
        max_digits=5,
        decimal_places=1,
        default=Decimal("1.0"),
        validators=[MinValueValidator(Decimal("0.5"))],
        help_text=_("The stated load, reading plus practice plus quizzes; it is printed on the constancia."),
    )
    is_open = models.BooleanField(
        _("open to everybody on the roster"),
        default=True,
        help_text=_("When off, only people with an assignment can take it."),
    )
    is_sequential = models.BooleanField(
        _("steps in order"), default=True, help_text=_("When on, a step opens once the ones before it are done.")
    )
    prerequisites = ParentalManyToManyField(
        "courses.CoursePage", verbose_name=_("courses to complete first"), blank=True, related_name="opens"
    )

    diagnostic = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("diagnostic quiz"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("A quiz of this course: who passes it completes the course without reading the lessons."),
    )
    diagnostic_for = models.CharField(
        _("the diagnostic quiz is open to"),
        max_length=10,
        choices=[("renewal", _("those who have completed it before")), ("everybody", _("everybody"))],
        default="renewal",
    )

    base_form_class = CoursePageForm
    parent_page_types = ["courses.CatalogPage"]
    admin_default_ordering = "ord"
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("description"),
        FieldPanel("objectives"),
        FieldRowPanel([FieldPanel("hours"), FieldPanel("audience")]),
        MultiFieldPanel(
            [
                FieldPanel("is_open"),
                FieldPanel("is_sequential"),
                FieldPanel("prerequisites"),
                FieldPanel("diagnostic"),
                FieldPanel("diagnostic_for"),
            ],
            heading=_("Rules"),
        ),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("description")]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def get_context(self, request, *args, **kwargs):
        from ..course_view import course_context

        return {**super().get_context(request, *args, **kwargs), **course_context(self, request)}


class ModulePage(Page):
    """A part of a course; its children are its steps in order."""

    summary = models.CharField(_("summary"), max_length=300, blank=True)
    objectives = RichTextField(_("What one can do afterwards"), blank=True, features=["ul"])

    parent_page_types = ["courses.CoursePage"]
    admin_default_ordering = "ord"
    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("objectives")]
    search_fields = [*Page.search_fields, index.SearchField("summary")]

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    def get_context(self, request, *args, **kwargs):
        from ..course_view import module_context

        return {**super().get_context(request, *args, **kwargs), **module_context(self, request)}


class LessonPage(CourseStep, Page):
    """One lesson, read on a phone in some ten minutes."""

    objective = models.CharField(_("objective"), max_length=300, blank=True)
    why = models.TextField(_("Why it matters"), blank=True)
    body = StreamField(LessonBody(), verbose_name=_("content"), blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes of reading"), default=1, editable=False)

    step_icon = "book"
    step_kind = "lesson"

    parent_page_types = ["courses.ModulePage"]
    subpage_types = []
    content_panels = [*Page.content_panels, FieldPanel("objective"), FieldPanel("why"), FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("objective"), index.SearchField("body")]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def save(self, *args, **kwargs):
        self.minutes = reading_minutes(self.body, self.why)
        super().save(*args, **kwargs)

    def with_content_json(self, content):
        page = super().with_content_json(content)
        page.minutes = reading_minutes(page.body, page.why)
        return page

    def serve(self, request, *args, **kwargs):
        from ..views import lesson

        return lesson(request, self)

    def get_context(self, request, *args, **kwargs):
        from ..lesson_view import lesson_context

        return {**super().get_context(request, *args, **kwargs), **lesson_context(self, request)}


class CourseOutline(models.Model):
    """The published tree of a course as one row, so that a page needs one query for it; derived, see outline.py."""

    course = models.OneToOneField(
        "courses.CoursePage", on_delete=models.CASCADE, related_name="stored_outline", primary_key=True
    )
    data = models.JSONField(default=dict)

    def __str__(self):
        return f"{self.course_id}"

    @cached_property
    def modules(self):
        return self.data.get("modules", [])
