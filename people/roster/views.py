"""RH's screens of the import: upload, columns, preview, receipt, and taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..admin_pages import frame, requires
from ..ledger import record_decision
from ..lists import attached
from ..models import RosterImport
from . import applying, imports, undoing
from .columns import FIELDS, Layout, headings_of, letter, recognise_sheet
from .downloads import refused_xlsx, template_xlsx
from .forms import SettingsForm, UploadForm, chosen_in, layout_of
from .imports import NotNow, State
from .plan import LABELS, Choices, Kind, Plan
from .preview import UNKNOWN, entries, in_words, sections, unknown_names
from .reading import Sheet, UnreadableRoster
from .values import as_text

PERMISSION = "people.import_roster"
PER_PAGE = 50
LOOK_AGAIN = 4
SAMPLES = 3
ICON = "upload"


def _found(uuid) -> RosterImport:
    people = ("uploaded_by__employee", "accepted_by__employee", "seconded_by__employee", "undone_by__employee", "work")
    return get_object_or_404(RosterImport.objects.select_related(*people), uuid=uuid)


def _frame(title: str, *, is_list: bool = False) -> dict:
    parents = [] if is_list else [(_("Import of the roster"), reverse("people_roster:list"))]
    return frame(title, icon=ICON, parents=parents)


def _back(roster_import: RosterImport, section: str = "") -> HttpResponse:
    address = reverse("people_roster:show", args=[roster_import.uuid])
    return redirect(f"{address}?que={section}" if section else address)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(PERMISSION)
def imports_so_far(request: HttpRequest) -> HttpResponse:
    """The form for a new file and the files so far."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            found = imports.receive(data=file.read(), file_name=file.name, user=request.user, later=True)
        except UnreadableRoster as error:
            form.add_error("file", str(error))
        else:
            return _back(found)
    recent = RosterImport.objects.select_related("uploaded_by__employee").defer("plan", "reversal", "receipt")
    page = Paginator(recent, PER_PAGE).get_page(request.GET.get("page"))
    context = {**_frame(_("Import of the roster"), is_list=True), "form": form, "page_obj": page}
    return render(request, "people/roster/list.html", context, status=422 if form.errors else 200)


@require_safe
@requires(PERMISSION)
def show(request: HttpRequest, uuid) -> HttpResponse:
    """Where the import stands: its columns, its preview, its progress or its receipt."""
    found = _found(uuid)
    if imports.is_being_compared(found):
        return _comparing(request, found)
    if found.state == State.UPLOADED:
        return redirect("people_roster:columns", found.uuid)
    if found.state in (State.PREVIEW, State.SECOND):
        return _preview(request, found)
    response = render(request, "people/roster/receipt.html", _receipt(found))
    if found.state == State.QUEUED:
        response["Refresh"] = str(LOOK_AGAIN)
    return response


def _comparing(request: HttpRequest, found: RosterImport) -> HttpResponse:
    response = render(request, "people/roster/comparing.html", {**_frame(found.file_name), "work": found.work})
    response["Refresh"] = str(LOOK_AGAIN)
    return response


def _preview(request: HttpRequest, found: RosterImport) -> HttpResponse:
    plan, choices = Plan.load(found.plan), Choices.load(found.choices)
    shown = sections(plan, request.GET.get("que", ""))
    chosen = next(section for section in shown if section.is_chosen)
    page = Paginator(entries(plan, chosen.name), PER_PAGE).get_page(request.GET.get("page"))
    counts = plan.counts
    context = {
        **_frame(found.file_name),
        "found": found,
        "plan": plan,
        "choices": choices,
        "counts": counts,
        "sum": _sum(counts),
        "sections": shown,
        "chosen": chosen,
        "page_obj": page,
        "entries": [in_words(chosen.name, entry) for entry in page],
        "unknown": unknown_names(plan) if chosen.name == UNKNOWN else {},
        "form": SettingsForm.of(choices),
        "ticked": counts["leaving"] + counts["absent_leaving"],
        "reasons": applying.reasons_for_a_second(found, plan) if found.state == State.SECOND else plan.second,
        "may_second": request.user.pk not in (found.uploaded_by_id, found.accepted_by_id),
        "query": f"que={chosen.name}&",
    }
    return render(request, "people/roster/preview.html", context)


def _sum(counts: dict[str, int]) -> list[dict]:
    """The rows by what becomes of them: they add up to those that were read."""
    return [{"kind": str(kind), "label": str(LABELS[kind]), "count": counts[kind]} for kind in Kind]


def _receipt(found: RosterImport) -> dict:
    is_applied = found.state in (State.APPLIED, State.UNDONE)
    context = {**_frame(found.file_name), "found": found}
    if is_applied:
        counts = found.receipt["counts"]
        refused = found.receipt["refused"]
        context |= {
            "counts": counts,
            "sum": _sum(counts),
            "refused": refused[:PER_PAGE],
            "more": len(refused) - PER_PAGE,
        }
    return context


