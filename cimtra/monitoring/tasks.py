"""Jobs: they run in a worker, outside any request."""

from django_tasks import task


@task(backend="jobs")
def visit_due():
    """Look at the addresses whose day has come; running it twice looks at none twice."""
    from .running import visit_those_due

    visit_those_due()
