"""Jobs: they run in a worker, outside any request."""

from django_tasks import task


@task(backend="jobs")
def make_file(certificate_id):
    """Draw, sign and store the PDF of one certificate; running it again changes nothing."""
    from .drawings import make

    make(certificate_id)
