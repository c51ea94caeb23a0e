import datetime as dt
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.credentials import keys, statements
from certificates.credentials.encoding import base64url
from certificates.credentials.statements import compact_statement, shortened
from tests.certificates.factories import certificate

SCRIPT = Path(__file__).resolve().parents[3] / "scripts" / "check_statement.py"
LONG_NAME = "María de los Ángeles Guadalupe Ñúñez-Güemes y Ávila de la Peña Zúñiga Íñiguez " * 3


def _load_script():
    spec = importlib.util.spec_from_file_location("check_statement", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


script = _load_script()


def qr_text(made):
    return f"{made.verification_url}#{compact_statement(made)}"


def key_set(row=None):
    x = base64url(keys.public_bytes(row or keys.published().first()))
    return json.dumps({"keys": [{"kty": "OKP", "crv": "Ed25519", "x": x}]})


def run(tmp_path, text, *, keys_text=None, through_input=False):
    path = tmp_path / "llaves.json"
    path.write_text(keys_text or key_set())
    given = [] if through_input else [text]
    # Nothing but Python: neither the project nor its packages can be imported.
    command = [sys.executable, "-I", "-S", SCRIPT, path, *given]
    return subprocess.run(
        command,
        input=text if through_input else None,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONUTF8": "1"},
    )


@pytest.mark.django_db
class TestTheSummaryInTheQr:
    def test_the_script_says_what_was_certified(self, tmp_path):
        made = certificate(valid_until=dt.date(2031, 3, 27))
        done = run(tmp_path, qr_text(made))
        assert done.returncode == 0, done.stderr
        for said in (
            made.folio,
            made.holder_name,
            made.course_title,
            "Acreditación",
            "hasta el 2031-03-27",
            "auténtico",
        ):
            assert said in done.stdout

    def test_the_script_reads_what_a_scanner_pipes_into_it(self, tmp_path):
        made = certificate()
        done = run(tmp_path, qr_text(made) + "\n", through_input=True)
        assert done.returncode == 0
        assert "no vence" in done.stdout

    def test_the_same_certificate_gives_the_same_statement(self):
        made = certificate()
        assert compact_statement(made) == compact_statement(made)

    def test_a_changed_word_does_not_hold(self):
        made = certificate()
        code, signature, lines = script.read(qr_text(made))
        forged = lines.replace(made.holder_name.encode(), b"Otra Persona")
        assert script.holds(code, signature, lines, [keys.public_bytes(keys.published().get())])
        assert not script.holds(code, signature, forged, [keys.public_bytes(keys.published().get())])

    def test_a_statement_on_the_address_of_another_constancia_does_not_hold(self, tmp_path):
        one, other = certificate(), certificate()
        done = run(tmp_path, f"{other.verification_url}#{compact_statement(one)}")
        assert done.returncode == 1
        assert "NO ES AUTÉNTICO" in done.stdout
        assert one.holder_name not in done.stdout

    def test_another_installations_key_does_not_pass(self, tmp_path):
        made = certificate()
        stranger = base64url(keys.raw_bytes(Ed25519PrivateKey.generate().public_key()))
        text = json.dumps({"keys": [{"kty": "OKP", "crv": "Ed25519", "x": stranger}]})
        assert run(tmp_path, qr_text(made), keys_text=text).returncode == 1

    def test_what_an_earlier_key_signed_still_holds(self):
        text = qr_text(certificate())
        keys.renew()
        published = [keys.public_bytes(row) for row in keys.published()]
        assert len(published) == 2
        assert script.holds(*script.read(text), published)

    def test_the_longest_names_leave_a_qr_that_fits_on_paper(self):
        import segno

        made = certificate(employee_name=LONG_NAME[:270], course_title=LONG_NAME[:255])
        text = f"https://capacitacion.un-municipio-largo.gob.mx{made.verification_path}#{compact_statement(made)}"
        assert segno.make(text, error="m", micro=False, boost_error=False).version <= 18
        assert script.read(text)[2].decode().split("\n")[2].endswith("…")

    def test_it_costs_one_query(self, django_assert_num_queries):
        made = certificate()
        compact_statement(made)
        with django_assert_num_queries(1):
            compact_statement(made)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["", "hola", "https://x/verificar/abc/", "https://x/verificar/" + "a" * 22 + "/#1AAAA"]
)
def test_what_is_no_statement_is_refused_with_a_sentence(tmp_path, text):
    compact_statement(certificate())
    done = run(tmp_path, text, through_input=True)
    assert done.returncode == 2
    assert "QR" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_without_keys_is_refused_with_a_sentence(tmp_path):
    for text in ("{}", "[]", "hola", '{"keys": []}', '{"keys": [{"crv": "Ed25519", "x": "AAAA"}]}'):
        done = run(tmp_path, "x", keys_text=text)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr


@settings(max_examples=25, deadline=None)
@given(secret=st.binary(min_size=32, max_size=32), message=st.binary(max_size=200), flipped=st.integers(0, 511))
def test_the_script_agrees_with_a_library_on_every_signature(secret, message, flipped):
    key = Ed25519PrivateKey.from_private_bytes(secret)
    public, signature = keys.raw_bytes(key.public_key()), key.sign(message)
    assert script.is_signed(public, message, signature)
    broken = bytearray(signature)
    broken[flipped // 8] ^= 1 << flipped % 8
    with pytest.raises(InvalidSignature):
        Ed25519PublicKey.from_public_bytes(public).verify(bytes(broken), message)
    assert not script.is_signed(public, message, bytes(broken))


@given(text=st.text(max_size=200), most=st.integers(4, 120))
def test_a_shortened_text_is_one_line_that_fits(text, most):
    line = shortened(text, most)
    assert len(line.encode()) <= most
    assert "\n" not in line


def test_every_kind_has_its_letter():
    from certificates.models import Kind

    assert set(statements.LETTERS) == set(Kind)
    assert set(statements.LETTERS.values()) == set(script.KINDS)
