"""Jobs: they run in a worker, outside any request."""

from django_tasks import task


@task(backend="jobs")
def do_work(work_id):
    """Do one piece of long work; running it again changes nothing."""
    from .works import run

    run(work_id)
