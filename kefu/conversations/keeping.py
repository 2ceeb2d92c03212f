"""How long closed conversations are kept, by category: the rule, and which ones' time is over. Who may say so is asked elsewhere.

A rule counts from a day after it was set: a mistake of an evening can be mended in the morning. Only `keep_days`, `keep_since`
and `kept_from` of a category are written here.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from kefu.conversations.columns import CONVERSATIONS
from kefu.conversations.kinds import Status
from kefu.conversations.models import Category
from kefu.kit import db
from kefu.kit.errors import NotFound

LEAST_DAYS, MOST_DAYS = 7, 36_500
BEGINS_AFTER = timedelta(hours=24)


_EMPTIED = "SELECT 1 FROM conversations_emptying t WHERE t.conversation_id = c.id AND t.through >= c.last_seq - 1"


@dataclass(frozen=True, slots=True)
class Rule:
    """`days` null: kept for good. `since`: from when on it counts. `done_before`: what was last touched before is done with."""

    category: str
    names: dict[str, str]
    days: int | None
    since: datetime | None
    done_before: datetime | None


@dataclass(frozen=True, slots=True)
class Due:
    """A closed conversation whose time is over, if nothing has come in."""

    conversation: int
    public_id: str
    customer: int
    touched_at: datetime


def rules() -> list[Rule]:
    """Of all categories, those that are not offered any more too."""
    return [_rule(row) for row in Category.objects.order_by("position", "slug")]


def rule_of(category: str) -> Rule:
    row = Category.objects.filter(slug=category).first()
    if row is None:
        raise NotFound
    return _rule(row)


def set_rule(category: str, days: int | None, *, now: datetime) -> None:
    """In the caller's transaction, which tells the journal. NotFound."""
    told = {"keep_days": days, "keep_since": now + BEGINS_AFTER if days is not None else None, "kept_from": None}
    if not Category.objects.filter(slug=category).update(**told):
        raise NotFound


def due(rule: Rule, *, now: datetime, limit: int, but_not: Collection[int] = ()) -> list[Due]:
    """The next ones of it that are not emptied, longest untouched first; none before the rule counts."""
    if rule.days is None or rule.since is None or now < rule.since:
        return []
    waiting, waits = db.among("c.id", but_not)
    before, after = now - timedelta(days=rule.days), rule.done_before or datetime.min.replace(tzinfo=now.tzinfo)
    sql = (
        f"SELECT c.id, c.public_id, c.customer_id, c.last_entry_at FROM {CONVERSATIONS} c"
        " WHERE c.status = %s AND c.category = %s AND c.last_entry_at >= %s AND c.last_entry_at < %s"
        f" AND NOT EXISTS ({_EMPTIED}) AND NOT ({waiting}) ORDER BY c.last_entry_at, c.id LIMIT {int(limit)}"
    )
    params = [Status.CLOSED.value, rule.category, db.to_moment(after), db.to_moment(before), *waits]
    return [_due(*row) for row in db.rows(sql, params)]


def still_due(conversation: int, *, now: datetime) -> Due | None:
    """The same of one that had to wait; None where it is open again, or belongs elsewhere by now."""
    sql = (
        "SELECT c.id, c.public_id, c.customer_id, c.last_entry_at, t.keep_days"
        f" FROM {CONVERSATIONS} c JOIN conversations_category t ON t.slug = c.category"
        " WHERE c.id = %s AND c.status = %s AND t.keep_days IS NOT NULL AND t.keep_since <= %s"
    )
    found = db.rows(sql, [conversation, Status.CLOSED.value, db.to_moment(now)])
    if not found:
        return None
    *told, days = found[0]
    this = _due(*told)
    return this if this.touched_at < now - timedelta(days=days) else None


def looked_at(category: str, up_to: Sequence[Due]) -> None:
    """These are emptied, or wait somewhere else: the next look begins at the last of them."""
    if up_to:
        with transaction.atomic():
            Category.objects.filter(slug=category).update(kept_from=up_to[-1].touched_at)


def _due(row: int, public_id: str, customer: int, touched_at: object) -> Due:
    moment = db.from_moment(touched_at)
    if moment is None:
        raise ValueError("no moment")
    return Due(row, public_id, customer, moment)


def _rule(row: Category) -> Rule:
    return Rule(row.slug, row.names, row.keep_days, row.keep_since, row.kept_from)
