"""What a backup says about itself: what it holds, made by which code, with the fingerprint of each file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from .errors import RestoreFailed

FORMAT = 1
NAME = "manifest.json"


@dataclass(frozen=True)
class Stored:
    """One file of the backup: its bytes and their SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """`made_at` is ISO 8601 with its zone; `migrations` are «app.name» of all that had been applied."""

    made_at: str
    engine: str
    migrations: list[str]
    rows: dict[str, int]
    files: dict[str, Stored] = field(default_factory=dict)
    format: int = FORMAT

    def as_bytes(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True).encode()

    @classmethod
    def read(cls, data: bytes) -> Manifest:
        """The manifest of these bytes. Raises RestoreFailed for what is none, or of a later format."""
        try:
            told = json.loads(data)
            files = {name: Stored(**stored) for name, stored in told.pop("files").items()}
            manifest = cls(**told, files=files)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise RestoreFailed(
                _("The file is no backup of Aula Clara: its list of contents cannot be read.")
            ) from error
        if manifest.format > FORMAT:
            raise RestoreFailed(_("The backup was made by a newer version of Aula Clara. Install that version first."))
        return manifest


def engine() -> str:
    return connection.vendor


def applied_migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def unknown_migrations(manifest: Manifest) -> list[str]:
    """Migrations that the backup's database has been through and this code does not know: it comes from newer code."""
    loader = MigrationLoader(None)
    installed = {config.label for config in apps.get_app_configs()}
    known = {f"{app}.{name}" for app, name in loader.disk_migrations}
    # A migration that was squashed into another is still known by the name it had.
    for replacing in loader.replacements.values():
        known |= {f"{app}.{name}" for app, name in replacing.replaces}
    return [one for one in manifest.migrations if one.partition(".")[0] in installed and one not in known]


def rows_that_differ(before: Mapping[str, int], now: Mapping[str, int]) -> list[str]:
    return sorted(table for table, number in before.items() if now.get(table) != number)
