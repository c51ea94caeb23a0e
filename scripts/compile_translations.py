"""Compile the .po catalogues to .mo with Babel: no system gettext, and no compiled file in the repository."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCALE_FOLDERS = (ROOT / "site" / "locale", ROOT / "site" / "locale_packages")


def stale_catalogues() -> list[Path]:
    catalogues = (path for folder in LOCALE_FOLDERS for path in sorted(folder.glob("*/LC_MESSAGES/*.po")))
    return [po for po in catalogues if not is_fresh(po)]


def is_fresh(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns


def compile_stale() -> list[Path]:
    """Compiles what is missing or older than its source; returns the sources."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    stale = stale_catalogues()
    for po in stale:
        with po.open("rb") as source:
            catalogue = read_po(source, locale=po.parent.parent.name, abort_invalid=True)
        mo = po.with_suffix(".mo")
        unfinished = mo.with_suffix(".mo.part")
        with unfinished.open("wb") as target:
            write_mo(target, catalogue)
        unfinished.replace(mo)
    return stale


if __name__ == "__main__":
    compile_stale()
    sys.exit(0)
