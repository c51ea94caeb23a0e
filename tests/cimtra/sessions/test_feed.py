import pytest
from django.utils import timezone

from cimtra.sessions.acts import call_session, cancel
from cimtra.sessions.feed import session_entries
from tests.cimtra.sessions.sessions_factories import LAST_MONTH, NEXT_YEAR, body_of

pytestmark = pytest.mark.django_db


def test_whoever_sits_on_the_body_has_its_sessions_in_the_calendar(django_assert_num_queries):
    body, other = body_of("Ruiz"), body_of("Peña")
    session = call_session(by=None, body=body, number=1, starts_at=NEXT_YEAR, place="Sala de Cabildo")
    gone = call_session(by=None, body=body, number=2, starts_at=NEXT_YEAR)
    cancel(session=gone, reason="Sin quórum")
    call_session(by=None, body=body, number=3, starts_at=LAST_MONTH)
    call_session(by=None, body=other, number=1, starts_at=NEXT_YEAR)

    member = body.appointments.get().employee
    with django_assert_num_queries(1):
        (entry,) = session_entries(member)

    assert (entry.uid, entry.place) == (f"council-session-{session.pk}", "Sala de Cabildo")
    assert entry.starts_at == NEXT_YEAR > timezone.now()
