"""Jobs: they run in a worker, outside any request."""

from django_tasks import task


@task(backend="jobs")
def import_file(batch_id, digest, author_id):
    """Import the questions of an accepted file; running it again changes nothing."""
    from people.api import User

    from .exchange.queueing import accept_queued

    accept_queued(batch_id=batch_id, digest=digest, author=User.objects.filter(pk=author_id).first())
