"""Addresses of this room."""

from django.urls import path

from voordeur.parties import views

app_name = "parties"
urlpatterns = [
    path("mandates/", views.mandates, name="mandates"),
    path("mandates/<int:mandate_id>/end/", views.end, name="end_mandate"),
    path("<int:person_id>/mandates/", views.mandates_of, name="mandates_of"),
]
