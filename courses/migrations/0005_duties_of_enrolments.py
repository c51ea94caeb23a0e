"""Enrolments that answer to an assignment get the dated row that says since when it obliges the person, and why."""

from django.db import migrations
from django.utils import timezone

CHUNK = 500


def write_duties(apps, schema_editor):
    Enrolment = apps.get_model("courses", "Enrolment")
    Duty = apps.get_model("courses", "Duty")
    rows = []
    enrolments = Enrolment.objects.filter(assignment__isnull=False, duties=None).select_related("assignment")
    for enrolment in enrolments.order_by("pk").iterator(chunk_size=CHUNK):
        rows.append(
            Duty(
                employee_id=enrolment.employee_id,
                assignment_id=enrolment.assignment_id,
                enrolment_id=enrolment.pk,
                since=timezone.localdate(enrolment.enrolled_at),
                due_on=enrolment.due_on,
                reason=f"Le corresponde por la asignación «{enrolment.assignment.title}».",
                recorded_at=enrolment.enrolled_at,
            )
        )
        if len(rows) == CHUNK:
            Duty.objects.bulk_create(rows)
            rows = []
    Duty.objects.bulk_create(rows)


class Migration(migrations.Migration):
    dependencies = [("courses", "0004_access_of_hr")]

    operations = [migrations.RunPython(write_duties, migrations.RunPython.noop)]
