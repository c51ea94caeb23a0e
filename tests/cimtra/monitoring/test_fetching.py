"""What a visit does on the wire, and where it never goes."""

import socket
import threading
from functools import partial

import pytest

from cimtra.monitoring import fetching
from cimtra.monitoring.targets import Malformed, target_of
from tests.cimtra.monitoring.conftest import Names
from tests.cimtra.monitoring.portal import NAME, closed_port


def test_what_answers_is_taken_whole_with_its_fingerprint(portal, fetch):
    seen = fetch(portal.url("/nomina.xlsx"))
    assert (seen.answer.status, seen.answer.is_whole, seen.reason) == (200, True, "")
    assert seen.answer.size == len(seen.answer.body) > 4000
    assert len(seen.answer.sha256) == 64


def test_redirects_are_followed_and_told(portal, fetch):
    seen = fetch(portal.url("/movido"))
    assert seen.answer.status == 200
    assert seen.final_address == portal.url("/bien")
    assert seen.redirects == [{"status": 301, "address": portal.url("/movido")}]


@pytest.mark.parametrize(
    ("path", "reason"),
    [("/circulo", "redirect_loop"), ("/larga1", "too_many_redirects"), ("/al-archivo", "not_web")],
)
def test_redirects_that_lead_nowhere_end(portal, fetch, path, reason):
    seen = fetch(portal.url(path))
    assert (seen.answer, seen.reason) == (None, reason)
    assert len(portal.asked) <= fetching.MOST_HOPS + 1


def test_a_site_that_wants_its_cookie_back_is_no_circle(portal, fetch):
    assert fetch(portal.url("/galleta")).answer.status == 200


@pytest.mark.parametrize("path", ["/goteo", "/goteo-de-encabezados"])
def test_a_server_that_drips_gets_no_more_than_its_time(portal, names, path):
    seen = fetching.fetch(portal.url(path), seconds=0.6, resolve=names())
    assert seen.reason == "too_slow"
    assert seen.milliseconds < 1500


def test_what_drips_is_left_alone_long_before_the_whole_time(portal, names, monkeypatch):
    monkeypatch.setattr(fetching, "SECONDS_TO_BEGIN", 0.4)
    seen = fetching.fetch(portal.url("/goteo"), seconds=20, resolve=names())
    assert (seen.reason, seen.milliseconds < 1500) == ("too_slow", True)


def test_of_five_thousand_million_bytes_only_the_first_are_taken(portal, names):
    seen = fetching.fetch(portal.url("/enorme.xlsx"), seconds=10, most_bytes=3_000_000, resolve=names())
    assert (seen.answer.is_whole, seen.answer.is_cut_off, seen.answer.sha256) == (False, False, "")
    assert len(seen.answer.body) == 3_000_000
    assert seen.answer.size == 5 * 10**9
    assert portal.flooded < 20_000_000


def test_an_answer_that_ends_too_early_is_known_as_cut_off(portal, fetch):
    answer = fetch(portal.url("/cortado.pdf")).answer
    assert (answer.is_cut_off, answer.is_whole) == (True, False)


def test_a_name_server_that_does_not_answer_costs_the_time_of_the_visit_and_no_more(portal):
    waiting = threading.Event()
    seen = fetching.fetch(portal.url("/bien"), seconds=0.3, resolve=lambda name, port: waiting.wait(20))
    waiting.set()
    assert (seen.reason, seen.milliseconds < 1500) == ("no_name", True)


def test_no_connection_is_an_outage(settings, names):
    port = closed_port()
    settings.CIMTRA_MONITOR_LOCAL_PORTALS = {f"{NAME}:{port}"}
    assert fetching.fetch(f"http://{NAME}:{port}/", seconds=2, resolve=names()).reason == "no_connection"


def test_an_unknown_name_is_an_outage(names):
    assert fetching.fetch("http://nadie.test/", seconds=2, resolve=names()).reason == "no_name"


PRIVATE_NUMBERS = [
    "127.0.0.1",
    "10.0.0.8",
    "169.254.169.254",
    "100.64.0.1",
    "::1",
    "::ffff:127.0.0.1",
    "64:ff9b::7f00:1",
]


@pytest.mark.parametrize("number", PRIVATE_NUMBERS)
def test_a_name_with_a_private_address_is_not_visited(names, number, monkeypatch):
    monkeypatch.setattr(socket, "create_connection", never)
    seen = fetching.fetch("http://interno.test/", seconds=2, resolve=names(**{"interno.test": [number]}))
    assert seen.reason == "private_address"


