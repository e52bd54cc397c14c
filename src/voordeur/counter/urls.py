"""Addresses of this room."""

from django.urls import path

from voordeur.counter.views import desk, hall, visitors, who

app_name = "counter"
urlpatterns = [
    path("hours/", visitors.reach, name="reach"),
    path("appointment/", visitors.book, name="book"),
    path("appointment/<str:key>/", visitors.appointment, name="appointment"),
    path("appointment/<str:key>/cancel", visitors.cancel, name="cancel"),
    path("appointment/<str:key>/move", visitors.move, name="move"),
    path("appointment/<str:key>/appointment.ics", visitors.calendar_file, name="calendar_file"),
    path("screen/", hall.screen, name="screen"),
    path("ticket/<str:key>/", hall.ticket, name="ticket"),
    path("kiosk/", hall.kiosk, name="kiosk"),
    path("kiosk/<int:ticket_id>/", hall.drawn, name="drawn"),
    path("", desk.board, name="board"),
    path("next", desk.call_next, name="call_next"),
    path("who", who.who, name="who"),
    path("tickets/<int:ticket_id>/who", who.name, name="name"),
    path("come-in", desk.come_in, name="come_in"),
    path("tickets/<int:ticket_id>/<str:action>", desk.act, name="act"),
    path("appointments/<int:appointment_id>/here", desk.here, name="here"),
]
