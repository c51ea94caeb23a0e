import datetime as dt

import pytest
from django.utils import timezone


@pytest.fixture
def today(monkeypatch):
    """The 10th of November of 2026, whatever the clock says."""
    day, real = dt.date(2026, 11, 10), timezone.localdate
    monkeypatch.setattr("django.utils.timezone.localdate", lambda value=None, zone=None: real(value) if value else day)
    return day
