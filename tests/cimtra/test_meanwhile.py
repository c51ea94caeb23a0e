"""A form of what exists is refused where somebody else has saved since it was opened."""

import pytest

from cimtra.indicators.forms import IndicatorForm
from tests.cimtra.indicators.indicators_factories import IndicatorFactory

pytestmark = pytest.mark.django_db

WRITTEN = {"name": "Obras", "unit": "obras", "target": "40", "direction": "up", "accumulates": "sum"}


def opened(indicator):
    return IndicatorForm(instance=indicator)["seen"].value()


def sent(indicator, seen, **changes):
    return IndicatorForm({**WRITTEN, "seen": seen, **changes}, instance=type(indicator).objects.get(pk=indicator.pk))


def test_what_nobody_else_touched_is_saved():
    indicator = IndicatorFactory(**WRITTEN)

    form = sent(indicator, opened(indicator), target="50")

    assert form.is_valid()
    assert form.save().target == 50
    assert "seen" not in form.cleaned_data


def test_only_what_the_other_person_changed_is_told():
    indicator = IndicatorFactory(**WRITTEN)
    seen = opened(indicator)
    type(indicator).objects.filter(pk=indicator.pk).update(formula="a ÷ b")

    form = sent(indicator, seen, target="50")

    assert not form.is_valid()
    first, second = form.non_field_errors()
    assert "a ÷ b" in second
    assert first != second


def test_sent_once_more_it_writes_over_what_was_read():
    indicator = IndicatorFactory(**WRITTEN)
    seen = opened(indicator)
    type(indicator).objects.filter(pk=indicator.pk).update(formula="a ÷ b")
    refused = sent(indicator, seen)
    refused.is_valid()

    assert sent(indicator, refused["seen"].value(), formula="c ÷ d").is_valid()


def test_a_form_without_its_print_saves_nothing():
    assert not sent(IndicatorFactory(**WRITTEN), "").is_valid()


def test_something_new_has_no_print():
    assert "seen" not in IndicatorForm().fields
