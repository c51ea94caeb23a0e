from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AulaConfig(AppConfig):
    name = "aula"
    verbose_name = "Aula Clara"

    def ready(self):
        from people.plugins import nightly_acts

        from .backups.nightly import back_up_each_night
        from .permission_names import name_permissions

        nightly_acts.register(back_up_each_night)

        # Each app reports after its own tables and permissions are there; the last one, after all of them.
        post_migrate.connect(name_permissions, sender=self._last_app_with_models(), dispatch_uid="permission names")

    def _last_app_with_models(self):
        return [config for config in self.apps.get_app_configs() if config.models_module][-1]
