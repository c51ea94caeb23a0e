"""Registers the screens of certificates in the admin."""

from wagtail import hooks

from .admin import CertificateViewSet


@hooks.register("register_admin_viewset")
def certificate_screens():
    return CertificateViewSet()


@hooks.register("register_icons")
def icons(icons):
    return [*icons, "certificates/icons/certificate.svg"]
