"""What must hold of constancias: folios without gaps, one per completion, each file there and as it was signed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.db.models import Count, Max, Min
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.api import private_storage
from people.plugins import IntegrityCheck, integrity_checks

from .missing import completions_without_certificate
from .models import Certificate, FolioCounter
from .storing import file_is_intact

CHUNK = 200


def gaps_in_folios() -> Iterator[str]:
    given = {
        (row["series"], row["year"]): row
        for row in Certificate.objects.order_by()
        .values("series", "year")
        .annotate(how_many=Count("pk"), first=Min("number"), last=Max("number"))
    }
    counters = {(one.series, one.year): one.last_number for one in FolioCounter.objects.all()}
    for key in sorted(given.keys() | counters.keys()):
        row = given.get(key, {"how_many": 0, "first": None, "last": 0})
        counted = counters.get(key, 0)
        if row["last"] != counted or row["how_many"] != counted or row["first"] not in (1, None):
            yield _(
                "%(series)s-%(year)d: %(how_many)d constancias, the last number is %(last)d, %(counted)d were given"
            ) % {
                "series": key[0],
                "year": key[1],
                "how_many": row["how_many"],
                "last": row["last"],
                "counted": counted,
            }


def completions_left_out() -> Iterator[str]:
    for completion in completions_without_certificate().iterator(chunk_size=CHUNK):
        yield _("Completion %(number)d has no constancia") % {"number": completion.pk}


def files_that_differ() -> Iterator[str]:
    """Files that are gone, altered, or belong to no constancia; what still waits for its file is on its own screen."""
    for certificate in Certificate.objects.with_name().exclude(sha256="").order_by("pk").iterator(chunk_size=CHUNK):
        if not file_is_intact(certificate):
            yield _("%(folio)s: the file is gone or was altered") % {"folio": certificate.folio}
    for stems in batched(sorted(Path(private_storage().path("constancias")).glob("[0-9]*/*.pdf"))):
        known = set(Certificate.objects.filter(folio__in=stems).values_list("folio", flat=True))
        for stem in stems:
            if stem not in known:
                yield _("%(name)s.pdf belongs to no constancia") % {"name": stem}


def batched(paths: list[Path]) -> Iterator[list[str]]:
    for begin in range(0, len(paths), CHUNK):
        yield [path.stem for path in paths[begin : begin + CHUNK]]


def register() -> None:
    for name, title, problems in (
        ("folios", gettext_lazy("Folios follow each other without gaps"), gaps_in_folios),
        ("issued", gettext_lazy("Each completion that earns one has its constancia"), completions_left_out),
        ("files", gettext_lazy("The file of each constancia is there, as it was signed"), files_that_differ),
    ):
        integrity_checks.register(name, IntegrityCheck(title, problems))
