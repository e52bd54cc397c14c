"""The table of doors: for every address of the site who comes in, and what everyone else is told."""

from collections.abc import Mapping
from dataclasses import dataclass

from voordeur.parties.rules import MAY, OFFICE, Permission

NOBODY, ADA, EVE, SAM, KIM = "nobody", "ada", "eve", "sam", "kim"
OFFICE_ROLES = tuple(sorted(OFFICE))
EVERYBODY = (NOBODY, ADA, EVE, SAM, KIM, *OFFICE_ROLES)
LOGGED_IN = EVERYBODY[1:]
TENANTS = (ADA, EVE)
WRITERS = ("contact_agent", "housing_consultant", "manager", "planner")
CRAFTSMEN = (SAM, KIM)

IN, LOGIN, FORBIDDEN, MISSING, WRONG_METHOD, PROBLEM = "in", "log-in", "403", "404", "405", "401"


@dataclass(frozen=True)
class Door:
    """Who comes through, who is told that there is no such thing, and what everyone else hears."""

    inside: tuple[str, ...]
    methods: tuple[str, ...] = ("GET",)
    hidden_from: tuple[str, ...] = ()
    # Where no role is asked, and at the interface for programs, a wrong method is answered before anything else
    method_first: bool = False
    anonymous: str = LOGIN
    others: str = FORBIDDEN

    def answer(self, visitor: str, method: str) -> str:
        if self.method_first and method not in self.methods:
            return WRONG_METHOD
        if visitor in self.inside or visitor in self.hidden_from:
            if method not in self.methods:
                return WRONG_METHOD
            return IN if visitor in self.inside else MISSING
        return self.anonymous if visitor == NOBODY else self.others


def open_door(*methods: str) -> Door:
    return Door(EVERYBODY, methods or ("GET",), method_first=True)


def who_may(permission: Permission) -> tuple[str, ...]:
    """The office roles of a permission; craftsmen and tenants are named where they belong."""
    return tuple(sorted(MAY[permission] & OFFICE))


SEES_CALLS = tuple(sorted((MAY[Permission.ANSWER_PHONE] | MAY[Permission.SEE_FIGURES]) & OFFICE))
ANYONE, MEMBERS, NOTHING_WAITS = "anyone", "members", "nothing waits"
API = {"anonymous": PROBLEM, "method_first": True}

