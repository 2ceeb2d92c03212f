"""What stays of what a customer was told once nobody can open it: of each entry its commitment, and the hash of its code."""

from collections.abc import Iterator

from django.utils import translation

from kefu.conversations import store, withdrawn, words
from kefu.conversations.columns import CONVERSATIONS
from kefu.conversations.data import data_to_json
from kefu.conversations.data_facts import FACTS, facts_of
from kefu.conversations.records import EntryRecord
from kefu.kit import db
from kefu.kit.languages import screen_of
from kefu.people.access import Viewer, ViewerKind

AT_ONCE = 200


def keep_marks(customer: int) -> int:
    """Call it in the transaction that destroys the customer's key, before it is destroyed; how many entries left marks.

    So their codes are told as removed, and a signed file taken later commits to the same in their place. Without it they
    are unknown, and the place alone is kept.
    """
    reader, kept = Viewer(kind=ViewerKind.CUSTOMER, id=customer), 0
    for locale, entries in _told(customer):
        words.warm(entries)
        with translation.override(screen_of(locale)):
            for entry in entries:
                withdrawn.keep(entry, is_removed=True, text=words.event_text(entry, viewer=reader))
        kept += len(entries)
    return kept


def _told(customer: int) -> Iterator[tuple[str, list[EntryRecord]]]:
    """What everyone in their conversations sees and will not be able to read, some at a time."""
    heads = db.rows(f"SELECT id, locale FROM {CONVERSATIONS} WHERE customer_id = %s ORDER BY id", [customer])
    kinds = sorted(kind.value for kind in FACTS)
    where = f"e.conversation_id = %s AND e.seq > %s AND e.public_seq IS NOT NULL AND e.kind IN ({db.marks(kinds)})"
    for row, locale in heads:
        after = 0
        while found := store.select_entries(where, [row, after, *kinds], tail=f"ORDER BY e.seq LIMIT {AT_ONCE}"):
            yield str(locale), [entry for entry in found if facts_of(entry.kind, data_to_json(entry.data))]
            after = found[-1].seq
