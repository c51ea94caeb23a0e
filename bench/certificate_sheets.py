"""Constancias per second: drawn, signed and hashed; cold and warm; by one process and by two; and whether memory grows.

Beside it, on the same sheet: what a plug-in does that renders anew at each download (typefaces and style read each
time, no signature), and ReportLab where it is installed (the same words, code and crest, but no tags, no evidence and
no signature). Every process draws other names, so that nothing is taken from a cache that a real run has not.

Memory is read after five sheets; the first fifty add caches, and from then on it stays. Figures: bench/README.md.

usage: python bench/certificate_sheets.py [--sheets 200] [--long 1000]
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
WARM = 5


@dataclass(frozen=True)
class Measured:
    """What one process did: how many, the first by itself, and the memory of the process at the begin and the end."""

    sheets: int
    first: float
    wall: float
    cpu: float
    size: int
    memory: tuple[int, int]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sheets", type=int, default=200)
    parser.add_argument("--long", type=int, default=1000, help="how many to draw one after the other to watch memory")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
        os.environ["KEYS_DIR"] = f"{folder}/keys"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aula.settings.test")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("create_keys", verbosity=0)
        say(
            f"{'what':34} {'processes':>9} {'per s':>7} {'CPU ms':>7} {'first ms':>9} {'kB':>5} {'MiB begin → end':>16}"
        )
        for name in WAYS:
            if name == "ReportLab" and not reportlab_is_there():
                say(f"{name:34} is not installed")
                continue
            for processes in (1, 2):
                report(name, measure(name, arguments.sheets, processes))
        report("drawn, signed, hashed", measure("drawn, signed, hashed", arguments.long, 1))


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def report(name: str, results: list[Measured]) -> None:
    together = sum(result.sheets for result in results)
    slowest = max(result.wall for result in results)
    cpu = sum(result.cpu for result in results) / together * 1000
    first = max(result.first for result in results) * 1000
    begin, end = (max(result.memory[i] for result in results) / 1024 for i in (0, 1))
    say(
        f"{name:34} {len(results):9} {together / slowest:7.1f} {cpu:7.1f} {first:9.0f} {results[0].size / 1000:5.0f}"
        f" {begin:7.0f} → {end:.0f}"
    )


def measure(name: str, sheets: int, processes: int) -> list[Measured]:
    # Fresh processes: the first sheet of each is cold.
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        return pool.starmap(work, [(name, sheets // processes, number) for number in range(processes)], chunksize=1)


def work(name: str, sheets: int, number: int) -> Measured:
    import django

    django.setup()
    way = WAYS[name]
    begin = time.perf_counter()
    way(document(number, 0))
    first = time.perf_counter() - begin
    for warm in range(WARM):
        way(document(number, -1 - warm))
    before, begin, cpu = memory(), time.perf_counter(), time.process_time()
    for index in range(sheets):
        data = way(document(number, index + 1))
    return Measured(
        sheets,
        first,
        time.perf_counter() - begin,
        time.process_time() - cpu,
        len(data),
        (before, memory()),
    )


def memory() -> int:
    """KiB that the process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


def document(number: int, index: int):
    from django.utils import timezone

    from tests.certificates.drawing_factories import STATEMENT, sheet

    return sheet(
        folio=f"TUX-CAP-2026-{number * 100_000 + index:06d}",
        holder_name=f"María Guadalupe {'Núñez Muñoz Ibáñez'.split()[index % 3]} {'ABCDEFGHIJ'[index % 10]}.",
        # As long as the summary of a usual course.
        statement=STATEMENT[:260],
        issued_at=timezone.now(),
        signature_field=True,
    )


def whole(asked) -> bytes:
    """What the job does for each constancia, but for the database and the disk."""
    from django.utils import timezone

    from certificates.drawing import render
    from certificates.signing.files import sign

    data = sign(render(asked), at=timezone.now()).data
    sha256(data).hexdigest()
    return data


def drawn(asked) -> bytes:
    from certificates.drawing import render

    return render(asked)


def anew(asked) -> bytes:
    """As at each download: everything read again, and nothing kept."""
    from certificates.drawing import render
    from certificates.drawing.styling import fonts_and_styles

    fonts_and_styles.cache_clear()
    return render(replace(asked, signature_field=False))


def reportlab_is_there() -> bool:
    try:
        import reportlab  # noqa: F401
    except ImportError:
        return False
    return True


def by_reportlab(asked) -> bytes:
    from io import BytesIO

    from reportlab.lib.pagesizes import landscape, letter
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    from certificates.drawing.codes import qr_code
    from people.paper import FONTS

    for face, file in (("Deed", "EBGaramond-SemiBold.ttf"), ("Plain", "AlegreyaSans-Regular.ttf")):
        if face not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(face, str(FONTS / file)))
    file = BytesIO()
    canvas = Canvas(file, pagesize=landscape(letter))
    canvas.rect(20, 20, 752, 572)
    lines = [("Deed", 47, 440, asked.heading), ("Deed", 36, 360, asked.holder_name), ("Plain", 13, 560, asked.office)]
    lines += [("Plain", 13, 320 - 18 * row, asked.deed[row * 90 : row * 90 + 90]) for row in range(3)]
    lines += [("Plain", 11, 250, asked.place_and_date), ("Plain", 9, 90, asked.folio)]
    lines += [("Plain", 9, 225 - 12 * row, line["title"]) for row, line in enumerate(asked.requirements)]
    lines += [("Plain", 9, 120 - 12 * row, person["name"]) for row, person in enumerate(asked.signatories)]
    for face, size, height, words in lines:
        canvas.setFont(face, size)
        canvas.drawCentredString(396, height, words)
    canvas.drawImage(ImageReader(BytesIO(qr_code(asked)[0])), 640, 40, 108, 108)
    canvas.save()
    return file.getvalue()


WAYS: dict[str, Callable] = {
    "drawn, signed, hashed": whole,
    "drawn": drawn,
    "rendered anew at each download": anew,
    "ReportLab": by_reportlab,
}

if __name__ == "__main__":
    main()
