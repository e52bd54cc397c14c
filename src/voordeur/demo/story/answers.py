"""The answers at hand of the example association: what people ask most, in both languages."""

from datetime import timedelta

from voordeur.contact.models import Article, ArticleVersion
from voordeur.demo.story.clock import Clock
from voordeur.demo.story.rows import Rows
from voordeur.demo.story.staff import Staff
from voordeur.parties.rules import Role

# (short name, subject, title and text in Dutch, title and text in English)
ANSWERS: tuple[tuple[str, str, str, str, str, str], ...] = (
    (
        "huur-opzeggen",
        "letting",
        "Hoe zeg ik de huur op?",
        (
            "U zegt de huur op met een brief of op uw eigen pagina.\n\n- De opzegtermijn is **een maand**.\n"
            "- Daarna maken wij een afspraak om samen door de woning te lopen.\n- U hoort dan wat u mag laten zitten."
        ),
        "How do I end my tenancy?",
        (
            "You end the tenancy by letter or on your own page.\n\n- The term of notice is **one month**.\n"
            "- Then we make an appointment to walk through the home together.\n- You hear what you may leave behind."
        ),
    ),
    (
        "huur-betalen",
        "rent",
        "Ik kan de huur deze maand niet betalen",
        (
            "Bel ons voor de eerste van de maand. Dan zoeken wij samen een oplossing.\n\n"
            "- U kunt in delen betalen.\n- Een schuldhulpverlener van de gemeente helpt u gratis.\n\n"
            "Vraag ook of u **huurtoeslag** kunt krijgen."
        ),
        "I cannot pay the rent this month",
        (
            "Call us before the first of the month. Then we look for a way out together.\n\n"
            "- You can pay in parts.\n- An adviser of the town helps you for free.\n\nAsk also about **rent benefit**."
        ),
    ),
    (
        "huurverhoging",
        "rent",
        "Wanneer gaat de huur omhoog?",
        (
            "Elk jaar op 1 juli. In april krijgt u een brief met het nieuwe bedrag.\n\n"
            "Bent u het er niet mee eens? Stuur dan voor 1 juli bezwaar. In de brief staat hoe dat gaat."
        ),
        "When does the rent go up?",
        (
            "Each year on 1 July. In April you get a letter with the new amount.\n\n"
            "Do you not agree? Then object before 1 July. The letter says how."
        ),
    ),
    (
        "cv-bijvullen",
        "repair",
        "De verwarming wordt niet warm",
        (
            "Kijk eerst op de meter van de ketel. Staat de druk onder **1 bar**? Vul dan water bij.\n\n"
            "1. Zet de ketel uit.\n2. Vul bij tot 1,5 bar.\n3. Zet de ketel weer aan.\n\n"
            "Helpt dat niet? Meld dan een reparatie."
        ),
        "The heating stays cold",
        (
            "Look at the meter of the boiler first. Is the pressure below **1 bar**? Then add water.\n\n"
            "1. Turn the boiler off.\n2. Fill it up to 1.5 bar.\n3. Turn the boiler on again.\n\n"
            "Does it not help? Then report a repair."
        ),
    ),
    (
        "wie-betaalt",
        "repair",
        "Wie betaalt een kleine reparatie?",
        (
            "Kleine reparaties zijn voor de huurder. Dat staat in de wet.\n\n"
            "- Met het **serviceabonnement** doen wij veel ervan voor u.\n- Slijtage aan de woning betalen wij.\n\n"
            "Bij het melden ziet u meteen wie betaalt, en waarom."
        ),
        "Who pays for a small repair?",
        (
            "Small repairs are for the tenant. The law says so.\n\n"
            "- With the **service subscription** we do many of them for you.\n- Wear of the home itself is for us.\n\n"
            "When you report it you see at once who pays, and why."
        ),
    ),
    (
        "geluid-buren",
        "nuisance",
        "Mijn buren maken veel lawaai",
        (
            "Praat eerst zelf met uw buren. Vaak weten zij niet dat u er last van heeft.\n\n"
            "- Lukt dat niet? **Buurtbemiddeling** helpt gratis.\n- Schrijf op wanneer u last heeft.\n\n"
            "Is er gevaar? Bel 112."
        ),
        "My neighbours are noisy",
        (
            "Talk with your neighbours first. Often they do not know that it bothers you.\n\n"
            "- Does that not work? **Neighbourhood mediation** helps for free.\n- Write down when it happens.\n\n"
            "Is there danger? Call 112."
        ),
    ),
    (
        "woning-zoeken",
        "letting",
        "Hoe krijg ik een andere woning?",
        (
            "Schrijf u in als woningzoekende. Elke dag staan er nieuwe woningen op de website.\n\n"
            "- U kunt op twee woningen tegelijk reageren.\n- Wie het langst ingeschreven staat, is meestal eerst."
        ),
        "How do I get another home?",
        (
            "Register as a home-seeker. Every day there are new homes on the website.\n\n"
            "- You can respond to two homes at once.\n- Who has been registered longest mostly comes first."
        ),
    ),
    (
        "namens-een-ander",
        "other",
        "Mag mijn dochter namens mij bellen?",
        (
            "Ja, als u dat goed vindt. Geef haar een **machtiging** op uw eigen pagina, of vraag het ons.\n\n"
            "U kiest zelf: voor alles, of alleen voor reparaties. U kunt op elk moment stoppen."
        ),
        "May my daughter call for me?",
        (
            "Yes, if you agree. Give her a **mandate** on your own page, or ask us.\n\n"
            "You choose: for everything, or for repairs only. You can stop at any moment."
        ),
    ),
)


def write(rows: Rows, clock: Clock, staff: Staff) -> None:
    """Every answer with its first version; two should be looked at again, so that the screen shows what that is."""
    owners = staff.by_role[Role.CONTACT_AGENT] + staff.by_role[Role.HOUSING_CONSULTANT]
    for number, (slug, subject, title_nl, body_nl, title_en, body_en) in enumerate(ANSWERS):
        owner = owners[number % len(owners)]
        review_on = clock.today + timedelta(days=30 * number - 40)
        article = rows.keep(Article(slug=slug, subject=subject, owner=owner, review_on=review_on))
        rows.keep(
            ArticleVersion(
                article=article,
                number=1,
                title_nl=title_nl,
                body_nl=body_nl,
                title_en=title_en,
                body_en=body_en,
                made_at=clock.at(clock.working_day_before(clock.today, 200 - number), 10 * 60),
                made_by=owner,
            )
        )
