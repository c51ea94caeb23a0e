"""The work plan of 2020, line by line: each is done on a screen, and what is done there counts in the plan.

LINES are the document's own; a test stands for each, and the first one holds that none is missing from the plan.
"""

import datetime as dt
import html
import io
import re
from decimal import Decimal

import pikepdf
import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from cimtra.findings.acts import open_finding
from cimtra.indicators.acts import record_reading
from cimtra.library.documents import publish, upload
from cimtra.microsite.building import build
from cimtra.models import Aspect, AspectPage, Delivery, Obligation, Round, WorkPlan
from cimtra.periods import quarter_of
from cimtra.plans.loading import load_work_plan
from cimtra.sessions.acts import call_session, hold
from people.api import CONSULTANCY, HUMAN_RESOURCES, TRANSPARENCY_UNIT
from tests.cimtra.indicators.indicators_factories import IndicatorFactory, YearPlanFactory
from tests.cimtra.plans.plans_factories import an_evaluation, deliveries, monitored, small_instrument
from tests.cimtra.sessions.sessions_factories import ObligationFactory, body_of
from tests.factories import (
    AppointmentFactory,
    DepartmentFactory,
    EmployeeFactory,
    EnrolmentFactory,
    UserFactory,
    course_page,
    home_page,
)

pytestmark = pytest.mark.django_db

LINES = (
    "Asesoría y capacitación en transparencia para consolidar al Municipio de Tuxpan en el Ranking de "
    "Transparencia en Jalisco y a Nivel Nacional 2020.",
    "Plan de trabajo 2020",
    "Consolidar al Ayuntamiento de Tuxpan en el tema de transparencia y Rendición de cuentas en el ámbito "
    "Local, Estatal y Nacional.",
    "Ofrecer capacitación a las autoridades y funcionarios municipales en el tema de la transparencia y la "
    "rendición de cuentas;",
    "Dar seguimientos a las recomendaciones sobre a la herramienta Cimtra Municipal",
    "Incrementar los niveles de calificación en las mediciones realizadas por organismos públicos y privados.",
    "Realizar monitoreos permanentes previos a la evaluación semestral de Colectivo Cimtra.",
    "15 de febrero de 2020 – 15 de julio de 2020",
    "Mejorar y ajustar observaciones y recomendaciones Cimtra a partir de la evaluación de Agosto del 2019. En "
    "formatos, reglamentos, formatos en común en trámites de servicios y de atención ciudadana.",
    "Revisar o dar observaciones a la sección de Cimtra en el nuevo portal web oficial del Municipio a partir "
    "de las recomendaciones sugeridas a la herramienta Cimtra Municipal.",
    "Dar seguimiento a los programas anuales e informes de actividades de las comisiones edilicias.",
    "Dar seguimiento a los procedimientos de planes anuales de operación y a las evaluaciones de indicadores de "
    "desempeño para cada dirección del ayuntamiento.",
    "Proponer la grabación y transmisión en vivo de las sesiones del pleno y de las comisiones edilicias.",
    "Actualizar información en el micrositio de Cimtra de los últimos trimestres del 2019 en el nuevo portal "
    "oficial del Ayuntamiento",
    "Monitoreo de actualización de información del primer trimestre (Enero a Marzo del 2020) y monitoreo de "
    "actualización de información del segundo trimestre de (Abril a Junio 2020) previo a una evaluación del "
    "colectivo Cimtra.",
)
IN_2020 = dt.date(2020, 4, 10)
Kind = Obligation.Kind


@pytest.fixture
def instrument():
    return small_instrument()


@pytest.fixture
def evaluation(instrument):
    """The evaluation of August 2019, as published."""
    return an_evaluation(instrument, official_score=Decimal("58.40"), state_place=21)


@pytest.fixture
def plan(evaluation):
    load_work_plan()
    return WorkPlan.objects.get()


def person_of(role):
    user = UserFactory()
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def consultant(client):
    """A browser in which the consultancy is signed in."""
    client.user = person_of(CONSULTANCY)
    client.force_login(client.user)
    return client


@pytest.fixture
def visitor():
    """A browser in which nobody is signed in."""
    return Client()


def text_of(client, address, **query):
    """What people read at `address`, which opens; blanks as one space."""
    answer = client.get(address, query)
    assert answer.status_code == 200, (address, answer.status_code, answer.get("Location"))
    bare = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(bare).split())


def activity(plan, order):
    return plan.activities.get(order=order)


def counted(client, plan, order):
    """What the page of an activity says of its progress, opened with everything that it leads to."""
    page = client.get(reverse("cimtra_plans:activity", args=[activity(plan, order).pk]))
    progress = page.context["progress"]
    for part in progress.parts:
        assert part.address, part.label
        assert client.get(part.address).status_code == 200, part.address
    return progress


def test_every_line_of_the_document_stands_in_the_plan(consultant, plan):
    page = text_of(consultant, reverse("cimtra_plans:one", args=[plan.pk]))

    assert [line for line in LINES if line not in page] == []


