"""Questions from a file, with the same summary as the screen."""

import json
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.management.base import BaseCommand, CommandError

from evaluations.exchange.applying import accept
from evaluations.exchange.batches import receive
from evaluations.exchange.planning import plan
from evaluations.exchange.summary import as_text, summary_of
from evaluations.formats import FORMATS, UnreadableFile, read
from evaluations.models import Question, QuestionCategory


class Command(BaseCommand):
    help = (
        "Brings questions of a file into the bank. Ends with 1 if anything was refused, with 2 if nothing is readable."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=sorted(FORMATS), help="Found by the content unless told.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen and change nothing.")
        parser.add_argument("--category", default="", help="Names from the outermost one, separated by «/».")
        parser.add_argument("--state", choices=["draft", "in_review", "current"], default="draft")
        parser.add_argument("--json", action="store_true", dest="as_json", help="Print the summary as JSON.")

    def handle(self, *, file, category, state, dry_run, as_json, **options):
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}", returncode=2) from error
        try:
            planned = plan(read(data, format=options["format"], filename=file.name))
        except UnreadableFile as error:
            raise CommandError(f"{file.name}: {error}", returncode=2) from error
        outcome = summary_of(planned)
        if not dry_run:
            batch = receive(
                file=ContentFile(data, name=file.name),
                format=planned.reading.format,
                category=_category(category),
                enters_as=Question.State(state),
            )
            outcome = accept(batch=batch, digest=planned.digest).outcome
        self.stdout.write(json.dumps(outcome, ensure_ascii=False, indent=2) if as_json else as_text(outcome))
        if outcome["refused"]:
            raise SystemExit(1)


def _category(path: str) -> QuestionCategory | None:
    parent = None
    for name in filter(None, (part.strip() for part in path.split("/"))):
        parent = QuestionCategory.objects.get_or_create(name=name, parent=parent)[0]
    return parent
