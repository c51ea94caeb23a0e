"""What people do with a delivery: hand it in, take it back, accept it, return it, excuse it. Each leaves an event."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import User

from ..access import own_departments
from ..models import Delivery, DeliveryEvent, LibraryDocument
from . import notices

State = Delivery.State


class CannotDeliver(Exception):
    """The act is not possible, or not this person's; the message is fit for the screen."""


class NewerEdition(CannotDeliver):
    """Somebody else did something since the person looked; `delivery` is how it stands now."""

    def __init__(self, delivery: Delivery):
        super().__init__(
            _("Somebody did something with this delivery while you were looking at it. See how it stands, then decide.")
        )
        self.delivery = delivery


@transaction.atomic
def deliver(
    delivery: Delivery,
    *,
    by: User,
    address: str = "",
    document: LibraryDocument | None = None,
    note: str = "",
    edition: int | None = None,
) -> Delivery:
    """Hand in where it is published, or the document of the library; it waits for review from then on.

    Handing in the same again changes nothing; something else takes the place of what waits for review. `edition` is
    the one that the person saw. Raises CannotDeliver, NewerEdition.
    """
    address, note = address.strip(), note.strip()
    if not address and document is None:
        raise CannotDeliver(_("Write the address where it is published, or add the document."))
    locked = _locked(delivery)
    what = (locked.address, locked.document_id, locked.note)
    if locked.state == State.IN_REVIEW and what == (address, getattr(document, "pk", None), note):
        return _as_given(delivery, locked)
    _refuse_newer(locked, edition)
    if locked.state == State.ACCEPTED:
        raise CannotDeliver(_("This delivery was accepted already: nothing is left to hand in."))
    if locked.state == State.NOT_APPLICABLE:
        raise CannotDeliver(_("This delivery was marked as not applicable: nothing is left to hand in."))
    locked.address, locked.document, locked.note = address, document, note
    locked.delivered_on, locked.delivered_by = timezone.localdate(), by
    return _as_given(delivery, _move(locked, State.IN_REVIEW, by=by, text=note))


@transaction.atomic
def take_back(delivery: Delivery, *, by: User, reason: str = "", edition: int | None = None) -> Delivery:
    """Undo a handing-in that nobody has reviewed yet, or an excuse: it is owed again. Raises CannotDeliver."""
    locked = _locked(delivery)
    if locked.state == State.WAITING:
        return _as_given(delivery, locked)
    _refuse_newer(locked, edition)
    if locked.state not in (State.IN_REVIEW, State.NOT_APPLICABLE):
        raise CannotDeliver(_("What was accepted or returned cannot be taken back."))
    _forget(locked)
    locked.note = ""
    return _as_given(delivery, _move(locked, State.WAITING, by=by, text=reason.strip()))


@transaction.atomic
def accept(delivery: Delivery, *, by: User, note: str = "", edition: int | None = None) -> Delivery:
    """Somebody else than who handed it in says that it is right. Repeating it changes nothing. Raises CannotDeliver."""
    locked = _locked(delivery)
    if locked.state == State.ACCEPTED:
        return _as_given(delivery, locked)
    _refuse_newer(locked, edition)
    if locked.state != State.IN_REVIEW:
        raise CannotDeliver(_("Only what was handed in and waits for review can be accepted."))
    _refuse_own(locked, by)
    return _as_given(delivery, _move(locked, State.ACCEPTED, by=by, text=note.strip()))


@transaction.atomic
def return_(delivery: Delivery, *, by: User, reason: str, edition: int | None = None) -> Delivery:
    """Send it back with what must be mended, also when it had been accepted. Raises CannotDeliver."""
    reason = reason.strip()
    if not reason:
        raise CannotDeliver(_("Write what must be mended: the department will read it."))
    locked = _locked(delivery)
    if locked.state == State.RETURNED:
        return _as_given(delivery, locked)
    _refuse_newer(locked, edition)
    if locked.state not in (State.IN_REVIEW, State.ACCEPTED):
        raise CannotDeliver(_("Only what was handed in can be returned."))
    _refuse_own(locked, by)
    moved = _move(locked, State.RETURNED, by=by, text=reason)
    notices.tell_returned(moved, reason=reason)
    return _as_given(delivery, moved)


@transaction.atomic
def excuse(delivery: Delivery, *, by: User, note: str, edition: int | None = None) -> Delivery:
    """This once it does not apply, with the reasoned note that stays beside it. Raises CannotDeliver."""
    note = note.strip()
    if not note:
        raise CannotDeliver(_("Write why it does not apply: the note stays beside the delivery."))
    locked = _locked(delivery)
    if locked.state == State.NOT_APPLICABLE and locked.note == note:
        return _as_given(delivery, locked)
    _refuse_newer(locked, edition)
    if locked.state not in (State.WAITING, State.RETURNED):
        raise CannotDeliver(_("Only what is still owed can be excused: accept or return what was handed in."))
    if refusal := why_not_excuse(locked, by):
        raise CannotDeliver(refusal)
    _forget(locked)
    locked.note = note
    return _as_given(delivery, _move(locked, State.NOT_APPLICABLE, by=by, text=note))


def why_not_decide(delivery: Delivery, user: User) -> str:
    """Why `user` may not accept or return `delivery`, in words for the screen; "" when nothing stands against it."""
    if delivery.delivered_by_id == user.pk:
        return _("You handed this in yourself: somebody else reviews it.")
    return ""


def why_not_excuse(delivery: Delivery, user: User) -> str:
    """As `why_not_decide`, for excusing: nobody frees the department for which they act themselves."""
    if own_departments(user).filter(pk=delivery.department_id).exists():
        return _("You act for this department yourself: somebody else says that it does not apply.")
    return ""


def _refuse_own(delivery: Delivery, by: User) -> None:
    if refusal := why_not_decide(delivery, by):
        raise CannotDeliver(refusal)


def _refuse_newer(delivery: Delivery, edition: int | None) -> None:
    if edition is not None and edition != delivery.edition:
        raise NewerEdition(delivery)


def _forget(delivery: Delivery) -> None:
    """What was handed in stays in the events."""
    delivery.address, delivery.document, delivery.delivered_on, delivery.delivered_by = "", None, None, None


def _locked(delivery: Delivery) -> Delivery:
    return Delivery.objects.select_for_update(of=("self",)).select_related("obligation").get(pk=delivery.pk)


def _move(delivery: Delivery, state: str, *, by: User, text: str) -> Delivery:
    before, delivery.state = delivery.state, state
    delivery.edition += 1
    delivery.save()
    employee = getattr(by, "employee", None)
    DeliveryEvent.objects.create(
        delivery=delivery,
        from_state=before,
        to_state=state,
        text=text,
        address=delivery.address,
        document=delivery.document,
        document_sha256=delivery.document.sha256 if delivery.document else "",
        by=by,
        by_name=employee.full_name if employee else by.get_full_name() or by.get_username(),
    )
    return delivery


def _as_given(given: Delivery, now: Delivery) -> Delivery:
    """The caller's object says what the database says."""
    for field in Delivery._meta.concrete_fields:
        setattr(given, field.attname, getattr(now, field.attname))
    return given