@require_http_methods(["GET", "HEAD", "POST"])
@requires(PERMISSION)
def columns(request: HttpRequest, uuid) -> HttpResponse:
    """Which column holds what; the first people of the file stand beside each heading."""
    found = _found(uuid)
    if found.state not in imports.OPEN or imports.is_being_compared(found):
        return _back(found)
    try:
        book = imports.book_of(found)
    except UnreadableRoster as error:
        messages.error(request, str(error))
        return redirect("people_roster:list")
    layout = Layout.load(found.layout)
    asked, row = request.GET.get("hoja", ""), request.GET.get("fila", "")
    if sheet := book.sheet(asked):
        layout = recognise_sheet(sheet, int(row) if row.isdecimal() else None)
    sheet = book.sheet(layout.sheet) or book.sheets[0]
    problems = []
    if request.method == "POST":
        layout = layout_of(request.POST, layout)
        problems = _layout_problems(layout)
        if not problems:
            try:
                imports.say_columns(roster_import=found, layout=layout, later=True)
            except (UnreadableRoster, NotNow) as error:
                messages.error(request, str(error))
            return _back(found)
    context = {
        **_frame(_("Columns of %(file)s") % {"file": found.file_name}),
        "found": found,
        "sheets": [one for one in book.sheets if one.rows],
        "sheet": sheet,
        "layout": layout,
        "columns": _shown_columns(sheet, layout),
        "fields": FIELDS.items(),
        "problems": problems,
    }
    return render(request, "people/roster/columns.html", context, status=422 if problems else 200)


def _layout_problems(layout: Layout) -> list[str]:
    problems = []
    if layout.lacks:
        problems.append(_("Say which columns hold: %(fields)s.") % {"fields": ", ".join(layout.lacks)})
    if layout.repeated:
        problems.append(_("Two columns cannot hold the same: %(fields)s.") % {"fields": ", ".join(layout.repeated)})
    return problems


def _shown_columns(sheet: Sheet, layout: Layout) -> list[dict]:
    headings = headings_of(sheet, layout.header_row, layout.height) if layout.header_row else []
    below = [values for number, values in sheet.rows if number > layout.header_row][: SAMPLES * 4]
    width = max([len(headings), *(len(values) for values in below)], default=0)
    shown = []
    for place in range(width):
        texts = [as_text(values[place]) for values in below if place < len(values) and values[place] is not None]
        heading = headings[place] if place < len(headings) else ""
        if heading or texts:
            shown.append(
                {
                    "place": place,
                    "letter": letter(place),
                    "heading": heading,
                    "samples": texts[:SAMPLES],
                    "field": layout.columns.get(str(place), ""),
                    "is_hidden": place in sheet.hidden_columns,
                }
            )
    return shown


@require_POST
@requires(PERMISSION)
def settle(request: HttpRequest, uuid) -> HttpResponse:
    """Take what RH decides about names, possible duplicates and people who leave, or from when it counts."""
    found = _found(uuid)
    if found.state not in (State.PREVIEW, State.SECOND) or imports.is_being_compared(found):
        return _back(found)
    plan, choices = Plan.load(found.plan), Choices.load(found.choices)
    chosen = chosen_in(request.POST, plan, choices)
    if "day" in request.POST:
        form = SettingsForm(request.POST)
        if not form.is_valid():
            messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
            return _back(found)
        chosen |= {"day": form.cleaned_data["day"], "proposes_leavers": form.cleaned_data["is_whole"]}
    try:
        imports.choose(roster_import=found, later=True, **chosen)
    except (UnreadableRoster, NotNow) as error:
        messages.error(request, str(error))
    return _back(found, request.POST.get("que", ""))


@require_POST
@requires(PERMISSION)
def accept(request: HttpRequest, uuid) -> HttpResponse:
    return _agree(request, uuid, applying.accept)


@require_POST
@requires(PERMISSION)
def second(request: HttpRequest, uuid) -> HttpResponse:
    return _agree(request, uuid, applying.second)


def _agree(request: HttpRequest, uuid, act) -> HttpResponse:
    found = _found(uuid)
    try:
        act(roster_import=found, actor=request.user, digest=request.POST.get("digest", ""))
    except (applying.PlanChanged, applying.SecondPersonNeeded, NotNow) as error:
        messages.warning(request, str(error))
    return _back(found)


@require_POST
@requires(PERMISSION)
def discard(request: HttpRequest, uuid) -> HttpResponse:
    try:
        imports.discard(roster_import=_found(uuid))
    except NotNow as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("The file was discarded and nothing was changed."))
    return redirect("people_roster:list")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(PERMISSION)
def undo(request: HttpRequest, uuid) -> HttpResponse:
    """What hinders, or what it would put back; a POST does it."""
    found = _found(uuid)
    if found.state != State.APPLIED:
        return _back(found)
    if request.method == "POST":
        try:
            undoing.undo(roster_import=found, actor=request.user)
        except (undoing.CannotUndo, NotNow) as error:
            messages.error(request, str(error))
            return redirect("people_roster:undo", found.uuid)
        messages.success(request, _("The import was taken back: everything is as it was before."))
        return _back(found)
    closed = len(found.reversal["closed_accounts"])
    note = ngettext(
        "%(count)d account opens again, without its password: its owner needs a new code.",
        "%(count)d accounts open again, without their passwords: their owners need new codes.",
        closed,
    )
    context = {
        **_frame(_("Take back %(file)s") % {"file": found.file_name}),
        "found": found,
        "counts": found.receipt["counts"],
        "hindrances": undoing.hindrances(found),
        "note": note % {"count": closed} if closed else "",
    }
    return render(request, "people/roster/undo.html", context)


@require_POST
@requires(PERMISSION)
def refused(request: HttpRequest, uuid) -> HttpResponse:
    """The refused rows with their reasons, as a workbook; the ledger keeps who took it."""
    found = _found(uuid)
    rows = found.receipt.get("refused") or found.plan.get("refused") or []
    data = refused_xlsx(found, rows)
    record_decision(act="export", actor=request.user, subject=found, after={"refused": len(rows)})
    return attached(data, name=f"{_('refused-rows')}.xlsx")


@require_safe
@requires(PERMISSION)
def template(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in."""
    return attached(template_xlsx(), name=f"{_('roster-template')}.xlsx")
