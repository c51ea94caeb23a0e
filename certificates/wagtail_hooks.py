"""Registers the screens of certificates in the admin."""

from wagtail import hooks

from .life import hooks as life_hooks  # noqa: F401 - registers itself
from .menu import certificates_menu
from .requests import hooks as request_hooks  # noqa: F401 - registers itself
from .screens.viewset import CertificateViewSet
from .sheets import hooks as sheets_hooks  # noqa: F401 - registers itself
from .signing.screens import KeyViewSet


@hooks.register("register_admin_viewset")
def certificate_screens():
    return [CertificateViewSet(), KeyViewSet()]


hooks.register("register_admin_menu_item", certificates_menu)


@hooks.register("register_icons")
def icons(icons):
    return [*icons, "certificates/icons/certificate.svg"]
