"""Addresses of deliveries below /mi-area/."""

from django.urls import path

from . import area_views

urlpatterns = [
    path("", area_views.deliveries, name="area_deliveries"),
    path("<int:pk>/", area_views.delivery, name="area_delivery"),
    *[
        path(f"<int:pk>/{name}/", area_views.act, {"name": name}, name=f"area_delivery_{name}")
        for name in area_views.OWN_ACTS
    ],
]
