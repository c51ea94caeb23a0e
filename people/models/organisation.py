"""The organisation on any day: people, departments, posts, and who held which post where."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from ..curp import is_curp
from ..rfc import is_rfc


def validate_curp(value):
    """Raise ValidationError unless `value` is a well-formed CURP with its check digit."""
    if not is_curp(value):
        raise ValidationError(_("This CURP is not valid: check its 18 characters."), code="curp")


def validate_rfc(value):
    """Raise ValidationError unless `value` is a well-formed RFC of a person, generic ones excepted."""
    if not is_rfc(value):
        raise ValidationError(_("This RFC is not valid: check its 13 characters."), code="rfc")


class EmployeeQuerySet(models.QuerySet):
    def active(self, on=None):
        """People on the roll on the day `on` (today by default): hired by then and not yet gone, in any spell."""
        day = on or timezone.localdate()
        now = models.Q(hired_on__lte=day) & (models.Q(left_on=None) | models.Q(left_on__gt=day))
        if day >= timezone.localdate():
            return self.filter(now)
        earlier = EarlierService.objects.filter(employee=models.OuterRef("pk"), hired_on__lte=day, left_on__gt=day)
        return self.filter(now | models.Exists(earlier))

    def of_departments(self, departments, on=None):
        """People whose appointment on the day `on` is in one of `departments` (a queryset or ids)."""
        day = on or timezone.localdate()
        current = Appointment.objects.on(day).filter(department__in=departments)
        return self.filter(pk__in=current.values("employee"))


class Employee(models.Model):
    """A public servant on the municipality's roster. Never deleted: history, constancias and reports hang on it."""

    number = models.CharField(_("employee number"), max_length=20, unique=True)
    given_names = models.CharField(_("given names"), max_length=100)
    first_surname = models.CharField(_("first surname"), max_length=80)
    second_surname = models.CharField(_("second surname"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    curp = models.CharField("CURP", max_length=18, blank=True, validators=[validate_curp])
    rfc = models.CharField("RFC", max_length=13, blank=True, validators=[validate_rfc])
    hired_on = models.DateField(_("hired on"))
    left_on = models.DateField(
        _("left on"), null=True, blank=True, help_text=_("The first day on which the person no longer works here.")
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="employee",
    )

    objects = EmployeeQuerySet.as_manager()

    class Meta:
        verbose_name = _("public servant")
        verbose_name_plural = _("public servants")
        ordering = ["first_surname", "second_surname", "given_names", "number"]
        constraints = [
            models.UniqueConstraint(fields=["curp"], condition=~models.Q(curp=""), name="people_one_employee_per_curp"),
            models.UniqueConstraint(fields=["rfc"], condition=~models.Q(rfc=""), name="people_one_employee_per_rfc"),
            models.CheckConstraint(
                condition=models.Q(left_on=None) | models.Q(left_on__gte=models.F("hired_on")),
                name="people_nobody_leaves_before_being_hired",
            ),
        ]

    def __str__(self):
        return self.full_name

    @property
    def full_name(self):
        """Given names first, both surnames: as it is printed on a constancia."""
        return " ".join(part for part in (self.given_names, self.first_surname, self.second_surname) if part)

    @property
    def sorting_name(self):
        """Surnames first: as lists and sheets are sorted."""
        surnames = " ".join(part for part in (self.first_surname, self.second_surname) if part)
        return f"{surnames}, {self.given_names}"


class EarlierService(models.Model):
    """A spell of work that ended before the person was hired again; the last spell stands on the Employee itself."""

    employee = models.ForeignKey(
        Employee, verbose_name=_("public servant"), on_delete=models.PROTECT, related_name="earlier_service"
    )
    hired_on = models.DateField(_("hired on"))
    left_on = models.DateField(_("left on"))

    class Meta:
        verbose_name = _("earlier service")
        verbose_name_plural = _("earlier service")
        ordering = ["-hired_on"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["employee", "hired_on"], name="people_one_spell_per_start"),
            models.CheckConstraint(
                condition=models.Q(left_on__gte=models.F("hired_on")), name="people_spell_ends_after_it_starts"
            ),
        ]

    def __str__(self):
        return f"{self.employee} · {self.hired_on} – {self.left_on}"


class Department(MP_Node):
    """A node of the organisation: direcciones and their units, and also comisiones edilicias and consejos."""

    class Kind(models.TextChoices):
        OFFICE = "direccion", _("department")
        UNIT = "jefatura", _("unit")
        PRESIDENCY = "presidencia", _("mayor's office")
        COMMISSION = "comision", _("council commission")
        COUNCIL = "consejo", _("citizens' council")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.OFFICE)
    area_types = models.CharField(
        _("kinds of work"),
        max_length=200,
        blank=True,
        help_text=_("Words separated by commas, such as tesoreria,obras: they decide which training is suggested."),
    )
    is_active = models.BooleanField(_("in use"), default=True)
    starts_on = models.DateField(_("exists from"), null=True, blank=True)
    ends_on = models.DateField(_("exists until"), null=True, blank=True)

    node_order_by = ["name"]

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")

    def __str__(self):
        return self.name

    @property
    def indented_name(self):
        """The name with its level shown, for choice lists."""
        return f"{'— ' * (self.depth - 1)}{self.name}"


