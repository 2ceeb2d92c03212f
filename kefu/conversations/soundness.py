"""Whether the log is whole: numbers without holes in both countings, and columns that say what the entries say.

Reads only; for whoever has to trust a database that came from elsewhere (a restore), or that nobody looked at for long.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kefu.conversations import columns, fold, store
from kefu.conversations.columns import CONVERSATIONS
from kefu.conversations.kinds import Audience, Kind
from kefu.conversations.records import EntryRecord
from kefu.conversations.store import ENTRIES
from kefu.kit import db

MOST_TOLD = 5
AT_ONCE = 500
LONGEST_LOG = 20_000  # entries; a longer one is counted, not replayed

_COUNTED = (
    "SELECT c.public_id FROM {conversations} c LEFT JOIN"
    " (SELECT conversation_id, count(*) AS n, min(seq) AS low, max(seq) AS high, count(public_seq) AS public_n,"
    " coalesce(min(public_seq), 1) AS public_low, coalesce(max(public_seq), 0) AS public_high"
    " FROM {entries} GROUP BY conversation_id) e ON e.conversation_id = c.id"
    " WHERE coalesce(e.n, 0) <> c.last_seq OR coalesce(e.high, 0) <> c.last_seq OR coalesce(e.low, 1) <> 1"
    " OR coalesce(e.public_n, 0) <> c.last_public_seq OR coalesce(e.public_high, 0) <> c.last_public_seq"
    " OR coalesce(e.public_low, 1) <> 1"
    " ORDER BY c.id LIMIT {most}"
)


@dataclass(frozen=True, slots=True)
class Soundness:
    """What was looked at, and what is wrong with it: a sentence each, MOST_TOLD of a sort at most."""

    conversations: int
    entries: int
    replayed: int
    faults: tuple[str, ...]


def examine(*, replay_most: int, seed: int = 0) -> Soundness:
    """Count all numbers; replay `replay_most` conversations (the newest half, and a sample of the others)."""
    conversations, entries = counted()
    faults = [f"The numbers of conversation {found} have a hole." for found in _with_holes()]
    chosen = _chosen(most=replay_most, seed=seed)
    faults += _unlike(chosen)[:MOST_TOLD]
    return Soundness(conversations, entries, replayed=len(chosen), faults=tuple(faults))


def counted() -> tuple[int, int]:
    """How many conversations and entries there are."""
    found = db.rows(f"SELECT (SELECT count(*) FROM {CONVERSATIONS}), (SELECT count(*) FROM {ENTRIES})")[0]
    return found[0], found[1]


def _with_holes() -> list[str]:
    """Each number stands once in its conversation (the tables see to that), so as many as the highest means all of them."""
    sql = _COUNTED.format(conversations=CONVERSATIONS, entries=ENTRIES, most=MOST_TOLD)
    return [row[0] for row in db.rows(sql)]


def _chosen(*, most: int, seed: int) -> list[int]:
    short = f"SELECT id FROM {CONVERSATIONS} WHERE last_seq <= {LONGEST_LOG}"
    newest = [row[0] for row in db.rows(f"{short} ORDER BY id DESC LIMIT {int(most)}")]
    if len(newest) < most:
        return newest
    half = newest[: most - most // 2]
    older = [row[0] for row in db.rows(f"{short} AND id < %s", [half[-1]])] if half else []
    return half + random.Random(seed).sample(older, min(most // 2, len(older)))  # noqa: S311  (a sample, no secret)


def _unlike(rows: Sequence[int]) -> list[str]:
    """A sentence for each of these conversations whose entries do not say what its columns say."""
    told = []
    for start in range(0, len(rows), AT_ONCE):
        for head in columns.heads(rows[start : start + AT_ONCE]).values():
            told += _faults_of(head)
            if len(told) >= MOST_TOLD:
                return told
    return told


def _faults_of(head: columns.Head) -> list[str]:
    """Entries that came after the head was read are left out: the log is written while we look."""
    where = "e.conversation_id = %s AND e.seq <= %s"
    log = store.select_entries(where, [head.id, head.state.last_seq], tail="ORDER BY e.seq", is_opened=False)
    broken = [entry.seq for entry in log if entry.kind is Kind.BROKEN]
    if broken:
        return [f"Entry {broken[0]} of conversation {head.public_id} cannot be read."]
    if fold.replay(log) != head.state:
        return [f"The columns of conversation {head.public_id} are not what its entries say."]
    return [] if _is_in_order(log) else [f"Conversation {head.public_id} shows the customer another order than staff."]


def _is_in_order(log: Sequence[EntryRecord]) -> bool:
    public = [entry.public_seq for entry in log if entry.public_seq is not None]
    is_everyones = all((entry.public_seq is not None) is (entry.audience is Audience.EVERYONE) for entry in log)
    return is_everyones and all(after == before + 1 for before, after in pairwise(public))
