import datetime as dt
import random
from io import BytesIO

import pikepdf
import pytest
from django.utils import timezone
from pyhanko.pdf_utils.generic import DictionaryObject, NameObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec

from certificates.models import PublicKey
from certificates.signing import folder, registry, seal
from certificates.signing.files import KeySigner, sign
from certificates.signing.keys import SEAL, current_key
from certificates.signing.validating import Examination, examine
from tests.certificates import signing_factories as make

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)


@pytest.fixture
def signed(seal):
    """A file that this installation signed with its seal."""
    return sign(make.sheet(), at=NOW).data


def key_row():
    return PublicKey.objects.get(kind=PublicKey.Kind.SEAL)


def with_a_line_added(data):
    """The file with a revision after the signature, as a reader that saves a note would leave it."""
    writer = IncrementalPdfFileWriter(BytesIO(data))
    writer.root["/Nota"] = DictionaryObject({NameObject("/Type"): NameObject("/Nota")})
    writer.update_root()
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def with_byte(data, place, value):
    return data[:place] + bytes([value]) + data[place + 1 :]


def signed_again(data, name="Otra"):
    """The file with a signature of somebody else added in a field of its own."""
    key = make.citizen(make.elliptic())
    pdf_signer = signers.PdfSigner(
        signers.PdfSignatureMetadata(field_name=name),
        signer=KeySigner(_as_key(key)),
        new_field_spec=SigFieldSpec(name),
    )
    return pdf_signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(data))).getvalue()


def _as_key(owner):
    from certificates.signing.keys import SigningKey

    return SigningKey(PublicKey.Kind.EFIRMA, owner.certificate, owner.secret)


def test_a_file_as_it_was_signed_is_ours_whole_and_dated(signed):
    found = examine(signed)
    assert (found.is_readable, found.is_signed, found.is_intact, found.is_whole) == (True, True, True, True)
    assert (found.is_ours, found.is_as_signed) == (True, True)
    assert found.key == key_row()
    assert found.fingerprint == current_key().fingerprint
    assert found.signer == current_key().subject
    assert found.signed_at == NOW
    assert found.time_stamp is None


def test_an_efirma_is_known_too(settings, tmp_path):
    make.configure_efirma(settings, tmp_path)
    found = examine(sign(make.sheet(), at=NOW).data)
    assert found.is_as_signed
    assert (found.signer, found.key.kind) == (make.HOLDER, PublicKey.Kind.EFIRMA)


@pytest.mark.parametrize("where", [0.1, 0.3, 0.5, 0.7])
def test_one_altered_byte_is_seen(signed, where):
    place = int(signed.index(b"/Contents <") * where)
    altered = with_byte(signed, place, signed[place] ^ 1)
    found = examine(altered)
    assert not found.is_ours
    assert not found.is_as_signed


def test_an_altered_letter_of_the_text_leaves_the_signature_readable_and_broken(signed):
    # In the metadata, which no reader needs to find the signature.
    altered = signed.replace(b"Constancia de prueba</rdf:li>", b"Constancia de pruebo</rdf:li>")
    assert altered != signed
    found = examine(altered)
    assert (found.is_signed, found.is_intact, found.is_ours) == (True, False, False)
    assert found.key == key_row()


def test_something_added_after_signing_is_ours_and_not_whole(signed):
    found = examine(with_a_line_added(signed))
    assert (found.is_intact, found.is_whole) == (True, False)
    assert (found.is_ours, found.is_as_signed) == (True, False)


@pytest.mark.parametrize("tail", [b"\n", b"% nada", b"\0" * 40])
def test_bytes_behind_the_end_are_not_part_of_what_was_signed(signed, tail):
    found = examine(signed + tail)
    assert not found.is_as_signed


def test_a_signature_of_somebody_else_on_top_does_not_hide_ours(signed):
    found = examine(signed_again(signed))
    assert found.key == key_row()
    assert (found.is_ours, found.is_as_signed) == (True, False)