class Post(models.Model):
    name = models.CharField(_("name"), max_length=120, unique=True)

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["name"]

    def __str__(self):
        return self.name


class AppointmentQuerySet(models.QuerySet):
    def on(self, day=None):
        """Appointments in force on `day` (today by default); `ends_on` is the last day, inclusive."""
        day = day or timezone.localdate()
        return self.filter(starts_on__lte=day).filter(models.Q(ends_on=None) | models.Q(ends_on__gte=day))


class Appointment(models.Model):
    """Who held which post in which department, from when until when."""

    employee = models.ForeignKey(
        Employee, verbose_name=_("public servant"), on_delete=models.PROTECT, related_name="appointments"
    )
    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="appointments"
    )
    post = models.ForeignKey(Post, verbose_name=_("post"), on_delete=models.PROTECT, related_name="appointments")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    is_head = models.BooleanField(_("heads the department"), default=False)
    is_main = models.BooleanField(
        _("main appointment"),
        default=True,
        help_text=_("The one that counts for headcount and reports; a seat on a commission or council is not."),
    )

    is_acting = models.BooleanField(
        _("in charge for the time being"),
        default=False,
        help_text=_("Stands in for a head who is absent or not yet named (encargo de despacho)."),
    )
    document = models.CharField(_("document of appointment"), max_length=200, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["-starts_on"]
        indexes = [models.Index(fields=["employee", "starts_on"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="people_appointment_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["employee"],
                condition=models.Q(ends_on=None, is_main=True),
                name="people_one_open_main_appointment",
            ),
        ]

    def __str__(self):
        return f"{self.employee} · {self.post} · {self.department}"


class Delegation(models.Model):
    """While a head is away, somebody else looks after the team: sees it and may remind and grant time, nothing more."""

    head = models.ForeignKey(
        Employee, verbose_name=_("head"), on_delete=models.PROTECT, related_name="delegations_given"
    )
    deputy = models.ForeignKey(
        Employee, verbose_name=_("deputy"), on_delete=models.PROTECT, related_name="delegations_received"
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["-starts_on"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="people_delegation_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=~models.Q(head=models.F("deputy")), name="people_nobody_delegates_to_themselves"
            ),
        ]

    def __str__(self):
        return f"{self.head} → {self.deputy}"


class DayOff(models.Model):
    """A day of the municipality's own calendar: an extra day off, or a statutory one on which people do work."""

    day = models.DateField(_("day"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    is_working_day = models.BooleanField(
        _("people work that day"), default=False, help_text=_("For a statutory holiday that was moved to another day.")
    )

    class Meta:
        verbose_name = _("day off")
        verbose_name_plural = _("days off")
        ordering = ["-day"]

    def __str__(self):
        return f"{self.day} · {self.name}"
