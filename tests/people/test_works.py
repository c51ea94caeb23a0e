import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from people.api import HUMAN_RESOURCES
from people.models import Work
from people.plugins import work_kinds
from people.works import Outcome, WorkStopped, report_progress, run, start_work
from tests.factories import employee_with_role

pytestmark = pytest.mark.django_db
KIND = "tests.work"


@pytest.fixture(name="owner")
def rh_account():
    return employee_with_role(HUMAN_RESOURCES)


def ask(owner, handler):
    work_kinds.register(KIND, handler)
    return start_work(kind=KIND, title="Un archivo grande", owner=owner, parameters={"n": 2})


def test_work_is_a_row_with_its_job(owner):
    work = ask(owner, lambda work: None)
    assert work.state == Work.State.WAITING
    assert DBTaskResult.objects.filter(task_path="people.tasks.do_work").count() == 1


def test_the_file_that_work_ends_with_is_kept_whole_and_for_a_time(owner):
    work = ask(owner, lambda work: Outcome(note="Son 2.", data=b"dos", name="dos.txt", content_type="text/plain"))
    run(work.pk)
    work.refresh_from_db()
    assert (work.state, work.note, work.result_size) == (Work.State.DONE, "Son 2.", 3)
    assert work.result.read() == b"dos"
    assert work.expires_at > timezone.now()


def test_work_that_is_over_is_not_done_again(owner):
    calls = []
    work = ask(owner, lambda work: calls.append(work.pk))
    run(work.pk)
    run(work.pk)
    assert calls == [work.pk]


def test_work_that_was_killed_in_between_can_be_done_again(owner):
    def die(work):
        raise KeyboardInterrupt

    work = ask(owner, die)
    with pytest.raises(KeyboardInterrupt):
        run(work.pk)
    work_kinds.register(KIND, lambda work: Outcome(note="Ahora sí."))
    run(work.pk)
    work.refresh_from_db()
    assert (work.state, work.note) == (Work.State.DONE, "Ahora sí.")


def test_work_that_cannot_be_done_says_why(owner):
    def stop(work):
        raise WorkStopped("No hay constancias entre esas fechas.")

    work = ask(owner, stop)
    run(work.pk)
    work.refresh_from_db()
    assert (work.state, work.note) == (Work.State.FAILED, "No hay constancias entre esas fechas.")


def test_an_error_is_told_without_its_text_and_reaches_the_log(owner, caplog):
    def fail(work):
        raise ValueError("contraseña: 1234")

    work = ask(owner, fail)
    with pytest.raises(ValueError, match="1234"):
        run(work.pk)
    work.refresh_from_db()
    assert work.state == Work.State.FAILED
    assert "1234" not in work.note
    assert str(work.uuid) in caplog.text


def test_progress_is_seen_while_it_runs(owner, client):
    seen = []
    client.force_login(owner)

    def half(work):
        report_progress(work, 1, 2)
        seen.append(client.get(reverse("people_works:show", args=[work.uuid])))

    run(ask(owner, half).pk)
    assert "50 %" in seen[0].content.decode()
    assert seen[0].headers["Refresh"]


def test_nobody_sees_the_work_of_another(owner, client):
    work = ask(owner, lambda work: Outcome(data=b"dos", name="dos.txt", content_type="text/plain"))
    run(work.pk)
    client.force_login(employee_with_role(HUMAN_RESOURCES))
    assert client.get(reverse("people_works:show", args=[work.uuid])).status_code == 404
    assert client.post(reverse("people_works:take", args=[work.uuid])).status_code == 404
    client.force_login(owner)
    assert b"".join(client.post(reverse("people_works:take", args=[work.uuid])).streaming_content) == b"dos"


def test_a_file_is_not_given_out_after_its_day(owner, client):
    work = ask(owner, lambda work: Outcome(data=b"dos", name="dos.txt", content_type="text/plain"))
    run(work.pk)
    Work.objects.update(expires_at=timezone.now())
    client.force_login(owner)
    assert client.post(reverse("people_works:take", args=[work.uuid])).status_code == 404
    assert "ya no se conserva" in client.get(reverse("people_works:show", args=[work.uuid])).content.decode()
