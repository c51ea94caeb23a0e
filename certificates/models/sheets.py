"""What a sheet looks like and says: templates that people edit, in versions that nobody edits."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.plugins import AppendOnlyModel


class Kind(models.TextChoices):
    """What a constancia says about its holder."""

    ACCREDITATION = "accreditation", pgettext_lazy("kind of certificate", "Accreditation")
    PARTICIPATION = "participation", pgettext_lazy("kind of certificate", "Participation")
    SPEAKER = "speaker", pgettext_lazy("kind of certificate", "Speaker")
    SKILLS = "skills", pgettext_lazy("kind of certificate", "Labour skills (layout like DC-3)")


class Layout(models.TextChoices):
    """How the sheet is laid out, on carta paper."""

    DIPLOMA = "diploma", pgettext_lazy("layout", "Landscape, as a diploma")
    LETTER = "letter", pgettext_lazy("layout", "Portrait, as a letter")
    FORM = "form", pgettext_lazy("layout", "Portrait, as a form with boxes")


class Shown(models.TextChoices):
    """What a template may print or leave out."""

    GRADE = "grade", _("The grade")
    HOURS = "hours", _("The hours")
    REQUIREMENTS = "requirements", _("The training requirements")
    ASPECTS = "aspects", _("Their CIMTRA aspects")
    VALIDITY = "validity", _("The validity")


class SheetPicture(AppendOnlyModel):
    """A background or the picture of a signature, as cleaned bytes. Kept for good: issued sheets were drawn with it."""

    sha256 = models.CharField(max_length=64, unique=True)
    media_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField(help_text="pixels")
    height = models.PositiveIntegerField(help_text="pixels")
    data = models.BinaryField()
    added_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"{self.media_type}, {self.width} × {self.height}"


class CertificateTemplate(models.Model):
    """A named template; what it prints is its latest version's."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.ACCREDITATION)
    is_default = models.BooleanField(
        _("the usual one of its kind"),
        default=False,
        help_text=_("Taken where neither the course nor the requirement chooses another."),
    )
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("certificate template")
        verbose_name_plural = _("certificate templates")
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(is_default=True),
                name="certificates_one_usual_template_per_kind",
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(archived_at=None), name="certificates_usual_template_is_in_use"
            ),
        ]

    def __str__(self):
        return self.name


class TemplateVersion(AppendOnlyModel):
    """What a template said and showed from a moment on. Wordings may hold placeholders, which are names and no code."""

    template = models.ForeignKey(CertificateTemplate, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    layout = models.CharField(_("layout"), max_length=20, choices=Layout, default=Layout.DIPLOMA)
    heading = models.CharField(_("heading"), max_length=60)
    awards = models.CharField(_("line above the name"), max_length=160)
    deed = models.TextField(_("what it says"), max_length=600)
    note = models.CharField(_("note at the foot"), max_length=240, blank=True)
    shows = models.JSONField(_("what is shown"), default=list)
    # Posts of the signatories that sign; empty: all that the municipality has on the day.
    posts = models.JSONField(_("who signs"), default=list)
    has_crest = models.BooleanField(_("with the crest"), default=True)
    background = models.ForeignKey(SheetPicture, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Empty: the municipality's colour of the day of issue.
    primary_colour = models.CharField(_("main colour"), max_length=7, blank=True)
    accent_colour = models.CharField(_("accent colour"), max_length=7, blank=True)
    carries_statement = models.BooleanField(
        _("QR that can be checked without a connection"),
        default=True,
        help_text=_("The code is denser: it carries a signed summary beside the address."),
    )
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["template", "-number"]
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="certificates_version_numbers_once")]

    def __str__(self):
        return f"{self.template} · {self.number}"

    def does_show(self, what):
        return what in self.shows


class TemplateUse(models.Model):
    """A course or a requirement that takes a template other than the usual one; the course's choice goes first."""

    template = models.ForeignKey(CertificateTemplate, on_delete=models.CASCADE, related_name="uses")
    course = models.ForeignKey(
        "courses.CoursePage",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("course"),
    )
    requirement = models.ForeignKey(
        "courses.TrainingRequirement",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("training requirement"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course"], name="certificates_one_template_per_course"),
            models.UniqueConstraint(fields=["requirement"], name="certificates_one_template_per_requirement"),
            models.CheckConstraint(
                condition=Q(course=None, requirement__isnull=False) | Q(course__isnull=False, requirement=None),
                name="certificates_template_use_is_of_one",
            ),
        ]

    def __str__(self):
        return f"{self.template}: {self.course or self.requirement}"


class SignaturePicture(models.Model):
    """The drawn signature of a signatory, who signs from one day to another; sheets keep the picture that they used."""

    signatory = models.OneToOneField("people.Signatory", on_delete=models.CASCADE, related_name="+")
    picture = models.ForeignKey(SheetPicture, on_delete=models.PROTECT, related_name="+")

    def __str__(self):
        return str(self.signatory)
