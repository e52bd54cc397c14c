"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from voordeur.planning.views import board, paper, placing, shifts, visits

app_name = "planning"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", board.day, name="day"),
    path("live", board.live, name="live"),
    path("undo", placing.undo, name="undo"),
    path("print", paper.print_day, name="print"),
    path("shifts/<int:shift_id>/", shifts.shift, name="shift"),
    path("shifts/<int:shift_id>/absent", shifts.absent, name="absent"),
    path("shifts/<int:shift_id>/present", shifts.present, name="present"),
    path("visits/<int:visit_id>/", visits.visit, name="visit"),
    path("visits/<int:visit_id>/price", placing.price, name="price"),
    path("visits/<int:visit_id>/place", placing.place, name="place"),
    path("visits/<int:visit_id>/lock", placing.lock, name="lock"),
    path("visits/<int:visit_id>/swap", placing.swap, name="swap"),
    path("visits/<int:visit_id>/move", visits.move, name="move"),
]
