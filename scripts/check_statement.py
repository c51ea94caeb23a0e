"""Checks the signed summary in the QR of a constancia, without a connection and with nothing but Python 3.10 or later.

    python3 check_statement.py llaves.json 'https://…/verificar/pBv7…/#1Qm9…'
    zbarimg --raw -q foto.png | python3 check_statement.py llaves.json

llaves.json is /.well-known/jwks.json of the site that issued it, saved once while there was a connection. Leaves with 0
when the summary holds, 1 when it does not and 2 when it cannot be read. What it prints is in Spanish.

The summary says what was certified on the day of issue. Whether it was revoked or replaced since, only the site knows.
"""

import base64
import binascii
import hashlib
import json
import re
import sys

CONTEXT = b"aula-clara/constancia/1\n"
ADDRESS = re.compile(r"/([A-Za-z0-9_-]{16,40})/?#1([A-Za-z0-9_-]+)\s*$")
KINDS = {"A": "Acreditación", "P": "Participación", "S": "Ponencia", "L": "Habilidades laborales"}
LABELS = ("Tipo", "Folio", "Nombre", "Actividad", "Horas", "Fecha de emisión", "Vigencia")
SIGNATURE_BYTES = 64

# Ed25519 as RFC 8032 (section 5.1) has it; points in extended coordinates (X, Y, Z, T).
PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, PRIME - 2, PRIME) % PRIME
ROOT_OF_MINUS_ONE = pow(2, (PRIME - 1) // 4, PRIME)


class Unreadable(Exception):
    """What was given is no statement or no set of keys; the message is for the person at the terminal."""


def read(text):
    """(code, signature, lines) of the text of a QR. Raises Unreadable."""
    found = ADDRESS.search(text.strip())
    if not found:
        raise Unreadable("El texto no es el de un código QR con resumen firmado: falta la parte que sigue al signo #.")
    code, packed = found.groups()
    try:
        data = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
    except (binascii.Error, ValueError):
        raise Unreadable("El resumen está incompleto: lea otra vez el código QR.") from None
    signature, lines = data[:SIGNATURE_BYTES], data[SIGNATURE_BYTES:]
    if len(signature) < SIGNATURE_BYTES or lines.count(b"\n") != len(LABELS) - 1:
        raise Unreadable("El resumen está incompleto: lea otra vez el código QR.")
    return code, signature, lines


def read_keys(text):
    """The Ed25519 keys (32 bytes each) of a JSON Web Key Set. Raises Unreadable."""
    try:
        found = [key["x"] for key in json.loads(text)["keys"] if key.get("crv") == "Ed25519"]
        keys = [base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)) for value in found]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Unreadable("El archivo de llaves no es el que publica el sitio en /.well-known/jwks.json.") from None
    if not keys or any(len(key) != 32 for key in keys):
        raise Unreadable("El archivo de llaves no contiene ninguna llave Ed25519.")
    return keys


def holds(code, signature, lines, keys):
    """Whether one of `keys` signed these lines for the constancia with this code."""
    message = CONTEXT + code.encode() + b"\n" + lines
    return any(is_signed(key, message, signature) for key in keys)


def is_signed(key, message, signature):
    point_a, point_r = decompressed(key), decompressed(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if point_a is None or point_r is None or s >= ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    return same(multiplied(s, BASE), added(point_r, multiplied(h, point_a)))


def decompressed(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = x_of(y, sign)
    return None if x is None else (x, y, 1, x * y % PRIME)


def x_of(y, sign):
    if y >= PRIME:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, PRIME - 2, PRIME) % PRIME
    if square == 0:
        return None if sign else 0
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if (x * x - square) % PRIME:
        x = x * ROOT_OF_MINUS_ONE % PRIME
    if (x * x - square) % PRIME:
        return None
    return PRIME - x if x & 1 != sign else x


def added(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % PRIME, (p[1] + p[0]) * (q[1] + q[0]) % PRIME
    c, d = 2 * p[3] * q[3] * D % PRIME, 2 * p[2] * q[2] % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME)


def multiplied(number, point):
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = added(total, point)
        point = added(point, point)
        number >>= 1
    return total


def same(p, q):
    return (p[0] * q[2] - q[0] * p[2]) % PRIME == 0 and (p[1] * q[2] - q[1] * p[2]) % PRIME == 0


BASE_Y = 4 * pow(5, PRIME - 2, PRIME) % PRIME
BASE_X = x_of(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % PRIME)


def say(lines):
    values = lines.decode("utf-8", "replace").split("\n")
    values[0] = KINDS.get(values[0], values[0])
    values[-1] = f"hasta el {values[-1]}, inclusive" if values[-1] else "no vence"
    for label, value in zip(LABELS, values, strict=True):
        # A name from outside must not steer the terminal.
        print(f"  {label + ':':<21}{''.join(sign if sign.isprintable() else '?' for sign in value)}")


def main(arguments):
    if len(arguments) not in (1, 2):
        print(
            "Uso: check_statement.py llaves.json [texto del código QR; si falta, se lee de la entrada]", file=sys.stderr
        )
        return 2
    try:
        with open(arguments[0], encoding="utf-8") as file:
            keys = read_keys(file.read())
        code, signature, lines = read(arguments[1] if len(arguments) == 2 else sys.stdin.read())
    except OSError as error:
        print(f"No se pudo leer {arguments[0]}: {error.strerror}.", file=sys.stderr)
        return 2
    except Unreadable as error:
        print(error, file=sys.stderr)
        return 2
    if not holds(code, signature, lines, keys):
        print("EL RESUMEN NO ES AUTÉNTICO: ninguna de las llaves publicadas lo firmó para esta constancia.")
        return 1
    print("El resumen es auténtico. Compárelo con el papel:")
    say(lines)
    print("Si después se revocó o se sustituyó, solo lo dice la página de verificación.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
