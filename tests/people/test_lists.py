"""The ways to other pages, and rows as a file."""

from django.core.paginator import Paginator

from people.lists import attached, page_links, table_file
from people.sheets import Column


class Narrowed:
    def as_query(self, **changes):
        return f"q=x&pagina={changes['pagina']}"


def test_one_page_has_no_ways_to_others():
    assert page_links(Paginator(range(3), 5).page(1), Narrowed()) == []


def test_ways_keep_what_the_list_is_narrowed_to_and_leave_out_far_pages():
    links = page_links(Paginator(range(100), 5).page(10), Narrowed())
    current = [link for link in links if link["is_current"]]
    assert [link["url"] for link in current] == ["q=x&pagina=10"]
    assert [link["url"] for link in links if link["label"] == Paginator.ELLIPSIS] == ["", ""]


def test_a_table_is_a_csv_or_a_workbook():
    values = {
        "title": "Lista",
        "columns": [Column("Nombre", lambda row: row, 10)],
        "rows": ["Ana"],
        "criteria": [("Corte", "hoy")],
        "author": "RH",
    }
    assert "Ana" in table_file("csv", **values).decode("utf-8-sig")
    assert table_file("xlsx", **values).startswith(b"PK")


def test_a_file_is_saved_and_never_shown_nor_kept():
    answer = attached(b"x", name="lista_2026.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="lista_2026.csv"'
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
