"""People who wait for their access, and the codes that tests need in plain."""

import itertools

from people.access.giving import give_access, with_new_codes
from people.access.states import people_with_accounts
from people.api import HUMAN_RESOURCES
from people.models import AccessCode
from tests.factories import EmployeeFactory, UserFactory, employee_with_role

# Their own range: the other factories number accounts and people apart from each other.
NUMBERS = itertools.count(70_000)


def official():
    """Somebody of Human Resources who may give access."""
    return employee_with_role(HUMAN_RESOURCES)


def waiting_employee(**fields):
    """A person whose account has no password yet; `number` is the account's name too."""
    fields.setdefault("number", str(next(NUMBERS)))
    employee = EmployeeFactory(user=None, **fields)
    employee.user = UserFactory(username=employee.number, email=fields.get("email", ""), password=None)
    employee.user.set_unusable_password()
    employee.user.save()
    employee.save()
    return employee


def missing_employee(**fields):
    """A person without an account, under a number that no account has."""
    return EmployeeFactory(user=None, **{"number": str(next(NUMBERS)), **fields})


def person_for(actor, employee):
    """The person with the annotations that acts of access work with."""
    return people_with_accounts(actor).select_related("user").get(pk=employee.pk)


def code_for(employee, *, made_by=None, channel=AccessCode.Channel.LETTER):
    """A valid code for the account of `employee`, in plain, given as RH gives it."""
    made_by = made_by or official()
    [given] = with_new_codes([person_for(made_by, employee)], channel=channel)
    give_access(given=[given], channel=channel, made_by=made_by)
    return given.code
