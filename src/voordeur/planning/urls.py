"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from voordeur.planning import views

app_name = "planning"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.day, name="day"),
    path("print", views.print_day, name="print"),
    path("shift/<int:shift_id>/absent", views.absent, name="absent"),
    path("shift/<int:shift_id>/present", views.present, name="present"),
    path("visit/<int:visit_id>/move", views.move, name="move"),
]
