"""Whose account somebody may give access to: never their own, nor one that may do more than they may."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, Q, QuerySet

from ..models import User
from ..roles import ADMINISTRATION

PERMISSION = "people.issue_access"


def within_reach(actor: User, accounts: QuerySet[User]) -> QuerySet[User]:
    """Those of `accounts` whose access `actor` may give or take back.

    Superusers and administrators are out of everybody's reach: they recover their password by e-mail or on the server.
    Whoever is not an administrator reaches no account of another role in the admin either, since a letter in the wrong
    hands would be that role.
    """
    roles = User.groups.through.objects.filter(user=OuterRef("pk"), group__in=_roles_above(actor))
    own_rights = User.user_permissions.through.objects.filter(user=OuterRef("pk"))
    return accounts.filter(~Exists(roles), ~Exists(own_rights), is_superuser=False).exclude(pk=actor.pk)


def _roles_above(actor: User) -> QuerySet[Group]:
    administration = Q(name=ADMINISTRATION)
    if actor.is_superuser or actor.groups.filter(administration).exists():
        return Group.objects.filter(administration)
    with_a_door = Q(permissions__content_type__app_label="wagtailadmin", permissions__codename="access_admin")
    return Group.objects.filter(administration | (with_a_door & ~Q(pk__in=actor.groups.values("pk"))))
