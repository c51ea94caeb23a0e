from __future__ import annotations

from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .access import COVERAGE, FOLLOW, RUN
from .admin import VIEW_INSTRUMENT
from .instrument.around import around
from .models import Aspect, AspectRequirement, Block, Field, Inapplicability, Instrument, Origin
from .responsible import not_applicable, responsible_for


def sees_instrument(view):
    @wraps(view)
    def checked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.has_perm(VIEW_INSTRUMENT):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def frame(title: str, parents: list[tuple[str, str]] = ()) -> dict[str, Any]:
    trail = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
    trail += [{"url": url, "label": label} for label, url in parents]
    return {
        "header_title": title,
        "page_title": title,
        "header_icon": "clipboard-list",
        "breadcrumbs_items": [*trail, {"url": "", "label": title}],
    }


@require_safe
@sees_instrument
def instrument(request: HttpRequest) -> HttpResponse:
    """The whole instrument at a glance: fields, blocks and aspects, with what is official and what is proposed."""
    versions = list(Instrument.objects.order_by("-is_current", "code", "-version"))
    wanted = request.GET.get("version", "")
    chosen = next((one for one in versions if one.version == wanted), versions[0] if versions else None)
    aspects = Aspect.objects.annotate(
        official=Count("variables", filter=Q(variables__origin=Origin.OFFICIAL)),
        proposed=Count("variables", filter=Q(variables__origin=Origin.PROPOSAL)),
    ).order_by("number")
    fields = _with_who_answers(chosen, aspects) if chosen else []
    return render(
        request,
        "cimtra/instrument.html",
        {
            **frame(_("CIMTRA instrument")),
            "instrument": chosen,
            "versions": versions,
            "fields": fields,
            "follows": request.user.has_perm(FOLLOW),
            "may_run": request.user.has_perm(RUN),
        },
    )


def _with_who_answers(chosen: Instrument, aspects: QuerySet[Aspect]) -> list[Field]:
    """The fields with their blocks and aspects; each aspect has `departments`, and `note` where it does not apply."""
    fields = list(
        chosen.fields.order_by("number").prefetch_related(
            Prefetch("blocks", Block.objects.order_by("number")), Prefetch("blocks__aspects", aspects)
        )
    )
    listed = [one for field in fields for block in field.blocks.all() for one in block.aspects.all()]
    departments = responsible_for([one.pk for one in listed])
    _whole, _variables, notes = not_applicable(chosen)
    for one in listed:
        one.departments = departments[one.pk]
        one.note = notes.get(one.pk, "")
    return fields


@require_safe
@sees_instrument
def aspect(request: HttpRequest, pk: int) -> HttpResponse:
    """One aspect with its variables, laws and related training, each with its origin."""
    found = get_object_or_404(
        Aspect.objects.select_related("instrument", "block__field__instrument").prefetch_related(
            "variables",
            "legal_references",
            Prefetch("requirement_links", AspectRequirement.objects.select_related("requirement")),
        ),
        pk=pk,
    )
    numbers = Aspect.objects.filter(instrument=found.instrument_id)
    return render(
        request,
        "cimtra/aspect.html",
        {
            **frame(str(found), [(_("CIMTRA instrument"), reverse("cimtra_admin:instrument"))]),
            "aspect": found,
            "responsible": responsible_for([found.pk])[found.pk],
            "notes_of_what_does_not_apply": Inapplicability.objects.on()
            .filter(aspect=found)
            .select_related("variable"),
            "tiles": around(found, day=timezone.localdate()) if request.user.has_perm(FOLLOW) else [],
            "may_see_coverage": request.user.has_perm(COVERAGE),
            "may_run": request.user.has_perm(RUN),
            "previous": numbers.filter(number__lt=found.number).order_by("-number").first(),
            "next": numbers.filter(number__gt=found.number).order_by("number").first(),
            "may_edit": request.user.has_perm("cimtra.change_aspect"),
            "edit_url": reverse("wagtailsnippets_cimtra_aspect:edit", args=[found.pk]),
        },
    )
