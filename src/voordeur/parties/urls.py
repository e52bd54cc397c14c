"""Addresses of this room."""

from django.urls import path

from voordeur.parties.views import accounts, mandates

app_name = "parties"
urlpatterns = [
    path("mandates/", mandates.mandates, name="mandates"),
    path("mandates/<int:mandate_id>/end/", mandates.end, name="end_mandate"),
    path("<int:person_id>/mandates/", mandates.mandates_of, name="mandates_of"),
    path("accounts/", accounts.listed, name="accounts"),
    path("accounts/new/", accounts.new, name="new_account"),
    path("accounts/<int:user_id>/", accounts.account, name="account"),
    path("accounts/<int:user_id>/<slug:action>", accounts.act, name="account_act"),
]
