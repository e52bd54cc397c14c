"""Addresses of this room."""

from django.urls import path

from voordeur.costs import views

app_name = "costs"
urlpatterns = [
    path("", views.figures, name="figures"),
    path("definitions/", views.definitions, name="definitions"),
    path("charts/<int:report_id>/<slug:name>-<str:language>-<str:width>-<str:theme>.svg", views.chart, name="chart"),
]
