"""Bodies with members, and their sessions."""

import datetime as dt

import factory
from django.contrib.auth.models import Permission
from django.utils import timezone
from factory.django import DjangoModelFactory

from cimtra.models import CouncilSession, Obligation
from people.models import Department
from tests.factories import AppointmentFactory, DepartmentFactory, EmployeeFactory, PostFactory, UserFactory

LAST_MONTH = timezone.make_aware(dt.datetime(2026, 10, 14, 10))
NEXT_YEAR = timezone.make_aware(dt.datetime(2027, 3, 3, 10))


class CommissionFactory(DepartmentFactory):
    name = factory.Sequence(lambda n: f"Comisión Edilicia {n}")
    kind = Department.Kind.COMMISSION


def body_of(*names, **fields):
    """A commission on which people with these surnames sit; the first one presides."""
    body = CommissionFactory(**fields)
    for place, name in enumerate(names):
        AppointmentFactory(
            employee=EmployeeFactory(given_names="Ana", first_surname=name, second_surname="", user=None),
            department=body,
            post=PostFactory(name="Regiduría"),
            is_head=place == 0,
            is_main=False,
        )
    return body


class CouncilSessionFactory(DjangoModelFactory):
    class Meta:
        model = CouncilSession

    body = factory.SubFactory(CommissionFactory)
    number = factory.Sequence(lambda n: n + 1)
    starts_at = LAST_MONTH


class ObligationFactory(DjangoModelFactory):
    class Meta:
        model = Obligation

    title = factory.Sequence(lambda n: f"Obligación {n}")
    department = factory.SubFactory(DepartmentFactory)
    kind = Obligation.Kind.UPDATE
    starts_on = dt.date(2020, 1, 1)


def user_who_may(*permissions):
    """An account that enters the admin with these permissions of cimtra, as «follow_cimtra»."""
    user = UserFactory()
    asked = Permission.objects.filter(content_type__app_label="cimtra", codename__in=permissions)
    entrance = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    user.user_permissions.add(entrance, *asked)
    return user
