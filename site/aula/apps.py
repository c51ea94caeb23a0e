from django.apps import AppConfig


class AulaConfig(AppConfig):
    name = "aula"
    verbose_name = "Aula Clara"
