"""Loads a version of the instrument from YAML, as often as one likes, never over an editor's changes."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from .instrument.comparing import plan_of
from .instrument.reading import InstrumentFileError, content_of_yaml
from .instrument.writing import write
from .shelf import Receipt, Shelf

DATA = Path(__file__).resolve().parent / "data"
DEFAULT_FILE = DATA / "cimtra-municipal-45.yaml"

__all__ = ["DATA", "DEFAULT_FILE", "InstrumentFileError", "Receipt", "Shelf", "load_instrument"]


@transaction.atomic
def load_instrument(path: Path | str = DEFAULT_FILE) -> Receipt:
    """Bring the instrument of the file `path` into the database."""
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InstrumentFileError(_("The file %(path)s cannot be read.") % {"path": path}) from error
    return write(plan_of(content_of_yaml(data, name=str(path)), packaged=True), packaged=True)
