import hashlib
from email.message import Message

import pytest
from django.urls import reverse

from cimtra.findings import acting, seeing
from cimtra.findings.seeing import Fingerprint, fingerprint_of
from cimtra.monitoring.answers import Answer
from cimtra.monitoring.fetching import Seen

from .findings_factories import department, finding, head_of

BODY = b"acta"


def answered(**values):
    values = {"status": 200, "headers": Message(), "body": BODY, "size": len(BODY), "is_whole": True, **values}
    return lambda address, **_limits: Seen(address, answer=Answer(**values))


@pytest.mark.parametrize(
    ("fetch", "found"),
    [
        (answered(), Fingerprint(hashlib.sha256(BODY).hexdigest(), 4)),
        (answered(status=404), None),
        (answered(is_whole=False, size=None), None),
        (lambda address, **_limits: Seen(address, reason="unknown_host"), None),
    ],
)
def test_only_what_was_seen_whole_has_a_fingerprint(monkeypatch, fetch, found):
    monkeypatch.setattr(seeing, "fetch", fetch)
    assert fingerprint_of("https://ejemplo.mx/acta.pdf") == found


def test_an_address_inside_the_own_network_is_not_asked():
    assert fingerprint_of("http://127.0.0.1:1/secreto") is None


@pytest.mark.django_db
def test_an_address_as_evidence_is_kept_with_what_stood_there(client, monkeypatch):
    obras = department("Obras")
    one = finding(department=obras)
    client.force_login(head_of(obras))
    monkeypatch.setattr(acting, "fingerprint_of", lambda address: Fingerprint("a" * 64, 4))
    said = {"atender-text": "Publicada.", "atender-address": "https://ejemplo.mx/acta.pdf"}
    client.post(reverse("cimtra:area_finding_atender", args=[one.pk]), said)
    kept = one.evidence.get()
    assert (kept.address, kept.sha256, kept.size) == ("https://ejemplo.mx/acta.pdf", "a" * 64, 4)
    assert "a" * 64 in client.get(reverse("cimtra:area_finding", args=[one.pk])).content.decode()
