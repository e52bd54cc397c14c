"""Addresses of the front door and the tenant's page."""

from django.urls import URLPattern, URLResolver, path

from voordeur.portal import views

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.front_door, name="front_door"),
    path("start", views.start, name="start"),
    path("my/", views.my, name="my"),
]
