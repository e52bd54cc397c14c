"""Addresses of this room."""

from django.urls import path

from voordeur.telephone.views import day, events

app_name = "telephone"
urlpatterns = [
    path("", day.day, name="day"),
    path("now/", day.present, name="present"),
    path("extension/", day.extension, name="extension"),
    path("events", events.events, name="events"),
]
