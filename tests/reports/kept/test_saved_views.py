import pytest
from django.contrib.auth.models import Group
from django.http import QueryDict
from django.urls import reverse

from people.api import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES
from reports.kept import saved_views
from reports.kept.saved_views import CannotSave, save_view, visible_to
from reports.models import SavedView
from tests.factories import employee_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roll")]


def keep(owner, roll, *, name="La mía", query="buscar=Ana&orden=-numero&pagina=3", role=None):
    group = Group.objects.get(name=role) if role else None
    return save_view(owner=owner, report=roll, name=name, query=QueryDict(query), shared_with=group)


def test_a_view_keeps_filters_and_order_and_not_the_page(owner, roll):
    view = keep(owner, roll)
    assert QueryDict(view.query).dict() == {"buscar": "Ana", "orden": "-numero"}


def test_what_the_report_does_not_know_is_not_kept(owner, roll):
    assert keep(owner, roll, query="otra=1&orden=sueldo").query == ""


def test_a_view_is_ones_own_until_it_is_shared_with_a_role(owner, roll):
    own, shared = keep(owner, roll), keep(owner, roll, name="De todas", role=HUMAN_RESOURCES)
    colleague, stranger = employee_with_role(HUMAN_RESOURCES), employee_with_role(ADMINISTRATION)
    assert set(visible_to(owner)) == {own, shared}
    assert set(visible_to(colleague)) == {shared}
    assert not visible_to(stranger).exists()


def test_a_view_is_not_shared_with_a_role_that_sees_no_reports(owner, roll):
    with pytest.raises(CannotSave):
        keep(owner, roll, role=CONSULTANCY)


@pytest.mark.parametrize("name", ["", "   "])
def test_a_view_has_a_name(owner, roll, name):
    with pytest.raises(CannotSave):
        keep(owner, roll, name=name)


def test_one_name_is_given_once(owner, roll):
    keep(owner, roll)
    with pytest.raises(CannotSave, match="La mía"):
        keep(owner, roll)
    keep(employee_with_role(HUMAN_RESOURCES), roll)


def test_only_who_saved_a_view_deletes_it(owner, roll):
    view = keep(owner, roll, role=HUMAN_RESOURCES)
    with pytest.raises(CannotSave):
        saved_views.delete_view(view=view, by=employee_with_role(HUMAN_RESOURCES))
    saved_views.delete_view(view=view, by=owner)
    assert not SavedView.objects.exists()


def test_a_view_is_saved_from_the_screen_and_opened_by_a_colleague(owner, roll, client):
    client.force_login(owner)
    role = Group.objects.get(name=HUMAN_RESOURCES)
    client.post(
        reverse("reports_kept:save", args=[roll.slug]),
        {"nombre": "Las Rocíos", "compartir": role.pk, "buscar": "Rocío"},
    )
    client.force_login(employee_with_role(HUMAN_RESOURCES))
    shown = client.get(reverse("reports_kept:saved")).content.decode()
    assert "Las Rocíos" in shown
    assert "buscar=Roc%C3%ADo" in shown


def test_a_bad_name_is_told_and_the_filters_stay(owner, roll, client):
    client.force_login(owner)
    response = client.post(reverse("reports_kept:save", args=[roll.slug]), {"nombre": "", "buscar": "Ana"})
    assert response["Location"].endswith("?buscar=Ana")


def test_the_list_costs_the_same_for_many_views(owner, roll, client, django_assert_max_num_queries):
    for number in range(12):
        keep(owner, roll, name=f"Vista {number}")
    client.force_login(owner)
    with django_assert_max_num_queries(20):
        client.get(reverse("reports_kept:saved"))
