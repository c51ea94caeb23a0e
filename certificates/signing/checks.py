"""What `manage.py check --deploy` says of the keys: they are there, they are private, they last."""

from __future__ import annotations

import datetime as dt
import os
import stat
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.core.checks import Error, Tags, register
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import folder
from .keys import KeyUnusable, current_key

FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO
WEEKS_OF_WARNING = 8
# Folders whose files go out through the web server, or into backups that several people open.
SERVED = ("MEDIA_ROOT", "PRIVATE_MEDIA_ROOT", "STATIC_ROOT")


@register(Tags.security, deploy=True)
def key_can_sign(app_configs, **kwargs):
    """There is a key, it opens, and its certificate does not end soon."""
    try:
        key = current_key()
        key.refuse_unless_valid(timezone.now())
    except KeyUnusable as error:
        return [Error(str(error), id="certificates.E002")]
    end = key.certificate.not_valid_after_utc
    if end - timezone.now() > dt.timedelta(weeks=WEEKS_OF_WARNING):
        return []
    days = (end - timezone.now()).days
    return [
        checks.Warning(
            ngettext(
                "The certificate that signs constancias ends in %(days)d day.",
                "The certificate that signs constancias ends in %(days)d days.",
                days,
            )
            % {"days": days},
            hint=_("What it has signed stays good; new constancias will have no file until there is another."),
            id="certificates.W001",
        )
    ]


@register(Tags.security, deploy=True)
def secrets_are_private(app_configs, **kwargs):
    """Nobody but the owner reads a key, and no key lies where files are served from."""
    found = []
    for path in _secrets():
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & FOR_OTHERS:
            found.append(
                Error(
                    _("%(path)s can be read by other users of this machine.") % {"path": path},
                    hint="chmod 700" if path.is_dir() else "chmod 600",
                    id="certificates.E003",
                )
            )
        found.extend(_where_files_are_served(path))
    return found


@register(Tags.security, deploy=True)
def long_term_has_a_time_stamp(app_configs, **kwargs):
    """Proof that nothing was revoked is worth little without a moment that it speaks of."""
    if getattr(settings, "SIGNING_LONG_TERM", False) and not getattr(settings, "SIGNING_TSA_URL", ""):
        return [
            checks.Warning(
                _("SIGNING_LONG_TERM is on without SIGNING_TSA_URL: nobody else says when a file was signed."),
                id="certificates.W002",
            )
        ]
    return []


def _secrets():
    """The folder of keys, what is in it, and the files that settings name."""
    place = folder.keys_dir()
    if place.is_dir():
        yield place
        yield from (path for path in sorted(place.iterdir()) if path.is_file())
    for name in ("SIGNING_PKCS12", "SIGNING_KEY", "SIGNING_PASSPHRASE_FILE"):
        path = Path(getattr(settings, name, "") or "/nowhere")
        if path.is_file():
            yield path


def _where_files_are_served(path):
    for name in SERVED:
        root = getattr(settings, name, None)
        if root and path.resolve().is_relative_to(Path(root).resolve()):
            yield Error(
                _("%(path)s lies in %(setting)s: keys do not belong among the files of the site.")
                % {"path": path, "setting": name},
                id="certificates.E004",
            )
