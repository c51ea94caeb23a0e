"""Whose area it is: the departments for which a person acts today, read once per request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from people.api import Department, User

from ..access import own_departments


@dataclass(frozen=True)
class OwnArea:
    """The departments for which somebody acts today, in the order of the tree, branches included."""

    departments: tuple[Department, ...]

    @classmethod
    def of(cls, user: User) -> OwnArea:
        return cls(tuple(own_departments(user).order_by("path")))

    def __bool__(self) -> bool:
        return bool(self.departments)

    @cached_property
    def ids(self) -> frozenset[int]:
        return frozenset(one.pk for one in self.departments)

    @cached_property
    def roots(self) -> list[Department]:
        """The ones that stand below none of the others: what a head would call «my department»."""
        paths = {one.path for one in self.departments}
        return [one for one in self.departments if not any(_above(one.path, path) for path in paths)]


def _above(path: str, other: str) -> bool:
    return path != other and path.startswith(other)


def for_own_area(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Gives `view(request, area, …)` the area of whoever asks; 404 for people who act for no department."""

    @login_required
    @never_cache
    @wraps(view)
    def checked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        area = OwnArea.of(request.user)
        if not area:
            raise Http404
        return view(request, area, *args, **kwargs)

    return checked


def trail(*below: tuple[str, str]) -> list[dict[str, str]]:
    """The way to a page below /mi-area/; `below` are pairs of title and address between the two."""
    return [{"title": title, "url": url} for title, url in ((_("My area"), reverse("cimtra:area")), *below)]
