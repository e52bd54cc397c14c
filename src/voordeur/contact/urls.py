"""Addresses of the first line: the agent's screen, the card of a tenant, questions, answers at hand."""

from django.urls import URLPattern, URLResolver, path

from voordeur.contact.views import areas, articles, moments, people, questions, screen

app_name = "contact"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", screen.screen, name="screen"),
    path("ringing", screen.ringing, name="ringing"),
    path("begin", moments.begin, name="begin"),
    path("promise", moments.promise, name="promise"),
    path("start/<slug:process>", moments.start, name="start"),
    path("moments/<int:moment_id>/<slug:action>", moments.act, name="moment_act"),
    path("suggested", articles.suggested, name="suggested"),
    path("people/<int:person_id>/", people.person, name="person"),
    path("people/<int:person_id>/warnings", people.give_caution, name="caution_give"),
    path("warnings/<int:caution_id>/end", people.end_caution, name="caution_end"),
    path("homes/<int:dwelling_id>/", people.home, name="home"),
    path("questions/<int:question_id>/", questions.card, name="card"),
    path("questions/<int:question_id>/<slug:action>", questions.act, name="question_act"),
    path("answers/", articles.listed, name="articles"),
    path("answers/new/", articles.new, name="article_new"),
    path("answers/<slug:slug>/", articles.read, name="article"),
    path("answers/<slug:slug>/change/", articles.change, name="article_change"),
    path("answers/<slug:slug>/retire", articles.retire, name="article_retire"),
    path("answers/<slug:slug>/give", articles.give, name="article_give"),
    path("areas/", areas.areas, name="areas"),
]
