import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from certificates import api
from certificates.models import Certificate, CertificateTemplate, FolioCounter, TemplateUse, TemplateVersion
from certificates.storing import store_pdf
from courses.api import record_completion
from courses.models import Completion
from courses.plugins import WrittenOnce
from tests.factories import (
    EmployeeFactory,
    EnrolmentFactory,
    TrainingRequirementFactory,
    UserFactory,
    course_page,
)

from .factories import CURP, certificate, completion, municipality, requirement, requirement_line

pytestmark = pytest.mark.django_db


def folios():
    return list(Certificate.objects.order_by("year", "number").values_list("folio", flat=True))


def rolls_back(act):
    """Run `act` in a transaction that is lost afterwards, as in a power cut."""
    with transaction.atomic():
        act()
        transaction.set_rollback(True)


def test_completing_a_course_issues_its_certificate():
    course = course_page(title="Gasto, obra y bienes a la vista", lessons=1)
    requirement(course, title="Gasto a la vista", basis="LGTAIP 2025, art. 43", validity_months=12)
    enrolment = EnrolmentFactory(course=course)
    now = timezone.now()

    record_completion(enrolment=enrolment, at=now)

    made = Certificate.objects.get()
    assert made.folio == f"TUX-CAP-{timezone.localdate().year}-000001"
    assert made.holder_name == enrolment.employee.full_name
    assert made.course_title == "Gasto, obra y bienes a la vista"
    assert made.valid_until == made.completion.valid_until
    assert [line["title"] for line in made.requirements] == ["Gasto a la vista"]
    assert made.issued_at == now
    assert made.state == "valid"
    assert made.modality == "en línea"


def test_a_completion_that_rolls_back_takes_its_certificate_and_its_folio_along():
    enrolment = EnrolmentFactory(course=course_page(lessons=1))
    rolls_back(lambda: record_completion(enrolment=enrolment, at=timezone.now()))
    assert not Certificate.objects.exists()
    assert not DBTaskResult.objects.exists()
    record_completion(enrolment=enrolment, at=timezone.now())
    assert folios()[0].endswith("-000001")


def test_what_was_recorded_afterwards_is_issued_as_of_today():
    enrolment = EnrolmentFactory(course=course_page(lessons=1))
    long_ago = timezone.now() - dt.timedelta(days=900)
    record_completion(enrolment=enrolment, at=long_ago, source=Completion.Source.ATTENDANCE)
    assert timezone.localdate(Certificate.objects.get().issued_at) == timezone.localdate()


@pytest.mark.parametrize("source", [Completion.Source.IMPORTED, Completion.Source.EQUIVALENCE])
def test_training_that_somebody_else_gave_gets_no_constancia_of_ours(source):
    enrolment = EnrolmentFactory(course=course_page(lessons=1))
    record_completion(enrolment=enrolment, at=timezone.now(), source=source)
    assert not Certificate.objects.exists()


def test_a_course_completed_by_its_diagnostic_quiz_gets_one_that_says_so():
    enrolment = EnrolmentFactory(course=course_page(lessons=1))
    record_completion(enrolment=enrolment, at=timezone.now(), source=Completion.Source.DIAGNOSTIC)
    assert "diagnóstico" in Certificate.objects.get().modality


def template(kind, **fields):
    made = CertificateTemplate.objects.create(name=f"Propia de {kind}", kind=kind)
    values = {"heading": "Constancia", "awards": "a", "deed": "por «{curso}».", "number": 1}
    TemplateVersion.objects.create(template=made, **{**values, **fields})
    return made


def test_the_template_of_the_day_is_frozen_with_it():
    made = certificate()
    assert made.template_version == "2"
    assert (made.design.template.kind, made.design.template.is_default) == ("accreditation", True)
    TemplateVersion.objects.create(
        template=made.design.template, number=2, heading="Otra", awards="a", deed="x", primary_colour="#112233"
    )
    assert certificate(course=made.completion.course).design.number == 2
    assert Certificate.objects.get(pk=made.pk).design.number == 1


