"""Addresses of this room."""

from django.urls import path

from voordeur.homes import views

app_name = "homes"
urlpatterns = [path("<int:dwelling_id>/", views.card, name="card")]
