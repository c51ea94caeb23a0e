"""The addresses of the site: fixed ones first, then the page tree."""

from allauth.account import views as account
from django.apps import apps
from django.conf import settings
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.i18n import JavaScriptCatalog
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from . import views

handler400 = "aula.errors.bad_request"
handler403 = "aula.errors.permission_denied"
handler404 = "aula.errors.page_not_found"
handler500 = "aula.errors.server_error"

# allauth looks its pages up by these names; sign-up is closed, so its name leads to the one door.
account_patterns = [
    path("entrar/", account.login, name="account_login"),
    path("registro/", RedirectView.as_view(pattern_name="account_login"), name="account_signup"),
    path("salir/", account.logout, name="account_logout"),
    path("inactiva/", account.account_inactive, name="account_inactive"),
    path("confirmar/", account.reauthenticate, name="account_reauthenticate"),
    path("contrasena/cambiar/", account.password_change, name="account_change_password"),
    path("contrasena/crear/", account.password_set, name="account_set_password"),
    path("contrasena/restablecer/", account.password_reset, name="account_reset_password"),
    path("contrasena/restablecer/enviado/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^contrasena/restablecer/clave/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "contrasena/restablecer/listo/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]

urlpatterns = [
    path("salud/", views.health, name="health"),
    path("colores.css", views.colours, name="colours"),
    path("cuenta/", include(account_patterns)),
    path("", include("people.access.urls")),
    path("", include("people.notices.urls")),
    path("admin/estilos/", views.styles, name="styles"),
    # One door, where wrong passwords are counted: Wagtail's own two sign-in forms are not used.
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    # Wagtail's own view reads only its own catalogue; this one adds locale_packages.
    path("admin/jsi18n/", JavaScriptCatalog.as_view(), name="javascript_catalog"),
    path("admin/", include(wagtailadmin_urls)),
    path("documentos/", include(wagtaildocs_urls)),
]
for app in ("certificates", "evaluations", "reports", "cimtra"):
    if apps.is_installed(app):
        urlpatterns.append(path("", include(f"{app}.urls")))
urlpatterns.append(path("", include("courses.urls")))

if settings.DEBUG:
    from django.conf.urls.static import static

    urlpatterns += static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT)

urlpatterns.append(path("", include(wagtail_urls)))