def test_a_course_that_takes_a_template_of_another_kind_gives_that_kind():
    course = course_page(lessons=1)
    TemplateUse.objects.create(template=template("participation"), course=course)
    made = certificate(course=course)
    assert (made.kind, made.design.template.name) == ("participation", "Propia de participation")


def test_of_several_requirements_the_one_that_was_asked_for_chooses_the_template():
    course = course_page(lessons=1)
    asked, other = TrainingRequirementFactory(), TrainingRequirementFactory()
    TemplateUse.objects.create(template=template("accreditation"), requirement=asked)
    done = completion(course=course, requirements=[requirement_line(id=other.pk), requirement_line(id=asked.pk)])
    done.enrolment.requirement = asked
    done.enrolment.save()
    assert api.issue(completion=done).design.template.name == "Propia de accreditation"


def test_the_template_decides_about_colours_crest_and_who_signs():
    town = municipality()
    town.crest, town.primary_colour = "<svg/>", "#111111"
    town.save()
    course = course_page(lessons=1)
    own = template("accreditation", has_crest=False, accent_colour="#abcdef", posts=["Síndico"])
    TemplateUse.objects.create(template=own, course=course)
    made = certificate(course=course)
    assert (made.crest, made.primary_colour, made.accent_colour) == ("", "#111111", "#abcdef")
    assert [person["post"] for person in made.signatories] == ["Síndico"]


def test_the_curp_is_kept_for_the_layout_that_prints_it_only():
    course = course_page(lessons=1)
    employee = EmployeeFactory(curp=CURP)
    assert "curp" not in certificate(course=course, employee=employee, post_name="Jefa").particulars
    other = course_page(lessons=1)
    TemplateUse.objects.create(template=template("skills", layout="form"), course=other)
    assert certificate(course=other, employee=employee, post_name="Jefa").particulars == {"curp": CURP, "post": "Jefa"}


def test_a_renewal_is_linked_to_the_one_that_it_renews():
    course = course_page(lessons=1)
    cycle = EnrolmentFactory(course=course)
    first = record_completion(enrolment=cycle, at=timezone.now()).certificates.get()
    enrolment = EnrolmentFactory(employee=first.employee, course=course, cycle=2, renews=cycle)
    done = record_completion(enrolment=enrolment, at=timezone.now())
    second = done.certificates.get()
    assert second.renews == first
    new = api.replace(certificate=second, reason="Nombre", replaced_by=UserFactory())
    assert new.renews == first


def test_a_renewal_in_a_shorter_course_is_linked_too_and_a_revoked_one_is_not_renewed():
    first = certificate()
    shorter = course_page(lessons=1)
    renewal = {"employee": first.employee, "course": shorter, "renews": first.completion.enrolment}
    with transaction.atomic():
        made = record_completion(enrolment=EnrolmentFactory(**renewal), at=timezone.now()).certificates.get()
        assert made.renews == first
        transaction.set_rollback(True)
    api.revoke(certificate=first, reason="x", revoked_by=UserFactory())
    assert record_completion(enrolment=EnrolmentFactory(**renewal), at=timezone.now()).certificates.get().renews is None


def test_issuing_costs_the_same_for_each(django_assert_max_num_queries):
    course = course_page(lessons=1)
    api.issue(completion=completion(course=course))
    done = completion(course=course)
    with django_assert_max_num_queries(26):
        api.issue(completion=done)


def test_issuing_twice_gives_one_certificate():
    done = completion()
    first = api.issue(completion=done)
    second = api.issue(completion=done)
    assert first == second
    assert Certificate.objects.count() == 1
    assert DBTaskResult.objects.count() == 1


def test_the_database_refuses_a_second_current_certificate():
    made = certificate()
    again = Certificate.objects.get(pk=made.pk)
    again.pk, again.number, again.folio, again.code, again._state.adding = None, 77, "OTRO", "x" * 22, True
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


