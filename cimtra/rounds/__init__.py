"""Evaluations with a cut-off: made, captured by several people at once, scored, compared, tried out and printed."""
