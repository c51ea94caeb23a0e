"""Where other apps hook into reports: a report of their own appears beside ours, with screen, files and register."""

from .framework.filters import Choice, Day, Filter, Text, Year
from .framework.registry import reports
from .framework.report import Chart, Figure, Findings, Report, ReportColumn, Rows, Series

__all__ = [
    "Chart",
    "Choice",
    "Day",
    "Figure",
    "Filter",
    "Findings",
    "Report",
    "ReportColumn",
    "Rows",
    "Series",
    "Text",
    "Year",
    "reports",
]
