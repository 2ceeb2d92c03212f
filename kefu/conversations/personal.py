"""What this room holds of a customer: all that was said with them. Emptied, the case stays: its numbers, kinds, times, and who of
ours did what.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from kefu.conversations import columns, deliveries, emptied, emptying, originals, store
from kefu.conversations.columns import CONVERSATIONS
from kefu.conversations.data import Data, FieldSetData, RedactedData, data_to_json
from kefu.conversations.data_emptied import Because
from kefu.conversations.kinds import Audience, AuthorKind, Kind
from kefu.conversations.models import Delivery, ReadMark
from kefu.conversations.models_away import Away, NoMail
from kefu.conversations.records import EntryRecord
from kefu.kit import clock, db
from kefu.people.inventory import GONE, Counts, Fate, Scope, Table, nobodys

AT_ONCE = 500
_CASE = "the anonymised case: how many entries of which kind, by whom of ours, when; category, tags, team and priority"
_INDEX = Table(Fate.GONE, "the terms of what was said; no text is kept in it")


class Conversations:
    tables: Mapping[str, Table] = {
        "conversations.Conversation": Table(Fate.EMPTIED, _CASE),
        "conversations.Entry": Table(Fate.EMPTIED, _CASE),
        "conversations.Original": GONE,
        "conversations.Withdrawn": GONE,
        "conversations.Delivery": GONE,
        "conversations.Away": GONE,
        "conversations.NoMail": GONE,
        "conversations.Reaction": Table(Fate.EMPTIED, "which run failed, without what it said"),
        "conversations.ReadMark": GONE,
        "conversations.Tagging": Table(Fate.KEPT, "tags, which staff choose from one list for all"),
        "conversations.SecondHeld": Table(Fate.KEPT, "that a second person reads what is said there"),
        "conversations.ProofAsked": nobodys("what is asked of message codes, for some seconds"),
        "conversations.Emptying": Table(Fate.KEPT, "that a conversation is emptied, and how far"),
        "conversations.Category": nobodys("what conversations can be about"),
        "conversations.Field": nobodys("what the exchange wants noted"),
        "conversations.Tag": nobodys("the list of tags"),
        "search.Shard": _INDEX,
        "search.Page": nobodys("articles and other pages"),
        "search.Word": nobodys("words of articles"),
        "search.Phrase": nobodys("titles of articles"),
        "search.Synonym": nobodys("words that mean the same"),
        "search.Vector": nobodys("pieces of articles"),
        "search.Example": nobodys("how people ask, as editors worded it"),
        "search.Head": nobodys("figures learned from examples"),
        "indexing.IndexedUpTo": nobodys("how far the index is"),
    }

    def erase(self, scope: Scope) -> Counts:
        """Of a person: also the codes of what was said to them. In single conversations an entry says already that it goes."""
        begun = [row for row in scope.conversations if not scope.person or _begun(row)]
        entries = emptying.work(begun, keeps_codes=not scope.person)
        deliveries = Delivery.objects.filter(entry__conversation_id__in=scope.conversations).delete()[0]
        away = Away.objects.filter(conversation__in=scope.conversations).delete()[0]
        marks = chosen = 0
        if scope.person:
            own = {"person_kind": AuthorKind.CUSTOMER.value, "person_id": scope.person}
            marks = ReadMark.objects.filter(**own).delete()[0]
            chosen = NoMail.objects.filter(customer=scope.person).delete()[0]
        gone = {"conversations.Delivery": deliveries, "conversations.ReadMark": marks}
        gone |= {"conversations.Away": away, "conversations.NoMail": chosen}
        return {"conversations.Entry": entries, **gone}

    def told(self, scope: Scope) -> Iterator[tuple[str, Mapping[str, object]]]:
        """What everyone in it sees in full. Of what only our people see: that it is there, and what was noted of the customer."""
        for head in columns.heads(scope.conversations).values():
            state = head.state
            yield (
                "conversations",
                {
                    "id": head.public_id,
                    "channel": head.origin,
                    "language": head.locale,
                    "status": state.status.value,
                    "category": state.sorting.category,
                    "tags": list(state.sorting.tags),
                    "fields": dict(state.sorting.fields),
                    "entries": state.last_seq,
                },
            )
            yield from (("entries", each) for each in _entries(head.id))
            yield from (("mails", {"conversation": head.public_id, **each}) for each in deliveries.told_of(head.id))
            yield from (
                ("mails_as_sent", {"conversation": head.public_id, **each}) for each in originals.all_of(head.id)
            )


def rows_of(customer: int) -> list[tuple[int, str]]:
    """All conversations of a customer: row and public id."""
    return [(row, public_id) for row, public_id in db.rows(_OF, [customer])]


def scope_of(customer: int, public_id: str) -> Scope:
    found = rows_of(customer)
    return Scope(tuple(row for row, _ in found), tuple(each for _, each in found), customer, public_id)


def done(scope: Scope, *, now: datetime | None = None) -> None:
    """Whatever else held the words of these conversations is gone too."""
    emptying.done(scope.conversations, now=now or clock.now())


_OF = f"SELECT id, public_id FROM {CONVERSATIONS} WHERE customer_id = %s ORDER BY id"


def _begun(conversation: int) -> bool:
    return emptying.begin(conversation, because=Because.PERSON)


def _entries(conversation: int) -> Iterator[Mapping[str, object]]:
    after = 0
    where = "e.conversation_id = %s AND e.seq > %s"
    while found := store.select_entries(where, [conversation, after], tail=f"ORDER BY e.seq LIMIT {AT_ONCE}"):
        yield from map(_entry, found)
        after = found[-1].seq


def _entry(entry: EntryRecord) -> Mapping[str, object]:
    told: dict[str, object] = {
        "conversation": entry.conversation_public_id,
        "number": entry.seq,
        "kind": entry.kind.value,
        "by": entry.author.kind.value,
        "at": entry.created_at,
    }
    if entry.audience is Audience.EVERYONE or isinstance(entry.data, FieldSetData) or entry.kind is Kind.OPENED:
        return {**told, "words": entry.body, "data": data_to_json(_told(entry.data))}
    return {**told, "held_back": "for our people alone"}


def _told(data: Data) -> Data:
    """As its customer may see it: why something was taken out is said to our people alone, and may speak of others."""
    return emptied.of(data) if isinstance(data, RedactedData) else data
