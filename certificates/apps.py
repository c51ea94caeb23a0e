from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    name = "certificates"
    verbose_name = _("Certificates")

    def ready(self):
        from courses.plugins import my_classroom_sections
        from courses.signals import course_completed

        from . import checks  # noqa: F401 - registers the system checks
        from .plugins import my_certificates
        from .receivers import issue_for

        my_classroom_sections.register(my_certificates)
        course_completed.connect(issue_for, dispatch_uid="certificates.issue")
