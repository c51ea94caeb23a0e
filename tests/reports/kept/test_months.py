"""The frozen records on screen: a month with its reports, each with its files."""

import datetime as dt

from reports.kept.views import by_month
from reports.models import ReportFile


def kept(month, title, file_format):
    cut_off = dt.datetime(2026, month, 28, 18, tzinfo=dt.UTC)
    return ReportFile(period=f"2026-{month:02}", title=title, format=file_format, cut_off=cut_off)


def test_files_stand_by_month_and_report():
    files = [
        kept(10, "Matriz", "pdf"),
        kept(10, "Matriz", "xlsx"),
        kept(10, "Quién falta", "pdf"),
        kept(9, "Quién falta", "pdf"),
    ]
    months = by_month(files)
    assert [month["day"].month for month in months] == [10, 9]
    assert [[file.format for file in formats] for formats in months[0]["reports"]] == [["pdf", "xlsx"], ["pdf"]]
