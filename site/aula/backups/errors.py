from __future__ import annotations


class BackupFailed(Exception):
    """The backup was not made; the message says why and what to do. Earlier backups are as they were."""


class RestoreFailed(Exception):
    """Nothing was restored; the message says why and what to do. What was there is as it was."""
