import pytest
from django.utils import timezone

from cimtra.models import AgendaItem, CouncilSession, Obligation, SessionMember, Vote
from cimtra.sessions.acts import (
    CannotChange,
    call_session,
    cancel,
    edit_session,
    guests_as_text,
    hold,
    record_presence,
    record_votes,
)
from tests.cimtra.sessions.sessions_factories import LAST_MONTH, NEXT_YEAR, ObligationFactory, body_of

pytestmark = pytest.mark.django_db

FOR, AGAINST = Vote.Choice.FOR, Vote.Choice.AGAINST


def called(body, **fields):
    return call_session(by=None, body=body, **{"number": 1, "starts_at": LAST_MONTH, **fields})


def names(session):
    return sorted(session.members.values_list("name", flat=True))


def points(session):
    return list(session.agenda.values_list("order", "text"))


def test_those_who_sit_on_the_body_that_day_are_its_members():
    session = called(body_of("Ruiz", "Peña"))

    assert names(session) == ["Ana Peña", "Ana Ruiz"]
    assert set(session.members.values_list("post", flat=True)) == {"Regiduría"}


def test_whoever_is_on_no_roster_is_written_by_name_and_post():
    session = called(body_of("Ruiz"), guests="Elba Ochoa Luna, Sindicatura\n\nNoé Paz")

    assert names(session) == ["Ana Ruiz", "Elba Ochoa Luna", "Noé Paz"]
    assert guests_as_text(session) == "Elba Ochoa Luna, Sindicatura\nNoé Paz"


def test_a_number_is_given_once_a_year_per_body_and_kind():
    body = body_of()
    called(body)

    with pytest.raises(CannotChange):
        called(body)
    called(body, kind=CouncilSession.Kind.SOLEMN)
    called(body, starts_at=NEXT_YEAR)
    assert CouncilSession.objects.count() == 3


def test_who_no_longer_sits_there_leaves_a_session_that_is_only_called():
    body = body_of("Ruiz", "Peña")
    session = called(body)
    body.appointments.filter(is_head=False).update(ends_on=timezone.localtime(LAST_MONTH).date().replace(day=1))

    edit_session(session=session, place="Sala de Cabildo")

    assert names(session) == ["Ana Ruiz"]
    session.refresh_from_db()
    assert session.place == "Sala de Cabildo"


def test_holding_a_session_makes_fall_due_what_must_be_published_of_it_once():
    body = body_of("Ruiz")
    for kind in (Obligation.Kind.MINUTES, Obligation.Kind.RECORDING):
        ObligationFactory(department=body, kind=kind, frequency="por_sesion")
    session = called(body)

    assert hold(session=session) == 2
    assert hold(session=session) == 0
    session.refresh_from_db()
    assert session.state == CouncilSession.State.HELD
    assert session.deliveries.count() == 2


def test_a_session_that_has_not_begun_is_not_held():
    session = called(body_of(), starts_at=NEXT_YEAR)

    with pytest.raises(CannotChange):
        hold(session=session)
    with pytest.raises(CannotChange):
        record_presence(session=session, presence={})


def test_a_cancelled_session_says_why_and_is_not_held_afterwards():
    session = called(body_of())
    with pytest.raises(CannotChange):
        cancel(session=session, reason=" ")

    cancel(session=session, reason="No hubo quórum")

    session.refresh_from_db()
    assert session.cancelled_because == "No hubo quórum"
    with pytest.raises(CannotChange):
        hold(session=session)


def test_a_session_that_was_held_is_not_cancelled():
    session = called(body_of())
    hold(session=session)

    with pytest.raises(CannotChange):
        cancel(session=session, reason="Un error")


class TestVotes:
    @pytest.fixture
    def session(self):
        return called(body_of("Ruiz", "Peña", "Luna"), agenda="Lista de asistencia\nObra de la plaza")

    @pytest.fixture
    def members(self, session):
        return {member.name: member for member in session.members.all()}

    def test_each_vote_is_kept_with_its_name_and_may_be_corrected(self, session, members):
        item = session.agenda.last()
        ruiz, luna = members["Ana Ruiz"].pk, members["Ana Luna"].pk

        record_votes(item=item, decision="approved", votes={ruiz: FOR, luna: AGAINST})
        record_votes(item=item, decision="rejected", votes={ruiz: AGAINST, luna: ""})

        item.refresh_from_db()
        assert item.decision == AgendaItem.Decision.REJECTED
        assert list(item.votes.values_list("member__name", "choice")) == [("Ana Ruiz", AGAINST)]

    def test_whoever_was_absent_has_no_vote(self, session, members):
        item, peña = session.agenda.last(), members["Ana Peña"].pk
        record_votes(item=item, decision="approved", votes={peña: FOR})

        record_presence(session=session, presence={peña: SessionMember.Presence.ABSENT})

        assert not item.votes.exists()
        with pytest.raises(CannotChange):
            record_votes(item=item, decision="approved", votes={peña: FOR})

    def test_nobody_from_another_session_votes(self, session):
        stranger = called(body_of("Otero")).members.get()

        with pytest.raises(CannotChange):
            record_votes(item=session.agenda.last(), decision="approved", votes={stranger.pk: FOR})


class TestAgenda:
    @pytest.fixture
    def session(self):
        return called(body_of("Ruiz"), agenda="Lista\nObra\nClausura")

    def test_a_point_put_before_another_leaves_it_its_votes(self, session):
        obra = session.agenda.get(text="Obra")
        record_votes(item=obra, decision="approved", votes={session.members.get().pk: FOR})

        edit_session(session=session, agenda="Lista\nLectura del acta\nObra\nClausura")

        assert points(session) == [(1, "Lista"), (2, "Lectura del acta"), (3, "Obra"), (4, "Clausura")]
        assert session.agenda.get(text="Obra").votes.count() == 1

    def test_a_point_in_other_words_is_the_same_point(self, session):
        obra = session.agenda.get(text="Obra")
        record_votes(item=obra, decision="approved", votes={})

        edit_session(session=session, agenda="Lista\nObra de la plaza\nClausura")

        obra.refresh_from_db()
        assert (obra.order, obra.text, obra.decision) == (2, "Obra de la plaza", "approved")

    def test_points_may_change_places(self, session):
        edit_session(session=session, agenda="Clausura\nObra\nLista")

        assert points(session) == [(1, "Clausura"), (2, "Obra"), (3, "Lista")]

    def test_a_point_that_was_decided_does_not_disappear(self, session):
        record_votes(item=session.agenda.get(text="Obra"), decision="approved", votes={})

        with pytest.raises(CannotChange):
            edit_session(session=session, agenda="Lista\nClausura")
        assert len(points(session)) == 3

    def test_two_points_alike_are_refused(self, session):
        with pytest.raises(CannotChange):
            edit_session(session=session, agenda="Lista\nLista")
