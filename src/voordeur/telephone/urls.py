"""Addresses of this room."""

from django.urls import path

from voordeur.telephone.views import events

app_name = "telephone"
urlpatterns = [
    path("events", events.events, name="events"),
]
