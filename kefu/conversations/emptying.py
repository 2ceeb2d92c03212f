"""Takes all that was said in a conversation out of the log for good, in short steps: an entry says so first, then the words go.

The log's numbers, kinds, authors and times stay. Only writer of its table. What a crash cut off goes on where it was.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kefu.conversations import columns, emptied, log, store, withdrawn
from kefu.conversations.columns import CONVERSATIONS
from kefu.conversations.data import data_to_json
from kefu.conversations.data_emptied import Because, ErasedData
from kefu.conversations.findable import SHELF
from kefu.conversations.kinds import SYSTEM, AuthorKind, Kind
from kefu.conversations.models import Emptying, Reaction, Withdrawn
from kefu.conversations.records import Draft, EntryRecord, Known
from kefu.conversations.store import ENTRIES
from kefu.kit import db
from kefu.knowledge import phrasings
from kefu.search import index

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation (row and public id) and whose it is."""

    conversation: int
    public_id: str
    customer: int


_BY_PEOPLE = (AuthorKind.CUSTOMER, AuthorKind.AGENT)


def begin(conversation: int, *, because: Because, category: str = "") -> bool:
    """Say in the log that everything up to now goes, once; whether it is said. With RULE, only while nothing comes in."""
    head = columns.heads([conversation]).get(conversation)
    if head is None:
        return False
    last = head.state.last_seq
    if is_said(conversation, last):
        return True
    data = ErasedData(because, through=last, category=category)
    outcome = log.append([Draft(conversation, Kind.ERASED, SYSTEM, data, key=f"erased.{conversation}.{last}")])[0]
    if not isinstance(outcome, EntryRecord | Known):
        return False
    note(conversation, through=last)
    return True


def note(conversation: int, *, through: int) -> None:
    """There is something to empty, up to this `seq`."""
    row, is_new = Emptying.objects.get_or_create(conversation_id=conversation, defaults={"through": through})
    if not is_new and row.through < through:
        Emptying.objects.filter(pk=row.pk).update(through=through, done_at=None)


def is_said(conversation: int, last: int) -> bool:
    """The newest entry already says that all before it goes."""
    newest = store.entry_at(conversation, last) if last else None
    if newest is None or not isinstance(newest.data, ErasedData):
        return newest is None
    note(conversation, through=newest.data.through)
    return True


def unfinished(*, limit: int) -> list[int]:
    """Conversations (rows) that were begun and not done."""
    rows = Emptying.objects.filter(done_at=None).order_by("pk")
    return list(rows.values_list("conversation_id", flat=True)[:limit])


def places(conversations: Sequence[int]) -> list[Place]:
    condition, params = db.among("id", conversations)
    return [
        Place(*row)
        for row in db.rows(f"SELECT id, public_id, customer_id FROM {CONVERSATIONS} WHERE {condition}", params)
    ]


def work(conversations: Sequence[int], *, keeps_codes: bool) -> int:
    """Empty what was begun of these; how many entries lost something. `keeps_codes`: whoever asks for the code of a message
    that was ours still hears so; of a person who is erased nothing is kept.
    """
    count = 0
    with index.leaving_no_trace():
        for conversation in conversations:
            while (some := _step(conversation, keeps_codes=keeps_codes)) is not None:
                count += some
            if not keeps_codes:
                _forget_codes(conversation)
        _forget_terms(conversations)
    return count


def done(conversations: Collection[int], *, now: datetime) -> None:
    Emptying.objects.filter(conversation_id__in=list(conversations), done_at=None).update(done_at=now)


def _step(conversation: int, *, keeps_codes: bool) -> int | None:
    """The next entries, under the log's own lock; how many lost something, None at the end."""
    with transaction.atomic():
        columns.lock_heads([conversation])
        row = Emptying.objects.filter(conversation_id=conversation).first()
        if row is None or row.cursor >= row.through:
            return None
        where, params = "e.conversation_id = %s AND e.seq > %s AND e.seq <= %s", (conversation, row.cursor, row.through)
        found = store.select_entries(where, params, tail=f"ORDER BY e.seq LIMIT {AT_ONCE}")
        changed = [entry for entry in found if _holds(entry)]
        if keeps_codes:
            for entry in (each for each in changed if each.kind is not Kind.BROKEN):
                withdrawn.keep(entry, is_removed=True)
        if not keeps_codes:
            phrasings.forget([entry.body for entry in changed if entry.author.kind is AuthorKind.CUSTOMER])
        store.empty([(entry, _data_of(entry)) for entry in changed])
        store.forget_originals(found)
        _forget_traces(found)
        Emptying.objects.filter(pk=row.pk).update(cursor=found[-1].seq if found else row.through)
    return len(changed)


def _holds(entry: EntryRecord) -> bool:
    """A row that nobody can read may hold anything."""
    return entry.kind is Kind.BROKEN or bool(entry.body) or emptied.of(entry.data) != entry.data


def _data_of(entry: EntryRecord) -> dict[str, object]:
    if entry.kind is Kind.BROKEN or entry.kind is Kind.MESSAGE:
        return {}
    return data_to_json(emptied.of(entry.data))


def _forget_traces(entries: Sequence[EntryRecord]) -> None:
    """What was sent under a key, the key itself where a person chose it, and what a failed reaction said."""
    rows = [entry.id for entry in entries]
    condition, params = db.among("id", rows)
    db.run_many(f"UPDATE {ENTRIES} SET key_body_hash = '' WHERE {condition} AND key_body_hash <> ''", [params])
    people = [kind.value for kind in _BY_PEOPLE]
    sql = (
        f"UPDATE {ENTRIES} SET key = NULL WHERE {condition} AND key IS NOT NULL AND author_kind IN ({db.marks(people)})"
    )
    db.run_many(sql, [[*params, *people]])
    Reaction.objects.filter(entry_id__in=rows).exclude(error="").update(error="")


def _forget_codes(conversation: int) -> None:
    Withdrawn.objects.filter(entry__conversation_id=conversation).delete()


def _forget_terms(conversations: Collection[int]) -> None:
    """In one go: forgetting one row without a trace takes as long as forgetting thousands."""
    condition, params = db.among("conversation_id", conversations)
    keys = [row[0] for row in db.rows(f"SELECT id FROM {ENTRIES} WHERE {condition}", params)]
    fresh = set(_not_emptied(conversations))
    index.remove(SHELF, [key for key in keys if key not in fresh])


def _not_emptied(conversations: Collection[int]) -> list[int]:
    """Entries that came after what was emptied: they are still found."""
    condition, params = db.among("e.conversation_id", conversations)
    sql = (
        f"SELECT e.id FROM {ENTRIES} e JOIN {CONVERSATIONS} c ON c.id = e.conversation_id"
        " LEFT JOIN conversations_emptying t ON t.conversation_id = e.conversation_id"
        f" WHERE {condition} AND e.seq > coalesce(t.through, 0)"
    )
    return [row[0] for row in db.rows(sql, params)]