def test_the_status_of_the_plan_goes_to_the_ayuntamiento_on_paper(consultant, plan):
    answer = consultant.get(reverse("cimtra_plans:report", args=[plan.pk]))

    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert "Plan de trabajo 2020" in str(pdf.docinfo.Title)


class TestObjectives:
    def test_1_authorities_and_officials_are_trained(self, client, plan):
        course = course_page()
        at = timezone.make_aware(dt.datetime.combine(IN_2020, dt.time(12)))
        EnrolmentFactory(course=course, enrolled_at=at, completed_at=at)
        activity(plan, 8).courses.set([course])
        client.force_login(person_of(HUMAN_RESOURCES))

        # Who is to be trained is assigned here, and the sessions in a room are organised there.
        for screen in ("courses_assignments:index", "courses_sessions:list"):
            assert client.get(reverse(screen)).status_code == 200
        client.force_login(person_of(TRANSPARENCY_UNIT))
        progress = client.get(reverse("cimtra_plans:activity", args=[activity(plan, 8).pk])).context["progress"]
        assert [(part.done, part.total) for part in progress.parts] == [(1, 1)]

    def test_2_recommendations_are_followed_up(self, consultant, plan, evaluation):
        finding = open_finding(by=consultant.user, text="Falta un formato", kind="recommendation", round=evaluation)

        assert "Falta un formato" in text_of(consultant, reverse("cimtra_findings:list"))
        assert "Falta un formato" in text_of(consultant, reverse("cimtra_findings:one", args=[finding.pk]))
        assert consultant.get(reverse("cimtra_findings:resolved")).status_code == 200

    def test_3_the_levels_of_the_score_are_compared(self, consultant, evaluation, instrument):
        later = an_evaluation(
            instrument, name="Evaluación de 2020", cutoff_on=dt.date(2020, 8, 31), official_score=Decimal("66.10")
        )

        page = text_of(consultant, reverse("cimtra_rounds:compare"), una=evaluation.pk, otra=later.pk)

        assert "58.4" in page
        assert "66.1" in page
        assert evaluation.name in text_of(consultant, reverse("cimtra_rounds:list"))

    def test_3_an_own_score_is_called_an_estimate(self, consultant, instrument):
        own = Round.objects.create(instrument=instrument, name="Autoevaluación", cutoff_on=IN_2020)

        for screen in ("one", "simulator"):
            page = text_of(consultant, reverse(f"cimtra_rounds:{screen}", args=[own.pk]))
            assert "estimación interna" in page.lower()

    def test_4_what_is_published_is_monitored_all_the_time(self, consultant):
        for screen in ("list", "rounds", "quarter", "changes"):
            assert consultant.get(reverse(f"cimtra_monitoring:{screen}")).status_code == 200


