"""Signals that reports sends: none yet."""