def test_folios_count_without_gaps_also_when_a_transaction_rolls_back():
    for _i in range(2):
        api.issue(completion=completion())
    rolls_back(lambda: api.issue(completion=completion()))
    api.issue(completion=completion())
    assert [folio[-6:] for folio in folios()] == ["000001", "000002", "000003"]


def test_each_year_and_each_prefix_counts_from_one():
    course = course_page(lessons=1)
    for year in (2025, 2026):
        noon = dt.datetime(year, 5, 4, 18, tzinfo=dt.UTC)
        api.issue(completion=completion(course=course, completed_at=noon), at=noon)
    town = municipality()
    town.folio_prefix = "ZAP"
    town.save()
    api.issue(completion=completion(course=course), at=noon)
    assert folios() == ["TUX-CAP-2025-000001", "TUX-CAP-2026-000001", "ZAP-CAP-2026-000001"]
    assert FolioCounter.objects.count() == 3


def test_the_year_of_a_folio_is_the_one_in_mexico():
    still_2025 = dt.datetime(2026, 1, 1, 3, 0, tzinfo=dt.UTC)
    made = api.issue(completion=completion(completed_at=still_2025), at=still_2025)
    assert made.folio == "TUX-CAP-2025-000001"
    assert made.place_and_date == "Tuxpan, Jalisco, a 31 de diciembre de 2025"


def test_codes_have_128_random_bits_and_do_not_repeat():
    import secrets

    codes = {secrets.token_urlsafe(16) for _i in range(20_000)}
    assert len(codes) == 20_000
    assert len(certificate().code) == 22


def test_nothing_of_an_issued_certificate_can_be_changed():
    made = certificate(ready=True)
    made.holder_name = "Otra Persona"
    with pytest.raises(WrittenOnce):
        made.save()
    with pytest.raises(WrittenOnce):
        made.save(update_fields=["holder_name"])
    with pytest.raises(WrittenOnce):
        made.delete()
    with pytest.raises(WrittenOnce):
        Certificate.objects.filter(pk=made.pk).update(holder_name="Otra Persona")
    with pytest.raises(WrittenOnce):
        Certificate.objects.all().delete()
    with pytest.raises(WrittenOnce):
        Certificate.objects.bulk_update([made], ["holder_name"])
    with pytest.raises(WrittenOnce):
        Certificate.objects.record_once(while_empty="holder_name", holder_name="Otra Persona")
    with pytest.raises(WrittenOnce):
        Certificate.objects.record_once(while_empty="revoked_at", sha256="0" * 64)
    assert not Certificate.objects.record_once(while_empty="sha256", sha256="0" * 64, pdf="otro.pdf", size=1)
    assert Certificate.objects.get().holder_name == made.completion.employee_name


def test_a_later_change_of_name_title_or_municipality_alters_nothing():
    town = municipality()
    made = certificate(ready=True)
    before = Certificate.objects.filter(pk=made.pk).values().get()
    data = made.pdf.read()
    employee, course = made.employee, made.completion.course
    employee.first_surname = "Cambiado"
    employee.save()
    course.title = "Título nuevo"
    course.save_revision().publish()
    town.name, town.crest, town.primary_colour = "Otro Gobierno", "", "#000000"
    town.signatories.all().delete()
    town.save()
    store_pdf(made.pk)
    assert Certificate.objects.filter(pk=made.pk).values().get() == before
    assert Certificate.objects.get().pdf.read() == data


def test_signatories_are_those_who_sign_on_the_day_of_issue():
    town = municipality()
    town.signatories.filter(post="Síndico").update(ends_on=timezone.localdate() - dt.timedelta(days=1))
    assert certificate().signatories == [{"name": "Ángela Muñoz Yáñez", "post": "Presidenta Municipal", "picture": ""}]


