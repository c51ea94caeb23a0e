import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cimtra.indicators.acts import record_reading
from cimtra.indicators.columns import sheet_columns
from cimtra.models import IndicatorReading
from tests.cimtra.indicators.indicators_factories import IndicatorFactory, YearPlanFactory
from tests.cimtra.sessions.sessions_factories import user_who_may

pytestmark = pytest.mark.django_db

LABELS = {column.key: str(column.label) for column in sheet_columns()}
HEADINGS = ",".join(LABELS[key] for key in ("name", "unit", "target", "reached1"))


@pytest.fixture
def runner(client):
    client.force_login(user_who_may("follow_cimtra", "run_cimtra"))
    return client


@pytest.fixture
def plan():
    return YearPlanFactory()


def previewed(client, plan, *lines):
    file = SimpleUploadedFile("poa.csv", "\n".join([HEADINGS, *lines]).encode(), "text/csv")
    return client.post(reverse("cimtra_indicators:upload", args=[plan.pk]), {"file": file})


def confirmed(client, plan, token):
    return client.post(reverse("cimtra_indicators:confirm", args=[plan.pk]), {"token": token})


def test_nothing_is_written_until_what_was_previewed_is_confirmed(runner, plan):
    page = previewed(runner, plan, "Obras,obras,40,8", "Sin meta,obras,,")

    assert (page.context["writes"], page.context["problems"]) == (1, 1)
    assert not plan.indicators.exists()

    answer = confirmed(runner, plan, page.context["token"])

    assert answer.url == reverse("cimtra_indicators:one", args=[plan.pk])
    assert list(plan.indicators.values_list("name", "target")) == [("Obras", 40)]
    assert IndicatorReading.objects.get().reached == 8


def test_confirming_twice_writes_once(runner, plan):
    token = previewed(runner, plan, "Obras,obras,40,8").context["token"]

    confirmed(runner, plan, token)
    confirmed(runner, plan, token)

    assert IndicatorReading.objects.get().edition == 1


def test_a_preview_belongs_to_its_programme_and_cannot_be_made_up(runner, plan):
    token = previewed(runner, plan, "Obras,obras,40,8").context["token"]
    other = YearPlanFactory()

    confirmed(runner, other, token)
    confirmed(runner, plan, token[:-3] + "abc")

    assert not plan.indicators.exists()
    assert not other.indicators.exists()


def test_what_was_written_after_the_preview_stays(runner, plan):
    indicator = IndicatorFactory(plan=plan, name="Obras", target=40)
    token = previewed(runner, plan, "Obras,obras,60,8").context["token"]
    record_reading(indicator=indicator, quarter=1, by=None, edition=0, reached=7)

    answer = confirmed(runner, plan, token)

    assert answer.url == reverse("cimtra_indicators:upload", args=[plan.pk])
    indicator.refresh_from_db()
    assert (indicator.target, IndicatorReading.objects.get().reached) == (40, 7)


def test_a_file_that_is_no_table_is_told(runner, plan):
    file = SimpleUploadedFile("poa.xlsx", b"%PDF-1.4", "application/pdf")

    answer = runner.post(reverse("cimtra_indicators:upload", args=[plan.pk]), {"file": file})

    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_programme_is_downloaded_in_the_columns_that_are_read(runner, plan, kind):
    IndicatorFactory(plan=plan, name="Obras")
    file = runner.get(reverse("cimtra_indicators:download", args=[plan.pk, kind])).content

    page = runner.post(
        reverse("cimtra_indicators:upload", args=[plan.pk]), {"file": SimpleUploadedFile(f"poa.{kind}", file)}
    )

    assert (page.context["writes"], page.context["problems"]) == (0, 0)
