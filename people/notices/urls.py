"""Addresses of a person's own notices and calendar."""

from django.urls import path

from . import views

app_name = "people_notices"
urlpatterns = [
    path("avisos/", views.notices, name="notices"),
    path("avisos/leidos/", views.read, name="read"),
    path("avisos/calendario/", views.calendar, name="calendar"),
    path("avisos/calendario/renovar/", views.renew_calendar, name="renew_calendar"),
    path("calendario/<str:token>.ics", views.feed, name="feed"),
]
