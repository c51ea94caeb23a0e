"""Loads the demonstration municipality, once."""

from enum import Enum

from django.db import transaction

from people.api import Employee, municipality

from ..models import StarterRecord
from ..starter.shelf import Shelf
from .accounts import load_accounts
from .cimtra import load_cimtra
from .history import load_history
from .office import load_office
from .organisation import load_organisation
from .papers import load_papers
from .practice import load_practice

KEY = "demo"


class Outcome(Enum):
    LOADED = "loaded"
    ALREADY_THERE = "already there"
    ROSTER_IN_USE = "roster in use"


@transaction.atomic
def load() -> Outcome:
    """Bring the invented people and their history into the database, unless they or any real people are there."""
    if StarterRecord.objects.filter(key=KEY).exists():
        return Outcome.ALREADY_THERE
    if Employee.objects.exists():
        return Outcome.ROSTER_IN_USE
    people, numbers = load_organisation()
    accounts = load_accounts(people, numbers)
    load_history(people, accounts["rh"])
    load_office(people, accounts["rh"])
    load_practice(people, accounts)
    load_papers(people, accounts)
    load_cimtra(people, accounts)
    Shelf().remember(KEY, municipality())
    return Outcome.LOADED
