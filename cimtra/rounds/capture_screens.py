"""The capture of a block, by several people at once, and one criterion with its evidence and its history."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.api import requires

from .. import files
from ..access import FOLLOW, RUN
from ..models import Block, Capture, CaptureEvidence, Round
from .capture_form import AspectRows, Saved, rows_of, save
from .capturing import CannotCapture, add_evidence, values_of
from .forms import EvidenceForm
from .frames import internal_round, look_of, round_frame
from .scoring import score

FORM = require_http_methods(["GET", "HEAD", "POST"])


def _block(evaluation: Round, pk: int) -> Block:
    return get_object_or_404(Block.objects.select_related("field"), pk=pk, field__instrument=evaluation.instrument_id)


@FORM
@requires(FOLLOW)
def capture(http: HttpRequest, pk: int, block_pk: int) -> HttpResponse:
    """A block with all its criteria. Who only follows sees how each stands; who runs CIMTRA writes."""
    evaluation = internal_round(pk)
    block = _block(evaluation, block_pk)
    may_write = http.user.has_perm(RUN) and not evaluation.is_closed
    if http.method != "POST":
        return _page(http, evaluation, block, rows_of(evaluation, block), may_write=may_write)
    if not http.user.has_perm(RUN):
        raise PermissionDenied
    groups = rows_of(evaluation, block, http.POST)
    try:
        saved = save(evaluation, [row for group in groups for row in group.rows], http.user)
    except CannotCapture as reason:
        messages.error(http, str(reason))
        return _page(http, evaluation, block, groups, may_write=may_write, status=409)
    _tell(http, saved)
    if saved.conflicts or saved.wrong:
        status = 409 if saved.conflicts else 422
        return _page(http, evaluation, block, groups, may_write=may_write, saved=saved, status=status)
    place = http.POST.get("jump", "")
    here = reverse("cimtra_rounds:capture", args=[pk, block_pk])
    return redirect(f"{here}#{place}" if place.startswith("c") and place.isprintable() else here)


def _tell(http: HttpRequest, saved: Saved) -> None:
    if saved.new:
        text = ngettext("%(number)d criterion was saved.", "%(number)d criteria were saved.", saved.new)
        messages.success(http, text % {"number": saved.new})
    elif not saved.conflicts and not saved.wrong:
        messages.info(http, _("Nothing had changed."))


def _page(
    http: HttpRequest,
    evaluation: Round,
    block: Block,
    groups: list[AspectRows],
    *,
    may_write: bool,
    saved: Saved | None = None,
    status: int = 200,
) -> HttpResponse:
    found = score(evaluation)
    places = [one.block.pk for one in found.blocks]
    here = places.index(block.pk) if block.pk in places else None
    context = {
        **round_frame(http, str(block), evaluation),
        # «block» is taken: a template's own blocks have that name.
        "current": block,
        "groups": groups,
        "score": found,
        "result": found.blocks[here] if here is not None else None,
        "blocks": found.blocks,
        "previous": found.blocks[here - 1].block if here else None,
        "next": found.blocks[here + 1].block if here is not None and here + 1 < len(places) else None,
        "may_write": may_write,
        "saved": saved,
    }
    return render(http, "cimtra/rounds/capture.html", context, status=status)


@require_POST
@requires(RUN)
def autosave(http: HttpRequest, pk: int, block_pk: int) -> JsonResponse:
    """One criterion, sent by the page while somebody writes.

    Answers {"state": saved | conflict | wrong | refused, "text"}, with "edition" when it was saved and "html", what to
    show beside the form, for a conflict. Nothing that the other person wrote is touched.
    """
    evaluation = internal_round(pk)
    block = _block(evaluation, block_pk)
    rows = [row for group in rows_of(evaluation, block, http.POST) for row in group.rows]
    sent = [row for row in rows if row.form.is_bound]
    if not sent:
        text = _("The instrument has changed: reload the page to see what there is to capture now.")
        return JsonResponse({"state": "refused", "text": text}, status=409)
    try:
        saved = save(evaluation, sent, http.user)
    except CannotCapture as reason:
        return JsonResponse({"state": "refused", "text": str(reason)}, status=409)
    if saved.wrong:
        text = " ".join(error for errors in saved.wrong[0].form.errors.values() for error in errors)
        return JsonResponse({"state": "wrong", "text": text}, status=422)
    if saved.conflicts:
        row = saved.conflicts[0]
        shown = render_to_string("cimtra/rounds/_conflict.html", {"row": row}, http)
        text = _("Somebody else wrote this meanwhile. Choose which of the two stays.")
        return JsonResponse({"state": "conflict", "text": text, "html": shown}, status=409)
    text = _("Saved at %(time)s h") % {"time": timezone.localtime().strftime("%H:%M")}
    return JsonResponse({"state": "saved", "text": text, "edition": _edition_seen(saved)})


def _edition_seen(saved: Saved) -> int | None:
    """The edition of what the page shows.

    Whoever changed nothing still shows what stood before somebody else wrote. Were that page told the new edition, its
    next saving would take the other's words away.
    """
    for one in saved.written:
        is_shown = one.writing.values == values_of(one.capture)
        return one.capture.edition if is_shown else one.writing.edition
    return None


@FORM
@requires(FOLLOW)
def criterion(http: HttpRequest, pk: int) -> HttpResponse:
    """How one criterion stands, who wrote what when, and the evidence, to which more can be added."""
    rows = Capture.objects.select_related(
        "round__instrument", "aspect__block__field", "variable", "changed_by__employee"
    )
    found = get_object_or_404(rows, pk=pk)
    may_write = http.user.has_perm(RUN) and not found.round.is_closed
    form = EvidenceForm(http.POST or None, http.FILES or None)
    if http.method == "POST":
        if not http.user.has_perm(RUN):
            raise PermissionDenied
        if form.is_valid() and _added(http, found, form):
            return redirect("cimtra_rounds:criterion", pk)
    title = str(found.variable or found.aspect)
    context = {
        **round_frame(http, title[:80], found.round),
        "capture": found,
        "look": look_of(found.outcome),
        "entries": [
            {"entry": one, "look": look_of(one.outcome)}
            for one in found.entries.select_related("written_by__employee").order_by("-pk")
        ],
        "evidence": found.evidence.select_related("added_by__employee"),
        "findings": found.aspect.findings.select_related("department").order_by("number"),
        "form": form,
        "may_write": may_write,
    }
    return render(http, "cimtra/rounds/criterion.html", context, status=422 if form.errors else 200)


def _added(http: HttpRequest, found: Capture, form: EvidenceForm) -> bool:
    try:
        add_evidence(capture=found, by=http.user, **form.cleaned_data)
    except CannotCapture as reason:
        form.add_error(None, str(reason))
    except ValidationError as fault:
        form.add_error("upload", fault.messages)
    else:
        messages.success(http, _("The evidence is kept."))
        return True
    return False


@require_safe
@requires(FOLLOW)
def evidence(http: HttpRequest, pk: int) -> HttpResponse:
    """The kept file as a download."""
    found = get_object_or_404(CaptureEvidence.objects.exclude(file=""), pk=pk)
    try:
        return files.served(found.file, name=found.file_name)
    except FileNotFoundError:
        raise Http404 from None
