"""Somebody who writes that a stranger is in their account is shown the freeze link first, wherever they write it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kefu.exchange import flows
from kefu.exchange.diagnoses import registry
from kefu.exchange.diagnoses.wording import Wording
from kefu.knowledge import addresses
from kefu.trust import distress
from kefu.web.help.places import Place

HACKED = "account-hacked"


@dataclass(frozen=True, slots=True)
class Way:
    """Something to do at once. `is_ours`: a page of the help centre, else of the exchange."""

    title: str
    summary: str
    address: str
    is_ours: bool


def ways(text: str, place: Place) -> list[Way]:
    """Empty unless the text is a cry for help; the freeze link first, where the exchange has said where it is."""
    if not distress.is_hacked(text):
        return []
    found: list[Way] = []
    freeze = flows.address("freeze")
    if freeze:
        stops = _("If a stranger is in your account: this stops sign-ins and withdrawals at once.")
        found.append(Way(_("Freeze my account now"), stops, freeze, is_ours=False))
    check = registry.check(HACKED)
    if check is not None:
        words = Wording(check, locale=place.locale)
        found.append(Way(words.of("title"), words.of("intro"), addresses.check(HACKED, place.locale), is_ours=True))
    return found


def as_articles(text: str, place: Place) -> list[dict[str, object]]:
    """The same in the shape of the articles that are offered while somebody types; without a slug, for they are none."""
    return [
        {"slug": "", "title": each.title, "summary": each.summary, "address": each.address, "urgent": True}
        for each in ways(text, place)
    ]
