"""Makes the table of the database cache, so that `migrate` alone prepares an installation."""

from django.core.management import call_command
from django.db import migrations


def make_cache_table(apps, schema_editor):
    # Does nothing where the cache is not a table (Redis), and nothing when the table is there already.
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("aula", "0002_editors")]

    operations = [migrations.RunPython(make_cache_table, migrations.RunPython.noop)]
