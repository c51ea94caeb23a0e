"""/mi-area/documentos/: what heads and liaisons upload for their own departments, and how far it has got."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ..area import OwnArea, for_own_area, trail
from ..files import served
from ..models import Delivery, LibraryDocument
from ..obligations.acts import CannotDeliver, deliver
from .addresses import file_name_of
from .documents import CannotChange, amend, replace, upload
from .forms import DescribedForm, ReplaceForm, UploadForm, initial_of_delivery, initial_of_document
from .states import State, in_state, look_of, newest_first, state_of, with_state
from .telling import told

PER_PAGE = 25
FORM = require_http_methods(["GET", "HEAD", "POST"])


def _sent(request: HttpRequest) -> tuple[QueryDict | None, MultiValueDict | None]:
    """What was sent, an empty form too: it is shown again with what is missing."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _own(area: OwnArea):
    return LibraryDocument.objects.filter(department__in=area.ids).select_related("department", "uploaded_by__employee")


def _trail() -> list[dict[str, str]]:
    return trail((_("Documents"), reverse("cimtra:area_documents")))


@require_safe
@for_own_area
def documents(request: HttpRequest, area: OwnArea) -> HttpResponse:
    state = request.GET.get("estado", "")
    found = newest_first(in_state(with_state(_own(area)), state))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "trail": trail(),
        "page_obj": page,
        "rows": [{"document": one, "look": look_of(state_of(one))} for one in page],
        "states": State.choices,
        "state": state,
        "query": f"estado={state}&" if state in State.values else "",
    }
    return render(request, "cimtra/library/area_documents.html", context)


@FORM
@for_own_area
def new(request: HttpRequest, area: OwnArea) -> HttpResponse:
    """A new document; with `?entrega=` the one that a delivery of the area asks for."""
    delivery = _delivery(request, area)
    initial = initial_of_delivery(delivery) if delivery else {}
    form = UploadForm(*_sent(request), departments=area.departments, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = upload(by=request.user, **form.as_said())
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            messages.success(request, _("The document is kept. The transparency unit reviews it before it is public."))
            _hand_in(request, delivery, made)
            return redirect(_next(request) or reverse("cimtra:area_document", args=[made.pk]))
    context = {"form": form, "delivery": delivery, "trail": _trail(), "next": _next(request)}
    return render(request, "cimtra/library/area_new.html", context, status=422 if form.errors else 200)


def _hand_in(request: HttpRequest, delivery: Delivery | None, document: LibraryDocument) -> None:
    if delivery is None:
        return
    try:
        deliver(delivery, by=request.user, document=document)
    except CannotDeliver as refusal:
        messages.warning(request, str(refusal))


def _delivery(request: HttpRequest, area: OwnArea) -> Delivery | None:
    asked = request.GET.get("entrega", "")
    if not asked:
        return None
    if not asked.isdecimal():
        raise Http404
    own = Delivery.objects.filter(department__in=area.ids).select_related("obligation", "department")
    return get_object_or_404(own, pk=int(asked))


def _next(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else ""


@require_safe
@for_own_area
def one(request: HttpRequest, area: OwnArea, pk: int) -> HttpResponse:
    document = get_object_or_404(with_state(_own(area)), pk=pk)
    context = {"trail": _trail(), **told(document), "may_replace": not document.has_successor}
    return render(request, "cimtra/library/area_document.html", context)


@require_safe
@for_own_area
def file(request: HttpRequest, area: OwnArea, pk: int) -> HttpResponse:
    document = get_object_or_404(_own(area), pk=pk)
    try:
        return served(document.file, name=file_name_of(document))
    except FileNotFoundError:
        raise Http404 from None


@FORM
@for_own_area
def correct(request: HttpRequest, area: OwnArea, pk: int) -> HttpResponse:
    """Mend what is said of a returned document, with the same file."""
    document = get_object_or_404(with_state(_own(area)), pk=pk)
    if request.method != "POST" and state_of(document) != State.RETURNED:
        return redirect("cimtra:area_document", pk)
    form = DescribedForm(_sent(request)[0], departments=area.departments, initial=initial_of_document(document))
    if request.method == "POST" and form.is_valid():
        try:
            amend(document, by=request.user, **form.as_said())
        except CannotChange as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The document was sent to review again."))
            return redirect("cimtra:area_document", pk)
    context = {"form": form, "document": document, "trail": _trail()}
    return render(request, "cimtra/library/area_correct.html", context, status=422 if form.errors else 200)


@FORM
@for_own_area
def replace_file(request: HttpRequest, area: OwnArea, pk: int) -> HttpResponse:
    document = get_object_or_404(with_state(_own(area)), pk=pk)
    form = ReplaceForm(*_sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = replace(document, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error("file", refusal)
        except CannotChange as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The corrected file is kept and was sent to review."))
            return redirect("cimtra:area_document", made.pk)
    context = {"form": form, "document": document, "trail": _trail()}
    return render(request, "cimtra/library/area_replace.html", context, status=422 if form.errors else 200)
