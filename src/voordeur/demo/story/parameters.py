"""The figures that the example association is built after, each with its source.

Sources are public pages of Dutch associations and advisers; "estimate" marks what no page was found for. Holds no
rules: every term, window and price comes from the service policy.
"""

# --- Homes and people ------------------------------------------------------------------------------------------------
MOVES_PER_YEAR = (
    0.06  # Eigen Haard 2017: 5.8%, https://www.eigenhaard.nl/jaarverslag2017/wij-verhuren/sociale-huurwoningen
)
HOUSEHOLD_SIZES = {1: 0.50, 2: 0.26, 3: 0.11, 4: 0.08, 5: 0.05}  # estimate
VULNERABLE_SHARE = 0.08  # estimate
MANDATE_SHARE = 0.02  # estimate
MAIL_SHARE = 0.88  # estimate
SUBSCRIPTION_SHARE = 0.65  # estimate, 40-85%
# Requests for an own alteration are about 4 per 100 homes a year (estimate); with 75% granted and most removed at the
# end of a tenancy this many homes have one standing.
ALTERATION_SHARE = 0.14
ASBESTOS_BEFORE = 1994  # the ban on asbestos in the Netherlands dates from 1 July 1993 (from memory)
ASBESTOS_SHARE = 0.30  # estimate
WARNING_SHARE = 0.015  # estimate

# --- Staff -----------------------------------------------------------------------------------------------------------
# 1.1 craftsmen per 1,000 homes do 70% of the visits; the association has all of it done by its own people. From
# 1.3 requests x 0.88 x 1.25 visits / (4.5 a day x 200 days); Rochdale has 1.5, De Woonschakel 3.8 with kitchens and
# baths: https://www.aedesmagazine.nl/edities/5-2018/artikelen/onderhoud-doet-een-corporatie-zelf
CRAFTSMEN_PER_HOME = 1.1 / 0.70 / 1000
HOMES_PER_CREW = 2500  # estimate: four craftsmen who together know every trade
PRODUCTIVE_DAYS = 200  # estimate, 190-215 of the about 254 working days
AGENTS_PER_HOME = 0.45 / 1000  # estimate, 0.3-0.6, from 180,000 calls a year for 52,000 homes (Portaal)
PLANNERS_PER_HOME = 0.15 / 1000  # estimate
CONSULTANTS_PER_HOME = 0.35 / 1000  # estimate

# --- Reports of repairs ----------------------------------------------------------------------------------------------
REPAIRS_PER_HOME = 1.3  # 1.3-1.4 a year, http://www.bestaandewoningbouw.nl/serviceonderhoud-woning-of-klant/
# Emergency 15%, urgent 25%, the rest 60% (estimates); danger is a part of the emergencies.
URGENCY_SHARES = {"danger": 0.01, "emergency": 0.14, "urgent": 0.25, "normal": 0.53, "planned": 0.07}
# January and February 1.15, July and August 0.9, October and November 1.1 (estimates).
MONTH_FACTORS = {1: 1.15, 2: 1.15, 7: 0.9, 8: 0.9, 10: 1.1, 11: 1.1}
# A frosty week brings 1.4 to 2 times the reports: https://www.omroepgelderland.nl/nieuws/6753908/
FROST_FACTOR = 1.6
FROST_MONTHS = (12, 1, 2)
FROST_DAYS = 7  # estimate: one such week in a winter
HEATING_IN_WINTER = 2.2  # estimate: how much likelier heating and frost trouble is from November to March
WEEKDAY_FACTORS = (1.25, 1.05, 0.95, 0.95, 0.80, 0.12, 0.10)  # estimate; the weekend is web and emergencies
HOUR_SHARES = {8: 8, 9: 15, 10: 16, 11: 13, 12: 8, 13: 10, 14: 12, 15: 11, 16: 7}  # estimate
OUT_OF_HOURS_SHARE = 0.10  # estimate, of web reports and emergencies
TELLS_MORE_SHARE = 0.75  # estimate: reports with words of the tenant beside the answers
REPORT_CHANNELS = {"TEL": 0.72, "INT": 0.13, "EMA": 0.10, "APP": 0.03, "BAL": 0.02}  # Woonstad 2017 and estimate
# Settled without a visit: 12%, 5-25% (estimate). Most of it is what the tenant turns out to pay; the rest is this.
SOLVED_BY_SELF_SHARE = 0.03
TENANT_DOES_IT_SELF = 0.85  # estimate
CANCELLED_BEFORE_VISIT = 0.06  # 3-16%; Leicester 16%, https://cabinet.leicester.gov.uk/mgAi.aspx?ID=124885
OWN_FAULT_SHARE = 0.20  # estimate, of the defects that look like it
OWN_FAULT_UNKNOWN_SHARE = 0.20  # estimate, of the same