TABLE: Mapping[str, Door] = {
    # --- for everyone -----------------------------------------------------------------------------------------------
    "health": open_door(),
    "choose_language": open_door("POST"),
    "portal:front_door": open_door(),
    "promises:page": open_door(),
    "promises:version": open_door(),
    "repairs:report": open_door("GET", "POST"),
    "repairs:suggest": open_door(),
    # The token in the address is the key: whoever holds it may follow and change this one report.
    "repairs:by_token": open_door(),
    "repairs:appointment": open_door("GET", "POST"),
    "repairs:tenant_act": open_door("POST"),
    "repairs:link": open_door("GET", "POST"),
    "repairs:invitation": open_door("GET", "POST"),
    "repairs:calendar_feed": open_door(),
    "quality:answer": open_door("GET", "POST"),
    "quality:thanks": open_door(),
    # A draft that somebody began while logged in is theirs alone, even for who holds its token.
    # A session that ended half-way is led to log in, and back to the page.
    "repairs:report_step": Door((ADA,), ("GET", "POST"), hidden_from=LOGGED_IN),
    "repairs:photo_add": Door((ADA,), ("POST",), hidden_from=EVERYBODY),
    "repairs:photo_remove": Door((ADA,), ("POST",), hidden_from=EVERYBODY),
    "repairs:photo": Door((ADA, SAM, *OFFICE_ROLES), hidden_from=EVERYBODY),
    # Whoever has the link of an appointment or of a number may see and cancel it; the screen shows numbers only.
    "counter:reach": open_door(),
    "counter:book": open_door("GET", "POST"),
    "counter:appointment": open_door(),
    "counter:cancel": open_door("POST"),
    "counter:move": open_door("GET", "POST"),
    "counter:calendar_file": open_door(),
    "counter:screen": open_door(),
    "counter:ticket": open_door(),
    "complaints:new": open_door("GET", "POST"),
    "complaints:by_token": open_door(),
    "complaints:own_act": open_door("POST"),
    # --- tenants ----------------------------------------------------------------------------------------------------
    "portal:start": Door(LOGGED_IN),
    "portal:my": Door(TENANTS),
    "parties:mandates": Door(TENANTS, ("GET", "POST")),
    "parties:end_mandate": Door((ADA, *who_may(Permission.CHANGE_MANDATES)), ("POST",), hidden_from=(EVE,)),
    "homes:card": Door((ADA, *OFFICE_ROLES), hidden_from=(EVE,)),
    "repairs:card": Door((ADA, SAM, *OFFICE_ROLES), hidden_from=(EVE, KIM)),
    # --- craftsmen --------------------------------------------------------------------------------------------------
    "repairs:today": Door(CRAFTSMEN),
    "repairs:today_state": Door(CRAFTSMEN),
    "repairs:today_worker": Door(CRAFTSMEN),
    "repairs:calendar": Door(CRAFTSMEN, ("GET", "POST")),
    "repairs:share": Door((*CRAFTSMEN, *who_may(Permission.PLAN))),
    "repairs:visit": Door((SAM,), hidden_from=(KIM,)),
    "repairs:visit_act": Door((SAM,), ("POST",), hidden_from=(KIM,)),
    "complaints:card": Door((ADA, *OFFICE_ROLES), hidden_from=(EVE,)),
    # --- the office -------------------------------------------------------------------------------------------------
    "finding:page": Door(OFFICE_ROLES),
    "parties:mandates_of": Door(who_may(Permission.CHANGE_MANDATES), ("GET", "POST")),
    "work:list": Door(OFFICE_ROLES),
    "work:act": Door(OFFICE_ROLES, ("POST",)),
    "repairs:list": Door(OFFICE_ROLES),
    "repairs:compensations": Door(("administrator", "contact_agent", "manager", "quality")),
    "repairs:compensation_paid": Door(("administrator", "contact_agent", "manager"), ("POST",)),
    "repairs:staff_appointment": Door(OFFICE_ROLES, ("GET", "POST")),
    "repairs:staff_act": Door(OFFICE_ROLES, ("POST",)),
    "complaints:photo": Door((ADA, *OFFICE_ROLES), hidden_from=EVERYBODY),
    "complaints:list": Door(OFFICE_ROLES),
    "complaints:act": Door(OFFICE_ROLES, ("POST",)),
    "complaints:take": Door(("contact_agent", "housing_consultant", "manager", "planner", "quality"), ("GET", "POST")),
    "complaints:lessons": Door(who_may(Permission.SEE_FIGURES)),
    "complaints:improvements:list": Door(OFFICE_ROLES),
    "complaints:improvements:card": Door(OFFICE_ROLES),
    "complaints:improvements:done": Door(OFFICE_ROLES, ("POST",)),
    "complaints:remedies": Door(("administrator", "contact_agent", "manager", "quality")),
    "complaints:remedy_paid": Door(("administrator", "contact_agent", "manager"), ("POST",)),
    "planning:day": Door(who_may(Permission.SEE_PLANNING), ("GET", "POST")),
    "planning:print": Door(who_may(Permission.SEE_PLANNING)),
    "planning:visit": Door(who_may(Permission.SEE_PLANNING)),
    "planning:why": Door(who_may(Permission.SEE_PLANNING)),
    "planning:shift": Door(who_may(Permission.SEE_PLANNING)),
    "planning:week": Door(who_may(Permission.SEE_PLANNING)),
    "planning:week_live": Door(who_may(Permission.SEE_PLANNING)),
    "planning:proposals": Door(who_may(Permission.SEE_PLANNING), ("GET", "POST")),
    "planning:progress": Door(who_may(Permission.SEE_PLANNING)),
    "planning:proposal_act": Door(who_may(Permission.PLAN), ("POST",)),
    "planning:change_act": Door(who_may(Permission.PLAN), ("POST",)),
    "planning:unplanned": Door(who_may(Permission.PLAN)),
    "planning:unplanned_one": Door(who_may(Permission.PLAN)),
    "planning:unplanned_price": Door(who_may(Permission.PLAN)),
    "planning:unplanned_place": Door(who_may(Permission.PLAN), ("POST",)),
    "planning:map": Door(who_may(Permission.SEE_PLANNING)),
    "planning:overrides": Door(who_may(Permission.SEE_PLANNING)),
    "planning:kept": Door(tuple(sorted((MAY[Permission.PLAN] | MAY[Permission.SEE_FIGURES]) & OFFICE))),
    "planning:live": Door(who_may(Permission.SEE_PLANNING)),
    "planning:price": Door(who_may(Permission.PLAN)),
    "planning:place": Door(who_may(Permission.PLAN), ("POST",)),
    "planning:lock": Door(who_may(Permission.PLAN), ("POST",)),
    "planning:swap": Door(who_may(Permission.PLAN), ("POST",)),
    "planning:setback_new": Door(who_may(Permission.PLAN), ("POST",)),
    "planning:setback": Door(who_may(Permission.PLAN)),
    "planning:setback_act": Door(who_may(Permission.PLAN), ("POST",)),
    "planning:undo": Door(who_may(Permission.PLAN), ("POST",)),
    "planning:absent": Door(who_may(Permission.PLAN), ("POST",)),
    "planning:present": Door(who_may(Permission.PLAN), ("POST",)),
    "planning:move": Door(who_may(Permission.PLAN), ("GET", "POST")),
    "contact:screen": Door(who_may(Permission.ANSWER_PHONE)),
    "contact:ringing": Door(who_may(Permission.ANSWER_PHONE)),
    "contact:begin": Door(who_may(Permission.ANSWER_PHONE), ("POST",)),
    "contact:start": Door(who_may(Permission.ANSWER_PHONE), ("POST",)),
    "contact:promise": Door(who_may(Permission.ANSWER_PHONE), ("POST",)),
    "contact:moment_act": Door(who_may(Permission.ANSWER_PHONE), ("POST",)),
    "contact:suggested": Door(who_may(Permission.ANSWER_PHONE)),
    "contact:person": Door(OFFICE_ROLES),
    "contact:home": Door(OFFICE_ROLES),
    "contact:caution_give": Door(("housing_consultant", "manager"), ("POST",)),
    "contact:caution_end": Door(("housing_consultant", "manager"), ("POST",)),
    "contact:card": Door(OFFICE_ROLES),
    "contact:question_act": Door(OFFICE_ROLES, ("POST",)),
    "contact:articles": Door(OFFICE_ROLES),
    "contact:article": Door(OFFICE_ROLES),
    "contact:article_new": Door(who_may(Permission.EDIT_ANSWERS), ("GET", "POST")),
    "contact:article_change": Door(who_may(Permission.EDIT_ANSWERS), ("GET", "POST")),
    "contact:article_retire": Door(who_may(Permission.EDIT_ANSWERS), ("POST",)),
    "contact:article_give": Door(who_may(Permission.ANSWER_PHONE), ("POST",)),
    "contact:areas": Door(who_may(Permission.CHANGE_POLICY), ("GET", "POST")),
    "telephone:day": Door(SEES_CALLS),
    "telephone:present": Door(SEES_CALLS),
    "staffing:week": Door(SEES_CALLS),
    "staffing:of_week": Door(SEES_CALLS),
    "staffing:make": Door(who_may(Permission.MAKE_ROSTERS), ("POST",)),
    "staffing:shift_add": Door(who_may(Permission.MAKE_ROSTERS), ("GET", "POST")),
    "staffing:shift": Door(who_may(Permission.MAKE_ROSTERS), ("GET", "POST")),
    "staffing:shift_remove": Door(who_may(Permission.MAKE_ROSTERS), ("POST",)),
    "staffing:contracts": Door(who_may(Permission.MAKE_ROSTERS)),
    "staffing:contract": Door(who_may(Permission.MAKE_ROSTERS), ("GET", "POST")),
    "staffing:away": Door(who_may(Permission.MAKE_ROSTERS), ("POST",)),
    "staffing:away_end": Door(who_may(Permission.MAKE_ROSTERS), ("POST",)),
    "telephone:extension": Door(who_may(Permission.ANSWER_PHONE), ("GET", "POST")),
    # Who signs with the secret of the exchange, and nobody else.
    "telephone:events": Door((), ("POST",), anonymous=PROBLEM, others=PROBLEM, method_first=True),
    "quality:marks": Door(who_may(Permission.SEE_FIGURES)),
    "costs:figures": Door(who_may(Permission.SEE_FIGURES)),
    "costs:definitions": Door(who_may(Permission.SEE_FIGURES)),
    "costs:chart": Door(who_may(Permission.SEE_FIGURES)),
    "twin:dial": Door(who_may(Permission.SEE_FIGURES)),
    "twin:kept": Door(who_may(Permission.SEE_FIGURES)),
    "twin:parameters": Door(OFFICE_ROLES),
    "twin:measure": Door(who_may(Permission.CHANGE_POLICY), ("POST",)),
    "twin:ask": Door(who_may(Permission.SEE_FIGURES), ("GET", "POST")),
    # A study is for whoever works in the office and has its address; for anyone else there is none.
    "twin:study": Door(OFFICE_ROLES, hidden_from=EVERYBODY[1:]),
    "twin:progress": Door(OFFICE_ROLES, hidden_from=EVERYBODY[1:]),
    "twin:cancel": Door(OFFICE_ROLES, ("POST",), hidden_from=EVERYBODY[1:]),
    "twin:remove": Door(OFFICE_ROLES, ("POST",), hidden_from=EVERYBODY[1:]),
    "twin:again": Door(OFFICE_ROLES, ("POST",), hidden_from=EVERYBODY[1:]),
    "twin:table": Door(OFFICE_ROLES, hidden_from=EVERYBODY[1:]),
    "twin:one_page": Door(OFFICE_ROLES, hidden_from=EVERYBODY[1:]),
    "twin:adoption": Door(OFFICE_ROLES, hidden_from=EVERYBODY[1:]),
    "twin:adopt": Door(who_may(Permission.CHANGE_POLICY), ("GET", "POST")),
    "parties:accounts": Door(who_may(Permission.MANAGE_ACCOUNTS)),
    "parties:new_account": Door(who_may(Permission.MANAGE_ACCOUNTS), ("GET", "POST")),
    "parties:account": Door(who_may(Permission.MANAGE_ACCOUNTS), ("GET", "POST")),
    "parties:account_act": Door(who_may(Permission.MANAGE_ACCOUNTS), ("POST",)),
    "desk:outbox": Door(who_may(Permission.SEE_OUTBOX)),
    "desk:letter": Door(who_may(Permission.SEE_OUTBOX)),
    "desk:send_again": Door(who_may(Permission.SEE_OUTBOX), ("POST",)),
    "desk:retry": Door(who_may(Permission.SEE_AUDIT), ("POST",)),
    "desk:trail": Door(who_may(Permission.SEE_AUDIT)),
    "counter:board": Door(who_may(Permission.RECEIVE_VISITORS)),
    "counter:kiosk": Door(who_may(Permission.RECEIVE_VISITORS), ("GET", "POST")),
    "counter:drawn": Door(who_may(Permission.RECEIVE_VISITORS)),
    "counter:who": Door(who_may(Permission.RECEIVE_VISITORS)),
    "counter:name": Door(who_may(Permission.RECEIVE_VISITORS), ("POST",)),
    "counter:call_next": Door(who_may(Permission.RECEIVE_VISITORS), ("POST",)),
    "counter:come_in": Door(who_may(Permission.RECEIVE_VISITORS), ("POST",)),
    "counter:act": Door(who_may(Permission.RECEIVE_VISITORS), ("POST",)),
    "counter:here": Door(who_may(Permission.RECEIVE_VISITORS), ("POST",)),
    "letters:list": Door(who_may(Permission.WRITE_LETTERS)),
    "letters:wording": Door(who_may(Permission.WRITE_LETTERS), ("GET", "POST")),
    "letters:check": Door(who_may(Permission.WRITE_LETTERS), ("POST",)),
    "letters:example": Door(who_may(Permission.WRITE_LETTERS)),
    "letters:words": Door(who_may(Permission.WRITE_LETTERS), ("GET", "POST")),
    "letters:pile": Door(who_may(Permission.SEE_OUTBOX)),
    "letters:printed": Door(who_may(Permission.SEE_OUTBOX), ("POST",)),
    "letters:mine": Door(TENANTS),
    "letters:message": Door((ADA, *OFFICE_ROLES), hidden_from=(EVE,)),
    "letters:on_paper": Door((ADA, *OFFICE_ROLES), hidden_from=(EVE,)),
    "promises:change": Door(who_may(Permission.CHANGE_POLICY), ("GET", "POST")),
    "promises:change_usual": Door(who_may(Permission.CHANGE_POLICY), ("GET", "POST")),
    "promises:take_back": Door(who_may(Permission.CHANGE_POLICY), ("POST",)),
    # --- letters to and fro -----------------------------------------------------------------------------------------
    "correspondence:list": Door(OFFICE_ROLES),
    "correspondence:card": Door(OFFICE_ROLES),
    "correspondence:act": Door(WRITERS, ("POST",)),
    "correspondence:write": Door(WRITERS, ("GET", "POST")),
    "correspondence:file": Door((ADA, *OFFICE_ROLES), hidden_from=(EVE,)),
    "correspondence:my": Door(TENANTS),
    "correspondence:my_write": Door(TENANTS, ("GET", "POST")),
    "correspondence:my_thread": Door((ADA,), ("GET", "POST"), hidden_from=(EVE,)),
    # --- programs ---------------------------------------------------------------------------------------------------
    "api:openapi-json": open_door("GET", "POST"),
    "api:api-root": Door((), others=MISSING, anonymous=MISSING, hidden_from=EVERYBODY, methods=("GET", "POST")),
    "api:repairs": Door(LOGGED_IN, **API),
    "api:report": Door((ADA, *OFFICE_ROLES), ("POST",), others=MISSING, **API),
    "api:ask": Door(LOGGED_IN, ("POST",), **API),
    "api:one": Door((ADA, SAM, *OFFICE_ROLES), others=MISSING, **API),
    "api:offers": Door((ADA, SAM, *OFFICE_ROLES), others=MISSING, **API),
    "api:book": Door((ADA, SAM, *OFFICE_ROLES), ("POST",), others=MISSING, **API),
}

