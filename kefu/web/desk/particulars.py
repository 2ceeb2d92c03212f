"""What the customer told before the first words, beside the conversation: masked, and held against the signed identity."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kefu.conversations import queries, sorting_words, words_particulars
from kefu.conversations.data_particulars import ParticularsData
from kefu.conversations.records import ConversationRecord, EntryRecord
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
    return [ToldPart(_label(name), value, is_unlike=name in unlike) for name, value in seen.items()]


def _label(name: str) -> str:
    match name:
        case "category":
            return _("About")
        case "uid":
            return _("UID")
        case "email":
            return _("E-mail")
        case _:
            return _("Phone")
