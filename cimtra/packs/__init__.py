"""Packs of evidence: everything that stands behind an aspect or an evaluation, in one ZIP with a signed list."""