def test_the_four_states_follow_from_dates_and_decisions():
    today = timezone.localdate()
    course = course_page(lessons=1)
    valid = certificate(course=course, valid_until=today)
    expired = certificate(course=course, valid_until=today - dt.timedelta(days=1))
    revoked = api.revoke(certificate=certificate(course=course), reason="Suplantación", revoked_by=UserFactory())
    old = certificate(course=course)
    new = api.replace(certificate=old, reason="Nombre", replaced_by=UserFactory())
    old.refresh_from_db()
    wanted = {valid: "valid", expired: "expired", revoked: "revoked", old: "superseded", new: "valid"}
    assert {made: made.state for made in wanted} == wanted
    assert {made: made.state_on_record for made in Certificate.objects.with_state()} == wanted
    assert set(Certificate.objects.in_state("expired")) == {expired}
    assert valid.state_on(today + dt.timedelta(days=1)) == "expired"


def test_revoking_twice_keeps_the_first_decision():
    made, boss = certificate(), UserFactory()
    first = api.revoke(certificate=made, reason="Suplantación", revoked_by=boss)
    second = api.revoke(certificate=made, reason="Otra cosa", revoked_by=boss)
    assert (first.revoked_at, first.revocation_reason) == (second.revoked_at, second.revocation_reason)


def test_a_revoked_certificate_is_neither_issued_anew_nor_replaced():
    made = api.revoke(certificate=certificate(), reason="Suplantación", revoked_by=UserFactory())
    assert api.issue(completion=made.completion) == made
    with pytest.raises(api.CannotChange, match="revocada"):
        api.replace(certificate=made, reason="Nombre", replaced_by=UserFactory())


def test_a_replacement_has_its_own_folio_and_todays_name_and_is_made_once():
    old = certificate()
    old.employee.second_surname = "Corregida"
    old.employee.save()
    new = api.replace(certificate=old, reason="Apellido mal escrito", replaced_by=UserFactory())
    assert api.replace(certificate=old, reason="Otra vez", replaced_by=UserFactory()) == new
    assert new.holder_name.endswith("Corregida")
    assert not old.holder_name.endswith("Corregida")
    assert new.folio != old.folio
    assert new.replaces == old
    assert api.issue(completion=old.completion) == new
    with pytest.raises(api.CannotChange, match="sustituida"):
        api.revoke(certificate=old, reason="Tarde", revoked_by=UserFactory())


def test_nobody_decides_about_their_own_certificate():
    made = certificate()
    with pytest.raises(api.CannotChange):
        api.revoke(certificate=made, reason="Porque sí", revoked_by=made.employee.user)
    with pytest.raises(api.CannotChange):
        api.replace(certificate=made, reason="Porque sí", replaced_by=made.employee.user)


@pytest.mark.parametrize("decide", [api.revoke, api.replace])
def test_a_decision_needs_a_reason(decide):
    actor = "revoked_by" if decide is api.revoke else "replaced_by"
    with pytest.raises(api.CannotChange):
        decide(certificate=certificate(), reason="  ", **{actor: UserFactory()})


def at_once(acts):
    """Run the callables in threads that start together; returns what they raised."""
    barrier, errors = threading.Barrier(len(acts)), []

    def run(act):
        try:
            barrier.wait(timeout=20)
            act()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return errors


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_eight_threads_on_one_completion_issue_one_certificate():
    done = completion()
    assert at_once([lambda: api.issue(completion=done)] * 8) == []
    assert [folio[-6:] for folio in folios()] == ["000001"]
    assert DBTaskResult.objects.count() == 1


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_eight_threads_on_eight_completions_leave_no_gap():
    course = course_page(lessons=1)
    done = [completion(course=course, employee=EmployeeFactory()) for _i in range(8)]
    assert at_once([lambda one=one: api.issue(completion=one) for one in done]) == []
    assert [int(folio[-6:]) for folio in folios()] == list(range(1, 9))


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_eight_threads_replacing_one_certificate_make_one_successor():
    made, boss = certificate(), UserFactory()
    acts = [lambda: api.replace(certificate=made, reason="Nombre", replaced_by=boss)] * 8
    assert at_once(acts) == []
    assert Certificate.objects.count() == 2