# Log-in is a library's. Pages for members send who is not logged in to log-in first; one that has nothing to finish
# sends everybody there; the others are for anyone.
LIBRARY: Mapping[str, str] = {
    "account_login": ANYONE,
    "account_logout": ANYONE,
    "account_inactive": ANYONE,
    "account_signup": ANYONE,
    "account_reset_password": ANYONE,
    "account_reset_password_done": ANYONE,
    "account_reset_password_from_key": ANYONE,
    "account_reset_password_from_key_done": ANYONE,
    "account_confirm_login_code": MEMBERS,
    "account_email_verification_sent": ANYONE,
    "account_confirm_email": ANYONE,
    "account_reauthenticate": MEMBERS,
    "account_email": ANYONE,
    "account_change_password": MEMBERS,
    "account_set_password": MEMBERS,
    "mfa_index": MEMBERS,
    "mfa_authenticate": MEMBERS,
    "mfa_reauthenticate": MEMBERS,
    "mfa_activate_totp": MEMBERS,
    "mfa_deactivate_totp": MEMBERS,
    "mfa_view_recovery_codes": MEMBERS,
    "mfa_generate_recovery_codes": MEMBERS,
    "mfa_download_recovery_codes": MEMBERS,
    "openid_connect_login": ANYONE,
    "openid_connect_callback": ANYONE,
    "socialaccount_login_cancelled": ANYONE,
    "socialaccount_login_error": ANYONE,
    "socialaccount_signup": NOTHING_WAITS,
    "socialaccount_connections": MEMBERS,
}

# The provider stands in the pattern above these two
PREFIXED, PREFIXED_NAMES = ("provider_id",), ("openid_connect_login", "openid_connect_callback")

# Two routes under one address: the router looks at the method, so each answers to both.
SAME_ADDRESS = {"api:repairs": ("GET", "POST"), "api:report": ("GET", "POST")}
