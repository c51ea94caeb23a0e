"""What was handed in, as it stood on that day: addresses, prints, history, and what the monitor saw."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext as _

from people.api import Column

from ...models import Delivery, DeliveryEvent, LinkCheck, PublishedAddress
from ...periods import label_of
from ..parts import Attachment, Section, Table, text_of
from ..scope import Scope

#: How far back the visits of the monitor are told; before it, the last one of each address.
YEAR = dt.timedelta(days=365)


def section(scope: Scope) -> Section:
    deliveries = list(
        Delivery.objects.filter(obligation__in=scope.aspects_of_obligation, period_start__lte=scope.day)
        .select_related("obligation", "department", "document", "session")
        .order_by("obligation__title", "department__path", "period_start", "pk")
    )
    history: dict[int, list[DeliveryEvent]] = defaultdict(list)
    events = DeliveryEvent.objects.filter(delivery__in=[one.pk for one in deliveries], at__lt=scope.end)
    for event in events.select_related("document"):
        history[event.delivery_id].append(event)
    checks = _checks(scope)
    return Section(
        slug="4-entregas",
        title=_("What was handed in"),
        tables=[_deliveries(scope, deliveries, history), _events(scope, deliveries, history), _visits(scope, checks)],
        attachments=_documents(scope, deliveries, history),
    )


def _state(one: Delivery, history: Sequence[DeliveryEvent]) -> str:
    """Its state on the day of the pack: what the last thing said that had happened by then."""
    return history[-1].to_state if history else Delivery.State.WAITING


def _deliveries(scope: Scope, deliveries: list[Delivery], history: dict[int, list[DeliveryEvent]]) -> Table:
    states = dict(Delivery.State.choices)

    def of_last(name: str):
        def value(one: Delivery):
            # The last hand-in that had happened by then; a decision after it repeats neither address nor print.
            said = [getattr(event, name) for event in history[one.pk] if getattr(event, name)]
            return said[-1] if said else ""

        return value

    def handed_in(one: Delivery) -> dt.date | None:
        return one.delivered_on if one.delivered_on and one.delivered_on <= scope.day else None

    return Table(
        _("Deliveries"),
        [
            Column(_("Aspects"), lambda one: _numbers(scope, one.obligation_id), 12),
            Column(_("Obligation"), lambda one: one.obligation.title, 44),
            Column(_("Origin"), lambda one: one.obligation.get_origin_display(), 14),
            Column(_("Department"), lambda one: one.department.name, 36),
            Column(_("Period"), _period, 26),
            Column(_("Due on"), lambda one: one.due_on, 12),
            Column(_("State that day"), lambda one: str(states[_state(one, history[one.pk])]), 18),
            Column(_("Handed in on"), handed_in, 14),
            Column(_("Address"), of_last("address"), 50),
            Column(_("Document"), lambda one: _title(of_last("document")(one)), 40),
            Column(_("SHA-256 of the document"), of_last("document_sha256"), 66),
        ],
        deliveries,
    )


def _title(document) -> str:
    return document.title if document else ""


def _numbers(scope: Scope, obligation_id: int) -> str:
    return ", ".join(str(number) for number in scope.aspects_of_obligation[obligation_id])


def _period(one: Delivery) -> str:
    return str(one.session) if one.session_id else label_of(one.period_start, one.period_end)


def _events(scope: Scope, deliveries: list[Delivery], history: dict[int, list[DeliveryEvent]]) -> Table:
    states = dict(Delivery.State.choices)
    rows = [(one, event) for one in deliveries for event in history[one.pk]]
    columns = [
        Column(_("Obligation"), lambda row: row[0].obligation.title, 44),
        Column(_("Department"), lambda row: row[0].department.name, 36),
        Column(_("Period"), lambda row: _period(row[0]), 26),
        Column(_("When"), lambda row: row[1].at, 18),
        Column(_("From the state"), lambda row: str(states.get(row[1].from_state, "")), 18),
        Column(_("To the state"), lambda row: str(states.get(row[1].to_state, "")), 18),
        Column(_("Address"), lambda row: row[1].address, 50),
        Column(_("SHA-256 of the document"), lambda row: row[1].document_sha256, 66),
    ]
    if scope.names:
        columns.append(Column(_("By whom"), lambda row: row[1].by_name, 30))
    if scope.details:
        columns.append(Column(_("What was said"), lambda row: row[1].text, 60))
    return Table(_("What happened to each delivery"), columns, rows)


def _checks(scope: Scope) -> list[LinkCheck]:
    """Visits of the last year, and of addresses without any the last one; three queries."""
    addresses = PublishedAddress.objects.filter(aspect__in=scope.aspect_ids) | PublishedAddress.objects.filter(
        obligation__in=list(scope.aspects_of_obligation)
    )
    checks = LinkCheck.objects.filter(seen_at__lt=scope.end, published__in=addresses.values("pk"))
    checks = checks.select_related("published__department").defer("redirects")
    recent = list(checks.filter(seen_at__gte=scope.end - YEAR).order_by("published", "seen_at"))
    seen = {one.published_id for one in recent}
    # The newest comes last and stays.
    older = {one.published_id: one for one in checks.exclude(published__in=seen).order_by("seen_at")}
    return [*older.values(), *recent]


def _visits(scope: Scope, checks: list[LinkCheck]) -> Table:
    return Table(
        _("What was seen at the published addresses"),
        [
            Column(_("What is there"), lambda one: one.published.title, 40),
            Column(_("Department"), lambda one: one.published.department.name, 36),
            Column(_("Address"), lambda one: one.published.address, 60),
            Column(_("Seen on"), lambda one: one.seen_at, 18),
            Column(_("Verdict"), lambda one: one.get_verdict_display(), 18),
            Column(_("Detail"), lambda one: one.detail or one.reason, 40),
            Column(_("Answer"), lambda one: one.status, 10),
            Column(_("Type"), lambda one: one.content_type, 24),
            Column(_("Bytes"), lambda one: one.size, 12),
            Column(_("SHA-256 of what was seen"), lambda one: one.sha256, 66),
        ],
        checks,
        note=_(
            "Visits of the year before the day; of an address that was not visited then, the last one. "
            "What could not be seen is held against nobody."
        ),
    )


def _documents(scope: Scope, deliveries: list[Delivery], history: dict[int, list[DeliveryEvent]]) -> list[Attachment]:
    """The documents that had been handed in by then; the public gets those that anybody may download."""
    found = {}
    for one in deliveries:
        for event in history[one.pk]:
            document = event.document
            if document is None or not (scope.names or document.live):
                continue
            name = (
                f"{document.pk}-{one.department.code}-{text_of(one.period_start).replace('/', '-')}.{document.format}"
            )
            about = f"{document.title} · {_period(one)}"
            found.setdefault(document.pk, Attachment(name, document.file, document.sha256, about))
    return list(found.values())
