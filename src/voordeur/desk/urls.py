"""Addresses of the office's own pages."""

from django.urls import URLPattern, URLResolver, path

from voordeur.desk import views

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("outbox/", views.letters, name="outbox"),
    path("outbox/<int:letter_id>/", views.letter, name="letter"),
    path("outbox/<int:letter_id>/send-again", views.send_again, name="send_again"),
    path("outbox/events/<int:event_id>/retry", views.retry, name="retry"),
    path("trail/", views.trail, name="trail"),
]
