"""Who may do what with constancias in the admin, and where the screens lie."""

from __future__ import annotations

from django.urls import reverse
from wagtail.permissions import ModelPermissionPolicy

from ..models import Certificate

ICON = "certificate"


class ReadAndDecidePolicy(ModelPermissionPolicy):
    """Not even an administrator adds, edits or deletes a certificate by hand."""

    NEVER = frozenset({"add", "change", "delete"})

    def user_has_permission(self, user, action):
        return action not in self.NEVER and super().user_has_permission(user, action)


def url_of(name: str, certificate: Certificate | None = None) -> str:
    return reverse(f"certificates_admin:{name}", args=[certificate.pk] if certificate else [])
