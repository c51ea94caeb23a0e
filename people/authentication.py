"""Signing in: one door, by employee number or e-mail, and no way to make an account from outside."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef

from .demo import DEMO_PASSWORD
from .models import Appointment


class EmployeeBackend(AuthenticationBackend):
    """allauth's checks; the account comes with its roster record, since nearly every page needs both,
    and with `heads_a_team`, which the menu asks."""

    def authenticate(self, request, **credentials):
        # The documented password opens nothing outside a demonstration, even if somebody copies its database.
        if credentials.get("password") == DEMO_PASSWORD and not settings.DEBUG:
            return None
        return super().authenticate(request, **credentials)

    def get_user(self, user_id):
        headed = Appointment.objects.on().filter(employee=OuterRef("employee"), is_head=True)
        accounts = get_user_model()._default_manager.select_related("employee").annotate(heads_a_team=Exists(headed))
        user = accounts.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None


class ClosedSignUpAdapter(DefaultAccountAdapter):
    """Accounts come from the roster: nobody registers themselves."""

    def is_open_for_signup(self, request):
        return False
