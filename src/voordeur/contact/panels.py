"""What the contact room shows on pages of other rooms."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from voordeur.contact import texts
from voordeur.contact.models import ContactMoment


def of_home(request: HttpRequest, *, dwelling_id: int) -> SafeString:
    """The newest contacts about a home, whatever the channel."""
    moments = (
        ContactMoment.objects.filter(dwelling_id=dwelling_id).select_related("person", "agent").order_by("-at")[:10]
    )
    rows = [
        {
            "moment": moment,
            "channel": texts.CHANNELS.get(moment.channel, moment.channel),
            "subject": texts.SUBJECTS.get(moment.subject, moment.subject),
            "address": f"{moment.case_kind}:card" if moment.case_kind else "",
        }
        for moment in moments
    ]
    return render_to_string("contact/_of_home.html", {"rows": rows}, request)
