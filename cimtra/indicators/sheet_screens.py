"""A programme as a file: out as XLSX or CSV, and in again with a preview of what would change."""

from __future__ import annotations

import json
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.api import TABLE_FORMATS, UnreadableRoster, attached, requires, table_file

from ..access import FOLLOW, RUN
from ..models import YearPlan
from .acts import EditedMeanwhile
from .columns import advance_columns, sheet_columns
from .forms import SheetForm
from .lists import rows_of
from .screens import found, framed, way_to
from .sheets import Comparison, ReadIndicator, UnreadableSheet, apply_sheet, compare, read_sheet

SALT = "cimtra.indicators.sheet"
#: How long a preview may lie before it is confirmed, in seconds.
PATIENCE = 12 * 3600


class _Json:
    """For signing: Decimals travel as text."""

    def dumps(self, value: Any) -> bytes:
        return json.dumps(value, cls=DjangoJSONEncoder, separators=(",", ":")).encode()

    def loads(self, data: bytes) -> Any:
        return json.loads(data)


@require_safe
@requires(FOLLOW)
def download(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    if kind not in TABLE_FORMATS:
        raise Http404
    plan = found(pk)
    (row,) = rows_of([plan])
    content = table_file(
        kind,
        title=_("POA %(year)d") % {"year": plan.year},
        columns=[column.as_sheet_column() for column in (*sheet_columns(), *advance_columns())],
        rows=row.rows,
        criteria=[
            (_("Department"), plan.department.name),
            (_("Year"), str(plan.year)),
            (_("General objective"), plan.goal),
            (_("Made"), timezone.now()),
        ],
        author=request.user.get_full_name() or request.user.username,
    )
    return attached(content, name=f"poa-{plan.year}-{plan.department.code}.{kind}")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(RUN)
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the sheet and show what it would change; nothing is written yet."""
    plan = found(pk)
    form = SheetForm(request.POST or None, request.FILES or None)
    compared: list[Comparison] = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            compared = compare(plan, read_sheet(file.read(), file_name=file.name))
        except (UnreadableSheet, UnreadableRoster) as reason:
            form.add_error("file", str(reason))
    context = {
        **framed(_("Upload the sheet"), way_to(plan)),
        "plan": plan,
        "form": form,
        "compared": compared,
        "writes": sum(_writes(one) for one in compared),
        "problems": sum(bool(one.read.problems) for one in compared),
        "token": _signed(plan, compared) if compared else "",
        "back": way_to(plan)[1],
    }
    return render(request, "cimtra/indicators/sheet.html", context, status=422 if form.errors else 200)


def _writes(one: Comparison) -> bool:
    return not one.read.problems and bool(one.is_new or one.changes)


def _signed(plan: YearPlan, compared: list[Comparison]) -> str:
    """What was previewed, so that exactly that is written: nothing is kept here until it is confirmed."""
    rows = [{**asdict(one.read), "editions": one.editions} for one in compared if _writes(one)]
    return signing.dumps({"plan": plan.pk, "rows": rows}, salt=SALT, serializer=_Json, compress=True)


@require_POST
@requires(RUN)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    plan = found(pk)
    try:
        content = signing.loads(request.POST.get("token", ""), salt=SALT, serializer=_Json, max_age=PATIENCE)
    except signing.BadSignature:
        content = {}
    if content.get("plan") != plan.pk:
        messages.error(request, _("This preview is no longer good. Upload the sheet again."))
        return redirect("cimtra_indicators:upload", pk)
    read = [_unpacked(row) for row in content["rows"]]
    editions = {row["values"]["name"]: _by_quarter(row["editions"]) for row in content["rows"]}
    try:
        touched = apply_sheet(plan=plan, read=read, editions=editions, by=request.user)
    except EditedMeanwhile:
        messages.error(
            request,
            _("Somebody else wrote in this programme after your preview. Nothing was written: upload it again."),
        )
        return redirect("cimtra_indicators:upload", pk)
    text = ngettext("%(number)d indicator was written.", "%(number)d indicators were written.", touched)
    messages.success(request, text % {"number": touched})
    return redirect("cimtra_indicators:one", pk)


def _unpacked(row: dict[str, Any]) -> ReadIndicator:
    values = {**row["values"]}
    if "target" in values:
        values["target"] = Decimal(values["target"])
    quarters = {
        quarter: {name: value if name == "evaluation" else _decimal(value) for name, value in written.items()}
        for quarter, written in _by_quarter(row["quarters"]).items()
    }
    return ReadIndicator(row["number"], values, quarters)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _by_quarter(found: dict[str, Any]) -> dict[int, Any]:
    return {int(quarter): value for quarter, value in found.items()}
