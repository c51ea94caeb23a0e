"""Assignments: whom they reach and by when, shown before they act, and the duties and enrolments that follow."""
