"""Each fault of the portal told right, from the wire to the verdict."""

import datetime as dt
from email.message import Message

import pytest

from cimtra.models import PublishedAddress, Verdict
from cimtra.monitoring import fetching
from cimtra.monitoring.answers import Answer
from cimtra.monitoring.judging import Aim, judge, quarter_before
from cimtra.monitoring.reading import Contents, Reader
from cimtra.monitoring.reasons import KINDS, OF_A_QUARTER, PASSING, SENTENCES, sentence
from cimtra.monitoring.visiting import look
from tests.cimtra.monitoring.conftest import Names

Expects = PublishedAddress.Expects
DUE = dt.date(2026, 7, 1)
LATE, IN_TIME = dt.date(2026, 11, 23), dt.date(2026, 10, 10)
LAST_DAY = dt.date(2026, 10, 15)

# path, what it should be, whether it names the quarter, verdict, reason
CASES = [
    ("/bien", Expects.ANYTHING, False, "meets", "answers"),
    ("/bien", Expects.PAGE, True, "meets", "names_quarter"),
    ("/nomina.xlsx", Expects.OPEN_TABLE, True, "meets", "names_quarter"),
    ("/nomina.ods", Expects.OPEN_TABLE, True, "meets", "names_quarter"),
    ("/nomina.csv", Expects.OPEN_TABLE, False, "meets", "answers"),
    ("/julio-septiembre-2026.csv", Expects.OPEN_TABLE, True, "meets", "names_quarter"),
    ("/informe.pdf", Expects.DOCUMENT, True, "meets", "names_quarter"),
    ("/de-paso", Expects.PAGE, True, "meets", "names_quarter"),
    ("/con-diagonal", Expects.PAGE, False, "meets", "answers"),
    ("/galleta", Expects.PAGE, False, "meets", "answers"),
    ("/atrasado", Expects.PAGE, True, "outdated", "earlier_quarter"),
    ("/atrasada.xlsx", Expects.OPEN_TABLE, True, "outdated", "earlier_quarter"),
    ("/no-esta", Expects.ANYTHING, False, "broken", "not_found"),
    ("/ni-idea", Expects.ANYTHING, False, "broken", "not_found"),
    ("/retirado", Expects.ANYTHING, False, "broken", "gone"),
    ("/circulo", Expects.ANYTHING, False, "broken", "redirect_loop"),
    ("/movido", Expects.PAGE, True, "changed", "moved"),
    ("/a-la-portada", Expects.ANYTHING, False, "changed", "to_home"),
    ("/dice-que-no-esta", Expects.ANYTHING, False, "changed", "says_missing"),
    ("/entrar", Expects.PAGE, False, "changed", "login"),
    ("/entrar", Expects.VIDEO, False, "unverifiable", "login_elsewhere"),
    ("/vacio", Expects.ANYTHING, False, "changed", "empty"),
    ("/escaneado.pdf", Expects.DOCUMENT, False, "changed", "scanned"),
    ("/informe.pdf", Expects.OPEN_TABLE, False, "changed", "wrong_type"),
    ("/bien", Expects.OPEN_TABLE, False, "changed", "wrong_type"),
    ("/macro.xls", Expects.OPEN_TABLE, False, "changed", "wrong_type"),
    ("/nomina.xlsx", Expects.PAGE, False, "changed", "wrong_type"),
    ("/nomina.xlsx", Expects.DOCUMENT, False, "changed", "wrong_type"),
    ("/informe.pdf", Expects.VIDEO, False, "changed", "wrong_type"),
    ("/sin-renglones.xlsx", Expects.OPEN_TABLE, False, "changed", "no_rows"),
    ("/roto.xlsx", Expects.OPEN_TABLE, False, "changed", "damaged"),
    ("/falla", Expects.ANYTHING, False, "unverifiable", "server_error"),
    ("/mantenimiento", Expects.ANYTHING, False, "unverifiable", "server_error"),
    ("/prohibido", Expects.ANYTHING, False, "unverifiable", "refused"),
    ("/robot", Expects.PAGE, False, "unverifiable", "challenge"),
    ("/goteo", Expects.PAGE, False, "unverifiable", "too_slow"),
    ("/goteo-de-encabezados", Expects.PAGE, False, "unverifiable", "too_slow"),
    ("/cortado.pdf", Expects.DOCUMENT, False, "unverifiable", "cut_off"),
    ("/enorme.xlsx", Expects.OPEN_TABLE, False, "unverifiable", "too_large"),
    ("/larga1", Expects.ANYTHING, False, "unverifiable", "too_many_redirects"),
    ("/a-lo-privado", Expects.ANYTHING, False, "unverifiable", "private_address"),
    ("/a-otro-puerto", Expects.ANYTHING, False, "unverifiable", "unusual_port"),
    ("/al-archivo", Expects.ANYTHING, False, "unverifiable", "not_web"),
    ("/sin-periodo", Expects.PAGE, True, "unverifiable", "no_quarter"),
    ("/dudoso", Expects.PAGE, True, "unverifiable", "quarter_unclear"),
]


@pytest.fixture(scope="module")
def reader():
    with Reader() as one:
        yield one


@pytest.fixture
def fetch(portal):
    resolve = Names(**{"interno.test": ["10.0.0.8"], "publico.test": ["8.8.8.8"]})

    def visit(address):
        seconds = 0.4 if "goteo" in address else 5
        return fetching.fetch(address, seconds=seconds, most_bytes=2_000_000, resolve=resolve)

    return visit


