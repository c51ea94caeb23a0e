from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    name = "certificates"
    verbose_name = _("Certificates")

    def ready(self):
        from courses.plugins import my_classroom_sections
        from courses.signals import course_completed
        from people.plugins import minutely_acts, roster_removals, work_kinds

        from . import bundling, checks, integrity, missing, removal  # noqa: F401 - checks registers itself
        from .drawings import enqueue_due
        from .life import registering as life
        from .plugins import my_certificates
        from .receivers import issue_for
        from .requests import news as news_of_requests
        from .signing import checks as checks_of_keys  # noqa: F401 - registers itself

        work_kinds.register(bundling.KIND, bundling.bundle)
        work_kinds.register(missing.KIND, missing.issue_missing)
        minutely_acts.register(enqueue_due)
        roster_removals.register(removal.keep_certified)
        my_classroom_sections.register(my_certificates)
        life.register()
        integrity.register()
        news_of_requests.register()
        course_completed.connect(issue_for, dispatch_uid="certificates.issue")
