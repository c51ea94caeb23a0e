import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from cimtra.models import CouncilSession
from cimtra.sessions.acts import call_session, hold, record_presence, record_votes
from cimtra.sessions.lists import Narrowed, sessions, sittings
from cimtra.sessions.public import public_sessions
from tests.cimtra.sessions.sessions_factories import LAST_MONTH, NEXT_YEAR, body_of, user_who_may

pytestmark = pytest.mark.django_db


@pytest.fixture
def runner(client):
    client.force_login(user_who_may("follow_cimtra", "run_cimtra"))
    return client


@pytest.fixture
def reader(client):
    client.force_login(user_who_may("follow_cimtra"))
    return client


def a_session(*names, number=1, agenda="Lista de asistencia\nObra de la plaza", starts_at=LAST_MONTH, **fields):
    body = body_of(*(names or ("Ruiz", "Peña")))
    return call_session(by=None, body=body, number=number, starts_at=starts_at, agenda=agenda, **fields)


def one(session, name="one", *rest):
    return reverse(f"cimtra_sessions:{name}", args=[session.pk, *rest])


WRITTEN = {"kind": "ordinary", "number": 1, "starts_at": "14/10/2026 10:00"}


def seen(client, session):
    """What the form of a session carries along: a print of what it showed."""
    return {"seen": client.get(one(session, "edit")).context["form"]["seen"].value()}


def test_an_edit_over_a_newer_one_shows_both_and_loses_none(runner):
    session = a_session()
    shown = seen(runner, session)
    runner.post(one(session, "edit"), {**shown, **WRITTEN, "agenda": "Uno\nDos", "place": "Auditorio"})

    answer = runner.post(one(session, "edit"), {**shown, **WRITTEN, "agenda": "Tres", "place": ""})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Auditorio" in page
    assert "Tres" in page
    session.refresh_from_db()
    assert session.place == "Auditorio"
    # Sent once more, it writes over what was read.
    again = {"seen": answer.context["form"]["seen"].value(), **WRITTEN, "agenda": "Tres", "place": ""}
    assert runner.post(one(session, "edit"), again).status_code == 302
    assert list(session.agenda.values_list("text", flat=True)) == ["Tres"]


def test_a_session_is_called_from_the_screen(runner):
    body = body_of("Ruiz")

    answer = runner.post(
        reverse("cimtra_sessions:new"),
        {"body": body.pk, "kind": "ordinary", "number": 3, "starts_at": "14/10/2026 10:00", "agenda": "Uno\nDos"},
    )

    session = CouncilSession.objects.get()
    assert answer.url == one(session)
    assert (session.number, session.year, session.agenda.count()) == (3, 2026, 2)
    assert session.made_by is not None


def test_a_number_that_is_taken_is_told_at_its_field(runner):
    session = a_session()

    answer = runner.post(
        reverse("cimtra_sessions:new"),
        {"body": session.body_id, "kind": "ordinary", "number": 1, "starts_at": "15/10/2026 10:00"},
    )

    assert answer.status_code == 422
    assert "number" in answer.context["form"].errors


def test_the_number_that_follows_is_proposed(runner):
    session = a_session(number=7)
    session.starts_at = NEXT_YEAR
    body = session.body_id

    form = runner.get(reverse("cimtra_sessions:new"), {"organo": body}).context["form"]

    assert form.initial["number"] == 8


def test_editing_keeps_what_the_form_does_not_show(runner):
    session = a_session()

    runner.post(one(session, "edit"), {**seen(runner, session), **WRITTEN, "agenda": "Lista de asistencia"})

    session.refresh_from_db()
    assert list(session.agenda.values_list("text", flat=True)) == ["Lista de asistencia"]
    assert session.members.count() == 2


def test_attendance_and_votes_are_recorded_on_their_screens(runner):
    session = a_session("Ruiz", "Peña")
    ruiz, peña = session.members.get(name="Ana Ruiz"), session.members.get(name="Ana Peña")
    item = session.agenda.last()

    runner.post(one(session, "hold"))
    runner.post(one(session, "presence"), {f"m{ruiz.pk}": "present", f"m{peña.pk}": "absent"})
    answer = runner.post(
        reverse("cimtra_sessions:votes", args=[item.pk]), {"decision": "approved", f"m{ruiz.pk}": "for"}
    )

    assert answer.url == one(session)
    page = runner.get(one(session)).content.decode()
    assert "Ana Ruiz: A favor" in page
    form = runner.get(reverse("cimtra_sessions:votes", args=[item.pk])).context["form"]
    assert [member for member, _field in form.rows()] == [ruiz]


def test_a_reader_sees_everything_and_changes_nothing(reader):
    session = a_session()

    assert reader.get(reverse("cimtra_sessions:list")).status_code == 200
    page = reader.get(one(session)).content.decode()
    assert one(session, "hold") not in page
    # Wagtail leads those who lack a permission back to its home.
    for name in ("hold", "cancel", "presence"):
        assert reader.post(one(session, name)).status_code == 302
    session.refresh_from_db()
    assert session.state == CouncilSession.State.CALLED


def test_the_workbook_has_the_vote_of_each_on_each_point(reader):
    session = a_session("Ruiz", "Peña")
    members = {member.name: member.pk for member in session.members.all()}
    record_presence(session=session, presence=dict.fromkeys(members.values(), "present"))
    record_votes(item=session.agenda.last(), decision="approved", votes={members["Ana Ruiz"]: "against"})

    answer = reader.get(one(session, "sheet", "xlsx"))

    rows = list(load_workbook(io.BytesIO(answer.content)).worksheets[1].values)
    assert rows[0][3:] == ("1. Lista de asistencia", "2. Obra de la plaza")
    assert {row[0]: row[4] for row in rows[1:]} == {"Ana Peña": None, "Ana Ruiz": "En contra"}


def test_the_list_asks_as_much_for_many_as_for_one(reader, django_assert_max_num_queries):
    a_session()
    reader.get(reverse("cimtra_sessions:list"))
    with django_assert_max_num_queries(100) as few:
        reader.get(reverse("cimtra_sessions:list"))
    for number in range(6):
        a_session(f"Solís{number}", "Vega")
    with django_assert_max_num_queries(100) as many:
        reader.get(reverse("cimtra_sessions:list"))

    assert len(many) == len(few)


def test_the_file_of_attendance_asks_as_much_for_many_as_for_one(reader, django_assert_num_queries):
    for number in range(5):
        a_session(f"Solís{number}", "Vega", number=number + 1)

    with django_assert_num_queries(3):
        assert len(sittings(sessions(Narrowed()))) == 10


def test_the_public_sees_how_many_voted_and_no_closed_session(django_assert_num_queries):
    session = a_session("Ruiz", "Peña", recording_address="https://video.example/1")
    a_session("Luna", is_public=False)
    hold(session=session)
    members = list(session.members.values_list("pk", flat=True))
    record_presence(session=session, presence=dict.fromkeys(members, "present"))
    record_votes(item=session.agenda.last(), decision="approved", votes=dict.fromkeys(members, "for"))

    with django_assert_num_queries(4):
        (found,) = public_sessions()

    assert (found.members, found.present, found.recording_address) == (2, 2, "https://video.example/1")
    assert [(point.decision, point.in_favour) for point in found.agenda] == [("", 0), ("Aprobado", 2)]
