"""Every address opened once as somebody: what each answered, and what that changed in the database."""

import copy
import hashlib
from dataclasses import dataclass, field

from django.apps import apps
from django.db import connection

from people.api import ADMINISTRATION
from tests.addresses import every_address
from tests.permission_rows import EDITING
from tests.scene import COLLEAGUE, HEAD, MARKER, SUPERUSER

#: Wagtail's switch for trying out the page of an error: it fails on purpose.
FAILS_ON_PURPOSE = {"wagtailadmin_error_test"}
#: Tables that opening a page may write, and why that is no act of the person.
MAY_CHANGE = {
    "sessions.Session",  # who is there
    "wagtailadmin.EditingSession",  # «somebody else is editing this page»
    "wagtailimages.Rendition",  # a picture in the size that was asked for
    "wagtailimages.Image",  # size and digest of a file, worked out when first needed
    "wagtaildocs.Document",
    "wagtailsearch.IndexEntry",  # and then their words in the search index of PostgreSQL
    "wagtailcore.PageSubscription",  # an empty one, when a page's form is first opened
    "certificates.HolderLink",  # the day on which a personal link was last opened
    "wagtailusers.UserProfile",  # an empty one, the first time that the own account is opened
}
OUR_APPS = ("people", "courses", "evaluations", "certificates", "reports", "cimtra")
_crawls = {}


@dataclass(frozen=True)
class Visit:
    name: str
    path: str
    status: int
    location: str
    has_marker: bool
    has_person: bool

    @property
    def is_open(self):
        """Something was shown; a redirect, a refusal and a 404 show nothing."""
        return 200 <= self.status < 300


@dataclass
class Crawl:
    visits: dict = field(default_factory=dict)
    changed: set = field(default_factory=set)

    def open_addresses(self):
        return {name for name, visit in self.visits.items() if visit.is_open}


def is_ours(address):
    """Addresses of our own apps; the rest of the admin comes with Wagtail."""
    screen = address.screen.removeprefix("wagtailsnippets_").removeprefix("wagtailsnippetchoosers_")
    return not address.is_of_the_admin or address.name == "styles" or screen.split("_")[0] in OUR_APPS


def addresses_for(role):
    """All of them, but what another role's crawl has told already.

    The administration edits as the consultancy does, the superuser may only do more, learners are alike at the admin.
    """
    everything = [address for address in every_address() if address.name not in FAILS_ON_PURPOSE]
    outside = [address for address in everything if not address.is_of_the_admin]
    if role in (COLLEAGUE, HEAD):
        return outside
    if role == SUPERUSER:
        return outside + [a for a in everything if is_ours(a) and a.name.endswith((":delete", ":create", ":add"))]
    if role == ADMINISTRATION:
        return [address for address in everything if address.screen not in EDITING]
    return everything


def crawl(scene, role):
    """GET each address as `role`; one crawl per process serves all tests."""
    if role not in _crawls:
        browser = scene.browser(role)
        signed_in = copy.deepcopy(browser.cookies)
        before = fingerprints()
        visits = {}
        for address in addresses_for(role):
            # An address that closes the session must not close it for the ones after it.
            browser.cookies = copy.deepcopy(signed_in)
            path = address.path(scene.values)
            visits[address.name] = visit(address.name, path, browser.get(path))
        changed = changed_tables(before, fingerprints())
        _crawls[role] = Crawl(visits, changed - MAY_CHANGE)
    return _crawls[role]


def visit(name, path, response):
    text = text_of(response)
    return Visit(
        name=name,
        path=path,
        status=response.status_code,
        location=response.headers.get("Location", ""),
        has_marker=MARKER in text or MARKER in str(response.headers),
        has_person="Citlali" in text or "NUGC800315" in text or "citlali@" in text,
    )


def text_of(response):
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode(errors="replace")


def fingerprints():
    """A digest of the stored rows of each table, read without building objects."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.managed and not model._meta.proxy:
                table, key = (connection.ops.quote_name(n) for n in (model._meta.db_table, model._meta.pk.column))
                cursor.execute(f"SELECT * FROM {table} ORDER BY {key}")
                found[model._meta.label] = hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
    return found


def changed_tables(before, after):
    return {label for label in before if before[label] != after[label]}
