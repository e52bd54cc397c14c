"""Addresses of complaints: sending one, the page of its complainant, the office's list and card, what we learn."""

from django.urls import URLPattern, URLResolver, include, path

from voordeur.complaints.views import lessons, new, office, own, photos, take

app_name = "complaints"
# A namespace of its own, so that a work item can lead to the page of an improvement.
improvements: tuple[list[URLPattern], str] = (
    [
        path("", lessons.improvements, name="list"),
        path("<int:improvement_id>/", lessons.improvement, name="card"),
        path("<int:improvement_id>/done", lessons.improved, name="done"),
    ],
    "improvements",
)
urlpatterns: list[URLPattern | URLResolver] = [
    path("", office.complaint_list, name="list"),
    path("new/", new.new, name="new"),
    path("take/", take.take, name="take"),
    path("lessons/", lessons.lessons, name="lessons"),
    path("improvements/", include(improvements)),
    path("remedies/", lessons.remedies, name="remedies"),
    path("remedies/<int:remedy_id>/paid", lessons.remedy_paid, name="remedy_paid"),
    path("photos/<int:photo_id>/<slug:size>", photos.show, name="photo"),
    path("k/<str:token>/", own.card, name="by_token"),
    path("k/<str:token>/<slug:action>", own.act, name="own_act"),
    path("<int:complaint_id>/", office.card, name="card"),
    path("<int:complaint_id>/<slug:action>", office.act, name="act"),
]
