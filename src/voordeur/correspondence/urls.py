"""Addresses of letters to and fro: the office's list and card, the tenant's own messages, a file of a message."""

from django.urls import URLPattern, URLResolver, path

from voordeur.correspondence.views import files, staff, tenant

app_name = "correspondence"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", staff.thread_list, name="list"),
    path("write/<int:person_id>/", staff.write, name="write"),
    path("my/", tenant.my, name="my"),
    path("my/write/", tenant.write, name="my_write"),
    path("my/<int:thread_id>/", tenant.thread, name="my_thread"),
    path("file/<int:file_id>", files.show, name="file"),
    path("<int:thread_id>/", staff.card, name="card"),
    path("<int:thread_id>/<slug:action>", staff.act, name="act"),
]
