"""Addresses of this room."""

from django.urls import path

from voordeur.staffing.views import hours, roster, week

app_name = "staffing"
urlpatterns = [
    path("", week.week, name="week"),
    path("hours/", hours.contracts, name="contracts"),
    path("hours/<int:agent_id>/", hours.contract, name="contract"),
    path("hours/<int:agent_id>/away/", hours.away, name="away"),
    path("hours/away/<int:away_id>/end/", hours.away_end, name="away_end"),
    path("<str:week>/", week.week, name="of_week"),
    path("<str:week>/make/", week.make, name="make"),
    path("<str:week>/add/", roster.add, name="shift_add"),
    path("<str:week>/shift/<int:shift_id>/", roster.shift, name="shift"),
    path("<str:week>/shift/<int:shift_id>/remove", roster.remove, name="shift_remove"),
]
