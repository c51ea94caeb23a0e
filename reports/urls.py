from django.urls import path

from . import views

app_name = "reports"

urlpatterns = [path("mi-equipo/", views.my_team, name="my_team")]
