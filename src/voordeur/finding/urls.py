"""Addresses of this room."""

from django.urls import path

from voordeur.finding import views

app_name = "finding"
urlpatterns = [path("", views.page, name="page")]
