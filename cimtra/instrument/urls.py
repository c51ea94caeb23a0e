"""Addresses of the instrument in the admin, below /admin/cimtra/instrumento/."""

from django.urls import path

from .screens import answering, applicability, importing, institutions, versions

urlpatterns = [
    path("versiones/", versions.versions, name="versions"),
    path("versiones/importar/", importing.upload, name="import"),
    path("versiones/importar/confirmar/", importing.confirm, name="confirm"),
    path("versiones/plantilla.xlsx", versions.template, name="template"),
    path("versiones/<int:pk>/version.<slug:kind>", versions.exported, name="export"),
    path("versiones/<int:pk>/en-vigor/", versions.in_force, name="in_force"),
    path("versiones/<int:pk>/copiar/", versions.copied, name="copy"),
    path("responsables/", answering.table, name="responsible"),
    path("aspectos/<int:pk>/responsables/", answering.of_aspect, name="aspect_responsible"),
    path("responsables/<int:pk>/terminar/", answering.ended, name="end_responsible"),
    path("responsables/<int:pk>/cambiar/", answering.changed, name="change_responsible"),
    path("responsables/<int:pk>/retirar/", answering.taken_back, name="take_back_responsible"),
    path("aspectos/<int:pk>/no-aplica/", applicability.of_aspect, name="not_applicable"),
    path("no-aplica/<int:pk>/terminar/", applicability.ended, name="end_note"),
    path("no-aplica/<int:pk>/retirar/", applicability.taken_back, name="take_back_note"),
    path("instituciones/", institutions.institutions, name="institutions"),
    path("instituciones/nueva/", institutions.new, name="new_institution"),
    path("instituciones/<int:pk>/", institutions.edit, name="institution"),
    path("instituciones/<int:pk>/sigue/", institutions.taken_over, name="take_over"),
]
