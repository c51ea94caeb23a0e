"""Accounts: what a person signs in with. The training history hangs on people.Employee, which outlives the account."""

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class AccountManager(UserManager):
    """Finds accounts by name whatever the capitals."""

    def get_by_natural_key(self, username):
        return self.get(username__iexact=username)


class User(AbstractUser):
    """An account; `username` is the employee number (or the login name of somebody who is on no roster)."""

    email = models.EmailField(_("e-mail"), blank=True)

    objects = AccountManager()

    class Meta(AbstractUser.Meta):
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(Lower("username"), name="people_one_account_per_name"),
            # Many officials have no e-mail, so only the addresses that exist must differ.
            models.UniqueConstraint(Lower("email"), condition=~models.Q(email=""), name="people_one_account_per_email"),
        ]

    def get_full_name(self):
        """The roster's name where there is one, so that both places never disagree."""
        employee = getattr(self, "employee", None)
        return employee.full_name if employee else super().get_full_name()

    def get_short_name(self):
        employee = getattr(self, "employee", None)
        return employee.given_names.split(" ")[0] if employee else super().get_short_name() or self.username
