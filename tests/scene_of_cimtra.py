"""What stands around the instrument in the scene: something of each kind, for the department that the head heads."""

import datetime as dt

from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cimtra.findings.acts import add_evidence, open_finding
from cimtra.models import (
    AspectRequirement,
    AspectResponsible,
    CouncilSession,
    Delivery,
    EvidencePack,
    FindingImport,
    Inapplicability,
    Institution,
    MonitoringRun,
    Obligation,
    PublishedAddress,
    WorkPlan,
    YearPlan,
)
from cimtra.rounds.capturing import add_evidence as add_evidence_of_capture
from cimtra.rounds.making import make_round
from people.api import TRANSPARENCY_UNIT, write_whole
from tests.cimtra.library.library_factories import published, waiting
from tests.factories import UserFactory

LONG_AGO = dt.date(2024, 10, 1)
PAPER = b"%PDF-1.4 acta"


def build(made):
    """Add them to `made`; whoever did what is an account of no role of the scene."""
    clerk = UserFactory()
    _build_instrument(made)
    _build_rounds(made, clerk)
    _build_findings(made, clerk)
    _build_deliveries(made, clerk)
    _build_council(made)
    write_whole("cimtra/paquetes/escena.zip", b"PK")
    made.pack = EvidencePack.objects.create(
        aspect=made.aspect,
        audience="public",
        asked_by=clerk,
        reason="Escena",
        file="cimtra/paquetes/escena.zip",
        sha256="0" * 64,
        size=2,
        made_at=timezone.now(),
    )


def _build_instrument(made):
    AspectRequirement.objects.create(aspect=made.aspect, requirement=made.requirement)
    made.responsible = AspectResponsible.objects.create(
        aspect=made.aspect, department=made.department, starts_on=LONG_AGO
    )
    made.note = Inapplicability.objects.create(aspect=made.aspect, note="No hay rastro.", starts_on=LONG_AGO)
    # Other days than those of the starter's records, which stand in other tests.
    made.institution = Institution.objects.create(
        role="platform", name="Responsable ficticia de la plataforma", starts_on=LONG_AGO
    )


def _build_rounds(made, clerk):
    made.round = make_round(
        by=None,
        kind="internal",
        name="Autoevaluación",
        instrument=made.instrument,
        cutoff_on=dt.date(2026, 3, 31),
    )
    made.official_round = make_round(
        by=None, kind="official", name="Oficial", instrument=made.instrument, cutoff_on=dt.date(2025, 8, 31)
    )
    made.capture = made.round.captures.first()
    made.capture_evidence = add_evidence_of_capture(
        capture=made.capture, by=clerk, title="Acta", upload=SimpleUploadedFile("acta.pdf", PAPER)
    )


def _build_findings(made, clerk):
    made.finding = open_finding(by=None, text="Faltan las actas.", aspect=made.aspect, department=made.department)
    made.finding_evidence = add_evidence(
        made.finding, by=None, title="Acta", upload=SimpleUploadedFile("acta.pdf", PAPER)
    )
    made.finding_import = FindingImport.objects.create(file_name="x.xlsx", sha256="0" * 64, rows=[], uploaded_by=clerk)


def _build_deliveries(made, clerk):
    made.obligation = Obligation.objects.create(
        department=made.department, title="Nómina", starts_on=dt.date(2026, 1, 1)
    )
    made.delivery = Delivery.objects.create(
        obligation=made.obligation,
        department=made.department,
        period_start=dt.date(2026, 7, 1),
        period_end=dt.date(2026, 9, 30),
        due_on=dt.date(2026, 10, 15),
    )
    made.published = PublishedAddress.objects.create(
        title="Nómina", address="https://portal.ejemplo.mx/nomina.xlsx", department=made.department
    )
    made.monitoring_run = MonitoringRun.objects.create(quarter_start=dt.date(2026, 7, 1), ended_at=timezone.now())
    made.document_waiting = waiting(department=made.department, by=clerk)
    made.document_public = published(department=made.department, by=clerk, publisher=_publisher())


def _publisher():
    publisher = UserFactory()
    publisher.groups.add(Group.objects.get(name=TRANSPARENCY_UNIT))
    return publisher


