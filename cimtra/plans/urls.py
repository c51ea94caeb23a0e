"""The addresses of work plans in the admin."""

from django.urls import path

from . import screens

app_name = "cimtra_plans"

urlpatterns = [
    path("", screens.plans, name="list"),
    path("nuevo/", screens.new_plan, name="new"),
    path("<int:pk>/", screens.one_plan, name="one"),
    path("<int:pk>/editar/", screens.edit_plan, name="edit"),
    path("<int:pk>/informe.pdf", screens.report, name="report"),
    path("<int:pk>/actividades/nueva/", screens.new_activity, name="new_activity"),
    path("actividades/<int:pk>/", screens.one_activity, name="activity"),
    path("actividades/<int:pk>/editar/", screens.edit_activity, name="edit_activity"),
    path("actividades/<int:pk>/quitar/", screens.drop_activity, name="remove_activity"),
]
