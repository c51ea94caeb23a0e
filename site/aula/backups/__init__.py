"""Backups of an installation: one file with the database and all files, and the way back. See docs/backups.md."""
