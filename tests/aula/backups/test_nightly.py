import pytest
from django.contrib.auth.models import Group

from aula.backups.keeping import kept
from aula.backups.nightly import back_up_each_night
from aula.backups.panel import BackupPanel
from people.api import ADMINISTRATION, HUMAN_RESOURCES
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.BACKUP_DIR, settings.BACKUP_NIGHTLY = tmp_path / "backups", True
    settings.MEDIA_ROOT, settings.PRIVATE_MEDIA_ROOT = tmp_path / "media", tmp_path / "private"
    return settings.BACKUP_DIR


def test_the_night_makes_one_where_the_settings_ask_for_it_and_no_second_one(folder, settings):
    settings.BACKUP_NIGHTLY = False
    assert (back_up_each_night(), kept()) == (0, [])
    settings.BACKUP_NIGHTLY = True
    assert (back_up_each_night(), len(kept())) == (1, 1)
    assert (back_up_each_night(), len(kept())) == (0, 1)
    assert BackupPanel().get_context_data({})["is_worrying"] is False


@pytest.mark.parametrize(("role", "sees"), [(ADMINISTRATION, True), (HUMAN_RESOURCES, False)])
def test_those_who_look_after_accounts_are_warned_when_there_is_none(client, folder, role, sees):
    user = UserFactory()
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    page = client.get("/admin/").text
    assert ("last-backup" in page) is sees
    assert ("Todavía no hay ningún respaldo" in page) is sees
