"""A small site for the frame's own tests: the addresses that the frame itself needs, and two entries of the menu."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from voordeur.base import views


def empty(request: HttpRequest) -> HttpResponse:
    return render(request, "base/page.html")


urlpatterns = [
    path("", empty, name="front_door"),
    path("start", empty, name="start"),
    path("language", views.choose_language, name="choose_language"),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("account/openid/", include("allauth.socialaccount.urls")),
    path("policy/", include(([path("", empty, name="page")], "promises"), namespace="promises")),
    path(
        "repairs/",
        include(
            ([path("", empty, name="list"), path("report/", empty, name="report")], "repairs"), namespace="repairs"
        ),
    ),
]
