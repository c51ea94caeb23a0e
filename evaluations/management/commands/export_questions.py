"""Questions of the bank as a file."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from evaluations.exchange.exporting import export
from evaluations.formats import FORMATS
from evaluations.models import Question, QuestionCategory


class Command(BaseCommand):
    help = "Writes questions of the bank to a file. Ends with 1 if the format could not hold some of them."

    def add_arguments(self, parser):
        writable = sorted(name for name, known in FORMATS.items() if known.can_write)
        parser.add_argument("--format", choices=writable, default="moodle_xml")
        parser.add_argument("--output", type=Path, help="The file to write; without it the standard output.")
        parser.add_argument("--category", help="Only those of this category and of the ones inside it.")
        parser.add_argument("--state", choices=Question.State.values, help="Only those in this state.")

    def handle(self, *, output, category, state, **options):
        questions = Question.objects.all()
        if category:
            questions = questions.filter(category_id__in=_ids_inside(category))
        if state:
            questions = questions.filter(state=state)
        written = export(questions, format=options["format"])
        if output:
            output.write_bytes(written.data)
        else:
            (getattr(self.stdout, "_out", sys.stdout)).buffer.write(written.data)
        for question, reason in (*written.left_out, *written.remarks):
            self.stderr.write(f"{question.code}: {reason}")
        if written.left_out:
            raise SystemExit(1)


def _ids_inside(name: str) -> set[int]:
    found = QuestionCategory.objects.filter(name=name)
    if not found:
        raise CommandError(f"No category is called «{name}».")
    return set().union(*(category.ids_inside() for category in found))
