"""Addresses of the work list."""

from django.urls import URLPattern, URLResolver, path

from voordeur.work import views

app_name = "work"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.work_list, name="list"),
    path("<int:item_id>/<slug:action>", views.act, name="act"),
]