def test_a_file_whose_signature_was_taken_off_is_unsigned(signed):
    with pikepdf.open(BytesIO(signed)) as opened:
        del opened.Root.AcroForm.Fields[0].V
        stripped = BytesIO()
        opened.save(stripped)
    assert examine(stripped.getvalue()) == Examination()


def test_a_file_that_was_never_signed_is_unsigned():
    assert examine(make.sheet()) == Examination()


def test_a_seal_that_only_looks_like_ours_proves_nothing(signed):
    ours = current_key()
    folder.path_of(SEAL).unlink()
    seal.create()
    assert current_key().subject == ours.subject
    forged = sign(make.sheet(), at=NOW)
    PublicKey.objects.filter(fingerprint=current_key().fingerprint).delete()
    found = examine(forged.data)
    assert (found.is_signed, found.is_intact, found.is_whole) == (True, True, True)
    assert (found.key, found.is_ours) == (None, False)
    assert found.signer == ours.subject


def test_our_certificate_beside_another_signature_proves_nothing(signed):
    """The certificate is public: anybody may put it into a file. What counts is that its key made the signature."""
    thief = _as_key(make.citizen(make.elliptic()))
    signer = KeySigner(thief)
    ours = KeySigner(current_key())
    signer._signing_cert = ours.signing_cert
    pdf_signer = signers.PdfSigner(signers.PdfSignatureMetadata(field_name="Firma"), signer=signer)
    forged = pdf_signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(make.sheet()))).getvalue()
    found = examine(forged)
    assert found.key == key_row()
    assert (found.is_intact, found.is_ours) == (False, False)


def test_bytes_smuggled_in_beside_the_signature_are_seen(signed):
    start = signed.index(b"/Contents <") + len(b"/Contents <")
    end = signed.index(b">", start)
    # The signature is followed by zeros up to the room that was left for it.
    smuggled = signed[: end - 40] + b"> /Nota (otra cosa que no se firma) /X <0"[:40] + signed[end:]
    assert len(smuggled) == len(signed)
    assert not examine(smuggled).is_as_signed


def test_what_a_stolen_key_signed_is_not_believed(signed):
    registry.retire(key=key_row(), stolen_since=NOW + dt.timedelta(days=1))
    found = examine(signed)
    # Its own date says that it is older; whoever stole the key would write the same.
    assert found.signed_at < key_row().compromised_at
    assert (found.is_intact, found.key, found.is_ours) == (True, key_row(), False)


def test_what_a_retired_key_signed_stays_good(signed):
    registry.retire(key=key_row())
    assert examine(signed).is_as_signed


def test_a_key_of_statements_signs_no_files(signed):
    PublicKey.objects.update(kind=PublicKey.Kind.STATEMENT)
    assert not examine(signed).is_ours


@pytest.mark.parametrize("data", [b"", b"hola", b"%PDF-1.7", b"%PDF-1.7\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF"])
def test_what_is_no_pdf_is_said_to_be_none(data):
    assert examine(data) == Examination(is_readable=False)


def test_a_file_that_was_cut_short_is_not_ours(signed):
    for part in (0.2, 0.6, 0.99):
        assert not examine(signed[: int(len(signed) * part)]).is_ours


def test_no_broken_file_raises_and_none_passes_for_ours(signed):
    chance = random.Random(20261123)
    start = signed.index(b"/Contents <")
    container = range(start, signed.index(b">", start))
    for _turn in range(60):
        broken = bytearray(signed)
        # The revision that holds the signature is the one worth attacking.
        hits = [chance.randrange(len(make.sheet()), len(broken)) for _hit in range(chance.choice([1, 3, 30]))]
        for place in hits:
            broken[place] ^= chance.randrange(1, 256)
        # A few bits beside the signature, such as the name of its digest, are told twice and signed once.
        assert not examine(bytes(broken)).is_as_signed or all(place in container for place in hits)


def test_objects_nested_for_ever_are_no_danger():
    deep = b"[" * 200_000
    assert not examine(b"%PDF-1.7\n1 0 obj\n" + deep + b"\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF").is_signed


def test_one_question_to_the_database_for_each_signature(signed, django_assert_num_queries):
    with django_assert_num_queries(1):
        examine(signed)
