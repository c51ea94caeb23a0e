"""Addresses of obligations and deliveries in the admin."""

from django.urls import path

from .screens import deliveries, obligations

app_name = "cimtra_obligations"

urlpatterns = [
    path("", obligations.obligations, name="list"),
    path("nueva/", obligations.new, name="new"),
    path("proponer/", obligations.propose, name="propose"),
    path("<int:pk>/", obligations.obligation, name="one"),
    path("<int:pk>/editar/", obligations.edit, name="edit"),
    path("<int:pk>/copiar/", obligations.copy, name="copy"),
    path("<int:pk>/terminar/", obligations.end, name="end"),
    path("<int:pk>/cambio/", obligations.record_change, name="change"),
    path("entregas/", deliveries.deliveries, name="deliveries"),
    path("entregas/archivo.<str:kind>", deliveries.file, name="deliveries_file"),
    path("entregas/tablero/", deliveries.shown_board, name="board"),
    path("entregas/calendario/", deliveries.calendar, name="calendar"),
    path("entregas/calendario.ics", deliveries.calendar_as_file, name="calendar_file"),
    path("entregas/<int:pk>/", deliveries.delivery, name="delivery"),
    *[
        path(f"entregas/<int:pk>/{name}/", deliveries.act, {"name": name}, name=f"delivery_{name}")
        for name in deliveries.PERMISSIONS
    ],
]
