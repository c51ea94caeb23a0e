"""What human resources works with in the scene: a roster file, a session, a delegation, views and files of reports."""

import datetime as dt

from django.utils import timezone

from courses.models import (
    Attendance,
    Equivalence,
    PlannedTraining,
    SessionMeeting,
    SessionPlace,
    TrainingSession,
    TrainingTime,
)
from courses.recognition.prior.importing import receive as receive_prior
from people.models import CalendarToken, DayOff, Delegation
from people.roster.imports import receive
from reports.models import ReportFile, ReportSchedule, SavedView
from tests.factories import UserFactory

ROSTER = "Número,Nombre(s),Primer apellido,Segundo apellido,Dirección,Puesto,Fecha de ingreso\n"
ROSTER += "90001,Ana Lucía,Prueba,Ficticia,Dependencia que no existe,Auxiliar administrativo,2025-01-02\n"
PRIOR = "Número,Curso,Fecha,Horas,Institución,Documento\nno-existe,Ninguno,2025-01-02,5,Otra,Oficio 1\n"


def build(made):
    """Add them to `made`; whoever did what is an account of no role of the scene."""
    clerk, today = UserFactory(), timezone.localdate()
    made.roster = receive(data=ROSTER.encode(), file_name="plantilla.csv", user=clerk)
    made.day_off = DayOff.objects.create(day=today, name="Fiesta patronal")
    made.token = CalendarToken.objects.create(employee=made.owner)
    made.delegation = Delegation.objects.create(
        head=made.head,
        deputy=made.colleague,
        starts_on=today + dt.timedelta(days=30),
        ends_on=today + dt.timedelta(days=35),
        reason="Vacaciones",
        made_by=clerk,
    )
    made.time = TrainingTime.objects.create(employee=made.owner, granted_by=made.head, day=today, minutes=60)
    made.equivalence = Equivalence.objects.create(
        title="Curso externo", institution="Otra institución", course=made.course, basis="Acuerdo", starts_on=today
    )
    made.plan = PlannedTraining.objects.create(year=today.year, course=made.course, people=10)
    made.prior = receive_prior(data=PRIOR.encode(), file_name="previa.csv", uploaded_by=clerk)
    _build_session(made, clerk)
    made.view = SavedView.objects.create(owner=clerk, report="quien-falta", name="De otra persona")
    made.schedule = ReportSchedule.objects.create(view=made.view, owner=clerk, next_on=today)
    made.report_file = ReportFile.objects.create(
        kind=ReportFile.Kind.MONTHLY,
        report="quien-falta",
        title="Quién falta",
        period="2020-01",
        format="csv",
        cut_off=timezone.now(),
        file_name="quien-falta.csv",
        path="informes/no-esta.csv",
        sha256="0" * 64,
        size=1,
    )


def _build_session(made, clerk):
    now = timezone.now()
    made.session = TrainingSession.objects.create(
        course=made.course,
        title="En el auditorio",
        place="Auditorio",
        instructor="Quien instruye",
        capacity=20,
        created_by=clerk,
    )
    made.meeting = SessionMeeting.objects.create(
        session=made.session, starts_at=now - dt.timedelta(minutes=10), ends_at=now + dt.timedelta(hours=2)
    )
    SessionPlace.objects.create(session=made.session, employee=made.owner)
    made.attendance = Attendance.objects.create(
        meeting=made.meeting, employee=made.owner, method=Attendance.Method.LIST, recorded_by=clerk
    )


def values(made):
    """The parameters of the addresses, as in scene.Scene."""
    pks = {
        "people_staff": made.owner,
        "people_access": made.owner,
        "people_days_off": made.day_off,
        "courses_equivalences": made.equivalence,
        "courses_plan": made.plan,
        "reports_kept": made.schedule,
        "people_notices_admin": made.owner,
        "courses_recognition": made.certificate.completion,
        "reports:team_deputy_withdraw": made.delegation,
        "reports:team_time": made.owner,
        "reports:team_time_withdraw": made.time,
        "reports:team_remind": made.owner,
    }
    return {
        **{f"{name}/pk": row.pk for name, row in pks.items()},
        "people_staff/word": "traslado",
        "people_staff:act_on_row/word": "corregir",
        "people_staff/row": made.appointment.pk,
        "people_roster/uuid": made.roster.uuid,
        "courses_recognition/uuid": made.prior.uuid,
        "reports_kept/uuid": made.view.uuid,
        "reports_kept:file/uuid": made.report_file.uuid,
        "reports_kept:take/uuid": made.report_file.uuid,
        "reports_hr/slug": "quien-falta",
        "reports_kept/slug": "quien-falta",
        "session_id": made.session.pk,
        "meeting_id": made.meeting.pk,
        "attendance_id": made.attendance.pk,
        "employee_id": made.owner.pk,
        "courses:check_in/code": "000000",
        "people_notices:feed/token": made.token.token,
        "courses_assignments/token": "no-existe",
    }
