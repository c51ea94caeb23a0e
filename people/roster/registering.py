"""Hooks the import of the roster into the worker and the night."""

from ..registries import nightly_acts, work_kinds


def register():
    from .applying import KIND, apply_queued
    from .comparing import compare_queued
    from .imports import COMPARE, forget_files

    work_kinds.register(COMPARE, compare_queued)
    work_kinds.register(KIND, apply_queued)
    nightly_acts.register(forget_files)
