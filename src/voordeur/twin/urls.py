"""Addresses of this room."""

from django.urls import path

from voordeur.twin.views import adopting, adoptions, asking, dial, exports, kept, parameters, studies

app_name = "twin"
urlpatterns = [
    path("", dial.dial, name="dial"),
    path("new/<slug:kind>/", asking.ask, name="ask"),
    path("beside/", kept.beside, name="kept"),
    path("parameters/", parameters.parameters, name="parameters"),
    path("parameters/measure/", parameters.measure, name="measure"),
    path("adoptions/<int:adoption_id>/", adoptions.adoption, name="adoption"),
    path("<str:key>/", studies.study, name="study"),
    path("<str:key>/figures.csv", exports.table, name="table"),
    path("<str:key>/one-page.pdf", exports.one_page, name="one_page"),
    path("<str:key>/progress/", studies.progress, name="progress"),
    path("<str:key>/stop/", studies.cancel, name="cancel"),
    path("<str:key>/remove/", studies.remove, name="remove"),
    path("<str:key>/again/", studies.again, name="again"),
    path("<str:key>/adopt/<int:number>/", adopting.adopt, name="adopt"),
]
