"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from voordeur.planning.views import (
    board,
    kept,
    mapped,
    overrides,
    paper,
    placing,
    proposals,
    setbacks,
    shifts,
    unplanned,
    visits,
    week,
    why,
)

app_name = "planning"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", board.day, name="day"),
    path("live", board.live, name="live"),
    path("week/", week.week, name="week"),
    path("week/live", week.live, name="week_live"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/progress", proposals.progress, name="progress"),
    path("proposals/<int:proposal_id>/<slug:action>", proposals.proposal_act, name="proposal_act"),
    path("proposals/changes/<int:change_id>/<slug:action>", proposals.change_act, name="change_act"),
    path("unplanned/", unplanned.unplanned, name="unplanned"),
    path("unplanned/<slug:case_kind>/<int:case_id>/", unplanned.unplanned_one, name="unplanned_one"),
    path("unplanned/<slug:case_kind>/<int:case_id>/price", unplanned.unplanned_price, name="unplanned_price"),
    path("unplanned/<slug:case_kind>/<int:case_id>/place", unplanned.unplanned_place, name="unplanned_place"),
    path("map/", mapped.day_map, name="map"),
    path("overrides/", overrides.overrides, name="overrides"),
    path("kept/", kept.kept, name="kept"),
    path("setbacks/", setbacks.setback_new, name="setback_new"),
    path("setbacks/<int:setback_id>/", setbacks.setback, name="setback"),
    path("setbacks/<int:setback_id>/<slug:action>", setbacks.setback_act, name="setback_act"),
    path("undo", placing.undo, name="undo"),
    path("print", paper.print_day, name="print"),
    path("shifts/<int:shift_id>/", shifts.shift, name="shift"),
    path("shifts/<int:shift_id>/absent", shifts.absent, name="absent"),
    path("shifts/<int:shift_id>/present", shifts.present, name="present"),
    path("visits/<int:visit_id>/", visits.visit, name="visit"),
    path("visits/<int:visit_id>/why", why.why, name="why"),
    path("visits/<int:visit_id>/price", placing.price, name="price"),
    path("visits/<int:visit_id>/place", placing.place, name="place"),
    path("visits/<int:visit_id>/lock", placing.lock, name="lock"),
    path("visits/<int:visit_id>/swap", placing.swap, name="swap"),
    path("visits/<int:visit_id>/move", visits.move, name="move"),
]
