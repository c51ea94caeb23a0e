"""Earlier training in the admin: recognising one person's, and bringing a whole file of it."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people.api import UnreadableRoster, frame, private_storage, requires

from ..models import Completion, PriorLearningImport
from .admin import attached
from .equivalences import CannotRecognise, recognise
from .forms import RecognitionForm, UploadForm
from .prior import importing
from .prior.reading import COLUMNS

RECORD = importing.PERMISSION
PER_PAGE = 50
LOOK_AGAIN = 4
ICON = "history"
ELSEWHERE = (Completion.Source.IMPORTED, Completion.Source.EQUIVALENCE)


def _frame(title: str = "") -> dict:
    here = _("Earlier training")
    if not title:
        return frame(here, icon=ICON)
    return frame(title, icon=ICON, parents=[(here, reverse("courses_recognition:list"))])


@require_http_methods(["GET", "POST"])
@requires(RECORD)
def earlier_training(request: HttpRequest) -> HttpResponse:
    """What was recorded from elsewhere, the files so far, and the form for another one."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            batch = importing.receive(data=upload.read(), file_name=upload.name, uploaded_by=request.user)
        except UnreadableRoster as reason:
            form.add_error("file", str(reason))
        else:
            return redirect("courses_recognition:import", batch.uuid)
    recorded = Completion.objects.filter(source__in=ELSEWHERE).select_related("recorded_by").order_by("-recorded_at")
    batches = PriorLearningImport.objects.exclude(state=PriorLearningImport.State.DISCARDED)
    context = {
        "form": form,
        "page_obj": Paginator(recorded, PER_PAGE).get_page(request.GET.get("p")),
        "batches": batches.select_related("uploaded_by").defer("plan")[:20],
        "columns": COLUMNS.values(),
        **_frame(),
    }
    return render(request, "courses/recognition/earlier_training.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires(RECORD)
def recognise_one(request: HttpRequest) -> HttpResponse:
    """Recognise what one person completed elsewhere, under a rule of equivalence."""
    form = RecognitionForm(request.POST or None, request.FILES or None, initial={"number": request.GET.get("numero")})
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            completion = recognise(employee=given.pop("number"), recognised_by=request.user, **given)
        except CannotRecognise as reason:
            form.add_error(None, str(reason))
        else:
            words = {"name": completion.employee_name, "course": completion.course_title}
            messages.success(request, _("%(name)s has «%(course)s» recognised.") % words)
            return redirect("courses_recognition:list")
    context = {"form": form, **_frame(_("Recognise training"))}
    return render(request, "courses/recognition/recognise.html", context, status=422 if form.errors else 200)


def _batch(uuid) -> PriorLearningImport:
    shown = PriorLearningImport.objects.exclude(state=PriorLearningImport.State.DISCARDED)
    return get_object_or_404(shown.select_related("uploaded_by", "applied_by"), uuid=uuid)


@require_GET
@requires(RECORD)
def one_import(request: HttpRequest, uuid) -> HttpResponse:
    """What the file would record, row by row; afterwards, its receipt."""
    batch = _batch(uuid)
    page = Paginator(batch.plan["ready"], PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "batch": batch,
        "page_obj": page,
        "rows": [{**one, "day": dt.date.fromisoformat(one["day"])} for one in page],
        "refused": [{**one, "label": COLUMNS[one["column"]]} for one in batch.plan["refused"]],
        "work": importing.last_work(batch) if batch.state == PriorLearningImport.State.PREVIEW else None,
        **_frame(batch.file_name),
    }
    response = render(request, "courses/recognition/import.html", context)
    if context["work"] and not context["work"].is_over:
        response["Refresh"] = str(LOOK_AGAIN)
    return response


@require_POST
@requires(RECORD)
def accept_import(request: HttpRequest, uuid) -> HttpResponse:
    batch = _batch(uuid)
    if batch.state == PriorLearningImport.State.PREVIEW and importing.is_long_work(batch):
        importing.accept_later(batch=batch, accepted_by=request.user)
        return redirect("courses_recognition:import", uuid)
    try:
        batch = importing.accept(batch=batch, accepted_by=request.user)
    except importing.PlanChanged:
        importing.refresh(batch=batch, by=request.user)
        messages.warning(request, importing.changed_since())
    else:
        messages.success(request, importing.told(batch))
    return redirect("courses_recognition:import", uuid)


@require_POST
@requires(RECORD)
def discard_import(request: HttpRequest, uuid) -> HttpResponse:
    batch = _batch(uuid)
    work = importing.last_work(batch)
    if work and not work.is_over:
        messages.warning(request, _("The file is being recorded, so it can no longer be discarded."))
        return redirect("courses_recognition:import", uuid)
    importing.discard(batch=batch)
    messages.info(request, _("The file was discarded and nothing was recorded."))
    return redirect("courses_recognition:list")


@require_GET
@requires(RECORD)
def grounds_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The scanned document behind one recognised completion."""
    completion = get_object_or_404(Completion, pk=pk, source=Completion.Source.EQUIVALENCE)
    if not completion.grounds.get("file"):
        raise Http404
    return attached(private_storage(), completion.grounds["file"])
