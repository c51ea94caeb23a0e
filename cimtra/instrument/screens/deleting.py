"""Deleting a part of the instrument on which something hangs is answered with a sentence."""

from __future__ import annotations

from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.snippets.views.snippets import DeleteView


class KeepWhatIsUsed(DeleteView):
    """Wagtail's own look at what uses a thing does not see rows that were written many at once."""

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return super().post(request, *args, **kwargs)
        except ProtectedError as error:
            users = sorted({str(one._meta.verbose_name_plural) for one in error.protected_objects})
            told = _("«%(thing)s» cannot be deleted: it is used by %(what)s.")
            messages.error(request, told % {"thing": self.object, "what": ", ".join(users)})
            return redirect(self.index_url_name)
