"""What is particular about the certificates of the Mexican e.firma."""

from __future__ import annotations

from asn1crypto import core, x509


class BitsOrText(core.Choice):
    """A value of x500UniqueIdentifier (2.5.4.45): bits as the standard has it, or text as the SAT writes the RFC.

    asn1crypto, which pyHanko reads certificates with, knows the bits only and stops at the text
    (wbond/asn1crypto#228).
    """

    _alternatives = [
        ("bit_string", core.OctetBitString),
        ("printable_string", core.PrintableString),
        ("utf8_string", core.UTF8String),
        ("ia5_string", core.IA5String),
        ("teletex_string", core.TeletexString),
        ("bmp_string", core.BMPString),
    ]

    @property
    def native(self):
        """Always text, which is what asn1crypto compares names by."""
        value = self.chosen.native
        return value.hex() if isinstance(value, bytes) else value


def accept_text_identifiers() -> None:
    """Let names be read that hold their unique identifier as text. Repeating it changes nothing."""
    x509.NameTypeAndValue._oid_specs["unique_identifier"] = BitsOrText
