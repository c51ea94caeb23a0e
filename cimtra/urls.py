"""Public addresses of cimtra: none yet. Its screens in the admin are registered in wagtail_hooks."""

app_name = "cimtra"

urlpatterns: list = []
