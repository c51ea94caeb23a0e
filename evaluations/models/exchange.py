"""What came from elsewhere: imported files, where each question stems from, and results of other platforms."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .bank import Question, QuestionVersion
from .categories import QuestionCategory
from .pictures import private_storage


def import_name(batch: QuestionImport, filename: str) -> str:
    return f"importaciones/{batch.uuid}"


class QuestionImport(models.Model):
    """One uploaded file: kept while it is previewed, then its receipt."""

    class State(models.TextChoices):
        PREVIEW = "preview", _("To be accepted")
        QUEUED = "queued", _("Being imported")
        ACCEPTED = "accepted", _("Accepted")
        DISCARDED = "discarded", _("Discarded")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PREVIEW)
    file_name = models.CharField(_("file"), max_length=255)
    file = models.FileField(storage=private_storage, upload_to=import_name, max_length=120)
    #: SHA-256 of the file, in hexadecimal.
    digest = models.CharField(max_length=64)
    format = models.CharField(_("format"), max_length=30)
    category = models.ForeignKey(
        QuestionCategory,
        verbose_name=_("category"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("For questions whose file does not say one, and above those that it says."),
    )
    #: The state that new questions get.
    enters_as = models.CharField(
        _("new questions enter as"),
        max_length=10,
        choices=[
            (Question.State.DRAFT, _("Draft")),
            (Question.State.IN_REVIEW, _("Under review")),
            (Question.State.CURRENT, _("In force")),
        ],
        default=Question.State.DRAFT,
    )
    #: The module or course below which quizzes of the file are written as drafts; None leaves them out.
    parent = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("course or module for the quizzes"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    #: ``{"read", "created", "updated", "unchanged", "refused", …}`` and the refused ones with their reasons.
    outcome = models.JSONField(default=dict)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    made_at = models.DateTimeField(_("uploaded on"), auto_now_add=True)
    accepted_at = models.DateTimeField(_("accepted on"), null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("import of questions")
        verbose_name_plural = _("imports of questions")
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.file_name


class QuestionSource(models.Model):
    """Where an imported question stems from, so that importing it again finds it."""

    identity = models.CharField(max_length=255, unique=True)
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="sources")
    #: Of the content as it was last imported.
    fingerprint = models.CharField(max_length=64)
    #: What that import wrote: when it is no longer the current version, somebody edited the question here since.
    version = models.ForeignKey(QuestionVersion, null=True, on_delete=models.SET_NULL, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("source of a question")
        verbose_name_plural = _("sources of questions")

    def __str__(self) -> str:
        return self.identity


class ImportedResult(models.Model):
    """A result obtained on another platform: history, never an attempt here."""

    identity = models.CharField(max_length=255, unique=True)
    #: None while nobody on the roster was found by the user name or the e-mail.
    employee = models.ForeignKey(
        "people.Employee", null=True, on_delete=models.PROTECT, related_name="imported_results"
    )
    user_name = models.CharField(_("user name"), max_length=255, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    quiz_title = models.CharField(_("quiz"), max_length=255)
    started_at = models.DateTimeField(_("started at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2, null=True)
    passed = models.BooleanField(_("passed"), null=True)
    is_complete = models.BooleanField(_("complete"), default=True)
    #: ``[{"question", "answer", "is_correct"}]`` in the words of the source.
    answers = models.JSONField(default=list)
    #: Sentences about what does not add up in the source; it is told, not repaired.
    remarks = models.JSONField(default=list)
    batch = models.ForeignKey(QuestionImport, on_delete=models.PROTECT, related_name="results")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("imported result")
        verbose_name_plural = _("imported results")
        ordering = ["quiz_title", "-finished_at"]

    def __str__(self) -> str:
        return self.identity
