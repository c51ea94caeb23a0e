"""System checks of the accounts."""

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import check_password
from django.core.checks import Error, Tags, register
from django.db import DatabaseError

from .demo import DEMO_PASSWORD, DEMO_USERNAMES


@register(Tags.security, deploy=True)
def no_demonstration_accounts(app_configs, **kwargs):
    """Reports every demonstration account whose documented password would open a real installation."""
    try:
        accounts = list(get_user_model().objects.filter(username__in=DEMO_USERNAMES, is_active=True))
    except DatabaseError:  # nothing is migrated yet, so there is no account to warn about
        return []
    return [
        Error(
            f"The demonstration account «{account.username}» still has its documented password.",
            hint="Delete the demonstration accounts, or start from an empty database.",
            obj=account,
            id="people.E001",
        )
        for account in accounts
        if check_password(DEMO_PASSWORD, account.password)
    ]