@pytest.mark.parametrize(
    ("path", "expects", "names_quarter", "verdict", "reason"), CASES, ids=[f"{case[0]} {case[1]}" for case in CASES]
)
def test_each_fault_is_told_right(portal, fetch, reader, path, expects, names_quarter, verdict, reason):
    aim = Aim(portal.url(path), expects, DUE if names_quarter else None, LAST_DAY, LATE)
    judgement = look(aim, fetch=fetch, reader=reader).judgement
    assert (judgement.verdict, judgement.reason) == (verdict, reason)
    assert "%(" not in sentence(judgement.reason, judgement.detail)
    assert "/secreto" not in portal.asked


def answered(status=200, *, redirects=(), final="http://portal.test/x", **taken):
    seen = fetching.Seen("http://portal.test/x", final_address=final, redirects=list(redirects))
    seen.answer = Answer(status, headers=Message(), **{"is_whole": True, **taken})
    return seen


def page(**fields):
    return Contents("html", **fields)


def aim(day=LATE, **fields):
    return Aim("http://portal.test/x", **{"quarter": DUE, "in_time_until": LAST_DAY, "day": day, **fields})


def test_the_quarter_before_is_enough_until_the_days_to_publish_are_over():
    contents = page(quarters=["2026-04-01"])
    assert judge(aim(IN_TIME), answered(), contents).reason == "in_time"
    assert judge(aim(LAST_DAY), answered(), contents).verdict == Verdict.MEETS
    assert judge(aim(LAST_DAY + dt.timedelta(days=1)), answered(), contents).verdict == Verdict.OUTDATED


def test_a_quarter_older_than_the_one_before_is_out_of_date_at_once():
    assert judge(aim(IN_TIME), answered(), page(quarters=["2026-01-01"])).verdict == Verdict.OUTDATED


def test_a_later_quarter_than_the_one_asked_for_is_up_to_date():
    assert judge(aim(), answered(), page(quarters=["2026-10-01"])).verdict == Verdict.MEETS


def test_the_latest_of_several_quarters_counts():
    judgement = judge(aim(), answered(), page(quarters=["2025-10-01", "2026-04-01", "2026-01-01"]))
    assert (judgement.verdict, judgement.detail) == (Verdict.OUTDATED, "2026-04-01")


def test_the_quarter_before_january_is_that_of_october():
    assert quarter_before(dt.date(2026, 1, 1)) == dt.date(2025, 10, 1)
    assert quarter_before(dt.date(2026, 10, 1)) == dt.date(2026, 7, 1)


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520, 401, 403, 405, 408, 429, 451])
def test_an_outage_or_a_guard_is_held_against_nobody(status):
    assert judge(aim(), answered(status), None).verdict == Verdict.UNVERIFIABLE


@pytest.mark.parametrize("reason", sorted(PASSING - {"server_error", "refused", "challenge", "not_read", "cut_off"}))
def test_no_answer_is_held_against_nobody(reason):
    assert judge(aim(), fetching.Seen("x", reason=reason), None).verdict == Verdict.UNVERIFIABLE


def test_a_reader_that_fails_is_held_against_nobody():
    assert judge(aim(), answered(), None).reason == "not_read"
    assert judge(aim(), answered(), Contents("pdf", trouble="broke")).reason == "not_read"


@pytest.mark.parametrize(
    ("final", "moved"),
    [
        ("https://portal.test/x", False),
        ("http://www.portal.test/x/", False),
        ("http://portal.test/X", False),
        ("http://otro.test/x", True),
        ("http://portal.test/y", True),
        ("http://portal.test/x?id=3", True),
    ],
)
def test_another_way_to_write_an_address_is_no_move(final, moved):
    seen = answered(redirects=[{"status": 301, "address": "http://portal.test/x"}], final=final)
    judgement = judge(aim(quarter=None), seen, page())
    assert (judgement.reason == "moved") is moved


def test_the_home_page_of_a_site_may_stand_at_any_path_of_it():
    seen = answered(redirects=[{"status": 301, "address": "x"}], final="https://www.portal.test/es/inicio")
    home = Aim("http://portal.test/")
    assert judge(home, seen, page()).verdict == Verdict.MEETS
    seen.final_address = "https://otro.test/"
    assert judge(home, seen, page()).reason == "moved"


def test_a_move_that_is_not_for_good_is_none():
    seen = answered(redirects=[{"status": 302, "address": "http://portal.test/x"}], final="http://nube.test/abc")
    assert judge(aim(quarter=None), seen, page()).verdict == Verdict.MEETS


def test_what_seems_broken_is_looked_at_twice(reader):
    answers = [answered(404), answered(200, body=b"<html><title>Listo</title>")]
    sighting = look(aim(quarter=None), fetch=lambda address: answers.pop(0), reader=reader, pause=0)
    assert (sighting.judgement.verdict, answers) == (Verdict.MEETS, [])


def test_every_word_has_a_sentence_and_every_sentence_its_details():
    for reason in SENTENCES:
        detail = "2026-04-01" if reason in OF_A_QUARTER else next(iter(KINDS))
        assert "%(" not in sentence(reason, detail)
    assert SENTENCES.keys() >= PASSING
