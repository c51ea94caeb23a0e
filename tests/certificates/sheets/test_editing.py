"""Saving templates: versions that nobody edits, one usual template per kind, uses that move over whole."""

import pytest

from certificates.models import CertificateTemplate, Kind, TemplateUse, TemplateVersion
from certificates.sheets import editing
from certificates.sheets.editing import CannotEdit
from courses.plugins import WrittenOnce
from people.models import Decision
from tests.certificates.sheets_factories import background, template, values
from tests.factories import TrainingRequirementFactory, UserFactory, course_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    return template()


@pytest.fixture
def editor():
    return UserFactory()


def save(made, editor, *, based_on=1, name=None, **fields):
    return editing.save(
        template=made, based_on=based_on, name=name or made.name, values=values(**fields), made_by=editor
    )


def last_act():
    return Decision.objects.order_by("number").last()


class TestVersions:
    def test_a_change_is_a_new_version_and_the_old_one_stays(self, made, editor):
        version = save(made, editor, heading="Diploma")
        assert (version.number, version.heading, version.made_by) == (2, "Diploma", editor)
        assert made.versions.get(number=1).heading == "Constancia"

    def test_saving_what_is_there_makes_no_version_and_no_line_in_the_ledger(self, made, editor):
        before = Decision.objects.count()
        assert save(made, editor).number == 1
        assert save(made, editor, shows=["hours"]).number == 1
        assert Decision.objects.count() == before

    def test_the_same_click_twice_makes_one_version(self, made, editor):
        assert save(made, editor, heading="Diploma") == save(made, editor, heading="Diploma")

    def test_what_is_shown_is_kept_in_one_order(self, made, editor):
        first = save(made, editor, shows=["validity", "grade"])
        assert first.shows == ["grade", "validity"]
        assert save(made, editor, based_on=2, shows=["grade", "validity"]) == first

    def test_nobody_writes_over_what_somebody_else_saved_meanwhile(self, made, editor):
        save(made, editor, heading="Diploma")
        with pytest.raises(CannotEdit, match="versión 2"):
            save(made, editor, heading="Reconocimiento")
        assert made.versions.count() == 2

    def test_a_new_name_alone_is_no_new_version(self, made, editor):
        assert save(made, editor, name="Otro nombre").number == 1
        made.refresh_from_db()
        assert made.name == "Otro nombre"
        assert last_act().before["name"] == "Plantilla de prueba"

    def test_two_templates_cannot_have_one_name(self, made, editor):
        other = template("Otra")
        with pytest.raises(CannotEdit, match="Ya hay una plantilla"):
            save(other, editor, name=made.name)
        with pytest.raises(CannotEdit, match="Ya hay una plantilla"):
            template(made.name)

    def test_a_wording_that_cannot_be_filled_is_refused(self, made, editor):
        with pytest.raises(CannotEdit, match=r"No existe \{cruso\}"):
            save(made, editor, deed="por {cruso}")
        assert made.versions.count() == 1

    def test_going_back_is_a_new_version_with_the_old_words(self, made, editor):
        picture = background()
        save(made, editor, heading="Diploma", background=picture)
        version = editing.go_back(template=made, number=1, made_by=editor)
        assert (version.number, version.heading, version.background) == (3, "Constancia", None)
        assert editing.go_back(template=made, number=2, made_by=editor).background == picture
        with pytest.raises(TemplateVersion.DoesNotExist):
            editing.go_back(template=made, number=99, made_by=editor)

    def test_a_version_is_never_changed_or_deleted(self, made):
        version = made.versions.get()
        for act in (version.save, version.delete, made.versions.all().delete):
            with pytest.raises(WrittenOnce):
                act()

    def test_the_ledger_tells_what_was_said_before_and_after(self, made, editor):
        picture = background()
        save(made, editor, heading="Diploma", background=picture)
        act = last_act()
        assert (act.act, act.actor, act.subject) == ("edit_template", editor, made.name)
        assert (act.before["heading"], act.after["heading"]) == ("Constancia", "Diploma")
        assert (act.before["background"], act.after["background"]) == ("", picture.sha256)


class TestUsualOne:
    def test_there_is_one_per_kind(self, made, editor):
        editing.make_usual(template=made, decided_by=editor)
        editing.make_usual(template=made, decided_by=editor)
        assert list(CertificateTemplate.objects.filter(kind=Kind.ACCREDITATION, is_default=True)) == [made]
        assert CertificateTemplate.objects.filter(is_default=True).count() == len(Kind.values)
        assert Decision.objects.filter(act="choose_template").count() == 1

    def test_it_cannot_be_archived(self, made, editor):
        editing.make_usual(template=made, decided_by=editor)
        with pytest.raises(CannotEdit, match="habitual"):
            editing.archive(template=made, archived_by=editor)

    def test_an_archived_one_cannot_become_it(self, made, editor):
        editing.archive(template=made, archived_by=editor)
        with pytest.raises(CannotEdit, match="archivada"):
            editing.make_usual(template=made, decided_by=editor)


class TestUses:
    def test_exactly_those_that_were_chosen_take_it(self, made, editor):
        first, second = course_page(title="Uno", lessons=0), course_page(title="Dos", lessons=0)
        requirement = TrainingRequirementFactory()

        def choose(*courses, requirements=()):
            return editing.choose(template=made, courses=courses, requirements=requirements, chosen_by=editor)

        assert choose(first, requirements=[requirement])
        assert not choose(first, requirements=[requirement])
        assert choose(second)
        assert [use.course_id for use in made.uses.all()] == [second.pk]
        assert last_act().before == {"used_by": sorted([str(first), str(requirement)])}
        assert last_act().after == {"used_by": [str(second)]}

    def test_a_course_moves_over_from_another_template(self, made, editor):
        course, other = course_page(lessons=0), template("Otra")
        editing.choose(template=other, courses=[course], requirements=[], chosen_by=editor)
        editing.choose(template=made, courses=[course], requirements=[], chosen_by=editor)
        assert [use.template for use in TemplateUse.objects.all()] == [made]

    def test_no_course_makes_speakers(self, editor):
        with pytest.raises(CannotEdit, match="ponente"):
            editing.choose(
                template=template(kind=Kind.SPEAKER),
                courses=[course_page(lessons=0)],
                requirements=[],
                chosen_by=editor,
            )

    def test_archiving_gives_its_courses_back_to_the_usual_one(self, made, editor):
        course = course_page(title="Uno", lessons=0)
        editing.choose(template=made, courses=[course], requirements=[], chosen_by=editor)
        assert editing.archive(template=made, archived_by=editor) == 1
        assert editing.archive(template=made, archived_by=editor) == 0
        assert not TemplateUse.objects.exists()
        assert last_act().before == {"used_by": ["Uno"]}
        with pytest.raises(CannotEdit, match="archivada"):
            editing.choose(template=made, courses=[course], requirements=[], chosen_by=editor)
        editing.bring_back(template=made, brought_by=editor)
        editing.bring_back(template=made, brought_by=editor)
        made.refresh_from_db()
        assert made.archived_at is None
        assert Decision.objects.filter(act="bring_back_template").count() == 1
