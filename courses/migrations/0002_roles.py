"""Consultoría writes the glossary and the requirements; Recursos Humanos assigns them and exempts people."""

from django.db import migrations

from people.roles import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES, grant

GLOSSARY = [f"courses.glossaryterm.{action}_glossaryterm" for action in ("add", "change", "delete", "view")]
REQUIREMENTS = [f"courses.trainingrequirement.{action}_trainingrequirement" for action in ("add", "change", "view")]
SEE_REQUIREMENTS = ["courses.trainingrequirement.view_trainingrequirement"]
# Nobody deletes a duty: it is switched off or given its last day, and the history that hangs on it stays.
DUTIES = [
    f"courses.{model}.{action}_{model}" for model in ("assignment", "exemption") for action in ("add", "change", "view")
]
GRANTS = {
    CONSULTANCY: [*GLOSSARY, *REQUIREMENTS],
    HUMAN_RESOURCES: [*SEE_REQUIREMENTS, *DUTIES],
    ADMINISTRATION: [*GLOSSARY, *REQUIREMENTS, *DUTIES],
}


def give(apps, schema_editor):
    for role, permissions in GRANTS.items():
        grant(apps, role, permissions)


def take_back(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for role, permissions in GRANTS.items():
        group = Group.objects.filter(name=role).first()
        for permission in permissions if group else []:
            app_label, model, codename = permission.split(".")
            group.permissions.remove(
                *group.permissions.filter(
                    content_type__app_label=app_label, content_type__model=model, codename=codename
                )
            )


class Migration(migrations.Migration):
    dependencies = [("courses", "0001_initial"), ("people", "0003_roles")]

    operations = [migrations.RunPython(give, take_back)]
