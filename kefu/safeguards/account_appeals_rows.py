"""An account appeal's row as the machine of states knows it, and back. What staff and the customer see of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from kefu.safeguards.account_appeals import MOST_ASKS, OPEN, Appeal, Item, Outcome, State, Subject
from kefu.safeguards.models import AccountAppeal


@dataclass(frozen=True, slots=True)
class OwnersCard:
    """An appeal as its customer sees it: who of ours did what is not told."""

    public_id: str
    conversation: str
    subject: Subject
    detail: str
    first_decided_at: datetime | None
    state: State
    items: tuple[Item, ...]
    made_at: datetime
    bring_by: datetime | None
    decide_by: datetime
    outcome: Outcome | None
    reason: str
    ended_at: datetime | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class Card:
    """The same as staff see it; people are rows. `had_part`: the viewer had a part in the first decision."""

    own: OwnersCard
    customer: int
    draft: str
    outcome: Outcome | None
    due_at: datetime
    sent_back: str
    prepared_by: int | None
    confirmed_by: int | None
    had_part: bool
    is_own: bool
    asks_left: bool
    is_overdue: bool
    is_told: bool


def read(row: AccountAppeal) -> Appeal:
    return Appeal(
        made_at=row.made_at,
        since=row.since,
        decide_by=row.decide_by,
        bring_within=timedelta(seconds=row.bring_within_s),
        decide_within=timedelta(seconds=row.decide_within_s),
        parts=frozenset(row.parts),
        state=State(row.state),
        items=tuple(_item(each) for each in row.items),
        asks=row.asks,
        bring_by=row.bring_by,
        outcome=Outcome(row.outcome) if row.outcome else None,
        reason=row.reason,
        prepared_by=row.prepared_by_id,
        prepared_at=row.prepared_at,
        confirmed_by=row.confirmed_by_id,
        ended_at=row.ended_at,
        alarmed=row.alarmed,
    )


def fill(row: AccountAppeal, appeal: Appeal) -> None:
    """Of a row that is held. Items only grow: ValueError otherwise."""
    before = read(row).items
    if [each.what for each in appeal.items[: len(before)]] != [each.what for each in before]:
        raise ValueError("something asked for would be lost")
    row.state, row.asks, row.alarmed = appeal.state, appeal.asks, appeal.alarmed
    row.items = [_stored(each) for each in appeal.items]
    row.since, row.bring_by, row.decide_by = appeal.since, appeal.bring_by, appeal.decide_by
    row.outcome, row.reason = appeal.outcome or "", appeal.reason
    row.prepared_by_id, row.prepared_at = appeal.prepared_by, appeal.prepared_at
    row.confirmed_by_id, row.ended_at = appeal.confirmed_by, appeal.ended_at


def owners_card(row: AccountAppeal) -> OwnersCard:
    """The decision and its reason only once it is one."""
    appeal = read(row)
    is_decided = appeal.confirmed_by is not None
    return OwnersCard(
        public_id=row.public_id,
        conversation=row.conversation_public_id,
        subject=Subject(row.subject),
        detail=row.detail,
        first_decided_at=row.first_decided_at,
        state=appeal.state if appeal.state is not State.PREPARED else State.REVIEW,
        items=appeal.items,
        made_at=appeal.made_at,
        bring_by=appeal.bring_by,
        decide_by=appeal.decide_by,
        outcome=appeal.outcome if is_decided else None,
        reason=appeal.reason if is_decided else "",
        ended_at=appeal.ended_at,
        is_open=appeal.state in OPEN,
    )


def card(row: AccountAppeal, *, viewer: int, now: datetime) -> Card:
    appeal = read(row)
    return Card(
        own=owners_card(row),
        customer=row.customer_id,
        draft=appeal.reason,
        outcome=appeal.outcome if appeal.prepared_by else None,
        due_at=appeal.due_at,
        sent_back=row.sent_back,
        prepared_by=appeal.prepared_by,
        confirmed_by=appeal.confirmed_by,
        had_part=viewer in appeal.parts,
        is_own=viewer == appeal.prepared_by,
        asks_left=appeal.state is State.REVIEW and appeal.asks < MOST_ASKS,
        is_overdue=appeal.state in OPEN and now >= appeal.due_at,
        is_told=row.is_told,
    )


def _item(stored: Mapping[str, Any]) -> Item:
    given = stored["given_at"]
    return Item(
        what=stored["what"],
        asked_by=stored["asked_by"],
        asked_at=datetime.fromisoformat(stored["asked_at"]),
        is_identity=stored["is_identity"],
        given_at=datetime.fromisoformat(given) if given else None,
        is_lacking=stored["is_lacking"],
        paper=stored.get("paper", ""),
        ask=stored.get("ask", ""),
    )


def _stored(item: Item) -> dict[str, object]:
    return {
        "what": item.what,
        "asked_by": item.asked_by,
        "asked_at": item.asked_at.isoformat(),
        "is_identity": item.is_identity,
        "given_at": item.given_at.isoformat() if item.given_at else None,
        "is_lacking": item.is_lacking,
        "paper": item.paper,
        "ask": item.ask,
    }
