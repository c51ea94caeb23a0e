"""A revoked constancia may be replaced afterwards: that is how a granted objection is carried out."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("certificates", "0005_usual_templates")]

    operations = [
        migrations.RemoveConstraint(model_name="certificate", name="certificates_revoked_or_superseded_not_both"),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(superseded_at=None) | Q(superseded_at__gte=F("revoked_at")),
                name="certificates_revoked_before_superseded",
            ),
        ),
    ]
