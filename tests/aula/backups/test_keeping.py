import datetime as dt

from django.utils import timezone

from aula.backups.keeping import kept, newest_age, no_longer_kept, prune

NOON = dt.time(12)


def made(folder, *days, ending=".tar.gz"):
    for day in days:
        (folder / f"aula-{day:%Y%m%d}-120000{ending}").write_bytes(b"x")


def names(backups):
    return [backup.made_at.date().isoformat() for backup in backups]


def test_of_a_year_of_days_seven_days_four_weeks_and_twelve_months_stay(tmp_path):
    last = dt.date(2026, 11, 23)
    made(tmp_path, *(last - dt.timedelta(days=n) for n in range(365)))
    stays = [one for one in kept(tmp_path) if one not in no_longer_kept(kept(tmp_path))]
    days = names(stays)
    assert days[:7] == [(last - dt.timedelta(days=n)).isoformat() for n in range(7)]
    # The last days of the three weeks before this one and the last one, then of each earlier month.
    assert days[7:] == [
        *("2026-11-15", "2026-11-08", "2026-11-01")[:2],
        *("2026-10-31", "2026-09-30", "2026-08-31", "2026-07-31", "2026-06-30", "2026-05-31", "2026-04-30"),
        *("2026-03-31", "2026-02-28", "2026-01-31", "2025-12-31"),
    ]


def test_pruning_deletes_only_backups_and_never_the_newest(tmp_path):
    made(tmp_path, dt.date(2026, 11, 23), ending=".tar.gz.age")
    (tmp_path / "aula-20260101.tar.gz").write_bytes(b"another's")
    (tmp_path / "notes.txt").write_bytes(b"another's")
    (tmp_path / "aula-20261123-110000.tar.gz").write_bytes(b"x")
    assert [path.name for path in prune(tmp_path)] == ["aula-20261123-110000.tar.gz"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "aula-20260101.tar.gz",
        "aula-20261123-120000.tar.gz.age",
        "notes.txt",
    ]


def test_the_age_is_that_of_the_newest(tmp_path, settings):
    settings.BACKUP_DIR = tmp_path / "none yet"
    assert newest_age() is None
    settings.BACKUP_DIR = tmp_path
    made(tmp_path, dt.date(2026, 11, 20), dt.date(2026, 11, 21))
    now = timezone.make_aware(dt.datetime(2026, 11, 23, 12))
    assert newest_age(now) == dt.timedelta(days=2)
