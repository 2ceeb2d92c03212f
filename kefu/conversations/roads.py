"""By which address of ours a conversation is answered outside, and what its answer answers: looked up over merges and splits.

One that came by an address goes out by it. A chat that a mail was merged into, or split off, goes out where its customer wrote
the last word by mail. Everything is read from how they are joined now, so an undo restores it. Nothing here writes.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kefu.conversations import columns, rules, store
from kefu.conversations.columns import CONVERSATIONS, Head
from kefu.conversations.data import MessageData
from kefu.conversations.joins import MAX_JOINED
from kefu.conversations.kinds import AuthorKind, Kind
from kefu.conversations.records import EntryRecord
from kefu.kit import db

MOST_LOOKED_AT = 20  # of the newest words in each log


@dataclass(frozen=True, slots=True)
class Road:
    """`channel` and `account` (row) it leaves by. `named` (public id): whose token brings the answer home."""

    channel: str
    account: int
    named: str


@dataclass(frozen=True, slots=True)
class _Log:
    """One that is read in a view. `only`: the entries that were split off from it; null: all."""

    id: int
    public_id: str
    channel: str
    account: int | None
    only: tuple[int, ...] | None = None


def of(heads: Collection[Head]) -> dict[int, Road]:
    """Row -> how what we say there leaves, of those where it does. Chats that nothing was joined to cost one question in all."""
    own = {head.id: Road(head.origin, head.account, head.public_id) for head in heads if head.account is not None}
    chats = [head for head in heads if head.account is None]
    joined = _joined_to([head.id for head in chats]) if chats else {}
    found = {head.id: _borrowed(head) for head in chats if head.id in joined or head.state.joins.split_from}
    return own | {row: road for row, road in found.items() if road is not None}


def of_row(conversation: int) -> Road | None:
    """The same of one, for whoever sends."""
    return of(list(columns.heads([conversation]).values())).get(conversation)


def last_mail_of(conversation: int) -> EntryRecord | None:
    """The customer's newest mail of all that is read there, which an answer answers."""
    head = columns.heads([conversation])[conversation]
    return _newest(_logs(head), is_mail=True)


def began_with(conversation: int) -> EntryRecord | None:
    """The mail of ours that this conversation began with, if one did: what is said there stands under its subject."""
    where = "e.conversation_id = %s AND e.kind = %s"
    found = store.select_entries(where, [conversation, Kind.MESSAGE.value], tail="ORDER BY e.seq LIMIT 1")
    return next((each for each in found if _is_mail(each) and not _is_theirs(each)), None)


def _borrowed(head: Head) -> Road | None:
    """A chat's, where its customer's last word came by mail: by the address of the newest conversation that has one."""
    logs = _logs(head)
    last = _newest(logs)
    if last is None or not _is_mail(last):
        return None
    lent = [log for log in logs if log.account is not None and log.channel in rules.REACHES]
    nearest = max(lent, key=lambda log: (log.only is None, log.id), default=None)
    if nearest is None or nearest.account is None:
        return None
    return Road(nearest.channel, nearest.account, nearest.public_id if nearest.only is None else head.public_id)


def _logs(head: Head) -> list[_Log]:
    """Its own, those merged into it, and what was split off to any of these, with the logs merged into where that came from."""
    whole = {head.id: _Log(head.id, head.public_id, head.origin, head.account)}
    level: Collection[int] = [head.id]
    for _ in range(MAX_JOINED):
        level = _take_in(whole, level)
        if not level:
            break
    source = head.state.joins.split_from
    if source is None or source in whole:
        return list(whole.values())
    only = head.state.joins.split_seqs
    further = [_only(each, only if each.id == source else ()) for each in _logs(columns.heads([source])[source])]
    return [*whole.values(), *further]


def _take_in(whole: dict[int, _Log], level: Collection[int]) -> list[int]:
    new = [log for found in _joined_to(level).values() for log in found if log.id not in whole]
    whole |= {log.id: log for log in new}
    return [log.id for log in new]


def _only(log: _Log, seqs: tuple[int, ...]) -> _Log:
    return _Log(log.id, log.public_id, log.channel, log.account, only=seqs)


def _joined_to(rows: Collection[int]) -> Mapping[int, list[_Log]]:
    """Row -> what is merged into it."""
    condition, params = db.among("merged_into_id", rows)
    sql = f"SELECT merged_into_id, id, public_id, origin, account_id FROM {CONVERSATIONS} WHERE {condition} ORDER BY id"
    found: dict[int, list[_Log]] = {}
    for into, *told in db.rows(sql, params):
        found.setdefault(into, []).append(_Log(*told))
    return found


def _newest(logs: Collection[_Log], *, is_mail: bool = False) -> EntryRecord | None:
    """The newest of the customer's words in these logs, or of their mails."""
    said = [entry for log in logs for entry in _last_of(log) if _is_mail(entry) or not is_mail]
    return max(said, key=lambda entry: (entry.created_at, entry.id), default=None)


def _last_of(log: _Log) -> list[EntryRecord]:
    if log.only is not None:
        return [each for each in store.entries_at(log.id, log.only) if _is_theirs(each)] if log.only else []
    where = "e.conversation_id = %s AND e.kind = %s AND e.author_kind = 'customer'"
    return store.select_entries(where, [log.id, Kind.MESSAGE.value], tail=f"ORDER BY e.seq DESC LIMIT {MOST_LOOKED_AT}")


def _is_theirs(entry: EntryRecord) -> bool:
    return entry.kind is Kind.MESSAGE and entry.author.kind is AuthorKind.CUSTOMER


def _is_mail(entry: EntryRecord) -> bool:
    return isinstance(entry.data, MessageData) and entry.data.mail is not None
