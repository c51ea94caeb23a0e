"""manage.py import_roster: the same comparison as on the screen, for those who keep the roster by a script."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from people import works
from people.models import RosterImport, User
from people.roster import applying, imports
from people.roster.columns import Layout, recall, recognise
from people.roster.places import CREATE
from people.roster.plan import LABELS, Choices, Kind, Plan
from people.roster.reading import UnreadableRoster, read
from people.roster.words import fold

SHOWN = 200


class Command(BaseCommand):
    help = (
        "Compares a CSV or XLSX file with the roster, tells what would change, and applies it as --user unless "
        "--dry-run is given. Nobody leaves: that is ticked on the screen. Exit code 1 if nothing could be applied."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Only tell what would change; write nothing.")
        parser.add_argument("--json", action="store_true", help="Print the summary as JSON.")
        parser.add_argument("--user", default="", help="The account that brings and accepts the file.")
        parser.add_argument("--second", default="", help="The second account, for a file that misses many people.")
        parser.add_argument(
            "--partial", action="store_true", help="The file holds some people only: nobody is missing."
        )
        parser.add_argument("--create-posts", action="store_true", help="Create the posts that are not here yet.")
        parser.add_argument("--day", default="", help="Transfers count from this day (2026-11-23); today by default.")

    def handle(self, *, file: Path, **options):
        choices = Choices(day=self._day(options["day"]), proposes_leavers=not options["partial"])
        try:
            data = file.read_bytes()
            if options["dry_run"]:
                found, plan = self._compared(data, file.name, choices, options)
            else:
                found, plan = self._applied(data, file.name, choices, options)
        except OSError as error:
            raise CommandError(str(error)) from error
        except (UnreadableRoster, applying.PlanChanged, applying.SecondPersonNeeded, imports.NotNow) as error:
            raise CommandError(str(error)) from error
        summary = self._summary(found, plan)
        self.stdout.write(json.dumps(summary, ensure_ascii=False) if options["json"] else self._in_words(summary))

    def _day(self, text: str):
        day = parse_date(text) if text else timezone.localdate()
        if day is None:
            raise CommandError(_("Write the day as 2026-11-23."))
        return day

    def _compared(self, data: bytes, name: str, choices: Choices, options) -> tuple[RosterImport, Plan]:
        book = read(data, file_name=name)
        layout = recall(book) or recognise(book)
        found = RosterImport(file_name=name, layout=layout.dump(), choices=choices.dump())
        plan = imports.planned(found, book)
        if options["create_posts"] and plan.unknown_posts:
            choices.posts = dict.fromkeys(map(fold, plan.unknown_posts), CREATE)
            found.choices = choices.dump()
            plan = imports.planned(found, book)
        return found, plan

    def _applied(self, data: bytes, name: str, choices: Choices, options) -> tuple[RosterImport, Plan]:
        user = self._account(options["user"])
        found = imports.receive(data=data, file_name=name, user=user, day=choices.day)
        if found.state == RosterImport.State.UPLOADED:
            imports.say_columns(roster_import=found, layout=Layout.load(found.layout))
        plan = imports.choose(roster_import=found, proposes_leavers=choices.proposes_leavers)
        if options["create_posts"] and plan.unknown_posts:
            plan = imports.choose(roster_import=found, posts=dict.fromkeys(map(fold, plan.unknown_posts), CREATE))
        if not plan.changes:
            imports.discard(roster_import=found)
            return found, plan
        found = applying.accept(roster_import=found, actor=user, digest=plan.digest)
        if found.state == RosterImport.State.SECOND:
            if not options["second"]:
                raise CommandError(_("A second person must agree: name the account with --second, or on the screen."))
            found = applying.second(roster_import=found, actor=self._account(options["second"]), digest=plan.digest)
        # The worker may be at it too: whoever is later finds it applied.
        works.run(found.work_id)
        found.refresh_from_db()
        if found.state != RosterImport.State.APPLIED:
            raise CommandError(found.stopped)
        return found, plan

    def _account(self, username: str) -> User:
        account = User.objects.filter(username__iexact=username, is_active=True).first()
        if account is None or not account.has_perm("people.import_roster"):
            raise CommandError(_("Give with --user an account that may import the roster."))
        return account

    def _summary(self, found: RosterImport, plan: Plan) -> dict[str, Any]:
        return {
            "file": found.file_name,
            "is_applied": found.state == RosterImport.State.APPLIED,
            "counts": plan.counts,
            "refused": plan.dump()["refused"],
            "doubts": [doubt.row for doubt in plan.doubts],
            "unknown_departments": sorted(plan.unknown_departments),
            "unknown_posts": sorted(plan.unknown_posts),
            "proposed_to_leave": [leaver.number for leaver in plan.leavers],
            "second": plan.second,
            "plan_sha256": plan.digest,
        }

    def _in_words(self, summary: dict[str, Any]) -> str:
        counts = summary["counts"]
        lines = [f"{counts['read']:>6} {_('people read')}"]
        lines += [f"{counts[kind]:>6} {LABELS[kind]}" for kind in Kind]
        for one in summary["refused"][:SHOWN]:
            reasons = "; ".join(f"{bad['column']} «{bad['value']}»: {bad['reason']}" for bad in one["problems"])
            lines.append(f"  {one['row']:>6} {one['number']} {one['name']} — {reasons}")
        lines.append(_("Applied.") if summary["is_applied"] else _("Nothing was written."))
        return "\n".join(lines)
