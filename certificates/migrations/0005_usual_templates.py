"""An installation begins with one usual template per kind, so that nobody has to make one before issuing.

The wordings are in Spanish because they are data that people edit, as any other text of a constancia.
"""

from django.db import migrations

USUAL = {
    "accreditation": {
        "name": "Acreditación de un curso",
        "layout": "diploma",
        "heading": "Constancia",
        "awards": "de acreditación, que se otorga a",
        "deed": "por haber acreditado el curso «{curso}», {modalidad}{con_duracion}, {periodo}{con_calificacion}.",
        "note": "",
        "shows": ["grade", "hours", "requirements", "aspects", "validity"],
    },
    "participation": {
        "name": "Participación en una actividad",
        "layout": "diploma",
        "heading": "Constancia",
        "awards": "de participación, que se otorga a",
        "deed": "por su participación en «{curso}», actividad realizada {periodo}, {modalidad}{con_duracion}.",
        "note": "Hace constar la asistencia; no acredita una evaluación.",
        "shows": ["hours"],
    },
    "speaker": {
        "name": "Ponente de una actividad",
        "layout": "diploma",
        "heading": "Reconocimiento",
        "awards": "que se otorga a",
        "deed": "por su contribución como ponente en «{curso}», actividad realizada {periodo}, {modalidad}"
        "{con_duracion}.",
        "note": "",
        "shows": ["hours"],
    },
    "skills": {
        "name": "Competencias o habilidades laborales",
        "layout": "form",
        "heading": "Constancia de competencias o de habilidades laborales",
        "awards": "que se expide a",
        "deed": "quien acreditó el curso «{curso}», {modalidad}{con_duracion}, {periodo}{con_calificacion}.",
        # That it is no official form is said by the layout itself, whatever a note says.
        "note": "",
        "shows": ["grade", "hours", "validity"],
    },
}


def write_templates(apps, schema_editor):
    CertificateTemplate = apps.get_model("certificates", "CertificateTemplate")
    TemplateVersion = apps.get_model("certificates", "TemplateVersion")
    for kind, values in USUAL.items():
        # After a way back and forth they are still there.
        if CertificateTemplate.objects.filter(kind=kind, is_default=True).exists():
            continue
        says = dict(values)
        template = CertificateTemplate.objects.create(name=says.pop("name"), kind=kind, is_default=True)
        TemplateVersion.objects.create(template=template, number=1, **says)


class Migration(migrations.Migration):
    dependencies = [("certificates", "0004_roles")]

    operations = [migrations.RunPython(write_templates, migrations.RunPython.noop)]
