"""Addresses in the admin: the list with its files, one with its history, the forms, and what is proposed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.api import TABLE_FORMATS, attached, frame, page_links, record_decision, requires

from ..access import FOLLOW, RUN
from ..models import PublishedAddress, Verdict
from .addresses import UNSEEN, Narrowed, NewerEdition, counts_of, edition_of, look_soon, save, with_names
from .changes import differences
from .files import list_file
from .forms import AddressForm, aspects, departments
from .look import content_in_words, facts_of, look_of, row_of, why, word_of
from .proposing import proposals, take
from .running import enqueue_due

ICON = "link"
PER_PAGE = 50
CHECKS = 40
FORM = require_http_methods(["GET", "HEAD", "POST"])


def framed(title: str = "", *parents: tuple[str, str]) -> dict[str, Any]:
    here = _("Monitoring of links")
    if not title:
        return frame(here, icon=ICON)
    return frame(title, icon=ICON, parents=[(here, reverse("cimtra_monitoring:list")), *parents])


def found(pk: int) -> PublishedAddress:
    return get_object_or_404(with_names(PublishedAddress.objects.all()), pk=pk)


def author_of(request: HttpRequest) -> str:
    return request.user.get_full_name() or request.user.get_username()


@require_safe
@requires(FOLLOW)
def addresses(request: HttpRequest) -> HttpResponse:
    narrowed = Narrowed.read(request.GET)
    page = Paginator(with_names(narrowed.of(PublishedAddress.objects.all())), PER_PAGE).get_page(narrowed.page)
    counts = counts_of(narrowed)
    context = {
        **framed(),
        "narrowed": narrowed,
        "rows": [row_of(one) for one in page.object_list],
        "page_obj": page,
        "links": page_links(page, narrowed),
        "tiles": [
            {
                **look_of("" if word == UNSEEN else word),
                "number": number,
                "query": narrowed.as_query(resultado=word, vigilancia=""),
                "is_chosen": narrowed.verdict == word,
            }
            for word, number in counts.items()
        ],
        "verdicts": [*Verdict.choices, (UNSEEN, word_of(""))],
        "departments": departments(),
        "aspects": aspects(),
        "formats": TABLE_FORMATS,
        "query": narrowed.as_query(),
        "may_run": request.user.has_perm(RUN),
    }
    return render(request, "cimtra/monitoring/list.html", context)


@require_POST
@requires(FOLLOW)
@transaction.atomic
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """The list with its filters as a file; a POST, since the ledger remembers who took it."""
    if kind not in TABLE_FORMATS:
        raise Http404
    narrowed = Narrowed.read(request.POST)
    rows = list(with_names(narrowed.of(PublishedAddress.objects.all())))
    criteria = criteria_of(narrowed)
    content = list_file(rows, kind, criteria=criteria, author=author_of(request))
    name = f"enlaces-publicados_{timezone.localdate():%Y-%m-%d}.{kind}"
    record_decision(act="export", actor=request.user, subject=name, after={"rows": len(rows), **dict(criteria)})
    return attached(content, name=name)


def criteria_of(narrowed: Narrowed) -> list[tuple[str, Any]]:
    department = departments().filter(pk=narrowed.department).first() if narrowed.department else None
    aspect = aspects().filter(pk=narrowed.aspect).first() if narrowed.aspect else None
    verdict = "" if narrowed.verdict in ("", UNSEEN) else narrowed.verdict
    return [
        (_("Result"), word_of(verdict) if narrowed.verdict else _("All")),
        (_("Department"), department.name if department else _("All")),
        (_("Aspect"), str(aspect) if aspect else _("All")),
        (_("Text searched for"), narrowed.text),
    ]


@require_safe
@requires(FOLLOW)
def address(request: HttpRequest, pk: int) -> HttpResponse:
    """One address: what it should be, the last look, and all looks with what was different each time."""
    one = found(pk)
    page = Paginator(one.checks.select_related("run"), CHECKS).get_page(request.GET.get("p"))
    checks = list(page.object_list)
    # The one that came before the last of this page, to tell what was different then.
    following = page.start_index() - 1 + len(checks)
    before_last = one.checks.all()[following : following + 1].first() if page.has_next() else None
    # Without any look there is none before it either.
    earlier = [*checks[1:], before_last] if checks else []
    context = {
        **framed(one.title),
        **row_of(one),
        "facts": facts_of(one.last_check) if one.last_check else [],
        "page_obj": page,
        "looks": [
            {
                "check": check,
                "look": look_of(check.verdict),
                "why": why(check),
                "content": content_in_words(check),
                "differences": list(differences(before, check)) if before else [],
            }
            for check, before in zip(checks, earlier, strict=True)
        ],
        "may_run": request.user.has_perm(RUN),
        "is_waiting": one.next_visit_at <= timezone.now(),
    }
    return render(request, "cimtra/monitoring/one.html", context)


@FORM
@requires(RUN)
def new_address(request: HttpRequest) -> HttpResponse:
    form = AddressForm(request.POST or None, for_user=request.user)
    if request.method == "POST" and form.is_valid():
        made = form.save()
        enqueue_due()
        messages.success(request, _("The address is added. The monitor looks at it within a few minutes."))
        return redirect("cimtra_monitoring:one", made.pk)
    return _form(request, form, _("Add an address"), reverse("cimtra_monitoring:list"))


@FORM
@requires(RUN)
def edit_address(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(pk)
    edition = edition_of(one)
    form = AddressForm(request.POST or None, instance=one, initial={"edition": edition}, for_user=request.user)
    newer = None
    if request.method == "POST" and form.is_valid():
        try:
            save(published=one, values=form.values(), edition=form.cleaned_data["edition"])
        except NewerEdition as refused:
            newer = refused
            # Saving again now is done in the knowledge of what the other one wrote.
            form.data = form.data.copy()
            form.data["edition"] = edition_of(refused.published)
        else:
            messages.success(request, _("The address is saved."))
            return redirect("cimtra_monitoring:one", pk)
    back = reverse("cimtra_monitoring:one", args=[pk])
    title = PublishedAddress.objects.values_list("title", flat=True).get(pk=pk)
    return _form(request, form, _("Edit the address"), back, parents=[(title, back)], newer=newer)


def _form(request, form: AddressForm, title: str, back: str, *, parents=(), newer: NewerEdition | None = None):
    context = {**framed(title, *parents), "form": form, "back": back, "newer": newer}
    if newer:
        theirs = AddressForm(instance=newer.published, for_user=request.user)
        context["theirs"] = [
            {"label": field.label, "theirs": _shown(theirs, name), "yours": _shown(form, name)}
            for name, field in form.fields.items()
            if name != "edition" and str(theirs[name].value() or "") != str(form[name].value() or "")
        ]
    return render(request, "cimtra/monitoring/form.html", context, status=409 if newer else 422 if form.errors else 200)


def _shown(form: AddressForm, name: str) -> str:
    """The value of a field as people read it."""
    value = form[name].value()
    choices = getattr(form.fields[name], "choices", None)
    if choices is None:
        return _("Yes") if value is True else _("No") if value in (False, None) else str(value)
    return next((str(label) for key, label in choices if str(key) == str(value or "")), "")


@require_POST
@requires(RUN)
def look_now(request: HttpRequest, pk: int) -> HttpResponse:
    look_soon(found(pk))
    enqueue_due()
    messages.success(request, _("The monitor looks at the address within a minute or two. Open this page again then."))
    return redirect("cimtra_monitoring:one", pk)


@FORM
@requires(RUN)
def proposed(request: HttpRequest) -> HttpResponse:
    """Addresses that obligations, deliveries and sessions bring; whoever runs CIMTRA chooses among them."""
    if request.method == "POST":
        number = take(keys=request.POST.getlist("enlace"))
        enqueue_due()
        text = ngettext(
            "%(number)d address is looked at from now on.", "%(number)d addresses are looked at from now on.", number
        )
        messages.success(request, text % {"number": number})
        return redirect("cimtra_monitoring:list")
    context = {**framed(_("Addresses to add")), "proposals": proposals()}
    return render(request, "cimtra/monitoring/proposed.html", context)
