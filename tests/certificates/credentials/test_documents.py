"""What another app has signed with the key of this installation."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from certificates.credentials import keys
from certificates.credentials.documents import is_signed_here, sign_document, signed_bytes

pytestmark = pytest.mark.django_db
DATA = b'{"format": "paquete"}'


def test_the_signature_is_over_the_purpose_and_the_bytes():
    signature = sign_document(DATA, purpose="paquete")
    public = load_pem_public_key(signature.pem.encode())
    assert isinstance(public, Ed25519PublicKey)
    public.verify(signature.value, b"aula-clara/paquete/1\n" + DATA)
    assert signature.key.startswith("did:web:")
    assert signature.fingerprint[:16] in signature.key


def test_the_same_bytes_give_the_same_signature():
    assert sign_document(DATA, purpose="paquete") == sign_document(DATA, purpose="paquete")


def test_a_signature_holds_for_its_bytes_and_its_purpose_only():
    signature = sign_document(DATA, purpose="paquete").value
    assert is_signed_here(DATA, signature, purpose="paquete")
    assert not is_signed_here(DATA + b" ", signature, purpose="paquete")
    assert not is_signed_here(DATA, signature, purpose="reporte")
    assert not is_signed_here(DATA, b"", purpose="paquete")


def test_what_an_earlier_key_signed_goes_on_being_believed_unless_it_was_stolen():
    first = sign_document(DATA, purpose="paquete").value
    keys.renew()
    second = sign_document(DATA, purpose="paquete").value
    assert first != second
    assert is_signed_here(DATA, first, purpose="paquete")
    keys.renew(was_stolen=True)
    assert not is_signed_here(DATA, second, purpose="paquete")


@pytest.mark.parametrize("purpose", ["constancia", "", "Paquete", "dos palabras", "a/1\nb"])
def test_no_other_thing_that_the_key_signs_can_be_had_through_this_door(purpose):
    with pytest.raises(ValueError, match="no purpose"):
        signed_bytes(DATA, purpose)
