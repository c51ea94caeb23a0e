import pytest

from courses.api import apply_assignment
from courses.models import Assignment
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_person_reads_who_asks_and_why_on_both_pages(client):
    course = factories.course_page(lessons=1)
    seat = factories.AppointmentFactory(post=factories.PostFactory(name="Cajera"))
    for title in ("Cajas", "Campaña"):
        assignment = factories.AssignmentFactory(
            requirement=None, course=course, title=title, reason="Manejan dinero.", audience=Assignment.Audience.POSTS
        )
        assignment.posts.add(seat.post)
        apply_assignment(assignment)
    client.force_login(seat.employee.user)
    for address in ("/mi-aula/", course.url):
        page = client.get(address).content.decode()
        for words in ("Cajas", "Campaña", "Porque su puesto es Cajera", "Manejan dinero."):
            assert words in page
