"""The reports that human resources ask for most, who is missing first."""

from __future__ import annotations

from django.apps import apps

from ..framework.registry import reports


def register_reports() -> None:
    from .certificates import CertificatesReport
    from .departments import DepartmentsReport
    from .ending import EndingReport
    from .hours import HoursReport
    from .matrix import MatrixReport
    from .missing import MissingReport
    from .plan import PlanReport
    from .roll import RollReport

    kinds = [MissingReport, MatrixReport, DepartmentsReport, EndingReport, HoursReport, PlanReport, RollReport]
    if apps.is_installed("certificates"):
        kinds.append(CertificatesReport)
    for kind in kinds:
        reports.register(kind())
