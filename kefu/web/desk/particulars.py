"""What the customer told before the first words, beside the conversation: masked, and held against the signed identity."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kefu.conversations import queries, sorting_words, words_particulars
from kefu.conversations.data_particulars import ParticularsData
from kefu.conversations.records import ConversationRecord, EntryRecord
from kefu.knowledge import addresses, articles
from kefu.people import claims
from kefu.people.access import Viewer
from kefu.people.claims import Claim
from kefu.people.directory import CustomerCard

FIRST = 4  # opened, told, and the first words


@dataclass(frozen=True, slots=True)
class ToldPart:
    label: str
    value: str
    is_unlike: bool
    links: Sequence[tuple[str, str]] = ()  # title, address


def parts(
    viewer: Viewer, conversation: ConversationRecord, entries: Sequence[EntryRecord], *, card: CustomerCard
) -> list[ToldPart]:
    """`entries` are those on the screen; what was told stands among the first of all. `card` is its customer's."""
    if not entries or entries[0].seq > 1:
        entries = queries.entries_for(viewer, conversation, limit=FIRST)
    told = next((entry.data for entry in entries if isinstance(entry.data, ParticularsData)), None)
    if told is None:
        return []
    unlike = claims.unlike(card.proved, Claim(uid=told.uid, email=told.email, phone=told.phone))
    seen = words_particulars.told(told, viewer=viewer)
    if "category" in seen:
        seen["category"] = sorting_words.category_name(seen["category"])
    return [
        ToldPart(_label(name), value, is_unlike=name in unlike, links=_read(viewer, told) if name == "read" else ())
        for name, value in seen.items()
    ]


def _read(viewer: Viewer, told: ParticularsData) -> Sequence[tuple[str, str]]:
    """What the customer has read already, for the agent to see what it says; whatever is no article is left out."""
    cards = articles.cards_of(viewer, told.articles, locale=viewer.locale)
    return [(card.title, addresses.article(card.slug, card.locale)) for card in cards]


def _label(name: str) -> str:
    match name:
        case "category":
            return _("About")
        case "uid":
            return _("UID")
        case "email":
            return _("E-mail")
        case "read":
            return _("Has read")
        case "searched":
            return _("Searched for")
        case _:
            return _("Phone")