class TestActivities:
    def test_1_a_recommendation_of_2019_is_attended_by_its_area_and_verified_by_another(
        self, consultant, visitor, plan, evaluation
    ):
        head = AppointmentFactory(is_head=True, department=DepartmentFactory(name="Padrón y Licencias"))
        finding = open_finding(
            by=consultant.user, text="Formatos en común", round=evaluation, department=head.department
        )
        visitor.force_login(head.employee.user)

        assert "Formatos en común" in text_of(visitor, reverse("cimtra:area_findings"))
        own_page = reverse("cimtra:area_finding_atender", args=[finding.pk])
        visitor.post(own_page, {"atender-text": "Ya son uno solo"})
        consultant.post(reverse("cimtra_findings:act_verificar", args=[finding.pk]))

        progress = counted(consultant, plan, 1)
        assert (progress.parts[0].done, progress.parts[0].total) == (1, 1)

    @pytest.mark.parametrize("kind", [Kind.FORM, Kind.REGULATION, Kind.PROCEDURE])
    def test_1_forms_regulations_and_procedures_are_delivered(self, consultant, plan, kind):
        (delivery,) = deliveries(kind, "accepted", due_on=IN_2020)

        progress = counted(consultant, plan, 1)

        assert (progress.done, progress.total) == (1, 1)
        page = text_of(consultant, reverse("cimtra_obligations:deliveries"), tipo=kind)
        assert delivery.obligation.title in page

    def test_2_the_section_of_the_portal_is_reviewed(self, consultant, plan, instrument):
        aspect = instrument.aspects.get()
        finding = open_finding(by=consultant.user, text="La sección no tiene buscador", aspect=aspect)
        activity(plan, 2).findings.add(finding)

        progress = counted(consultant, plan, 2)

        assert (progress.done, progress.total) == (0, 1)
        assert "La sección no tiene buscador" in text_of(consultant, progress.parts[0].address)

    @pytest.mark.parametrize("kind", [Kind.COMMISSION_PLAN, Kind.COMMISSION_REPORT])
    def test_3_programmes_and_reports_of_commissions_are_followed_up(self, consultant, plan, kind):
        body = body_of(name="Comisión Edilicia de Hacienda")
        obligation = ObligationFactory(kind=kind, department=body, title="De la comisión")
        Delivery.objects.create(
            obligation=obligation, department=body, period_start=IN_2020, period_end=IN_2020, due_on=IN_2020
        )

        progress = counted(consultant, plan, 3)

        assert (progress.done, progress.total) == (0, 1)
        page = text_of(consultant, reverse("cimtra_obligations:deliveries"), tipo=kind)
        assert "De la comisión" in page
        assert "Comisión Edilicia de Hacienda" in page

    def test_4_each_department_has_its_programme_and_evaluates_its_indicators(self, consultant, visitor, plan):
        head = AppointmentFactory(is_head=True)
        programme = YearPlanFactory(department=head.department, year=2020)
        indicator = IndicatorFactory(plan=programme, name="Obras concluidas", target=40)
        record_reading(indicator=indicator, quarter=1, by=None, edition=0, planned=Decimal(10))
        visitor.force_login(head.employee.user)

        visitor.post(
            reverse("cimtra:area_poa_reading", args=[indicator.pk, 1]),
            {"reached": "10", "evaluation": "Se llegó a la meta", "edition": "1"},
        )

        assert head.department.name in text_of(consultant, reverse("cimtra_indicators:list"), anio=2020)
        page = text_of(consultant, reverse("cimtra_indicators:reading", args=[indicator.pk, 1]))
        assert "Se llegó a la meta" in page
        deliveries(Kind.YEAR_PLAN, "accepted", due_on=IN_2020)
        deliveries(Kind.INDICATORS, "waiting", due_on=IN_2020)
        progress = counted(consultant, plan, 4)
        assert [(part.done, part.total) for part in progress.parts] == [(1, 1), (0, 1)]

    def test_5_sessions_are_recorded_and_streamed_for_everybody(self, consultant, visitor, plan):
        body = body_of("Ruiz", name="Pleno del Ayuntamiento")
        for kind in (Kind.RECORDING, Kind.STREAM):
            ObligationFactory(kind=kind, department=body, frequency="por_sesion", starts_on=dt.date(2020, 1, 1))
        session = call_session(
            by=consultant.user,
            body=body,
            number=3,
            starts_at=timezone.make_aware(dt.datetime(2020, 4, 8, 10)),
            recording_address="https://video.example/3",
            stream_address="https://video.example/vivo",
        )
        hold(session=session)

        progress = counted(consultant, plan, 5)

        assert [(part.done, part.total) for part in progress.parts] == [(0, 1), (0, 1)]
        assert "https://video.example/vivo" in text_of(consultant, reverse("cimtra_sessions:one", args=[session.pk]))
        public = visitor.get(reverse("cimtra:public_sessions")).content.decode()
        assert "https://video.example/3" in public
        assert "Pleno del Ayuntamiento" in public

    def test_6_the_microsite_shows_the_last_quarters_of_2019(self, consultant, visitor, plan, instrument):
        aspect = Aspect.objects.get(instrument=instrument)
        build(instrument=instrument, parent=home_page())
        quarter = quarter_of(dt.date(2019, 10, 1))
        document = upload(
            by=consultant.user,
            department=DepartmentFactory(name="Hacienda Municipal"),
            file=SimpleUploadedFile("gasto.csv", b"Concepto,Monto\nLuz,10\n"),
            title="Ejercicio del gasto",
            period=quarter,
            aspects=[aspect],
        )
        publish(document, by=person_of(TRANSPARENCY_UNIT))
        deliveries(Kind.UPDATE, "accepted", period_start=quarter.start, period_end=quarter.end)

        page = text_of(visitor, AspectPage.objects.get(aspect=aspect).url)

        assert "Ejercicio del gasto" in page
        assert "Hacienda Municipal" in page
        assert "2019" in page
        progress = counted(consultant, plan, 6)
        assert (progress.parts[0].done, progress.parts[0].total) == (1, 1)

    def test_7_the_two_quarters_are_monitored_before_the_evaluation(self, consultant, plan):
        for first in (dt.date(2020, 1, 1), dt.date(2020, 4, 1)):
            monitored(first)

        progress = counted(consultant, plan, 7)

        assert [(part.done, part.total) for part in progress.parts] == [(1, 1), (1, 1)]
        assert "Primer trimestre de 2020" in text_of(consultant, progress.parts[0].address)
        assert "Segundo trimestre de 2020" in text_of(consultant, progress.parts[1].address)


def test_who_proposes_it_and_when_is_told_as_in_the_document(consultant, plan):
    page = text_of(consultant, reverse("cimtra_plans:one", args=[plan.pk]))

    day = date_format(plan.dated_on, "DATE_FORMAT").lower()
    assert f"Lo propone Consultoría en transparencia, {day}" in page


def test_whoever_heads_a_department_has_no_way_into_the_plan(client, plan):
    client.force_login(AppointmentFactory(is_head=True, employee=EmployeeFactory()).employee.user)

    assert client.get(reverse("cimtra_plans:one", args=[plan.pk])).status_code in (302, 403)
