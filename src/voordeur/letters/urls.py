"""Addresses of this room."""

from django.urls import path

from voordeur.letters.views import sent, wordings

app_name = "letters"
urlpatterns = [
    path("", wordings.texts_of_steps, name="list"),
    path("words/<str:language>/<str:kind>/", wordings.words, name="words"),
    path("texts/<slug:code>/<str:channel>/<str:language>/", wordings.wording, name="wording"),
    path("texts/<slug:code>/<str:channel>/<str:language>/check", wordings.check, name="check"),
    path("texts/<slug:code>/<str:language>/example.pdf", wordings.example_on_paper, name="example"),
    path("to-print/", sent.pile, name="pile"),
    path("to-print/<int:dispatch_id>/printed", sent.printed, name="printed"),
    path("mine/", sent.mine, name="mine"),
    path("sent/<int:dispatch_id>/", sent.message, name="message"),
    path("sent/<int:dispatch_id>/letter.pdf", sent.on_paper, name="on_paper"),
]
