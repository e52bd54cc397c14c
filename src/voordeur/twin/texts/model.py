"""What the simulation is made of, what it leaves out, and what its figures therefore do not say."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Promise

SIMULATED: tuple["Promise", ...] = (
    _("Every contact by telephone, mail and website, with queue, patience, redialling and call-backs."),
    _(
        "Every repair: who pays, the term, the window, the place in a route of a craftsman, doors that stay "
        "shut, follow-up visits, contractors."
    ),
    _(
        "Complaints that come from being late, missed appointments and calls that nobody answered, and the "
        "work they displace."
    ),
    _(
        "Own alterations, the service subscription and choices in a renovation, as work for the first and the"
        " second line."
    ),
    _(
        "Hours that are paid, whether worked or not, kilometres, material, contractors and overhead, at the "
        "prices of the policy."
    ),
)
DOUBTS: tuple["Promise", ...] = (
    _(
        "An interval is luck of the simulation: of 20 times that somebody asks this with other luck, 19 come "
        "out in it. A difference also holds what counting anew does, how many people each policy needs. Neither "
        "is doubt about the parameters, and most of those are estimates."
    ),
    _(
        "Marks follow from waiting, kept promises, visits, windows and contact by weights that were chosen "
        "and not measured. Only the level was set near the 7.7 of the sector. That waiting and marks go "
        "together here is correlation by construction, and no proof that one causes the other."
    ),
    _("How many complaints there are rests on estimates as well."),
    _(
        "A team that knows its homes saves something that is not counted, so a contact centre looks cheaper "
        "than it may be."
    ),
    _("Every crew has as many homes, and roads are straight lines with a detour. The real map can differ."),
    _("Nobody gets used to anything: tenants and staff behave in every year as the parameters say."),
)
FEW_HOMES = 2_500
OF_FEW_HOMES = _(
    "With so few homes every home is dear: the telephone and the desk have to be staffed for few as for many. Compare "
    "these figures with each other, and not with those of other associations."
)
LEFT_OUT: tuple["Promise", ...] = (
    _("Letting, rent, planned maintenance and neighbours: only contact and repairs are lived."),
    _("Moving an appointment, jobs for two people, jobs that wait for each other, breaks that move."),
    _("Later stages of a complaint, and what follows on a low mark. Everybody gives a mark."),
    _("Who is vulnerable. What tenants pay. Learning, leaving and hiring of staff: whoever is needed is there."),
    _("Storms, strikes and epidemics: luck is what the past calls usual."),
)
