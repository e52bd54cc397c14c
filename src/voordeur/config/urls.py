"""All addresses: each room brings its own; this file only says where they hang."""

from django.urls import include, path

from voordeur.base import views as base_views
from voordeur.config.api import api

urlpatterns = [
    path("health", base_views.health, name="health"),
    path("language", base_views.choose_language, name="choose_language"),
    # Whose address it is, the association knows: nobody changes it here, and nobody signs up by themselves.
    path("account/email/", base_views.nothing_here, name="account_email"),
    path("account/signup/", base_views.nothing_here, name="account_signup"),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("account/openid/", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("account/openid/", include("allauth.socialaccount.urls")),
    path("api/v1/", api.urls),
    path("policy/", include("voordeur.promises.urls")),
    path("homes/", include("voordeur.homes.urls")),
    path("people/", include("voordeur.parties.urls")),
    path("work/", include("voordeur.work.urls")),
    path("planning/", include("voordeur.planning.urls")),
    path("repairs/", include("voordeur.repairs.urls")),
    path("survey/", include("voordeur.quality.urls")),
    path("contact/", include("voordeur.contact.urls")),
    path("complaints/", include("voordeur.complaints.urls")),
    path("letters/", include("voordeur.letters.urls")),
    path("find/", include("voordeur.finding.urls")),
    path("telephone/", include("voordeur.telephone.urls")),
    path("messages/", include("voordeur.correspondence.urls")),
    path("counter/", include("voordeur.counter.urls")),
    path("staffing/", include("voordeur.staffing.urls")),
    path("figures/", include("voordeur.costs.urls")),
    path("twin/", include("voordeur.twin.urls")),
    path("desk/", include("voordeur.desk.urls")),
    path("", include("voordeur.portal.urls")),
]

handler403 = "voordeur.base.views.not_allowed"
handler404 = "voordeur.base.views.not_found"
handler500 = "voordeur.base.views.broken"
