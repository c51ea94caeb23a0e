"""Signals that cimtra sends: none yet."""
