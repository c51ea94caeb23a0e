"""Signing in: one door, by employee number or e-mail, and no way to make an account from outside."""

from functools import lru_cache

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db.models import Case, Exists, OuterRef, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .access import devices, guessing
from .access.words import words_for_wait
from .demo import DEMO_PASSWORD
from .notices.own import unread_of
from .organisation import delegations_on, headships


class EmployeeBackend(AuthenticationBackend):
    """allauth's checks; the account comes with its roster record, since nearly every page needs both,
    and with `heads_a_team`, `works_in_admin` and `unread_notices`, which the menu asks."""

    def authenticate(self, request, **credentials):
        # The documented password opens nothing outside a demonstration, even if somebody copies its database.
        if credentials.get("password") == DEMO_PASSWORD and not settings.DEBUG:
            return None
        return super().authenticate(request, **credentials)

    def get_user(self, user_id):
        user = _accounts(timezone.localdate()).filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None


@lru_cache(maxsize=1)
def _accounts(day):
    """The accounts as they stand on `day`, unread. Built once a day: composing this query takes longer than asking it,
    and each request of somebody signed in asks it.
    """
    headed = headships(day).filter(employee=OuterRef("employee"))
    lent = delegations_on(day).filter(deputy=OuterRef("employee"))
    doors = Permission.objects.filter(
        content_type__app_label="wagtailadmin", codename="access_admin", group__user=OuterRef("pk")
    )
    return (
        get_user_model()
        ._default_manager.select_related("employee")
        .annotate(
            heads_a_team=Exists(headed) | Exists(lent),
            unread_notices=unread_of(OuterRef("employee"), day),
            works_in_admin=Case(When(is_superuser=True, then=True), default=Exists(doors)),
        )
    )


class ClosedSignUpAdapter(DefaultAccountAdapter):
    """Accounts come from the roster: nobody registers themselves; guessing is slowed down; messages say what to do."""

    _MISMATCH = _(
        "The employee number, the e-mail or the password is not right. "
        "Check them and try again; capital letters count in the password."
    )
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _MISMATCH,
        "email_password_mismatch": _MISMATCH,
        "account_inactive": _("This account is not active. Ask Human Resources about it."),
    }

    def is_open_for_signup(self, request):
        return False

    def pre_authenticate(self, request, **credentials):
        """In place of allauth's limit, which counts per account and so lets anybody lock anybody out."""
        name = credentials.get("username") or credentials.get("email") or ""
        try:
            self._try = guessing.begin_try(request, act="sign-in", name=name, account_id=guessing.account_of(name))
        except guessing.Wait as wait:
            raise ValidationError(words_for_wait(wait.seconds), code="too_many_login_attempts") from wait

    def authenticate(self, request, **credentials):
        user = super().authenticate(request, **credentials)
        if user:
            self._try.succeeded()
        return user

    def authentication_failed(self, request, **credentials):
        self._try.failed()

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        if devices.changes_hands(request, user):
            # Whoever was here before may have gone without signing out: what their pages kept goes now.
            response["Clear-Site-Data"] = '"cache", "storage"'
        devices.remember(request, response, user)
        return response
