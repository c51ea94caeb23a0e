"""What is asked: the text of the aspects, their variables and the law, each with its origin."""

from __future__ import annotations

from django.utils.translation import gettext as _

from people.api import Column

from ...models import Aspect, Inapplicability, LegalReference, Variable
from ..parts import Section, Table
from ..scope import Scope


def section(scope: Scope) -> Section:
    """Four queries. The text of the instrument is not dated, so it is as it was when the pack was made."""
    notes = [scope.instrument.disclaimer] if scope.instrument.disclaimer else []
    told = _("The text of the instrument is the one that stood in the system when this pack was made.")
    return Section(
        slug="1-norma",
        title=_("What is asked"),
        notes=[*notes, told],
        tables=[_aspects(scope), _variables(scope), _law(scope), _inapplicable(scope)],
    )


def _aspects(scope: Scope) -> Table:
    def points(one: Aspect) -> str:
        return str(one.points) if one.points is not None else _("not public")

    def frequency(one: Aspect) -> str:
        return _with_inferred(one.get_frequency_display(), one.frequency_inferred)

    def open_format(one: Aspect) -> str:
        return _with_inferred(_("Yes") if one.open_format else _("No"), one.open_format_inferred)

    return Table(
        _("Aspects"),
        [
            Column(_("Aspect"), lambda one: one.number, 9),
            Column(_("Title"), lambda one: one.title, 50),
            Column(_("Block"), lambda one: str(one.block), 34),
            Column(_("Version"), lambda one: str(one.instrument), 34),
            Column(_("How often it is updated"), frequency, 24),
            Column(_("Open format"), open_format, 16),
            Column(_("Kinds of evidence"), lambda one: ", ".join(one.evidence_labels), 40),
            Column(_("Points"), points, 12),
            Column(_("Sources"), lambda one: " ".join(one.source_lines), 50),
        ],
        scope.aspects,
    )


def _with_inferred(text: str, is_inferred: bool) -> str:
    return _("%(value)s (inferred)") % {"value": text} if is_inferred else str(text)


def _variables(scope: Scope) -> Table:
    rows = Variable.objects.filter(aspect__in=scope.aspect_ids).order_by("aspect__number", "sort_order", "pk")
    return Table(
        _("Variables"),
        [
            Column(_("Aspect"), lambda one: scope.numbers[one.aspect_id], 9),
            Column(_("Number"), lambda one: one.number, 10),
            Column(_("What is checked"), lambda one: one.title, 60),
            Column(_("Points"), lambda one: one.points, 10),
            Column(_("Origin"), lambda one: one.get_origin_display(), 14),
            Column(_("Source"), lambda one: one.source, 50),
        ],
        list(rows),
    )


def _law(scope: Scope) -> Table:
    rows = LegalReference.objects.filter(aspect__in=scope.aspect_ids).order_by("aspect__number", "sort_order", "pk")
    return Table(
        _("Law"),
        [
            Column(_("Aspect"), lambda one: scope.numbers[one.aspect_id], 9),
            Column(_("Law and articles"), lambda one: one.text, 60),
            Column(_("Source"), lambda one: one.source, 50),
        ],
        list(rows),
    )


def _inapplicable(scope: Scope) -> Table:
    rows = Inapplicability.objects.on(scope.day).filter(aspect__in=scope.aspect_ids).select_related("variable")
    return Table(
        _("What does not apply, with its reasoned note"),
        [
            Column(_("Aspect"), lambda one: scope.numbers[one.aspect_id], 9),
            Column(_("Variable"), lambda one: str(one.variable or ""), 40),
            Column(_("Reasoned note"), lambda one: one.note, 60),
            Column(_("Legal basis"), lambda one: one.basis, 40),
            Column(_("From"), lambda one: one.starts_on, 12),
            Column(_("Until"), lambda one: one.ends_on, 12),
        ],
        list(rows.order_by("aspect__number", "starts_on")),
    )
