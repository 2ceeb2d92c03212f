"""What conversations were about once they were closed, for the watcher that counts what the help centre lacks.

Flags and slugs, never anybody's words and never who: that a message named an article, not what it said.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from kefu.conversations import store
from kefu.conversations.columns import CONVERSATIONS
from kefu.conversations.data import ClosedData
from kefu.conversations.data_particulars import ParticularsData
from kefu.conversations.kinds import Audience, AuthorKind, CloseReason, Kind, Status
from kefu.conversations.records import EntryRecord
from kefu.kit import db

ARTICLE = re.compile(r"/help/[a-z]{2,3}(?:-[a-z0-9]{2,8})*/articles/[a-z0-9-]+", re.IGNORECASE)
NO_QUESTION = frozenset({CloseReason.SPAM, CloseReason.DUPLICATE})


@dataclass(frozen=True, slots=True)
class Matter:
    """`has_article`: our side sent one, or its customer had read one before. `is_question`: a customer wrote, and it was
    closed neither as spam nor as a duplicate."""

    public_id: str
    category: str
    locale: str
    is_question: bool
    has_article: bool


def matters(rows: Collection[int]) -> list[Matter]:
    """Of these conversations those that are closed; two queries."""
    condition, params = db.among("id", rows)
    sql = f"SELECT id, public_id, category, locale FROM {CONVERSATIONS} WHERE status = %s AND {condition}"
    heads = db.rows(sql, [Status.CLOSED.value, *params]) if rows else []
    said = _told([head[0] for head in heads])
    return [_matter(public_id, category, locale, said.get(row, [])) for row, public_id, category, locale in heads]


def _told(rows: Collection[int]) -> dict[int, list[EntryRecord]]:
    """Row -> how it was closed, what the customer said they had read, and each message that may name an article.

    Of the customer's own messages the first is enough.
    """
    if not rows:
        return {}
    condition, params = db.among("e.conversation_id", rows)
    kinds = f"(e.kind IN ('{Kind.CLOSED}', '{Kind.PARTICULARS}') OR e.kind = '{Kind.MESSAGE}' AND {_NAMES_OR_FIRST})"
    found: dict[int, list[EntryRecord]] = {}
    for entry in store.select_entries(f"{condition} AND {kinds}", params, tail="ORDER BY e.id"):
        found.setdefault(entry.conversation, []).append(entry)
    return found


_NAMES_OR_FIRST = (
    f"e.audience = '{Audience.EVERYONE}' AND (e.body LIKE '%%/articles/%%'"
    f" OR e.author_kind = '{AuthorKind.CUSTOMER}' AND e.public_seq <= 5)"
)


def _matter(public_id: str, category: str, locale: str, told: Collection[EntryRecord]) -> Matter:
    closings = [entry.data.reason for entry in told if isinstance(entry.data, ClosedData)]
    wrote = any(entry.kind is Kind.MESSAGE and entry.author.kind is AuthorKind.CUSTOMER for entry in told)
    return Matter(
        public_id=public_id,
        category=category,
        locale=locale,
        is_question=wrote and not (closings and closings[-1] in NO_QUESTION),
        has_article=any(_names_one(entry) for entry in told),
    )


def _names_one(entry: EntryRecord) -> bool:
    if isinstance(entry.data, ParticularsData):
        return bool(entry.data.read)
    is_ours = entry.kind is Kind.MESSAGE and entry.author.kind is not AuthorKind.CUSTOMER
    return is_ours and ARTICLE.search(entry.body) is not None
