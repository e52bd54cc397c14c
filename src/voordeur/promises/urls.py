"""Addresses of the service policy."""

from django.urls import URLPattern, URLResolver, path

from voordeur.promises import views

app_name = "promises"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.page, name="page"),
    path("change/", views.change, name="change"),
    path("change/usual/", views.change_usual, name="change_usual"),
    path("<int:version_id>/", views.version, name="version"),
    path("<int:version_id>/take-back", views.take_back, name="take_back"),
]