# --- Visits ----------------------------------------------------------------------------------------------------------
FIRST_VISIT_FIX = 0.74  # 75%, 40-92% (estimate): emergencies pull the mean up
RUSH_VISIT_FIX = 0.88  # estimate: an emergency is first of all made safe
LATER_VISIT_FIX = 0.92  # estimate
# Why the first visit was not enough: material 35, other trade 20, inspection 20, time 15, not home 10 (estimates,
# codes of VERA). Not home is 3% of the visits (Portaal about 2%, https://corponet.nl/corponet-hogeschool-utrecht/).
FOLLOW_ON_SHARES = {
    "material": 0.35,
    "other_trade": 0.20,
    "inspection": 0.19,
    "too_little_time": 0.14,
    "not_home": 0.12,
}
DAY_STARTS = "07:30"  # https://actueel.lievendekey.nl/zo-plannen-we-reparaties-in-uw-woning/
DAY_ENDS = "16:00"  # estimate
BREAK_FROM, BREAK_UNTIL, BREAK_MINUTES = "11:30", "13:30", 30  # estimate
# Minutes of a day that bookings fill, with travel: leaves room for emergencies and for work that runs on.
FILL_MINUTES = 345  # estimate; gives about 4.5 visits a day (Hillingdon 4.1-5, https://modgov.hillingdon.gov.uk/)
PARKING_MINUTES = 3.0  # estimate: to the van, parking and walking on top of driving
TRAVEL_GUESS_MINUTES = 10  # estimate within one crew's part of town
# How likely a visit is to begin after its window, as the plan of the morning has it (estimates): in the first window
# of a day hardly, in later ones by a beta distribution with a mean of 0.12. Most visits are in the first, so about 4%
# of all come late.
LATE_CHANCE_AT_FIRST = 0.005
LATE_CHANCES = (1.5, 11.0)
REOPEN_SHARE = 0.025  # estimate
# Visits on which material is used (estimate). With the prices in visits.py it brings the cost of a request towards
# 240-450 euro: 304 at Woonbedrijf in 2016, https://woonbedrijfinbeeld.com/jaarverslag-2016/ons-woningbezit/onderhoud/
MATERIAL_SHARE = 0.62

# --- Contact ---------------------------------------------------------------------------------------------------------
CONTACTS_PER_HOME = 5.2  # Portaal: 270,000 for 52,000 homes, https://www.ziptone.nl/
CONTACTS_ABOUT_REPAIRS = 0.5  # Woonstad 2017, https://2017.jaarverslag.woonstadrotterdam.nl/
# Telephone 66, mail 26, chat 8 of what people handle (Portaal); the portal and the form take 13% of all (Woonstad).
CONTACT_CHANNELS = {"TEL": 0.62, "EMA": 0.20, "APP": 0.06, "INT": 0.09, "BAL": 0.03}
CONTACT_SECONDS = {"TEL": 300, "EMA": 360, "APP": 240, "BAL": 420, "INT": 0}  # 240-360 s, Spangenberg; mail estimate
MENU_SECONDS = 9  # estimate
ANSWERED_AT_ONCE_SHARE = 0.62  # estimate: with the wait below about 80% within 30 seconds
WAIT_SECONDS = 45  # estimate, the mean of who is not answered at once
GIVES_UP_SHARE = 0.06  # estimate, of the calls that are answered
PATIENCE_SECONDS = 120  # estimate, 60-240
WITHHELD_SHARE = 0.08  # estimate
SOLVED_AT_ONCE = 0.78  # the goal is 80% (Woonstad, Portaal); what is reached is an estimate

# --- Marks -----------------------------------------------------------------------------------------------------------
SURVEY_RESPONSE = 0.30  # Vestia "about 30%", https://customerfirst.nl/achtergronden/2019/03/kloppend-hart-vestia/
MARK_MEAN, MARK_SD = 7.7, 1.7  # Aedes benchmark 2021-2023; the spread is an estimate
NARROW_WINDOW_EFFECT = 0.1  # estimate, 0-0.3
LATE_EFFECT, SECOND_VISIT_EFFECT, OUT_OF_TERM_EFFECT = -1.0, -0.9, -1.2  # estimates

HISTORY_DAYS = 365
SHIFT_WORKING_DAYS_AHEAD = 15
LETTER_DAYS = 14  # letters of the last two weeks only
LETTER_REPAIRS = 400
PRINTED_AFTER_HOURS = 24  # a letter on paper lies a day at most before it goes to the post
