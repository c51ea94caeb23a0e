"""Obligations in the admin: the list, one with its deliveries, writing it, and the usual ones to start from."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import ModelLogEntry

from people.api import page_links, requires

from ...access import FOLLOW, RUN
from ...models import Delivery, Frequency, Obligation
from ...periods import quarter_of
from .. import editing, proposing
from ..due import BY_HAND
from ..lights import with_light
from ..listing import Narrowed, departments_with
from ..lists import with_what_is_shown
from ..look import rows_of
from ..obligation_forms import ChangeForm, CopyForm, EndForm, ObligationForm, ProposalsForm
from .frames import FORM, obligations_frame

PER_PAGE = 50
SHOWN = 60


@require_safe
@requires(FOLLOW)
def obligations(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    narrowed = Narrowed.asked(request.GET)
    late = Count("deliveries", filter=with_light("late", today, "deliveries__"), distinct=True)
    found = narrowed.of(Obligation.objects.select_related("department"), today).annotate(late=late)
    page = Paginator(found.order_by("department__path", "kind", "title"), PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        **obligations_frame(),
        "rows": page,
        "number": page.paginator.count,
        "links": page_links(page, narrowed),
        "narrowed": narrowed,
        "kinds": Obligation.Kind.choices,
        "frequencies": Frequency.choices,
        "departments": departments_with(Obligation.objects.all()),
        "may_run": request.user.has_perm(RUN),
        "is_empty": not page.paginator.count and narrowed == Narrowed(),
    }
    return render(request, "cimtra/obligations/list.html", context)


def _found(pk: int) -> Obligation:
    return get_object_or_404(Obligation.objects.select_related("department"), pk=pk)


@require_safe
@requires(FOLLOW)
def obligation(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _found(pk))


def _page(
    request: HttpRequest, one: Obligation, *, end_form: EndForm | None = None, change_form: ChangeForm | None = None
) -> HttpResponse:
    today = timezone.localdate()
    refused = end_form or change_form
    every = with_what_is_shown(one.deliveries.all()).order_by("-period_start", "-pk")
    context = {
        **obligations_frame(one.title),
        "obligation": one,
        "is_over": one.ends_on is not None and one.ends_on < today,
        "aspects": one.aspects.select_related("instrument").order_by("instrument", "number"),
        "rows": rows_of(every[:SHOWN], today),
        "more": max(0, one.deliveries.count() - SHOWN),
        "changes": ModelLogEntry.objects.for_instance(one).select_related("user").order_by("-timestamp")[:20],
        "may_run": request.user.has_perm(RUN),
        "is_by_hand": one.frequency in BY_HAND,
        "end_form": end_form or EndForm(initial={"on": today}),
        "change_form": change_form or ChangeForm(initial={"day": today}),
    }
    return render(request, "cimtra/obligations/one.html", context, status=422 if refused else 200)


@FORM
@requires(RUN)
def new(request: HttpRequest) -> HttpResponse:
    form = ObligationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = editing.record(by=request.user, **form.as_said())
        messages.success(request, _told_of(made))
        return redirect("cimtra_obligations:one", made.pk)
    return _form(request, form, obligations_frame(_("New obligation to publish")))


def _told_of(made: Obligation) -> str:
    number = made.deliveries.count()
    text = ngettext(
        "The obligation is recorded, with %(number)d delivery.",
        "The obligation is recorded, with %(number)d deliveries.",
        number,
    )
    return text % {"number": number}


@FORM
@requires(RUN)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    one = _found(pk)
    form = ObligationForm(request.POST or None, instance=one)
    newer = None
    if request.method == "POST" and form.is_valid():
        try:
            editing.edit(one, by=request.user, seen=form.cleaned_data["seen"], **form.as_said())
        except editing.EditedMeanwhile as refused:
            newer = refused.obligation
            form.add_error(None, str(refused))
            # What the person wrote stays in the form; saving once more goes over what they have seen by then.
            form.data = form.data.copy()
            form.data["seen"] = editing.version_of(newer)
        else:
            messages.success(request, _("The obligation is saved. What had been delivered stays as it was."))
            return redirect("cimtra_obligations:one", pk)
    return _form(request, form, obligations_frame(_("Edit the obligation")), newer=newer, obligation=one)


def _form(request: HttpRequest, form: ObligationForm, frame: dict, **context) -> HttpResponse:
    status = 409 if context.get("newer") else 422 if form.errors else 200
    return render(request, "cimtra/obligations/form.html", {**frame, "form": form, **context}, status=status)


@FORM
@requires(RUN)
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    one = _found(pk)
    form = CopyForm(request.POST or None, obligation=one)
    if request.method == "POST" and form.is_valid():
        made = editing.copy(one, by=request.user, departments=form.cleaned_data["departments"])
        text = ngettext("%(number)d department has it now, too.", "%(number)d departments have it now, too.", len(made))
        messages.success(request, text % {"number": len(made)})
        return redirect("cimtra_obligations:one", pk)
    context = {**obligations_frame(_("The same for other departments")), "form": form, "obligation": one}
    return render(request, "cimtra/obligations/copy.html", context, status=422 if form.errors else 200)


@require_POST
@requires(RUN)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    one, form = _found(pk), EndForm(request.POST)
    if form.is_valid():
        try:
            editing.end(one, by=request.user, on=form.cleaned_data["on"])
        except editing.CannotEdit as refused:
            form.add_error("on", str(refused))
        else:
            messages.success(request, _("The obligation ends on that day. Its deliveries stay in the lists."))
            return redirect("cimtra_obligations:one", pk)
    return _page(request, one, end_form=form)


@require_POST
@requires(RUN)
def record_change(request: HttpRequest, pk: int) -> HttpResponse:
    one, form = _found(pk), ChangeForm(request.POST)
    if form.is_valid():
        try:
            delivery: Delivery = editing.record_change(one, day=form.cleaned_data["day"])
        except editing.CannotEdit as refused:
            form.add_error("day", str(refused))
        else:
            messages.success(request, _("The change is recorded: it has to be published."))
            return redirect("cimtra_obligations:delivery", delivery.pk)
    return _page(request, one, change_form=form)


@FORM
@requires(RUN)
def propose(request: HttpRequest) -> HttpResponse:
    """What is usual, and what of it would be made here; whoever runs CIMTRA chooses and makes it."""
    today = timezone.localdate()
    given = request.POST if request.method == "POST" else request.GET
    form = ProposalsForm(given if "desde" in given else {"desde": quarter_of(today).start})
    starts_on = form.cleaned_data["desde"] if form.is_valid() else quarter_of(today).start
    if request.method == "POST" and form.is_valid():
        made = proposing.make(request.POST.getlist("propuesta"), starts_on=starts_on)
        messages.success(request, _told_of_proposals(made))
        return redirect("cimtra_obligations:list")
    sets = proposing.propose(starts_on=starts_on)
    context = {
        **obligations_frame(_("Propose obligations")),
        "form": form,
        "starts_on": starts_on,
        "sets": sets,
        "missing": sum(group.missing for group in sets),
    }
    return render(request, "cimtra/obligations/propose.html", context, status=422 if form.errors else 200)


def _told_of_proposals(made: proposing.Made) -> str:
    obligations = ngettext("%(number)d obligation was made", "%(number)d obligations were made", made.obligations)
    deliveries = ngettext("%(number)d delivery", "%(number)d deliveries", made.deliveries)
    return _("%(obligations)s, with %(deliveries)s.") % {
        "obligations": obligations % {"number": made.obligations},
        "deliveries": deliveries % {"number": made.deliveries},
    }
