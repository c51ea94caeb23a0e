"""The five demonstration accounts: documented, so refused wherever DEBUG is off."""

from django.contrib.auth.models import Group

from people.api import ADMINISTRATION, CONSULTANCY, DEMO_PASSWORD, HUMAN_RESOURCES, Employee, User

GROUPS = {"admin": ADMINISTRATION, "consultora": CONSULTANCY, "rh": HUMAN_RESOURCES}
# Those who are on no roster; the others take their name from it.
NAMES = {"admin": ("Administración", "de la plataforma"), "consultora": ("Consultora", "de contenidos")}


def load_accounts(people: dict[str, Employee], numbers: dict[str, str]) -> dict[str, User]:
    """The accounts by name; `numbers` says which of them belong to somebody on the roster."""
    accounts = {}
    for username in ("admin", "consultora", *numbers):
        first_name, last_name = NAMES.get(username, ("", ""))
        # Somebody may have made an «admin» of their own before; its password stays theirs.
        account = User.objects.filter(username__iexact=username).first() or User.objects.create_user(
            username,
            password=DEMO_PASSWORD,
            first_name=first_name,
            last_name=last_name,
            is_staff=username == "admin",
            is_superuser=username == "admin",
        )
        if username in GROUPS:
            account.groups.add(Group.objects.get(name=GROUPS[username]))
        if username in numbers:
            employee = people[numbers[username]]
            employee.user = account
            employee.save(update_fields=["user"])
        accounts[username] = account
    return accounts
