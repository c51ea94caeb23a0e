"""The screens of templates and signatures: who sees them, what they save, what the sample answers."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from certificates.drawing import DoesNotFit
from certificates.models import CertificateTemplate, Kind, SheetPicture, SignaturePicture, TemplateVersion
from certificates.sheets import editing, preview
from certificates.sheets.choosing import template_for
from certificates.sheets.placeholders import PLACEHOLDERS
from people.api import CONSULTANCY, HUMAN_RESOURCES, TRANSPARENCY_UNIT
from tests.certificates.factories import certificate, municipality
from tests.certificates.sheets_factories import background, picture_bytes, template, upload, values
from tests.factories import EmployeeFactory, TrainingRequirementFactory, UserFactory, course_page, employee_with_role

pytestmark = pytest.mark.django_db


def address(name, *args):
    return reverse(f"certificates_sheets:{name}", args=args)


@pytest.fixture
def rh(client):
    municipality()
    client.force_login(employee_with_role(HUMAN_RESOURCES))
    return client


@pytest.fixture(autouse=True)
def undrawn(monkeypatch):
    """Sheets cost nothing here; test_preview draws real ones. Returns the documents that were asked for."""
    asked = []

    def draw(document):
        asked.append(document)
        return preview.Sheet(b"%PDF-1.7 " + document.deed.encode(), "roomy")

    monkeypatch.setattr(preview, "draw", draw)
    return asked


def form(**fields):
    """What a browser sends of the form of a template."""
    sent = {name: value for name, value in values(posts=[]).items() if value not in (None, False)}
    return {**sent, "name": "Plantilla de prueba", "has_crest": "on", "sample_name": "hardest", **fields}


def errors(answer):
    assert answer.status_code == 422
    return answer.context["form"].errors


class TestWho:
    @pytest.mark.parametrize("role", [HUMAN_RESOURCES, CONSULTANCY])
    def test_human_resources_and_the_consultancy_edit(self, client, role):
        client.force_login(employee_with_role(role))
        assert client.get(address("list")).status_code == 200
        assert client.get(address("edit", template().pk)).status_code == 200

    def test_others_do_not(self, client):
        made = template()
        client.force_login(employee_with_role(TRANSPARENCY_UNIT))
        for name, args in [("list", []), ("new", []), ("edit", [made.pk]), ("versions", [made.pk]), ("signatures", [])]:
            assert client.get(address(name, *args)).status_code in (302, 403)
        for name in ("make_usual", "archive", "bring_back"):
            assert client.post(address(name, made.pk)).status_code in (302, 403)
        assert not CertificateTemplate.objects.filter(archived_at__isnull=False).exists()

    def test_learners_do_not(self, client):
        client.force_login(EmployeeFactory().user)
        assert client.get(address("list")).status_code == 403

    @pytest.mark.parametrize("name", ["make_usual", "archive", "bring_back"])
    def test_acts_are_no_links(self, rh, name):
        assert rh.get(address(name, template().pk)).status_code == 405


class TestForm:
    def test_it_lists_every_name_with_its_meaning(self, rh):
        page = rh.get(address("edit", template().pk)).content.decode()
        for name, placeholder in PLACEHOLDERS.items():
            assert f"{{{name}}}" in page
            assert str(placeholder.meaning) in page

    def test_saving_makes_a_version_and_says_so(self, rh):
        made = template()
        answer = rh.post(address("edit", made.pk), form(based_on=1, heading="Diploma", shows=["grade"]), follow=True)
        assert "Se guardó como versión 2" in answer.content.decode()
        version = made.versions.first()
        assert (version.number, version.heading, version.shows) == (2, "Diploma", ["grade"])

    def test_saving_what_is_there_says_that_nothing_changed(self, rh):
        made = template()
        answer = rh.post(address("edit", made.pk), form(based_on=1), follow=True)
        assert "no hay versión nueva" in answer.content.decode()
        assert made.versions.count() == 1

    def test_a_new_template_has_its_kind(self, rh):
        rh.post(address("new"), form(name="  De   prueba ", kind="participation"))
        made = CertificateTemplate.objects.get(name="De prueba")
        assert (made.kind, made.is_default, made.versions.count()) == (Kind.PARTICIPATION, False, 1)

    def test_a_copy_begins_with_what_the_original_says(self, rh):
        picture = background()
        original = template(kind=Kind.SPEAKER, heading="Reconocimiento", background=picture)
        where = f"{address('new')}?plantilla={original.pk}"
        page = rh.get(where)
        initial = page.context["form"].initial
        assert (initial["name"], initial["kind"], initial["heading"]) == (
            "Plantilla de prueba, copia",
            "speaker",
            "Reconocimiento",
        )
        rh.post(where, form(name="La copia", kind="speaker", heading="Reconocimiento"))
        assert CertificateTemplate.objects.get(name="La copia").versions.get().background == picture

    @pytest.mark.parametrize(
        ("fields", "field", "sentence"),
        [
            ({"deed": "por {cruso}"}, "deed", "No existe {cruso}. ¿Quiso decir {curso}?"),
            ({"awards": "a {"}, "awards", "Hay una llave suelta"),
            ({"heading": ""}, "heading", "necesario"),
            ({"deed": "x" * 601}, "deed", "600"),
            ({"layout": "poster"}, "layout", "no"),
            ({"shows": ["salary"]}, "shows", "no"),
            ({"primary_colour": "#ffff00"}, "primary_colour", "se lee mal"),
            ({"primary_colour": "red"}, "primary_colour", "#14505c"),
            ({"accent_colour": "#12345"}, "accent_colour", "#14505c"),
            ({"posts": ["Reina"]}, "posts", "Reina"),
            ({"name": "Acreditación de un curso"}, "__all__", "Ya hay una plantilla"),
        ],
    )
    def test_what_does_not_fit_is_said_beside_its_field(self, rh, fields, field, sentence):
        made = template()
        found = errors(rh.post(address("edit", made.pk), form(based_on=1, **fields)))
        assert sentence in " ".join(found[field])
        assert made.versions.count() == 1

    def test_at_most_three_posts_sign(self, rh):
        posts = ["Presidenta Municipal", "Síndico", "Regidora", "Contralor"]
        made = template(posts=posts[:3])
        editing.save(template=made, based_on=1, name=made.name, values=values(posts=posts), made_by=UserFactory())
        found = errors(rh.post(address("edit", made.pk), form(based_on=2, posts=posts)))
        assert "Tres cargos como máximo" in found["posts"][0]

    def test_a_template_that_fits_on_no_sheet_is_refused(self, rh, monkeypatch):
        def draw(document):
            raise DoesNotFit(document.folio)

        monkeypatch.setattr(preview, "draw", draw)
        made = template()
        found = errors(rh.post(address("edit", made.pk), form(based_on=1, heading="Diploma")))
        assert found["__all__"] == ["El texto no cabe en una hoja: acórtelo."]
        assert made.versions.count() == 1

    def test_whoever_comes_second_is_told(self, rh):
        made = template()
        rh.post(address("edit", made.pk), form(based_on=1, heading="Diploma"))
        found = errors(rh.post(address("edit", made.pk), form(based_on=1, heading="Reconocimiento")))
        assert "versión 2" in found["__all__"][0]

    def test_a_background_is_cleaned_kept_and_taken_away(self, rh):
        made = template()
        where = address("edit", made.pk)
        rh.post(where, form(based_on=1, new_background=upload()))
        picture = made.versions.first().background
        assert picture.media_type == "image/jpeg"
        rh.post(where, form(based_on=2, heading="Diploma"))
        assert made.versions.first().background == picture
        rh.post(where, form(based_on=3, heading="Diploma", drops_background="on"))
        assert made.versions.first().background is None
        assert SheetPicture.objects.count() == 1

    def test_a_file_that_is_no_picture_is_refused(self, rh):
        made = template()
        found = errors(rh.post(address("edit", made.pk), form(based_on=1, new_background=upload(b"<svg/>"))))
        assert "No es una imagen" in found["new_background"][0]
        kept_not = rh.post(address("edit", made.pk), form(based_on=1, heading="", new_background=upload()))
        assert "elíjala de nuevo" in kept_not.content.decode()
        assert not SheetPicture.objects.exists()

    def test_nothing_else_of_a_version_can_be_sent(self, rh):
        made = template()
        rh.post(
            address("edit", made.pk), form(based_on=1, heading="Diploma", kind="speaker", is_default="on", number=9)
        )
        made.refresh_from_db()
        assert (made.kind, made.is_default) == (Kind.ACCREDITATION, False)
        assert made.versions.first().number == 2

    def test_an_archived_one_is_not_edited(self, rh):
        made = template()
        rh.post(address("archive", made.pk))
        answer = rh.post(address("edit", made.pk), form(based_on=1, heading="Diploma"))
        assert answer.status_code == 302
        assert made.versions.count() == 1


class TestSample:
    def drawn(self, rh, made=None, **fields):
        where = address("sample") + (f"?plantilla={made.pk}" if made else "")
        return rh.post(where, form(**fields), headers={"X-Requested-With": "fetch"})

    def test_it_is_drawn_from_what_the_form_says_and_saves_nothing(self, rh, undrawn):
        made = template()
        before = TemplateVersion.objects.count()
        answer = self.drawn(rh, made, heading="Diploma", new_background=upload())
        assert undrawn[-1].heading == "Diploma"
        assert undrawn[-1].background
        assert "Todo cabe en la hoja" not in answer.content.decode()  # the small picture is warned of
        assert (TemplateVersion.objects.count(), SheetPicture.objects.count()) == (before, 0)

    def test_the_file_is_there_for_the_one_who_asked(self, rh, client):
        page = self.drawn(rh, template()).content.decode()
        where = re.search(r'href="([^"]+\.pdf)"', page)[1]
        answer = rh.get(where)
        assert answer.content.startswith(b"%PDF")
        assert answer["Content-Type"] == "application/pdf"
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        client.force_login(employee_with_role(HUMAN_RESOURCES))
        assert client.get(where).status_code == 404

    def test_it_is_forgotten_after_a_while(self, rh):
        where = re.search(r'href="([^"]+\.pdf)"', self.drawn(rh, template()).content.decode())[1]
        cache.clear()
        assert rh.get(where).status_code == 404

    def test_a_form_that_is_wrong_says_why_and_draws_nothing(self, rh, undrawn):
        page = self.drawn(rh, template(), deed="por {cruso}").content.decode()
        assert "Texto: No existe {cruso}" in page.replace("texto:", "Texto:")
        assert "<iframe" not in page
        assert undrawn == []

    def test_a_new_template_has_a_sample_too(self, rh, undrawn):
        self.drawn(rh, kind="speaker", layout="letter")
        assert (undrawn[-1].kind, undrawn[-1].layout) == ("speaker", "letter")

    def test_it_takes_a_real_course_and_an_ordinary_name(self, rh, undrawn):
        course = course_page(title="Archivos municipales", lessons=0)
        self.drawn(rh, template(), sample_course=course.pk, sample_name="ordinary")
        assert undrawn[-1].course_title == "Archivos municipales"
        assert len(undrawn[-1].holder_name) < 40

    def test_without_a_script_it_is_a_whole_page(self, rh):
        page = rh.post(address("sample"), form(kind="speaker")).content.decode()
        assert "<html" in page
        assert "Abrir la muestra en PDF" in page

    def test_the_sample_of_a_version_is_a_pdf(self, rh):
        made = template()
        answer = rh.get(address("version_sample", made.pk, 1))
        assert answer.content.startswith(b"%PDF")
        assert rh.get(address("version_sample", made.pk, 2)).status_code == 404


class TestOneTemplate:
    def test_its_versions_tell_what_changed(self, rh):
        made = template()
        rh.post(address("edit", made.pk), form(based_on=1, heading="Diploma"))
        page = rh.get(address("versions", made.pk)).content.decode()
        assert "<del>Constancia</del> <ins>Diploma</ins>" in page
        rh.post(address("go_back", made.pk, 1))
        assert made.versions.first().heading == "Constancia"
        assert made.versions.count() == 3
        assert rh.post(address("go_back", made.pk, 9)).status_code == 404

    def test_courses_and_requirements_choose_it(self, rh):
        made, course, requirement = template(), course_page(title="Archivos", lessons=0), TrainingRequirementFactory()
        rh.post(address("uses", made.pk), {"courses": [course.pk], "requirements": [requirement.pk]})
        assert template_for(kind="accreditation", course_id=course.pk).template == made
        other = template("Otra")
        assert "ahora con «Plantilla de prueba»" in rh.get(address("uses", other.pk)).content.decode()
        course.unpublish()
        assert course.title in rh.get(address("uses", made.pk)).content.decode()
        rh.post(address("uses", made.pk), {})
        assert template_for(kind="accreditation", course_id=course.pk).template.is_default

    def test_a_speaker_s_template_is_chosen_by_no_course(self, rh):
        made = template(kind=Kind.SPEAKER)
        page = rh.get(address("uses", made.pk)).content.decode()
        assert "solo para solicitudes" in page
        assert "no fue ponente" in str(
            errors(rh.post(address("uses", made.pk), {"courses": [course_page(lessons=0).pk]}))
        )

    def test_it_becomes_the_usual_one_and_another_is_archived(self, rh):
        made, old = template(), template_for(kind="accreditation").template
        assert "primero haga habitual otra" in rh.post(address("archive", old.pk), follow=True).content.decode()
        rh.post(address("make_usual", made.pk))
        rh.post(address("archive", old.pk))
        old.refresh_from_db()
        assert old.archived_at
        rh.post(address("bring_back", old.pk))
        old.refresh_from_db()
        assert (old.archived_at, old.is_default) == (None, False)


class TestSignatures:
    @pytest.fixture
    def president(self, rh):
        return municipality().signatories.get(post="Presidenta Municipal")

    def test_a_picture_is_added_shown_and_removed(self, rh, president):
        rh.post(address("signature", president.pk), {"picture": upload(picture_bytes((600, 300)))})
        drawn = SignaturePicture.objects.get(signatory=president)
        answer = rh.get(address("picture", drawn.picture.sha256))
        assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
        assert answer.content == drawn.picture.data
        assert drawn.picture.sha256 in rh.get(address("signatures")).content.decode()
        assert rh.get(address("remove_signature", president.pk)).status_code == 405
        rh.post(address("remove_signature", president.pk))
        assert not SignaturePicture.objects.exists()

    @pytest.mark.parametrize(
        ("sent", "sentence"), [({}, "Elija la imagen"), ({"picture": b"MZ" * 99}, "No es una imagen")]
    )
    def test_what_is_no_picture_is_refused(self, rh, president, sent, sentence):
        files = {name: upload(data) for name, data in sent.items()}
        assert sentence in str(errors(rh.post(address("signature", president.pk), files)))

    def test_whoever_signs_nothing_does_not_exist(self, rh):
        assert rh.get(address("signature", 999)).status_code == 404
        assert rh.get(address("picture", "0" * 64)).status_code == 404


class TestCost:
    def test_the_list_costs_the_same_for_more_templates(self, rh, django_assert_max_num_queries):
        rh.get(address("list"))
        with django_assert_max_num_queries(60) as few:
            rh.get(address("list"))
        made = template()
        editing.choose(template=made, courses=[course_page(lessons=0)], requirements=[], chosen_by=UserFactory())
        template("Otra")
        certificate()
        with django_assert_max_num_queries(len(few)):
            page = rh.get(address("list"))
        rows = {row.name: row for _label, of_kind in page.context["kinds"] for row in of_kind}
        assert (rows[made.name].use_count, rows[made.name].issued) == (1, 0)
        assert rows["Acreditación de un curso"].issued == 1

    def test_the_versions_cost_the_same_for_more_of_them(self, rh, django_assert_max_num_queries):
        made = template()
        rh.get(address("versions", made.pk))
        with django_assert_max_num_queries(60) as few:
            rh.get(address("versions", made.pk))
        by = UserFactory()
        for number in range(1, 5):
            fields = values(heading=f"Constancia {number}", background=background())
            editing.save(template=made, based_on=number, name=made.name, values=fields, made_by=by)
        with django_assert_max_num_queries(len(few)):
            rh.get(address("versions", made.pk))
