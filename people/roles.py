"""The roles: Wagtail groups whose names people see in the admin. Being a head is no group: the appointment says it."""

CONSULTANCY = "Consultoría"
HUMAN_RESOURCES = "Recursos Humanos"
TRANSPARENCY_UNIT = "Unidad de Transparencia"
LIAISON = "Enlace de área"
ADMINISTRATION = "Administración"
ALL_ROLES = (CONSULTANCY, HUMAN_RESOURCES, TRANSPARENCY_UNIT, LIAISON, ADMINISTRATION)


def grant(apps, role, permissions):
    """Give the group `role` the `permissions`, a list of 'app_label.model.codename'; for data migrations.

    Permission rows are made after migrations have run, so they are created here when they are not there yet.
    """
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    group, _created = Group.objects.get_or_create(name=role)
    for permission in permissions:
        app_label, model, codename = permission.split(".")
        content_type, _created = ContentType.objects.get_or_create(app_label=app_label, model=model)
        row, _created = Permission.objects.get_or_create(
            content_type=content_type, codename=codename, defaults={"name": codename.replace("_", " ").capitalize()}
        )
        group.permissions.add(row)