def never(address, *arguments, **options):
    raise AssertionError(f"a connection to {address}")


def test_one_private_address_among_public_ones_spoils_them_all(names, monkeypatch):
    monkeypatch.setattr(socket, "create_connection", never)
    resolve = names(**{"mixto.test": ["8.8.8.8", "10.0.0.8"]})
    assert fetching.fetch("http://mixto.test/", seconds=2, resolve=resolve).reason == "private_address"


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://127.1/",
        "http://①②⑦.⓪.⓪.①/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://localhost/",
    ],
)
def test_ways_to_write_this_machine_are_judged_by_what_they_resolve_to(address, monkeypatch):
    monkeypatch.setattr(socket, "create_connection", never)
    assert fetching.fetch(address, seconds=5).reason in ("private_address", "no_name", "malformed")


def test_a_name_that_changes_its_answer_is_asked_once_and_the_judged_address_is_used(monkeypatch):
    """Rebinding: the second answer would be this machine."""
    resolve = Names(**{"cambia.test": [["8.8.8.8"], ["127.0.0.1"]]})
    connected = []

    def refuse(address, timeout=None):
        connected.append(address)
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(socket, "create_connection", refuse)
    assert fetching.fetch("http://cambia.test/", seconds=2, resolve=resolve).reason == "no_connection"
    assert (resolve.asked, connected) == (["cambia.test"], [("8.8.8.8", 80)])


def test_each_redirect_is_judged_and_nothing_private_is_asked(portal):
    resolve = Names(**{"interno.test": ["192.168.1.10"], "publico.test": ["8.8.8.8"], "127.0.0.1": ["127.0.0.1"]})
    visit = partial(fetching.fetch, seconds=2, resolve=resolve)
    reasons = {path: visit(portal.url(path)).reason for path in ("/a-lo-privado", "/a-la-red", "/a-otro-puerto")}
    assert reasons == {
        "/a-lo-privado": "private_address",
        "/a-la-red": "unusual_port",
        "/a-otro-puerto": "unusual_port",
    }
    assert "/secreto" not in portal.asked


def test_without_the_rules_the_same_redirect_would_arrive(portal, monkeypatch):
    """The control: the secret page is there, and it is the rules that keep a visit from it."""
    monkeypatch.setattr(fetching, "_refused", lambda target, numbers: "")
    seen = fetching.fetch(portal.url("/a-la-red"), seconds=2, resolve=Names(**{"127.0.0.1": ["127.0.0.1"]}))
    assert seen.answer.status == 200
    assert "/secreto" in portal.asked


def test_the_setting_lets_through_only_what_it_names(portal, settings):
    resolve = Names(**{"otro.test": ["127.0.0.1"]})
    assert fetching.fetch(portal.url("/bien", host="otro.test"), seconds=2, resolve=resolve).reason == "unusual_port"
    settings.CIMTRA_MONITOR_LOCAL_PORTALS = ()
    assert fetching.fetch(portal.url("/bien"), seconds=2, resolve=Names()).reason == "unusual_port"
    assert portal.asked == []


def test_a_name_that_is_let_through_may_not_lead_anywhere_else(portal, monkeypatch):
    monkeypatch.setattr(socket, "create_connection", never)
    resolve = Names(**{NAME: ["10.0.0.8"]})
    assert fetching.fetch(portal.url("/bien"), seconds=2, resolve=resolve).reason == "private_address"


def test_proxies_of_the_environment_are_not_used(portal, fetch, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    assert fetch(portal.url("/bien")).answer.status == 200


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("ftp://portal.test/x", "not_web"),
        ("javascript:alert(1)", "not_web"),
        ("http://usuario:clave@portal.test/", "malformed"),
        ("http://portal.test:99999/", "malformed"),
        ("http:///sin-nombre", "malformed"),
        ("http://portal.test\\@interno.test/", "malformed"),
        ("http://portal.test/\r\nHost: interno.test", "malformed"),
    ],
)
def test_addresses_that_are_no_plain_web_addresses_are_refused(address, reason):
    with pytest.raises(Malformed) as refused:
        target_of(address)
    assert refused.value.reason == reason


def test_letters_beyond_ascii_are_written_as_browsers_write_them():
    target = target_of("https://año.test/transparencia/Nómina 2026.xlsx?área=x#arriba")
    assert target.address == "https://xn--ao-zja.test/transparencia/N%C3%B3mina%202026.xlsx?%C3%A1rea=x"
