"""A report with its filters, columns and order under a name, one's own or shared with a role."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from people.api import User

from ..framework.asked import Asked
from ..framework.registry import reports
from ..framework.report import Report
from ..models import SavedView

VIEW_PROGRESS = "view_progress"
LONGEST_NAME = SavedView._meta.get_field("name").max_length


class CannotSave(Exception):
    """The view cannot be kept under that name; the message says why and what to do."""


def visible_to(user: User) -> QuerySet[SavedView]:
    """One's own views and those shared with a role that one holds, by report and name."""
    shared = Q(shared_with__in=user.groups.all())
    found = SavedView.objects.all() if user.is_superuser else SavedView.objects.filter(Q(owner=user) | shared)
    return found.select_related("owner", "shared_with").distinct().order_by("report", "name", "pk")


def roles_to_share_with() -> QuerySet[Group]:
    """The roles whose people may see reports at all."""
    return Group.objects.filter(
        permissions__codename=VIEW_PROGRESS, permissions__content_type__app_label="reports"
    ).order_by("name")


def save_view(
    *, owner: User, report: Report, name: str, query: QueryDict, shared_with: Group | None = None
) -> SavedView:
    """Keep what `query` asks of `report` under `name`; what the report does not know is left out. Raises CannotSave."""
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise CannotSave(_("Give the view a name."))
    if shared_with is not None and not roles_to_share_with().filter(pk=shared_with.pk).exists():
        raise CannotSave(_("That role sees no reports: choose another one."))
    try:
        with transaction.atomic():
            return SavedView.objects.create(
                owner=owner, report=report.slug, name=name, query=canonical(report, query), shared_with=shared_with
            )
    except IntegrityError as error:
        raise CannotSave(
            _("You have a view named «%(name)s» already: give this one another name.") % {"name": name}
        ) from error


def canonical(report: Report, query: QueryDict) -> str:
    """`query` as the report itself writes it: known values only, without the page."""
    return Asked.read(report, query).as_query()


def delete_view(*, view: SavedView, by: User) -> None:
    """Forget a view of one's own, and with it its schedules; the files that they made stay. Raises CannotSave."""
    if view.owner_id != by.pk:
        raise CannotSave(_("Only the person who saved a view can delete it."))
    view.delete()


def report_of(view: SavedView) -> Report | None:
    """The report of `view`, or None when it no longer exists."""
    return reports.get(view.report)
