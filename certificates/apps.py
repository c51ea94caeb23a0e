from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    name = "certificates"
    verbose_name = _("Certificates")

    def ready(self):
        from courses.plugins import my_classroom_sections
        from courses.signals import course_completed
        from people.plugins import work_kinds

        from . import bundling, checks  # noqa: F401 - checks registers itself
        from .plugins import my_certificates
        from .receivers import issue_for

        work_kinds.register(bundling.KIND, bundling.bundle)
        my_classroom_sections.register(my_certificates)
        course_completed.connect(issue_for, dispatch_uid="certificates.issue")
