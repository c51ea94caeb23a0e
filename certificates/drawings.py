"""Who makes which file, and when it is tried again: a lease, waits that grow, an end where a person has to look."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from .models import Certificate, Drawing
from .storing import store_pdf
from .tasks import make_file

logger = logging.getLogger(__name__)
# Many times what the slowest file takes, time stamp included: whoever took it this long ago is no longer there.
LEASE = dt.timedelta(minutes=3)
# The job is in the queue since the issue; the clock asks only when it should long have been done.
PATIENCE = dt.timedelta(minutes=5)
WAITS = [dt.timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 60, 180, 360)]
MOST_TRIES = 8
AT_ONCE = 500
LONGEST_ERROR = 500


def ask_for_file(certificate: Certificate) -> None:
    """Write that `certificate` waits for its file, and the job that makes it, in the transaction that issues.

    There is then no certificate without its job, and no job without its certificate.
    """
    Drawing.objects.create(certificate=certificate, next_try_at=timezone.now() + PATIENCE)
    make_file.enqueue(certificate.pk)


def make(certificate_id: int) -> bool:
    """Make the file of one certificate, if nobody is at it; returns whether it was made now. Never raises for a sheet
    that cannot be made: that is told on the row, and tried again later."""
    drawing = take(certificate_id)
    if drawing is None:
        return False
    try:
        made = store_pdf(certificate_id)
    except Exception as error:
        # Whatever went wrong, the next one in the queue must have its turn and a person must be able to read why.
        logger.exception("The file of certificate %s could not be made (try %d)", certificate_id, drawing.tries)
        put_off(drawing, error)
        return False
    # Also where somebody was quicker, or the name was withheld meanwhile: nothing waits any more.
    Drawing.objects.filter(pk=drawing.pk).delete()
    return made


def take(certificate_id: int) -> Drawing | None:
    """The lease on a certificate that has no file, for LEASE from now; None where it has one or somebody holds it.

    The try is counted when it begins, so a sheet that kills its worker comes to an end too.
    """
    waiting = Certificate.objects.without_file().with_name().filter(pk=certificate_id)
    with transaction.atomic():
        if not waiting.exists():
            Drawing.objects.filter(certificate_id=certificate_id).delete()
            return None
        now = timezone.now()
        Drawing.objects.get_or_create(certificate_id=certificate_id, defaults={"next_try_at": now})
        free = free_on(now).filter(certificate_id=certificate_id)
        taken = free.update(leased_until=now + LEASE, tries=F("tries") + 1, next_try_at=now + LEASE)
        return Drawing.objects.get(certificate_id=certificate_id) if taken else None


def free_on(now: dt.datetime):
    """Those that wait and that nobody is at."""
    return Drawing.objects.filter(Q(leased_until=None) | Q(leased_until__lte=now), given_up_at=None)


def put_off(drawing: Drawing, error: Exception) -> None:
    """Tell on the row what went wrong and when it is tried again; after the last try, that it is not."""
    now = timezone.now()
    is_over = drawing.tries >= MOST_TRIES
    wait = WAITS[min(drawing.tries, len(WAITS)) - 1]
    # Only the lease's own holder: whoever was late must not end another's try.
    Drawing.objects.filter(pk=drawing.pk, tries=drawing.tries).update(
        leased_until=None,
        next_try_at=now + wait,
        last_error=f"{type(error).__name__}: {error}"[:LONGEST_ERROR],
        given_up_at=now if is_over else None,
    )


def enqueue_due() -> int:
    """What the clock does each minute: jobs for the files that are due and have none in the queue; returns how many."""
    now = timezone.now()
    due = list(free_on(now).filter(next_try_at__lte=now).order_by("next_try_at")[:AT_ONCE])
    _give_up_on([drawing for drawing in due if drawing.tries >= MOST_TRIES], now)
    due = [drawing for drawing in due if drawing.tries < MOST_TRIES]
    asked = enqueue([drawing.certificate_id for drawing in due])
    Drawing.objects.filter(pk__in=[drawing.pk for drawing in due]).update(next_try_at=now + PATIENCE)
    return len(asked)


def _give_up_on(lost: list[Drawing], now: dt.datetime) -> None:
    """Those whose last try ended with the worker and not with an error."""
    for drawing in lost:
        logger.error("The file of certificate %s took its worker along %d times", drawing.certificate_id, drawing.tries)
    Drawing.objects.filter(pk__in=[drawing.pk for drawing in lost]).update(given_up_at=now)


def enqueue(certificate_ids: Sequence[int]) -> list[int]:
    """Jobs for those of the certificates that have none in the queue; the ids of these."""
    if not certificate_ids:
        return []
    jobs = DBTaskResult.objects.ready().filter(task_path=make_file.module_path)
    queued = {arguments["args"][0] for arguments in jobs.values_list("args_kwargs", flat=True)}
    asked = [certificate_id for certificate_id in certificate_ids if certificate_id not in queued]
    for certificate_id in asked:
        make_file.enqueue(certificate_id)
    return asked


@transaction.atomic
def begin_anew(certificate: Certificate) -> bool:
    """Forget the tries so far, since somebody looked. False where there is a file by now or somebody is at it."""
    now = timezone.now()
    if not Certificate.objects.without_file().with_name().filter(pk=certificate.pk).exists():
        return False
    Drawing.objects.get_or_create(certificate=certificate, defaults={"next_try_at": now})
    free = Drawing.objects.filter(Q(leased_until=None) | Q(leased_until__lte=now), certificate=certificate)
    return bool(free.update(tries=0, given_up_at=None, leased_until=None, next_try_at=now + PATIENCE))


@transaction.atomic
def try_again(certificate: Certificate) -> bool:
    """What «try again» does: begin anew, and a job for it. False as in `begin_anew`."""
    if not begin_anew(certificate):
        return False
    enqueue([certificate.pk])
    return True


def try_all_again() -> int:
    """Begin anew with all that had stopped, when what stopped them is mended; returns how many. The clock asks next."""
    stopped = Drawing.objects.filter(given_up_at__isnull=False)
    return stopped.update(tries=0, given_up_at=None, leased_until=None, next_try_at=timezone.now())
