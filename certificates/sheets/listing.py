"""Templates with what the lists tell about them, each list in a fixed number of queries."""

from __future__ import annotations

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from people.api import Municipality, Signatory

from ..models import Certificate, CertificateTemplate, SignaturePicture, TemplateUse, TemplateVersion


def with_standing(templates: QuerySet[CertificateTemplate]) -> QuerySet[CertificateTemplate]:
    """Adds `latest_number`, `changed_at`, `issued` (certificates) and `use_count` to each."""
    latest = TemplateVersion.objects.filter(template=OuterRef("pk")).order_by("-number")
    issued = Certificate.objects.filter(design__template=OuterRef("pk"))
    return templates.annotate(
        latest_number=Subquery(latest.values("number")[:1]),
        changed_at=Subquery(latest.values("made_at")[:1]),
        issued=_count(issued.order_by().values("design__template")),
        use_count=_count(TemplateUse.objects.filter(template=OuterRef("pk")).values("template")),
    )


def _count(grouped: QuerySet) -> Coalesce:
    counted = grouped.annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def versions_of(template: CertificateTemplate) -> QuerySet[TemplateVersion]:
    """The versions of `template`, newest first, each with `issued`."""
    counted = template.versions.annotate(issued=Count("certificates"))
    return counted.select_related("made_by__employee", "background").order_by("-number")


def uses_of(template: CertificateTemplate) -> list[TemplateUse]:
    return list(template.uses.select_related("course", "requirement"))


def taken_by_others(template: CertificateTemplate) -> dict[tuple[str, int], str]:
    """{("course" | "requirement", id): name of the other template that it takes now}."""
    others = TemplateUse.objects.exclude(template=template).select_related("template")
    return {
        ("course", use.course_id) if use.course_id else ("requirement", use.requirement_id): use.template.name
        for use in others
    }


def signatories_with_pictures(municipality: Municipality) -> list[tuple[Signatory, SignaturePicture | None]]:
    """Everybody who signs, signed or will sign, the latest first, each with the drawn signature or None."""
    signatories = Signatory.objects.filter(municipality=municipality.pk).order_by("-starts_on", "sort_order", "pk")
    pictures = {
        one.signatory_id: one
        for one in SignaturePicture.objects.filter(signatory__municipality=municipality.pk)
        .select_related("picture")
        .defer("picture__data")
    }
    return [(signatory, pictures.get(signatory.pk)) for signatory in signatories]
