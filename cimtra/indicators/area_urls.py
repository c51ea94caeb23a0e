"""The addresses below /mi-area/poa/; they belong to the namespace of cimtra."""

from django.urls import path

from . import area_views

urlpatterns = [
    path("", area_views.plans, name="area_poa"),
    path("<int:pk>/", area_views.plan, name="area_poa_plan"),
    path("indicadores/<int:pk>/trimestres/<int:quarter>/", area_views.reading, name="area_poa_reading"),
]
