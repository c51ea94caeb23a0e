from django.urls import path

from .team import views as team

app_name = "reports"

urlpatterns = [
    path("mi-equipo/", team.my_team, name="my_team"),
    path("mi-equipo/suplencia/", team.team_deputies, name="team_deputies"),
    path("mi-equipo/suplencia/<int:pk>/retirar/", team.team_deputy_withdraw, name="team_deputy_withdraw"),
    path("mi-equipo/<int:pk>/tiempo/", team.team_time, name="team_time"),
    path("mi-equipo/tiempo/<int:pk>/retirar/", team.team_time_withdraw, name="team_time_withdraw"),
    path("mi-equipo/<int:pk>/recordar/<int:course_id>/", team.team_remind, name="team_remind"),
]
