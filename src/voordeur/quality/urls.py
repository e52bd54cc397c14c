"""Addresses of this room."""

from django.urls import path

from voordeur.quality import views

app_name = "quality"
urlpatterns = [
    path("marks/", views.marks, name="marks"),
    path("<str:token>/", views.answer, name="answer"),
    path("<str:token>/thanks/", views.thanks, name="thanks"),
]
