"""Which template a constancia takes: the course's, else the requirement's, else the usual one of its kind."""

from __future__ import annotations

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When

from ..models import CertificateTemplate, TemplateUse, TemplateVersion


def template_for(*, kind: str, course_id: int | None = None, requirement_id: int | None = None) -> TemplateVersion:
    """The version to issue with, its template loaded too; one query, whatever is chosen.

    A course or a requirement may choose a template of another kind: the constancia is then of that template's kind
    (`version.template.kind`). Raises TemplateVersion.DoesNotExist in a database without a usual template of `kind`,
    which migrations write and no screen takes away.
    """
    uses = TemplateUse.objects.filter(template=OuterRef("template"))
    of_course = Exists(uses.filter(course=course_id)) if course_id else Q(pk__in=[])
    of_requirement = Exists(uses.filter(requirement=requirement_id)) if requirement_id else Q(pk__in=[])
    usual = Q(template__kind=kind, template__is_default=True)
    nearness = Case(
        When(of_course, then=Value(0)),
        When(of_requirement, then=Value(1)),
        When(usual, then=Value(2)),
        output_field=IntegerField(),
    )
    fit = TemplateVersion.objects.filter(template__archived_at=None).annotate(nearness=nearness).exclude(nearness=None)
    found = fit.select_related("template").order_by("nearness", "-number").first()
    if found is None:
        raise TemplateVersion.DoesNotExist(f"There is no usual template for {kind}.")
    return found


def latest_version(template: CertificateTemplate) -> TemplateVersion:
    """What `template` prints from now on. Every template has at least one version."""
    return template.versions.select_related("template").order_by("-number")[0]
