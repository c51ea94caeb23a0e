"""Signing in: one door, by employee number or e-mail, and no way to make an account from outside."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Case, Exists, OuterRef, When
from django.utils.translation import gettext_lazy as _

from .demo import DEMO_PASSWORD
from .models import Appointment


class EmployeeBackend(AuthenticationBackend):
    """allauth's checks; the account comes with its roster record, since nearly every page needs both,
    and with `heads_a_team` and `works_in_admin`, which the menu asks."""

    def authenticate(self, request, **credentials):
        # The documented password opens nothing outside a demonstration, even if somebody copies its database.
        if credentials.get("password") == DEMO_PASSWORD and not settings.DEBUG:
            return None
        return super().authenticate(request, **credentials)

    def get_user(self, user_id):
        headed = Appointment.objects.on().filter(employee=OuterRef("employee"), is_head=True)
        doors = Permission.objects.filter(
            content_type__app_label="wagtailadmin", codename="access_admin", group__user=OuterRef("pk")
        )
        accounts = get_user_model()._default_manager.select_related("employee")
        accounts = accounts.annotate(
            heads_a_team=Exists(headed), works_in_admin=Case(When(is_superuser=True, then=True), default=Exists(doors))
        )
        user = accounts.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None


class ClosedSignUpAdapter(DefaultAccountAdapter):
    """Accounts come from the roster: nobody registers themselves; and messages that say what to do."""

    _MISMATCH = _(
        "The employee number, the e-mail or the password is not right. "
        "Check them and try again; capital letters count in the password."
    )
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _MISMATCH,
        "email_password_mismatch": _MISMATCH,
        "account_inactive": _("This account is not active. Ask Human Resources about it."),
        "too_many_login_attempts": _(
            "There were too many tries with a wrong password. Wait five minutes and try again, "
            "or ask Human Resources for help."
        ),
    }

    def is_open_for_signup(self, request):
        return False
