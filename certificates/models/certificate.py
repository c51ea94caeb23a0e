"""Constancias: what was certified, frozen on the day of issue. No later change of name, title or crest alters one."""

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.plugins import AppendOnlyModel, AppendOnlyQuerySet, WrittenOnce

from .sheets import Kind


def private_storage():
    return storages["private"]


def pdf_name(certificate, filename=None):
    """One name per folio, so that a render that is repeated after a crash leaves no orphan."""
    return f"constancias/{certificate.year}/{certificate.folio}.pdf"


class FolioCounter(models.Model):
    """The last number given in a series and year; its row is locked by the transaction that issues."""

    series = models.CharField(max_length=16)
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="certificates_one_counter_per_series")]

    def __str__(self):
        return f"{self.series}-{self.year}: {self.last_number}"


class CertificateQuerySet(AppendOnlyQuerySet):
    def of(self, employee):
        return self.filter(employee=employee)

    def with_state(self, on=None):
        """Annotate `state_on_record`: the State on the day `on` (today by default), told by the database."""
        return self.annotate(
            state_on_record=Case(
                *(When(condition, then=Value(state)) for state, condition in state_conditions(on)),
                default=Value(Certificate.State.VALID),
                output_field=models.CharField(),
            )
        )

    def in_state(self, state, on=None):
        return self.with_state(on).filter(state_on_record=state)

    def without_file(self):
        return self.filter(sha256="")

    def with_name(self):
        """Those whose name is not withheld; of the others the file is gone on purpose."""
        return self.exclude(holder_name="")

    def record_once(self, *, while_empty, **changes):
        """The only door for what may still happen to an issued row; each field is written while it is empty, once.

        Returns the number of rows written: 0 means that it had happened before.
        """
        unknown = set(changes) - Certificate.MAY_HAPPEN_ONCE
        if unknown or while_empty not in changes:
            raise WrittenOnce(f"{', '.join(sorted(unknown)) or while_empty} of a certificate is never changed.")
        empty = "" if Certificate._meta.get_field(while_empty).empty_strings_allowed else None
        return models.QuerySet.update(self.filter(**{while_empty: empty}), **changes)

    def forget_names(self):
        """The other door, for rows with a WithheldName only: whatever tells who the holder was becomes empty.

        Number, code, dates and the file's fingerprint stay. Returns the number of rows written.
        """
        withheld = self.with_name().filter(withheld__isnull=False)
        return models.QuerySet.update(withheld, holder_name="", particulars={}, evidence={})


