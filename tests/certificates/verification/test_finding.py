import statistics
import time

import pytest

from certificates.verification import finding
from tests.certificates.factories import certificate
from tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db


def test_unknown_and_malformed_codes_cost_the_same_queries(django_assert_num_queries):
    for code in ("x", "A" * 22, ""):
        with django_assert_num_queries(1):
            assert finding.find(code) is None


def test_an_empty_fingerprint_never_finds_a_certificate_without_file():
    certificate()
    assert finding.find_by_fingerprint("") is None


@pytest.mark.parametrize(
    ("surname", "is_one"),
    [
        ("Núñez", True),
        ("nunez", True),
        ("NÚÑEZ GÜEMES", True),
        ("guemes", True),
        ("de la Cruz", False),
        ("María", False),
        ("Güemes Núñez", False),
        ("Nun", False),
        ("", False),
        ("   ", False),
        ("%", False),
    ],
)
def test_a_surname_is_compared_as_people_write_it(surname, is_one):
    assert finding.has_surname("María Guadalupe Núñez Güemes", surname) == is_one


@pytest.mark.parametrize(("surname", "is_one"), [("de la Cruz", True), ("Cruz", True), ("de la", False), ("de", False)])
def test_a_particle_alone_is_no_surname(surname, is_one):
    assert finding.has_surname("Ana de la Cruz", surname) == is_one


@pytest.mark.parametrize("written", ["tux-cap-2026-000001", "TUX‑CAP–2026-000001"])
def test_a_folio_is_read_as_people_copy_it(written):
    assert finding.folio_in(written) == "TUX-CAP-2026-000001"


class TestByFolioAndSurname:
    @pytest.fixture
    def made(self):
        return certificate(
            employee=EmployeeFactory(given_names="Citlali", first_surname="Ávila", second_surname="Peña")
        )

    def test_both_right_find_it(self, made):
        assert finding.find_by_folio(made.folio.lower(), "avila") == made

    def test_wrong_and_unknown_find_nothing_at_the_same_cost(self, made, django_assert_num_queries):
        for folio, surname in ((made.folio, "Pérez"), (made.folio[:-6] + "999999", "Ávila"), ("x", "Ávila"), ("", "")):
            with django_assert_num_queries(1):
                assert finding.find_by_folio(folio, surname) is None

    def test_wrong_and_unknown_take_the_same_time(self, made):
        """Medians within a fifth of each other or 50 µs; a difference that leaks would be there in every try."""

        def median(folio, surname):
            times = []
            for _try in range(60):
                start = time.perf_counter()
                finding.find_by_folio(folio, surname)
                times.append(time.perf_counter() - start)
            return statistics.median(times)

        # A name as long as that which stands in for nobody, so that the words are as many.
        for _attempt in range(5):
            wrong, unknown = median(made.folio, "Pérez"), median(made.folio[:-6] + "999999", "Pérez")
            if abs(wrong - unknown) <= max(0.35 * unknown, 0.00005):
                return
        pytest.fail(f"{wrong * 1e6:.0f} µs for a wrong surname, {unknown * 1e6:.0f} µs for an unknown folio")


def test_a_chain_of_successors_that_never_ends_is_cut():
    old = certificate()
    old.superseded_at = old.issued_at
    old.replaced_by = old
    assert finding.successor_of(old) == old
