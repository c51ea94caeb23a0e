"""Who signs a sheet: the municipality's signatories of the day, in the posts that the template asks for."""

from __future__ import annotations

import datetime as dt

from people.api import Municipality

from ..models import SignaturePicture, TemplateVersion

# More do not fit side by side on any layout.
MOST_SIGNATORIES = 3


def frozen_signatories(
    *, version: TemplateVersion, municipality: Municipality, day: dt.date
) -> list[dict[str, str | None]]:
    """[{"name", "post", "picture"}] as a certificate of `day` keeps them; `picture` is a SHA-256, "" without one.

    A template that asks for posts gets them in its own order. If none of them has anybody that day, all who sign do:
    a constancia with no name below it would be worth less than one signed by somebody else in office.
    """
    in_office = municipality.signatories_on(day) if municipality.pk else []
    asked = [person for post in version.posts for person in in_office if person.post == post]
    signing = (asked or in_office)[:MOST_SIGNATORIES]
    pictures = dict(
        SignaturePicture.objects.filter(signatory__in=[person.pk for person in signing]).values_list(
            "signatory_id", "picture__sha256"
        )
    )
    return [{"name": person.name, "post": person.post, "picture": pictures.get(person.pk, "")} for person in signing]


def posts_on(*, municipality: Municipality, day: dt.date) -> list[str]:
    """The posts of those who sign on `day`, each once, in printing order."""
    in_office = municipality.signatories_on(day) if municipality.pk else []
    return list(dict.fromkeys(person.post for person in in_office))
