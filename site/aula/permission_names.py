"""The names of permissions, which Django stores in English, in the language of the people who hand them out."""

from django.conf import settings
from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as _

#: By the first word of the codename, and by the whole codename where that is not enough.
WORDINGS = {
    "add": _("Add %(things)s"),
    "change": _("Change %(things)s"),
    "delete": _("Delete %(things)s"),
    "view": _("View %(things)s"),
    "choose": _("Choose %(things)s"),
    "publish": _("Publish %(things)s"),
    "lock": _("Lock %(things)s"),
    "unlock": _("Unlock %(things)s"),
    "replace": _("Replace %(things)s"),
    "revoke": _("Revoke %(things)s"),
    "bulk_delete_page": _("Delete pages with all that is below them"),
    "access_admin": _("Enter the administration"),
}


def name_permissions(using="default", **_kwargs):
    """Receiver of post_migrate; Django writes the names of new permissions in English, without translating them."""
    from django.contrib.auth.models import Permission

    renamed = []
    with override(settings.LANGUAGE_CODE):
        for permission in Permission.objects.using(using).select_related("content_type"):
            name = _name_of(permission)
            if name and name != permission.name:
                permission.name = name
                renamed.append(permission)
    Permission.objects.using(using).bulk_update(renamed, ["name"])


def _name_of(permission):
    model = permission.content_type.model_class()
    wording = WORDINGS.get(permission.codename) or WORDINGS.get(permission.codename.partition("_")[0])
    if model is None:
        return None
    if own := dict(model._meta.permissions).get(permission.codename):
        return str(own)
    if wording is None:
        return None
    return gettext(wording) % {"things": model._meta.verbose_name_plural}
