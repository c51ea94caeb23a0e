"""Signatures on the files of constancias: the keys, signing, and telling what a signed file proves."""