def _build_council(made):
    year = {"starts_on": dt.date(2026, 1, 1), "ends_on": dt.date(2026, 12, 31)}
    made.work_plan = WorkPlan.objects.create(code="plan", title="Plan", **year)
    made.activity = made.work_plan.activities.create(order=1, text="Actividad", **year)
    made.council_session = CouncilSession.objects.create(
        body=made.department, number=1, starts_at=timezone.now() + dt.timedelta(days=9)
    )
    made.agenda_item = made.council_session.agenda.create(order=1, text="Punto")
    made.year_plan = YearPlan.objects.create(department=made.department, year=2026)
    made.indicator = made.year_plan.indicators.create(name="Indicador", unit="u", target=4)


def values(made):
    """The parameters of the addresses, as in scene.Scene."""
    return {
        **_of_the_admin(made),
        **_of_the_area(made),
        "cimtra:document/pk": made.document_public.pk,
        "cimtra:document/slug": "viaticos-pagados",
        "cimtra:document_file/pk": made.document_public.pk,
        "cimtra:document_file/slug": "viaticos-pagados",
        "ending": "csv",
    }


def _of_the_admin(made):
    of_responsible = ("end_responsible", "change_responsible", "take_back_responsible")
    of_activity = ("activity", "edit_activity", "remove_activity")
    of_indicator = ("edit_indicator", "remove_indicator", "reading")
    acts = ("", "_entregar", "_retirar", "_aceptar", "_devolver", "_dispensar")
    return {
        "cimtra_instrument:export/kind": "xlsx",
        "cimtra_instrument:aspect_responsible/pk": made.aspect.pk,
        "cimtra_instrument:not_applicable/pk": made.aspect.pk,
        **{f"cimtra_instrument:{name}/pk": made.responsible.pk for name in of_responsible},
        **{f"cimtra_instrument:{name}/pk": made.note.pk for name in ("end_note", "take_back_note")},
        **{f"cimtra_instrument:{name}/pk": made.institution.pk for name in ("institution", "take_over")},
        "cimtra_rounds/pk": made.round.pk,
        "cimtra_rounds:results/pk": made.official_round.pk,
        "cimtra_rounds:criterion/pk": made.capture.pk,
        "cimtra_rounds:evidence/pk": made.capture_evidence.pk,
        "block_pk": made.block.pk,
        "cimtra_findings/pk": made.finding.pk,
        "cimtra_findings/kind": "xlsx",
        "cimtra_findings:import_one/pk": made.finding_import.pk,
        "cimtra_findings:import_record/pk": made.finding_import.pk,
        "evidence_pk": made.finding_evidence.pk,
        "requirement_pk": made.requirement.pk,
        "cimtra_obligations/pk": made.obligation.pk,
        **{f"cimtra_obligations:delivery{act}/pk": made.delivery.pk for act in acts},
        "cimtra_monitoring/pk": made.published.pk,
        "cimtra_monitoring:round/pk": made.monitoring_run.pk,
        "cimtra_library/pk": made.document_waiting.pk,
        "cimtra_microsite/pk": made.instrument.pk,
        "cimtra_coverage:aspect/pk": made.aspect.pk,
        "cimtra_packs/uuid": made.pack.uuid,
        "cimtra_plans/pk": made.work_plan.pk,
        **{f"cimtra_plans:{name}/pk": made.activity.pk for name in of_activity},
        "cimtra_sessions/pk": made.council_session.pk,
        "cimtra_sessions:votes/pk": made.agenda_item.pk,
        "cimtra_indicators/pk": made.year_plan.pk,
        **{f"cimtra_indicators:{name}/pk": made.indicator.pk for name in of_indicator},
        "quarter": 1,
    }


def _of_the_area(made):
    acts = ("", "_iniciar", "_atender", "_comentar", "_evidencia")
    return {
        **{f"cimtra:area_finding{act}/pk": made.finding.pk for act in acts},
        "cimtra:area_evidence/pk": made.finding.pk,
        **{f"cimtra:area_delivery{act}/pk": made.delivery.pk for act in ("", "_entregar", "_retirar")},
        **{
            f"cimtra:area_document{what}/pk": made.document_waiting.pk for what in ("", "_file", "_correct", "_replace")
        },
        "cimtra:area_poa_plan/pk": made.year_plan.pk,
        "cimtra:area_poa_reading/pk": made.indicator.pk,
        "cimtra:area_coverage_aspect/pk": made.aspect.pk,
    }
