"""Recursos Humanos' screens: find, read, download, issue what is missing. Nothing is edited or deleted."""
