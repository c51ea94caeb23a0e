"""The feed of what was published, for those who read it with a programme (Atom)."""

from __future__ import annotations

from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from people.api import municipality

from ..files import TYPES
from ..library.addresses import address_of, download_address_of
from ..models import LibraryDocument
from ..periods import label_of
from .published import public_documents

MOST = 50


class Updates(Feed):
    """The newest MOST documents, each with its file."""

    feed_type = Atom1Feed
    language = "es-mx"
    link = "/micrositio/"

    def title(self, request) -> str:
        return _("Published by %(name)s") % {"name": municipality().name}

    def subtitle(self, request) -> str:
        return _("Documents that were published or updated in the microsite")

    def get_object(self, request):
        return request

    def items(self, request):
        found = public_documents().order_by("-last_published_at", "-pk")[:MOST]
        for document in found:
            document.file_address = request.build_absolute_uri(download_address_of(document))
        return found

    def item_title(self, item: LibraryDocument) -> str:
        return f"{item.title} · {label_of(item.period_start, item.period_end)}"

    def item_description(self, item: LibraryDocument) -> str:
        return item.description or item.department.name

    def item_author_name(self, item: LibraryDocument) -> str:
        return item.department.name

    def item_link(self, item: LibraryDocument) -> str:
        return address_of(item)

    def item_pubdate(self, item: LibraryDocument):
        return item.first_published_at

    def item_updateddate(self, item: LibraryDocument):
        return item.last_published_at

    def item_enclosure_url(self, item: LibraryDocument) -> str:
        return item.file_address

    def item_enclosure_length(self, item: LibraryDocument) -> int:
        return item.size

    def item_enclosure_mime_type(self, item: LibraryDocument) -> str:
        return TYPES[item.format].partition(";")[0]
