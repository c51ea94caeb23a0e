"""The drawn signatures of those who sign. What was issued keeps the picture that it was issued with."""

from __future__ import annotations

from django.db import transaction

from people.api import Signatory, User, record_decision

from ..models import SheetPicture, SignaturePicture


@transaction.atomic
def put_signature(*, signatory: Signatory, picture: SheetPicture, put_by: User) -> SignaturePicture:
    """`picture` stands above the name of `signatory` on whatever is issued from now on. Safe to call twice."""
    Signatory.objects.select_for_update().get(pk=signatory.pk)
    before = SignaturePicture.objects.filter(signatory=signatory).select_related("picture").first()
    if before and before.picture_id == picture.pk:
        return before
    now, _created = SignaturePicture.objects.update_or_create(signatory=signatory, defaults={"picture": picture})
    _record(signatory, put_by, before=before.picture.sha256 if before else "", after=picture.sha256)
    return now


@transaction.atomic
def remove_signature(*, signatory: Signatory, removed_by: User) -> bool:
    """From now on the line above the name stays empty, for ink; returns whether there was a picture."""
    Signatory.objects.select_for_update().get(pk=signatory.pk)
    before = SignaturePicture.objects.filter(signatory=signatory).select_related("picture").first()
    if before is None:
        return False
    before.delete()
    _record(signatory, removed_by, before=before.picture.sha256, after="")
    return True


def _record(signatory: Signatory, actor: User, *, before: str, after: str) -> None:
    record_decision(
        act="change_signature",
        actor=actor,
        subject=signatory,
        before={"picture": before},
        after={"picture": after, "name": signatory.name, "post": signatory.post},
    )
