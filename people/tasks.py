"""Jobs: they run in a worker, outside any request."""

from django_tasks import task


@task(backend="jobs")
def do_work(work_id):
    """Do one piece of long work; running it again changes nothing."""
    from .works import run

    run(work_id)


@task(backend="jobs")
def send_recovery(address):
    """Mail the link for a new password, where the address is an account's."""
    from .access.passwords import send_recovery as send

    send(address)


@task(backend="jobs")
def deliver_notices():
    """Hand the e-mails with notices to the mail server; running it twice at once sends none of them twice."""
    from .notices.delivery import deliver

    deliver()
