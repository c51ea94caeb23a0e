import pytest
from wagtail.models import Page

from cimtra.microsite.building import build, missing_pages, with_missing_pages
from cimtra.models import Aspect, AspectPage, BlockPage, Frequency, Instrument, MicrositePage
from tests.cimtra.instrument.instrument_factories import small_instrument
from tests.factories import home_page

pytestmark = pytest.mark.django_db


def missing_of(instrument):
    return missing_pages(with_missing_pages(Instrument.objects.all()).get(pk=instrument.pk))


def test_each_block_and_aspect_gets_a_page_where_it_belongs(microsite, instrument):
    blocks = BlockPage.objects.child_of(microsite).order_by("path")
    assert [page.block.number for page in blocks] == [1, 2]
    for page in blocks:
        aspects = AspectPage.objects.child_of(page).order_by("path")
        assert [one.aspect for one in aspects] == list(page.block.aspects.order_by("number"))
    assert missing_of(instrument) == 0


def test_building_again_adds_only_what_is_missing_and_keeps_what_editors_changed(microsite, instrument):
    page = AspectPage.objects.first()
    page.title = "Como la gente lo dice"
    page.save()
    block = instrument.fields.get().blocks.first()
    Aspect.objects.create(block=block, number=7, title="Aspecto nuevo", frequency=Frequency.YEARLY)
    assert missing_of(instrument) == 1
    before = Page.objects.count()
    assert build(instrument=instrument, parent=home_page()) == microsite
    assert Page.objects.count() == before + 1
    page.refresh_from_db()
    assert page.title == "Como la gente lo dice"


def test_another_version_gets_a_microsite_of_its_own_beside_the_first(microsite):
    newer = small_instrument(version="mini-7", is_current=False)
    second = build(instrument=newer, parent=home_page())
    assert second.slug == "micrositio-2"
    assert MicrositePage.objects.count() == 2


def test_addresses_are_short_and_without_accents(microsite):
    aspect = Aspect.objects.first()
    aspect.title = "Información " * 12
    aspect.save()
    AspectPage.objects.filter(aspect=aspect).first().delete()
    build(instrument=aspect.instrument, parent=home_page())
    slug = AspectPage.objects.get(aspect=aspect).slug
    assert slug == "1-informacion-informacion-informacion-informacion"
