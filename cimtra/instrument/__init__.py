"""Versions of the instrument: read from a file, compared with what is here, written, copied, put in force."""
