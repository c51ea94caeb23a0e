"""Documents in the admin: those that wait first; one with what to look at and the decision."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.api import Department, frame, page_links, requires

from ..access import FOLLOW, PUBLISH, RUN
from ..files import served
from ..models import LibraryDocument
from .addresses import file_name_of
from .documents import CannotChange, publish, send_back, upload, why_not_publish, withdraw
from .forms import ReasonForm, UploadForm
from .lists import Narrowing
from .states import State, look_of, state_of, with_state
from .telling import told

ICON = "doc-full-inverse"
PER_PAGE = 50
FORM = require_http_methods(["GET", "HEAD", "POST"])


def _frame(title: str = "") -> dict:
    here = _("Published documents")
    if not title:
        return frame(here, icon=ICON)
    return frame(title, icon=ICON, parents=[(here, reverse("cimtra_library:list"))])


@require_safe
@requires(FOLLOW)
def documents(request: HttpRequest) -> HttpResponse:
    asked = Narrowing.asked(request.GET)
    page = Paginator(asked.documents(), PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        **_frame(),
        "links": page_links(page, asked),
        "rows": [{"document": one, "look": look_of(state_of(one))} for one in page],
        "states": State.choices,
        "asked": asked,
        "departments": Department.objects.filter(is_active=True).order_by("path"),
        "may_upload": request.user.has_perm(RUN),
    }
    return render(request, "cimtra/library/list.html", context)


@FORM
@requires(RUN)
def new(request: HttpRequest) -> HttpResponse:
    """A document in the name of any department; somebody else publishes it."""
    departments = list(Department.objects.filter(is_active=True))
    form = UploadForm(request.POST or None, request.FILES or None, departments=departments, all_aspects=True)
    if request.method == "POST" and form.is_valid():
        try:
            made = upload(by=request.user, **form.as_said())
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            messages.success(request, _("The document is kept. Somebody else reviews it before it is public."))
            return redirect("cimtra_library:one", made.pk)
    context = {**_frame(_("Upload a document")), "form": form}
    return render(request, "cimtra/library/new.html", context, status=422 if form.errors else 200)


def _found(pk: int) -> LibraryDocument:
    documents = with_state(
        LibraryDocument.objects.select_related("department", "uploaded_by__employee", "published_by__employee")
    )
    return get_object_or_404(documents, pk=pk)


@require_safe
@requires(FOLLOW)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, _found(pk))


def _show(request: HttpRequest, document: LibraryDocument, *, refused: str = "", status: int = 200) -> HttpResponse:
    shown = told(document)
    decides = request.user.has_perm(PUBLISH)
    waits = shown["state"] == State.WAITING
    context = {
        **_frame(document.title),
        **shown,
        "deliveries": document.deliveries.select_related("obligation"),
        "why_not": why_not_publish(document, request.user) if decides and waits else "",
        "may_publish": decides and waits,
        "may_withdraw": decides and document.live,
        "form": ReasonForm(request.POST if refused else None),
        "refused": refused,
    }
    return render(request, "cimtra/library/one.html", context, status=status)


@require_safe
@requires(FOLLOW)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    document = _found(pk)
    try:
        return served(document.file, name=file_name_of(document))
    except FileNotFoundError:
        raise Http404 from None


@require_POST
@requires(PUBLISH)
def publish_one(request: HttpRequest, pk: int) -> HttpResponse:
    document = _found(pk)
    try:
        publish(document, by=request.user)
    except CannotChange as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("«%(title)s» is public now.") % {"title": document.title})
    return redirect("cimtra_library:one", pk)


@require_POST
@requires(PUBLISH)
def return_one(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_reason(request, pk, send_back, _("The document was returned to its area with the reason."))


@require_POST
@requires(PUBLISH)
def withdraw_one(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_reason(request, pk, withdraw, _("The document was withdrawn; visitors read the reason in its place."))


def _with_reason(request: HttpRequest, pk: int, act, done: str) -> HttpResponse:
    document = _found(pk)
    form = ReasonForm(request.POST)
    try:
        act(document, by=request.user, reason=form.cleaned_data["reason"] if form.is_valid() else "")
    except CannotChange as refusal:
        return _show(request, document, refused=str(refusal), status=422)
    messages.success(request, done)
    return redirect("cimtra_library:one", pk)
