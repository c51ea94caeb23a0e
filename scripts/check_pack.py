"""Checks a pack of evidence, without a connection and with nothing but Python 3.10 or later.

    python3 check_pack.py paquete.zip                 whether nothing was changed since it was made
    python3 check_pack.py paquete.zip llaves.json     and whether the municipality made it

llaves.json is /.well-known/jwks.json of the site that made it, saved once while there was a connection. Leaves with 0
when the pack holds, 1 when it does not and 2 when it cannot be read. What it prints is in Spanish. The file
check_statement.py, which has the arithmetic of Ed25519, must lie in the same folder.
"""

import hashlib
import json
import sys
import zipfile

from check_statement import Unreadable, is_signed, read_keys

CONTEXT = b"aula-clara/paquete/1\n"
FORMAT = "aula-clara/paquete/1"
MANIFEST, SIGNATURE, KEY, SUMS = "manifest.json", "manifest.sig", "llave.pem", "SHA256SUMS.txt"
# Nothing in the list holds the print of these: the list itself, and what is made from it.
UNLISTED = {MANIFEST, SIGNATURE, KEY, SUMS}
PIECE = 1024 * 1024


def read_manifest(archive):
    """(bytes, values) of the list in the pack. Raises Unreadable."""
    try:
        data = archive.read(MANIFEST)
        stated = json.loads(data)
        if stated["format"] != FORMAT or not isinstance(stated["files"], list):
            raise ValueError
    except (KeyError, ValueError, TypeError):
        raise Unreadable("El archivo no es un paquete de evidencia de Aula Clara.") from None
    return data, stated


def print_of(archive, name):
    """SHA-256 of one file, read piece by piece."""
    digest = hashlib.sha256()
    with archive.open(name) as content:
        while piece := content.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def faults(archive, stated):
    """Sentences about every file that is not what the list says."""
    names = archive.namelist()
    listed = {one["path"]: one for one in stated["files"]}
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{name}: aparece más de una vez."
    for name in sorted(set(names) - set(listed) - UNLISTED):
        yield f"{name}: no está en la lista."
    for name, one in listed.items():
        if name not in names:
            yield f"{name}: falta."
        elif archive.getinfo(name).file_size != one["size"] or print_of(archive, name) != one["sha256"]:
            yield f"{name}: fue modificado."


def is_signed_by(archive, data, keys):
    """Whether one of `keys` signed the list; False for a pack without a signature."""
    try:
        signature = archive.read(SIGNATURE)
    except KeyError:
        return False
    return len(signature) == 64 and any(is_signed(key, CONTEXT + data, signature) for key in keys)


def say(text):
    # A name from outside must not steer the terminal.
    print("".join(sign if sign.isprintable() else "?" for sign in text))


def tell(stated):
    """What the pack says that it is."""
    for label, value in (
        ("Trata de", stated.get("about")),
        ("Al día", stated.get("as_of")),
        ("Hecho", stated.get("made_at")),
        ("Hecho por", (stated.get("made_by") or {}).get("municipality")),
        ("Archivos", len(stated["files"])),
    ):
        say(f"  {label + ':':<12}{value}")
    for one in stated.get("missing") or ():
        say(f"  Faltaba al hacerlo: {one}")


def check(path, keys):
    """How the pack is: the code to leave with. `keys` None: nobody said which keys to believe. Raises Unreadable."""
    with zipfile.ZipFile(path) as archive:
        data, stated = read_manifest(archive)
        found = list(faults(archive, stated))
        for one in found:
            say(one)
        if found:
            print("EL PAQUETE NO ESTÁ COMO SE HIZO.")
            return 1
        if keys is not None and not is_signed_by(archive, data, keys):
            print("EL PAQUETE NO ES AUTÉNTICO: ninguna de las llaves publicadas firmó su lista.")
            return 1
        has_signature = SIGNATURE in archive.namelist()
    tell(stated)
    if keys is not None:
        print("El paquete es auténtico: cada archivo es el de la lista, y la lista la firmó el municipio.")
    elif has_signature:
        print("Cada archivo es el de la lista. Para saber quién la firmó, dé también llaves.json.")
    else:
        print("Cada archivo es el de la lista, que no está firmada: nada prueba quién la hizo.")
    return 0


def main(arguments):
    if len(arguments) not in (1, 2):
        print("Uso: check_pack.py paquete.zip [llaves.json]", file=sys.stderr)
        return 2
    try:
        keys = None
        if len(arguments) == 2:
            with open(arguments[1], encoding="utf-8") as file:
                keys = read_keys(file.read())
        return check(arguments[0], keys)
    except OSError as error:
        print(f"No se pudo leer {error.filename}: {error.strerror}.", file=sys.stderr)
    except zipfile.BadZipFile:
        print("El archivo no es un ZIP, o está dañado.", file=sys.stderr)
    except Unreadable as error:
        print(error, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
