"""Requests in the admin: the list, a new one, and one with its people, where somebody else decides."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.api import content_type_of
from people.api import frame, requires

from ..models import Certificate, ManualRequest, RequestedHolder
from .asking import CannotAsk, ask, withdraw
from .deciding import CannotDecide, approve, refuse, why_not
from .forms import RefusalForm, RequestForm

VIEW, ADD, APPROVE = (f"certificates.{action}_manualrequest" for action in ("view", "add", "approve"))
ICON = "form"
PER_PAGE = 50
FORM = require_http_methods(["GET", "HEAD", "POST"])
STATES = {
    ManualRequest.State.WAITING: ("warn", "clock"),
    ManualRequest.State.APPROVED: ("ok", "check-circle"),
    ManualRequest.State.REFUSED: ("bad", "x-circle"),
    ManualRequest.State.WITHDRAWN: ("neutral", "ban"),
}


def _frame(title: str = "") -> dict:
    here = _("Requests for certificates")
    parents = [(_("Certificates"), reverse("certificates_admin:index"))]
    if not title:
        return frame(here, icon=ICON, parents=parents)
    return frame(title, icon=ICON, parents=[*parents, (here, reverse("certificates_requests:list"))])


def look_of(request: ManualRequest) -> dict[str, str]:
    """How its state is shown: {"label", "tone", "icon"}."""
    tone, icon = STATES[request.state]
    return {"label": request.get_state_display(), "tone": tone, "icon": icon}


@require_safe
@requires(VIEW)
def requests(http: HttpRequest) -> HttpResponse:
    """Those that wait first, then the newest."""
    found = ManualRequest.objects.select_related("asked_by", "decided_by").annotate(people=Count("holders"))
    state = http.GET.get("estado", "")
    if state in ManualRequest.State.values:
        found = found.filter(state=state)
    found = found.order_by("decided_at", "-asked_at") if not state else found.order_by("-asked_at")
    page = Paginator(found, PER_PAGE).get_page(http.GET.get("p"))
    context = {
        **_frame(),
        "page_obj": page,
        "rows": [{"request": one, "look": look_of(one)} for one in page],
        "states": ManualRequest.State.choices,
        "state": state,
        "query": f"estado={quote(state)}" if state else "",
        "may_add": http.user.has_perm(ADD),
    }
    return render(http, "certificates/requests/list.html", context)


@FORM
@requires(ADD)
def new_request(http: HttpRequest) -> HttpResponse:
    form = RequestForm(http.POST or None, http.FILES or None)
    if http.method == "POST" and form.is_valid():
        try:
            made = ask(**form.as_asked(), asked_by=http.user)
        except CannotAsk as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(http, _("The request is made. Nothing is issued until somebody else approves it."))
            return redirect("certificates_requests:one", made.pk)
    context = {"form": form, **_frame(_("Ask for certificates"))}
    return render(http, "certificates/requests/new.html", context, status=422 if form.errors else 200)


@require_safe
@requires(VIEW)
def one_request(http: HttpRequest, pk: int) -> HttpResponse:
    return _page(http, _found(pk), RefusalForm())


def _page(http: HttpRequest, request: ManualRequest, form: RefusalForm) -> HttpResponse:
    refusal = why_not(request, http.user)
    context = {
        **_frame(request.title),
        "asked": request,
        "look": look_of(request),
        "people": people_of(request),
        "form": form,
        "may_decide": http.user.has_perm(APPROVE) and not refusal,
        "why_not": refusal if request.state == ManualRequest.State.WAITING else "",
        "is_own": request.asked_by_id == http.user.pk,
    }
    return render(http, "certificates/requests/one.html", context, status=422 if form.errors else 200)


def people_of(request: ManualRequest) -> list[dict]:
    """[{"holder", "certificate", "earlier", "letter"}] in the order of the request; three queries.

    `earlier` is a constancia that the person has of the same activity and day already; `letter` starts an e-mail to
    somebody from outside, who has no classroom to find the constancia in.
    """
    holders = list(request.holders.select_related("employee"))
    issued = {
        one.holder_id: one
        for one in Certificate.objects.filter(holder__in=holders, superseded_at=None).defer("crest", "evidence")
    }
    same = Certificate.objects.filter(course_title=request.title, completed_on=request.ends_on, kind=request.kind)
    same = same.exclude(holder__in=holders).exclude(employee=None)
    earlier = {one.employee_id: one for one in same.filter(employee__in=[holder.employee_id for holder in holders])}
    return [
        {
            "holder": holder,
            "certificate": issued.get(holder.pk),
            "earlier": earlier.get(holder.employee_id),
            "letter": _letter(holder, issued.get(holder.pk)),
        }
        for holder in holders
    ]


def _letter(holder: RequestedHolder, certificate: Certificate | None) -> str:
    if certificate is None or not holder.email or certificate.is_withheld:
        return ""
    subject = _("Your certificate %(folio)s") % {"folio": certificate.folio}
    text = _("We send you your certificate of «%(title)s». Anybody can check it here: %(address)s")
    body = text % {"title": certificate.course_title, "address": certificate.verification_url}
    return f"mailto:{quote(holder.email, safe='@')}?subject={quote(subject)}&body={quote(body)}"


@require_POST
@requires(APPROVE)
def approve_one(http: HttpRequest, pk: int) -> HttpResponse:
    try:
        issued = approve(request=_found(pk), approved_by=http.user)
    except CannotDecide as reason:
        messages.error(http, str(reason))
    else:
        text = ngettext("%(number)d certificate was issued.", "%(number)d certificates were issued.", len(issued))
        messages.success(http, text % {"number": len(issued)})
    return redirect("certificates_requests:one", pk)


@require_POST
@requires(APPROVE)
def refuse_one(http: HttpRequest, pk: int) -> HttpResponse:
    request, form = _found(pk), RefusalForm(http.POST)
    if not form.is_valid():
        return _page(http, request, form)
    try:
        refuse(request=request, reason=form.cleaned_data["reason"], refused_by=http.user)
    except CannotDecide as reason:
        messages.error(http, str(reason))
    else:
        messages.success(http, _("The request is refused, and nothing was issued."))
    return redirect("certificates_requests:one", pk)


@require_POST
@requires(ADD)
def withdraw_one(http: HttpRequest, pk: int) -> HttpResponse:
    try:
        withdraw(request=_found(pk), withdrawn_by=http.user)
    except CannotAsk as reason:
        messages.error(http, str(reason))
    else:
        messages.success(http, _("The request is taken back, and nothing was issued."))
    return redirect("certificates_requests:one", pk)


@require_safe
@requires(VIEW)
def document(http: HttpRequest, pk: int) -> HttpResponse:
    """The scanned document under a neutral name, never shown as a page of ours."""
    request = _found(pk)
    if not request.document or not request.document.storage.exists(request.document.name):
        raise Http404
    extension = request.document.name.rpartition(".")[2]
    return FileResponse(
        request.document.open("rb"),
        as_attachment=True,
        filename=f"documento.{extension}",
        content_type=content_type_of(request.document.name),
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"},
    )


def _found(pk: int) -> ManualRequest:
    return get_object_or_404(ManualRequest.objects.select_related("asked_by", "decided_by", "template"), pk=pk)
