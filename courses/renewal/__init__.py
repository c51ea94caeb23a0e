"""Renewal: what state a person is in with a requirement on any day, and the cycles that follow one another."""
