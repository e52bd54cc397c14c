"""Addresses of repairs: reporting, the card by number or by token, the appointment, the craftsman's day."""

from django.urls import URLPattern, URLResolver, path

from voordeur.repairs.views import beginning, craftsman, links, owed, own, photos, report, staff, tenant

app_name = "repairs"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", staff.repair_list, name="list"),
    path("report/", beginning.begin, name="report"),
    path("report/suggest", beginning.suggest, name="suggest"),
    path("report/<str:token>/photos", photos.add, name="photo_add"),
    path("report/<str:token>/photos/<int:photo_id>/remove", photos.remove, name="photo_remove"),
    path("report/<str:token>/<slug:step>/", report.step, name="report_step"),
    path("photo/<int:photo_id>/<slug:size>", photos.show, name="photo"),
    path("link/<str:key>/", links.link, name="link"),
    path("sooner/<str:key>/", links.invitation, name="invitation"),
    path("compensations/", owed.compensations, name="compensations"),
    path("compensations/<int:owed_id>/paid", owed.paid, name="compensation_paid"),
    path("my/share/", own.share, name="share"),
    path("my/calendar/", own.calendar, name="calendar"),
    path("calendar/<str:key>.ics", own.feed, name="calendar_feed"),
    path("r/<str:token>/", tenant.card, name="by_token"),
    path("r/<str:token>/appointment/", tenant.appointment, name="appointment"),
    path("r/<str:token>/<slug:action>", tenant.act, name="tenant_act"),
    path("today/", craftsman.today, name="today"),
    path("today/state", craftsman.state, name="today_state"),
    path("today/worker.js", craftsman.service_worker, name="today_worker"),
    path("today/<int:task_id>/", craftsman.visit, name="visit"),
    path("today/<int:task_id>/<slug:action>", craftsman.act, name="visit_act"),
    path("<int:repair_id>/", staff.card, name="card"),
    path("<int:repair_id>/appointment/", staff.appointment, name="staff_appointment"),
    path("<int:repair_id>/<slug:action>", staff.act, name="staff_act"),
]
