"""«Constancias» in the menu of the admin: each sees what the own permissions open."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.menu import Menu, SubmenuMenuItem

from people.api import PermittedMenuItem

from .life import objection_screens
from .requests import screens as request_screens
from .screens.policy import ICON
from .sheets import screens as sheet_screens


def certificates_menu() -> SubmenuMenuItem:
    entries = [
        (
            *("issued-certificates", pgettext_lazy("menu", "Issued"), "certificates_admin:index"),
            *("certificates.view_certificate", ICON),
        ),
        (
            *("requests-for-certificates", pgettext_lazy("menu", "Requests"), "certificates_requests:list"),
            *(request_screens.VIEW, request_screens.ICON),
        ),
        (
            *("objections-to-revocations", _("Objections"), "certificates_objections:list"),
            *(objection_screens.ANSWER, "comment"),
        ),
        (
            *("certificate-templates", pgettext_lazy("menu", "Templates"), "certificates_sheets:list"),
            *(sheet_screens.VIEW, "doc-full"),
        ),
        (
            *("keys-of-certificates", pgettext_lazy("menu", "Keys"), "certificates_keys:index"),
            *("certificates.view_publickey", "key"),
        ),
    ]
    items = [
        PermittedMenuItem(label, reverse(address), permission=permission, icon_name=icon, order=place, name=name)
        for place, (name, label, address, permission, icon) in enumerate(entries)
    ]
    return SubmenuMenuItem(_("Certificates"), Menu(items=items), icon_name=ICON, order=320, name="certificates")
