"""The drawing of a trend, on screen and on paper."""

from django.template.loader import get_template

from reports.framework.charts import drawing_of
from reports.framework.report import Chart, Series

CHART = Chart(
    title="Porcentaje de personas",
    labels=("jun 26", "jul 26", "ago 26"),
    series=(Series("Todo", (10, 20, 30)), Series("Obras Públicas", (0, None, 47))),
)


def test_lines_differ_without_colour():
    lines = drawing_of(CHART)["lines"]
    assert lines[0].dash != lines[1].dash
    assert lines[0].key_mark.split("m", 1)[1] != lines[1].key_mark.split("m", 1)[1]


def test_a_month_without_people_breaks_the_line_and_has_no_mark():
    line = drawing_of(CHART)["lines"][1]
    assert line.path.count("M") == 2
    assert [dot.text for dot in line.dots] == ["Obras Públicas, jun 26: 0 %", "Obras Públicas, ago 26: 47 %"]


def test_paper_shows_the_figures_of_the_screen():
    context = {"chart": CHART, "drawing": drawing_of(CHART)}
    screen = get_template("reports/framework/_chart.html").render(context)
    paper = get_template("pdf/_chart.html").render(context)
    for figure in ("10 %", "20 %", "30 %", "47 %", "–", "jul 26", "Obras Públicas"):
        assert figure in screen
        assert figure in paper.split("<table>")[1]
    # What a reader hears instead of the drawing.
    assert "<title>Porcentaje de personas: las cifras" in paper
    # The key stands inside the drawing, below the axis.
    drawing = drawing_of(CHART)
    assert all(line.key_y + 4 < drawing["whole_height"] for line in drawing["lines"])
    assert "style=" not in paper