class Certificate(AppendOnlyModel):
    """A constancia as issued; the row is never edited. It can be drawn once, revoked once and superseded once.

    It cites what it certifies: a completion, or one holder of a request that two people answer for. Rows of the first
    version of the sheet have neither `design` nor `evidence`.
    """

    class State(models.TextChoices):
        VALID = "valid", pgettext_lazy("certificate", "Valid")
        EXPIRED = "expired", pgettext_lazy("certificate", "Expired")
        REVOKED = "revoked", pgettext_lazy("certificate", "Revoked")
        SUPERSEDED = "superseded", pgettext_lazy("certificate", "Superseded")

    class RevocationClass(models.TextChoices):
        """Why, in the only words that the public reads."""

        ERROR = "error", pgettext_lazy("revocation", "It was issued by mistake")
        ACHIEVEMENT = "achievement", pgettext_lazy("revocation", "The accreditation was annulled")
        MISUSE = "misuse", pgettext_lazy("revocation", "It was obtained or used improperly")
        OTHER = "other", pgettext_lazy("revocation", "Another reason, which is in the file")

    MAY_HAPPEN_ONCE = frozenset(
        {
            *("pdf", "sha256", "size", "rendered_at", "signature"),
            *("revoked_at", "revoked_by", "revocation_reason", "revocation_class"),
            *("superseded_at", "superseded_by", "supersession_reason"),
        }
    )

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.ACCREDITATION)
    completion = models.ForeignKey(
        "courses.Completion", on_delete=models.PROTECT, null=True, blank=True, related_name="certificates"
    )
    holder = models.ForeignKey(
        "certificates.RequestedHolder", on_delete=models.PROTECT, null=True, blank=True, related_name="certificates"
    )
    # None for somebody from outside, such as a speaker.
    employee = models.ForeignKey(
        "people.Employee", on_delete=models.PROTECT, null=True, blank=True, related_name="certificates"
    )
    series = models.CharField(max_length=16)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    folio = models.CharField(_("folio"), max_length=40, unique=True)
    code = models.CharField(_("verification code"), max_length=40, unique=True)

    holder_name = models.CharField(_("name as printed"), max_length=270)
    course_title = models.CharField(_("course"), max_length=255)
    hours = models.DecimalField(_("hours"), max_digits=5, decimal_places=1)
    modality = models.CharField(_("modality"), max_length=60)
    started_on = models.DateField(_("started on"))
    completed_on = models.DateField(_("completed on"))
    score = models.DecimalField(_("grade"), max_digits=5, decimal_places=2, null=True, blank=True)
    requirements = models.JSONField(_("requirements"), default=list)
    municipality_name = models.CharField(_("issued by"), max_length=120)
    office = models.CharField(_("office in charge"), max_length=120, blank=True)
    crest = models.TextField(blank=True)
    primary_colour = models.CharField(max_length=7)
    accent_colour = models.CharField(max_length=7)
    signatories = models.JSONField(_("signatories"), default=list)
    place_and_date = models.CharField(_("place and date"), max_length=160)
    # Of the code that draws; what the sheet says and shows is the design's, which is never edited either.
    template_version = models.CharField(_("version of the sheet"), max_length=8)
    design = models.ForeignKey(
        "certificates.TemplateVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="certificates",
        verbose_name=_("template"),
    )
    # What the file carries as its manifest: content revisions, attempts, sessions, rule; plain values.
    evidence = models.JSONField(_("evidence"), default=dict)
    # What only some layouts print: post, department, CURP.
    particulars = models.JSONField(_("particulars"), default=dict)
    rule = models.CharField(_("rule of issue"), max_length=60)
    issued_at = models.DateTimeField(_("issued at"), db_index=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ordered by"),
    )
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    # The constancia of the cycle before, when this one renews it.
    renews = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="renewed_by", verbose_name=_("renews")
    )
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("replaces")
    )
    superseded_at = models.DateTimeField(_("superseded at"), null=True, blank=True)
    superseded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    supersession_reason = models.TextField(_("reason of the replacement"), blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("revoked by"),
    )
    revocation_reason = models.TextField(_("reason of the revocation"), blank=True)
    revocation_class = models.CharField(
        _("reason as the public reads it"), max_length=20, choices=RevocationClass, blank=True
    )

    pdf = models.FileField(storage=private_storage, upload_to=pdf_name, max_length=200, blank=True, editable=False)
    sha256 = models.CharField(_("fingerprint (SHA-256)"), max_length=64, blank=True, db_index=True)
    size = models.PositiveIntegerField(_("size in bytes"), null=True, blank=True)
    rendered_at = models.DateTimeField(_("file made at"), null=True, blank=True)
    # Who signed the file: {"kind", "subject", "fingerprint"}; empty for those of before, which are unsigned.
    signature = models.JSONField(_("signature"), default=dict)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-issued_at", "-pk"]
        default_permissions = ("view",)
        permissions = [
            ("revoke_certificate", _("Can revoke certificates")),
            ("replace_certificate", _("Can replace certificates")),
            ("issue_certificate", _("Can issue missing certificates")),
            ("answer_objection", _("Can answer objections to revocations")),
            ("withhold_name", _("Can withhold the name on certificates")),
        ]
        indexes = [models.Index(fields=["employee", "issued_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["completion"],
                condition=Q(superseded_at=None),
                name="certificates_one_current_per_completion",
            ),
            models.UniqueConstraint(
                fields=["holder"], condition=Q(superseded_at=None), name="certificates_one_current_per_holder"
            ),
            models.CheckConstraint(
                condition=Q(completion__isnull=False, holder=None) | Q(completion=None, holder__isnull=False),
                name="certificates_one_ground",
            ),
            models.CheckConstraint(
                condition=Q(employee__isnull=False) | Q(holder__isnull=False),
                name="certificates_outsiders_by_request_only",
            ),
            models.UniqueConstraint(fields=["series", "year", "number"], name="certificates_number_given_once"),
            # A revoked one is replaced when an objection is granted; a replaced one is never revoked.
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(superseded_at=None) | Q(superseded_at__gte=F("revoked_at")),
                name="certificates_revoked_before_superseded",
            ),
            models.CheckConstraint(
                condition=Q(sha256="", pdf="") | (~Q(sha256="") & ~Q(pdf="") & Q(size__gt=0)),
                name="certificates_file_and_fingerprint_together",
            ),
        ]

    def __str__(self):
        return f"{self.folio} · {self.holder_name}" if self.holder_name else self.folio

    @property
    def state(self):
        return self.state_on(timezone.localdate())

    def state_on(self, day):
        """The State on `day`; what was decided about it comes before what the calendar says."""
        if self.superseded_at:
            return self.State.SUPERSEDED
        if self.revoked_at:
            return self.State.REVOKED
        has_expired = self.valid_until is not None and self.valid_until < day
        return self.State.EXPIRED if has_expired else self.State.VALID

    @property
    def has_file(self):
        return bool(self.sha256)

    @property
    def is_withheld(self):
        """Whether the holder's name was withheld; a constancia is never issued without one."""
        return not self.holder_name

    @property
    def verification_path(self):
        return reverse("certificates:verification", args=[self.code])

    @property
    def verification_url(self):
        return settings.SITE_URL.rstrip("/") + self.verification_path


def state_conditions(on=None):
    """The states as conditions, in the order in which `state_on` asks for them."""
    day = on or timezone.localdate()
    return (
        (Certificate.State.SUPERSEDED, Q(superseded_at__isnull=False)),
        (Certificate.State.REVOKED, Q(revoked_at__isnull=False)),
        (Certificate.State.EXPIRED, Q(valid_until__lt=day)),
    )
