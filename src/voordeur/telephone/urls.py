"""Addresses of this room."""

from django.urls import URLPattern, URLResolver

app_name = "telephone"
urlpatterns: list[URLPattern | URLResolver] = []
