"""What is published of an aspect, by year and period: documents of the library and addresses that were delivered."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, FilteredRelation, Max, Q, QuerySet, Subquery
from django.utils import timezone

from ..library.addresses import address_of, download_address_of
from ..library.contents import described
from ..models import Aspect, Delivery, Frequency, Inapplicability, LibraryDocument, Obligation
from ..periods import label_of


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that visitors may open. A document is downloaded here; an address (`is_file` false) is elsewhere."""

    title: str
    department: str
    period: str
    updated_on: dt.date
    address: str
    is_file: bool
    format: str = ""
    size: int = 0
    content: str = ""
    download_address: str = ""
    is_open_format: bool = False


@dataclass(frozen=True, slots=True)
class PeriodOfItems:
    label: str
    start: dt.date
    end: dt.date
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """A document that is public no more: withdrawn, with the reason, or replaced by another one."""

    document: LibraryDocument
    address: str
    is_withdrawn: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an obligation that is in force says that something is always published."""

    title: str
    address: str
    department: str
    frequency: str


@dataclass(frozen=True, slots=True)
class Published:
    """What an aspect has to show. `years` are all that have something, newest first; `periods` those of `year`."""

    years: tuple[int, ...]
    year: int | None
    periods: tuple[PeriodOfItems, ...]
    past: tuple[Past, ...]
    standing: tuple[Standing, ...]
    updated_on: dt.date | None


def public_documents() -> QuerySet[LibraryDocument]:
    return LibraryDocument.objects.filter(live=True).select_related("department")


def item_of(document: LibraryDocument) -> Item:
    return Item(
        title=document.title,
        department=document.department.name,
        period=label_of(document.period_start, document.period_end),
        updated_on=document.updated_on,
        address=address_of(document),
        is_file=True,
        format=document.get_format_display(),
        size=document.size,
        content=described(document.content),
        download_address=download_address_of(document),
        is_open_format=document.is_open_format,
    )


def _item_of_delivery(row: dict[str, Any]) -> Item:
    return Item(
        title=row["title"],
        department=row["done__department__name"],
        period=label_of(row["done__period_start"], row["done__period_end"]),
        updated_on=row["done__delivered_on"],
        address=row["done__address"],
        is_file=False,
    )


def published_of(aspect: Aspect, *, year: int | None = None) -> Published:
    """What is published of `aspect`, and of `year` what there is in each period; the newest year where none is asked.

    Two queries, however much there is.
    """
    rows: dict[tuple[dt.date, dt.date], list[Item]] = defaultdict(list)
    past: list[Past] = []
    was_public = Q(live=True) | Q(first_published_at__isnull=False)
    documents = aspect.documents.filter(was_public).select_related("department").defer("description")
    for document in documents.order_by("title", "-pk"):
        if document.live:
            rows[document.period_start, document.period_end].append(item_of(document))
        else:
            past.append(Past(document, address_of(document), document.withdrawn_at is not None))
    standing = {}
    for row in _obligations_of(aspect):
        if row["address"] and _is_in_force(row):
            standing[row["pk"]] = Standing(
                row["title"], row["address"], row["department__name"], Frequency(row["frequency"]).label
            )
        if row["done__address"]:
            rows[row["done__period_start"], row["done__period_end"]].append(_item_of_delivery(row))
    years = tuple(sorted({start.year for start, _end in rows}, reverse=True))
    chosen = year if year in years else next(iter(years), None)
    periods = tuple(
        PeriodOfItems(label_of(start, end), start, end, tuple(rows[start, end]))
        for start, end in sorted(rows, reverse=True)
        if start.year == chosen
    )
    days = [item.updated_on for items in rows.values() for item in items]
    past.sort(key=lambda one: (one.document.period_start, one.document.pk), reverse=True)
    return Published(years, chosen, periods, tuple(past), tuple(standing.values()), max(days, default=None))


def _obligations_of(aspect: Aspect) -> QuerySet[Obligation, dict[str, Any]]:
    """A row per obligation of `aspect` and accepted delivery of it that is an address elsewhere, if any."""
    elsewhere = Q(deliveries__state=Delivery.State.ACCEPTED, deliveries__document=None) & ~Q(deliveries__address="")
    return (
        Obligation.objects.filter(aspects=aspect)
        .annotate(done=FilteredRelation("deliveries", condition=elsewhere))
        .order_by("title", "pk", "done__pk")
        .values(
            *("pk", "title", "address", "frequency", "starts_on", "ends_on", "department__name"),
            *(
                "done__address",
                "done__period_start",
                "done__period_end",
                "done__delivered_on",
                "done__department__name",
            ),
        )
    )


def _is_in_force(row: dict[str, Any]) -> bool:
    today = timezone.localdate()
    return row["starts_on"] <= today and (row["ends_on"] is None or row["ends_on"] >= today)


def with_counts(pages: QuerySet, *, documents: Q, deliveries: Q) -> QuerySet:
    """`pages` with what `counts_of` needs, in the same query.

    `documents` and `deliveries` choose, with OuterRef, what belongs to a page.
    """
    public = LibraryDocument.objects.filter(documents, live=True).order_by().values("live")
    accepted = Delivery.objects.filter(deliveries, state=Delivery.State.ACCEPTED, document=None).exclude(address="")
    accepted = accepted.order_by().values("state")
    number = Count("pk", distinct=True)
    return pages.annotate(
        document_count=Subquery(public.annotate(number=number).values("number")),
        document_day=Subquery(public.annotate(newest=Max("updated_on")).values("newest")),
        delivery_count=Subquery(accepted.annotate(number=number).values("number")),
        delivery_day=Subquery(accepted.annotate(newest=Max("delivered_on")).values("newest")),
    )


def counts_of(page: Any) -> tuple[int, dt.date | None]:
    """How much is published on a page of `with_counts`, and the day of its newest update."""
    days = [day for day in (page.document_day, page.delivery_day) if day]
    return (page.document_count or 0) + (page.delivery_count or 0), max(days, default=None)


def notes_of(aspect: Aspect, day: dt.date | None = None) -> QuerySet[Inapplicability]:
    """The reasoned notes of what does not apply on `day`: of the whole aspect first, then of its variables."""
    return (
        Inapplicability.objects.on(day)
        .filter(aspect=aspect)
        .select_related("variable")
        .order_by("variable__sort_order", "pk")
    )
