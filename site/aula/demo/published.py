"""What the demonstration's municipality publishes: obligations and deliveries, sessions, programmes, its portal."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from email.message import Message
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from people.api import Column, Department, User, table_file

from .organisation import days_from_now

# A domain that by its standard can belong to nobody.
PORTAL = "https://portal.example/transparencia"
ACCEPTED, RETURNED, HANDED_IN = "a", "r", "v"


def quarter_before(number: int):
    """The last quarter that has ended for 0, the one before for 1, and so on."""
    from cimtra.api import before, quarter_due

    quarter = quarter_due(timezone.localdate())
    for _turn in range(number):
        quarter = before(quarter, "trimestral")
    return quarter


def load_published(content: dict[str, Any], aspects: dict, departments: dict, accounts: dict[str, User]) -> None:
    consultant, admin = accounts["consultora"], accounts["admin"]
    patterns = _oblige(content["obligations"], aspects, departments)
    for entry in content["sessions"]:
        _hold_session(entry, departments[entry["in"]], consultant, admin)
    _hand_in(patterns, accounts["directora"], admin, consultant)
    for entry in content["programmes"]:
        _programme(entry, departments[entry["in"]], consultant)
    for entry in content["documents"]:
        _document(entry, aspects, departments[entry["in"]], consultant, admin)
    _look_at_portal(content["addresses"], aspects, departments)


def _oblige(entries: list[dict[str, Any]], aspects: dict, departments: dict) -> dict[int, str]:
    """{obligation: what happened to its deliveries, from the latest on}."""
    from cimtra.api import Obligation, make_deliveries

    patterns = {}
    year = timezone.localdate().year
    for entry in entries:
        obligation = Obligation.objects.create(
            kind=entry["kind"],
            title=entry["title"],
            department=departments[entry["in"]],
            frequency=entry["frequency"],
            days_to_deliver=entry["days"],
            open_format=entry.get("open", False),
            address=f"{PORTAL}/{entry['key']}/",
            starts_on=dt.date(year - 1, 10, 1) if entry["frequency"] == "trimestral" else dt.date(year - 1, 1, 1),
        )
        obligation.aspects.set(aspects[number] for number in entry["aspects"])
        patterns[obligation.pk] = entry.get("delivered", "")
    make_deliveries()
    return patterns


def _hand_in(patterns: dict[int, str], directora: User, admin: User, consultant: User) -> None:
    from cimtra.api import Delivery, accept_delivery, deliver, return_delivery

    own = set(Department.objects.filter(code="obras-publicas").values_list("pk", flat=True))
    today = timezone.localdate()
    turns: dict[int, int] = {}
    due = Delivery.objects.filter(obligation__in=patterns, session=None).select_related("obligation")
    for delivery in due.filter(period_start__lte=today).order_by("obligation", "-period_start"):
        ahead = delivery.obligation.kind in ("year_plan", "commission_plan")
        if delivery.period_end >= today and not ahead:
            continue
        turn = turns.get(delivery.obligation_id, 0)
        turns[delivery.obligation_id] = turn + 1
        # Whatever is older than the pattern went well.
        what = (patterns[delivery.obligation_id] + ACCEPTED * 20)[turn]
        if what not in (ACCEPTED, RETURNED, HANDED_IN):
            continue
        by = directora if delivery.department_id in own else admin
        deliver(delivery, by=by, address=f"{delivery.obligation.address}{delivery.period_start}.xlsx")
        if what == ACCEPTED:
            accept_delivery(delivery, by=consultant)
        elif what == RETURNED:
            return_delivery(
                delivery, by=consultant, reason="Es un PDF escaneado; se pide hoja de cálculo (de muestra)."
            )
        # It was handed in on its day, not on the day on which the demonstration was loaded.
        if delivery.delivered_on:
            Delivery.objects.filter(pk=delivery.pk).update(delivered_on=min(delivery.due_on, today))


def _hold_session(entry: dict[str, Any], body: Department, consultant: User, admin: User) -> None:
    from cimtra.api import Delivery, accept_delivery, call_session, cancel_session, deliver, hold, record_presence

    starts = dt.datetime.combine(days_from_now(entry["day"]), dt.time(entry["hour"]))
    addresses = {f"{name}_address": entry[name] for name in ("recording", "stream", "minutes") if name in entry}
    session = call_session(
        by=consultant,
        body=body,
        number=entry["number"],
        starts_at=timezone.make_aware(starts),
        agenda="\n".join(entry["agenda"]),
        place="Sala de Cabildo",
        **addresses,
    )
    if "cancelled" in entry:
        cancel_session(session=session, reason=entry["cancelled"])
    if "absent" not in entry:
        return
    hold(session=session)
    members = list(session.members.select_related("employee"))
    presence = {one.pk: "absent" if one.employee.number in entry["absent"] else "present" for one in members}
    record_presence(session=session, presence=presence)
    _vote(session, entry["decided"], [pk for pk, came in presence.items() if came == "present"])
    for delivery in Delivery.objects.filter(session=session).select_related("obligation"):
        if address := addresses.get(f"{delivery.obligation.kind}_address"):
            deliver(delivery, by=consultant, address=address)
            accept_delivery(delivery, by=admin)


def _vote(session, decided: dict[int, list], present: list[int]) -> None:
    """{point: [decision, votes for, votes against]}; whoever is left abstains where there was a vote at all."""
    from cimtra.api import record_votes

    for item in session.agenda.filter(order__in=decided):
        decision, in_favour, against = decided[item.order]
        senses = ["for"] * in_favour + ["against"] * against
        senses += ["abstained"] * (len(present) - len(senses)) if senses else []
        record_votes(item=item, decision=decision, votes=dict(zip(present, senses, strict=False)))


def _programme(entry: dict[str, Any], department: Department, consultant: User) -> None:
    from cimtra.api import YearPlan, add_indicator, record_reading

    year = timezone.localdate().year
    plan = YearPlan.objects.create(
        department=department, year=year, goal=entry["goal"], approved_on=dt.date(year, 1, 20)
    )
    names = ("name", "unit", "direction", "accumulates")
    over = [quarter for quarter in range(1, 5) if dt.date(year, quarter * 3, 28) < timezone.localdate()]
    for asked in entry["indicators"]:
        fields = {name: asked[name] for name in names if name in asked}
        indicator = add_indicator(plan=plan, target=Decimal(asked["target"]), **fields)
        for quarter, planned in enumerate(asked["planned"], start=1):
            written: dict[str, Any] = {"planned": Decimal(planned)}
            if quarter in over and quarter <= len(asked["reached"]):
                written["reached"] = Decimal(asked["reached"][quarter - 1])
                written["evaluation"] = asked["notes"][quarter - 1]
            record_reading(indicator=indicator, quarter=quarter, by=consultant, edition=0, **written)


def _document(entry: dict[str, Any], aspects: dict, department: Department, consultant: User, admin: User) -> None:
    from cimtra.api import publish_document, send_back_document, upload_document

    columns = [Column(label, lambda row, at=at: row[at]) for at, label in enumerate(entry["columns"])]
    table = table_file("csv", title=entry["title"], columns=columns, rows=entry["rows"], criteria=[], author="")
    quarter = quarter_before(entry["quarter"])
    document = upload_document(
        by=consultant,
        department=department,
        file=SimpleUploadedFile(f"{department.code}-{quarter.start}.csv", table, "text/csv"),
        title=entry["title"],
        period=quarter,
        aspects=[aspects[number] for number in entry["aspects"]],
        updated_on=min(quarter.end + dt.timedelta(days=12), timezone.localdate()),
    )
    if entry["state"] == "published":
        publish_document(document, by=admin)
    elif entry["state"] == "returned":
        send_back_document(document, by=admin, reason=entry["reason"])


def _look_at_portal(entries: list[dict[str, Any]], aspects: dict, departments: dict) -> None:
    """Two rounds of visits whose answers are told and not fetched: nothing here goes out to the Internet."""
    from cimtra.api import MonitoringRun, PublishedAddress, go_round, visit

    answers = {f"{PORTAL}/{entry['path']}": _answer(entry) for entry in entries}

    def fetch(address: str):
        return _seen(address, answers)

    silent = [entry for entry in entries if entry["answers"] == "outage"]
    for entry in entries:
        if entry not in silent:
            _address(entry, aspects, departments)
    for number in (1, 0):
        go_round(MonitoringRun.objects.create(quarter_start=quarter_before(number).start), fetch=fetch)
    # A round tries an outage again before it believes it; this visit is not waited for.
    for entry in silent:
        visit(_address(entry, aspects, departments), fetch=fetch)
    # Their host is nobody's, so nothing should look at them again for a long time.
    PublishedAddress.objects.update(next_visit_at=timezone.now() + dt.timedelta(days=3650))


def _address(entry: dict[str, Any], aspects: dict, departments: dict):
    from cimtra.api import PublishedAddress

    return PublishedAddress.objects.create(
        address=f"{PORTAL}/{entry['path']}",
        title=f"{entry['title']} (de muestra)",
        aspect=aspects[entry["aspect"]],
        department=departments[entry["in"]],
        expects=entry["expects"],
        names_quarter="quarter" in entry,
    )


def _answer(entry: dict[str, Any]):
    """What the portal would say: a table that names its quarter, a page, nothing, or not a word (None)."""
    from cimtra.api import Answer

    if entry["answers"] == "outage":
        return None
    headers = Message()
    if entry["answers"] == "table":
        headers["Content-Type"] = "text/csv; charset=utf-8"
        quarter = quarter_before(entry["quarter"])
        body = f"Concepto,Monto,Periodo\nPartida de muestra,1500,{quarter.label}\nOtra partida,900,{quarter.label}\n"
    else:
        headers["Content-Type"] = "text/html; charset=utf-8"
        body = f"<!doctype html><title>{entry['title']}</title><h1>{entry['title']}</h1><p>Texto de muestra.</p>"
    status = 404 if entry["answers"] == "missing" else 200
    data = body.encode()
    return Answer(status=status, headers=headers, body=data, size=len(data), is_whole=True)


def _seen(address: str, answers: dict[str, Any]):
    from cimtra.api import Seen

    answer = answers.get(address)
    if answer is None:
        return Seen(address, reason="too_slow")
    return Seen(address, answer=answer, final_address=address, milliseconds=120)
