import pytest

from cimtra.microsite.building import build
from cimtra.models import AspectPage, BlockPage
from tests.cimtra.instrument.instrument_factories import small_instrument
from tests.cimtra.library.conftest import read_here  # noqa: F401 - a fixture
from tests.factories import home_page


@pytest.fixture
def instrument(db):
    return small_instrument()


@pytest.fixture
def microsite(instrument):
    return build(instrument=instrument, parent=home_page(), title="Micrositio")


@pytest.fixture
def block_page(microsite):
    return BlockPage.objects.get(block__number=1)


@pytest.fixture
def aspect_page(microsite):
    return AspectPage.objects.get(aspect__number=1)
