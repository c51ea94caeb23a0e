"""No English on any screen of a visitor or a learner; what an editor sees is in test_spanish_admin."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from aula import errors
from aula.csp import ContentSecurityPolicyMiddleware
from aula.models import StandardPage
from certificates import api
from people.access.passwords import send_recovery
from tests.certificates.factories import certificate
from tests.english import ShownText, assert_spanish, english_in, own_english, packages_english
from tests.evaluations.factories import answer_all, attempt_at, course_with_quiz, learner, submitted_attempt
from tests.factories import PASSWORD, EmployeeFactory, UserFactory, publish
from tests.reports.situations import days, enrol
from tests.scene import ANONYMOUS, COLLEAGUE, HEAD, OWNER, build_once, scene_of_the_module  # noqa: F401 -- fixtures

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


class TestTheCanaryItself:
    @pytest.mark.parametrize(
        "fragment",
        [
            "<p>Please correct the errors below.</p>",
            "<p>Escriba su <b>password</b></p>",
            '<input type="submit" value="Search again">',
            '<input placeholder="Your name">',
            '<button aria-label="Next">›</button>',
            '<img alt="The crest">',
            "<p>Page not found</p>",
            "<p>This <em>field</em> is required.</p>",
        ],
    )
    def test_it_catches_english(self, fragment):
        assert english_in(f'<html lang="es-MX"><body>{fragment}</body></html>')

    @pytest.mark.parametrize("by", [own_english, packages_english])
    def test_it_catches_each_catalogue_without_the_words(self, by):
        assert len(by()) > 300
        assert all(english_in(f"<p>{phrase}.</p>", by_words=False) for phrase in by()[::50])

    def test_it_catches_a_page_rendered_in_english(self, visitor, scene):
        with override("en"):
            html = render_to_string("404.html")
        assert english_in(html)

    @pytest.mark.parametrize(
        "fragment",
        [
            "<p>No hay nada que corregir: revise y envíe su cuestionario.</p>",
            "<script>const search = 'Please wait'</script>",
            "<p>Escriba a page@tuxpan.example</p>",
            "<p>Enviar el informe de «Transparencia»</p>",
        ],
    )
    def test_it_lets_spanish_pass(self, fragment):
        assert english_in(f'<html lang="es-MX"><body>{fragment}</body></html>') == []


class TestPublicPages:
    @pytest.mark.parametrize("role", [ANONYMOUS, OWNER, COLLEAGUE])
    def test_pages_of_the_tree(self, scene, role):
        made = scene.objects
        plain = publish(
            made.home, StandardPage(title=f"Aviso de privacidad {role}", body="<p>Qué datos se tratan.</p>")
        )
        browser = scene.browser(role)
        module = made.lesson.get_parent().specific
        for page in (made.home, made.course.get_parent(), made.course, module, plain):
            assert_spanish(browser.get(page.url))
        if role != ANONYMOUS:
            for page in (made.lesson, made.quiz):
                assert_spanish(browser.get(page.url))
        assert_spanish(browser.get("/glosario/"))
        assert_spanish(browser.get("/glosario/?q=nada-parecido"))

    def test_signing_in_and_its_errors(self, visitor, scene):
        address = reverse("account_login")
        assert_spanish(visitor.get(address))
        assert_spanish(visitor.post(address, {}))
        assert_spanish(visitor.post(address, {"login": "2001", "password": "equivocada"}))
        for _attempt in range(6):
            response = visitor.post(address, {"login": "2001", "password": "equivocada"})
        assert_spanish(response, status=response.status_code)
        inactive = UserFactory(is_active=False)
        assert_spanish(visitor.post(address, {"login": inactive.username, "password": PASSWORD}, follow=True))

    @pytest.mark.parametrize("name", ["account_inactive", "account_reset_password", "account_reset_password_done"])
    def test_doors(self, visitor, name):
        assert_spanish(visitor.get(reverse(name)))

    def test_resetting_a_password(self, visitor, mailoutbox):
        user = UserFactory(email="persona@ejemplo.test")
        address = reverse("account_reset_password")
        assert_spanish(visitor.post(address, {"email": "sin-arroba"}))
        assert_spanish(visitor.post(address, {"email": user.email}, follow=True))
        send_recovery(user.email)  # what the worker does
        message = mailoutbox[0]
        said = f"<p>{message.subject}</p><p>{message.body}</p>"
        assert english_in(re.sub(r"https?://\S+", "", said)) == []
        link = re.search(r"https?://[^/\s]+(/\S+)", message.body)[1]
        opened = visitor.get(link, follow=True)
        assert_spanish(opened)
        form = opened.redirect_chain[-1][0]
        assert_spanish(visitor.post(form, {"password1": "123", "password2": "456"}))
        assert_spanish(visitor.post(form, {"password1": "12345678", "password2": "12345678"}))
        assert_spanish(
            visitor.post(form, {"password1": "otra-larga-y-buena", "password2": "otra-larga-y-buena"}, follow=True)
        )
        assert_spanish(visitor.get(link, follow=True))

    def test_own_password_and_signing_out(self, scene):
        browser = scene.browser(OWNER)
        assert_spanish(browser.get(reverse("account_change_password")))
        assert_spanish(
            browser.post(reverse("account_change_password"), {"oldpassword": "no", "password1": "1", "password2": "2"})
        )
        assert_spanish(browser.get(reverse("account_reauthenticate")))
        assert_spanish(browser.get(reverse("account_logout")))
        assert_spanish(browser.post(reverse("account_logout"), follow=True))

    @pytest.mark.parametrize("state", ["valid", "expired", "revoked", "superseded"])
    def test_verifying_a_certificate(self, visitor, scene, state):
        made = certificate(valid_until=days(-1) if state == "expired" else None)
        if state == "revoked":
            api.revoke(certificate=made, reason="Error de captura", revoked_by=UserFactory())
        if state == "superseded":
            api.replace(certificate=made, reason="Cambio de nombre", replaced_by=UserFactory())
        assert_spanish(visitor.get(made.verification_path))
        other = SimpleUploadedFile("otro.pdf", b"%PDF-1.4 otro", "application/pdf")
        assert_spanish(visitor.post(made.verification_path, {"file": other}))
        assert_spanish(visitor.post(made.verification_path, {}))

    def test_verifying_by_code_and_by_file(self, visitor):
        assert_spanish(visitor.get("/verificar/"))
        assert_spanish(visitor.get("/verificar/", {"code": ""}), status=400)
        assert_spanish(visitor.get("/verificar/desconocido/"), status=404)
        for content in (b"%PDF-1.4 otro", b"texto", b""):
            assert_spanish(visitor.post("/verificar/", {"file": SimpleUploadedFile("otro.pdf", content)}), status=200)
        assert_spanish(visitor.get("/verificar/", {"huella": "0" * 64}))


class TestLearnersPages:
    def test_my_classroom_full_and_empty(self, scene):
        assert_spanish(scene.browser(OWNER).get("/mi-aula/"))
        newcomer = Client()
        newcomer.force_login(EmployeeFactory().user)
        assert_spanish(newcomer.get("/mi-aula/"))
        newcomer.force_login(UserFactory())
        response = newcomer.get("/mi-aula/")
        assert_spanish(response, status=response.status_code)

    def test_my_classroom_in_every_state(self, scene):
        for situation in (
            {"due": -3, "started": -20},
            {"due": 3},
            {"completed": -10},
            {"completed": -400, "valid": -30},
            {"completed": -300, "valid": 10},
        ):
            employee = EmployeeFactory()
            enrol(employee, scene.objects.course, **situation)
            browser = Client()
            browser.force_login(employee.user)
            assert_spanish(browser.get("/mi-aula/"))
            assert_spanish(browser.get(scene.objects.course.url))
            assert_spanish(browser.get(scene.objects.lesson.url))

    @pytest.mark.parametrize("right", [True, False])
    def test_a_quiz_from_start_to_result(self, right):
        course, quiz = course_with_quiz(max_attempts=2)
        employee, enrolment = learner(course)
        browser = Client()
        browser.force_login(employee.user)
        assert_spanish(browser.get(quiz.url))
        assert_spanish(browser.post(reverse("evaluations:start", args=[quiz.pk]), follow=True))
        attempt = attempt_at(quiz, enrolment)
        address = quiz_addresses(attempt)
        assert_spanish(browser.get(address("question", 2)))
        assert_spanish(browser.post(address("save", 1), {"go": "2"}, follow=True))
        assert_spanish(browser.get(address("review")))
        assert_spanish(browser.get(quiz.url))
        assert_spanish(browser.get(course.url))
        answer_all(attempt, right=right)
        assert_spanish(browser.get(address("review")))
        assert_spanish(browser.post(address("submit"), follow=True))
        assert_spanish(browser.get(address("result")))
        assert_spanish(browser.get(address("question", 1), follow=True))
        assert_spanish(browser.get("/mi-aula/"))
        assert_spanish(browser.get(quiz.url))
        if not right:
            submitted_attempt(quiz, enrolment, right=False)
            assert_spanish(browser.get(address("result")))
            assert_spanish(browser.get(quiz.url))
            assert_spanish(browser.post(reverse("evaluations:start", args=[quiz.pk]), follow=True))

    def test_each_type_of_question(self, scene):
        browser, attempt = scene.browser(OWNER), scene.objects.attempt
        for position in range(1, attempt.questions.count() + 1):
            assert_spanish(browser.get(quiz_addresses(attempt)("question", position)))

    def test_an_answer_of_somebody_signed_out(self, visitor, scene):
        attempt = scene.objects.attempt
        assert_spanish(visitor.post(quiz_addresses(attempt)("save", 1), {"answer": "x", "go": "2"}, follow=True))

    def test_a_certificate_that_is_being_made(self, scene):
        made = certificate(employee=scene.objects.owner)
        assert_spanish(scene.browser(OWNER).get(reverse("certificates:own_certificate", args=[made.folio])))
        assert_spanish(scene.browser(OWNER).get("/mi-aula/"))

    def test_a_heads_team(self, scene):
        enrol(EmployeeFactory(), scene.objects.course, due=-1)
        assert_spanish(scene.browser(HEAD).get("/mi-equipo/"))
        response = scene.browser(OWNER).get("/mi-equipo/")
        assert_spanish(response, status=response.status_code)


def quiz_addresses(attempt):
    return lambda name, *arguments: reverse(f"evaluations:{name}", args=[attempt.uuid, *arguments])


class TestErrorPages:
    def test_not_found_and_forbidden(self, visitor, scene):
        assert_spanish(visitor.get("/no-existe/"), status=404)
        assert_spanish(scene.browser(OWNER).get("/mi-aula/constancias/TUX-CAP-1999-000001/"), status=404)

    def test_an_old_form(self, scene):
        strict = Client(enforce_csrf_checks=True)
        assert_spanish(strict.post(reverse("account_login"), {"login": "2001"}), status=403)

    @pytest.mark.parametrize(
        ("handler", "status"),
        [(errors.bad_request, 400), (errors.permission_denied, 403), (errors.page_not_found, 404)],
    )
    def test_handlers(self, rf, scene, handler, status):
        assert_spanish(ContentSecurityPolicyMiddleware(handler)(with_user(rf.get("/"))), status=status)

    def test_a_failure_of_the_server(self, rf):
        assert_spanish(errors.server_error(rf.get("/")), status=500)
        html = render_to_string("503.html")
        assert ShownText(html).language == "es-MX"
        assert english_in(html) == []


def with_user(request):
    from django.contrib.auth.models import AnonymousUser
    from django.contrib.sessions.backends.cache import SessionStore

    request.user, request.session = AnonymousUser(), SessionStore()
    return request
