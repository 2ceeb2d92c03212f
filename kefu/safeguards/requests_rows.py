"""A request's row as the machine of states knows it, and back. What people see of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from kefu.exchange.contract.kinds import Action
from kefu.people import directory
from kefu.safeguards.models import AccountRequest
from kefu.safeguards.requests import STOPPABLE, Before, Flag, Flagged, Proof, ProofKind, Request, State


@dataclass(frozen=True, slots=True)
class Card:
    """A request as staff see it. `conversation` is a public id; agents are rows. `is_own`: the viewer had a part in it."""

    public_id: str
    conversation: str
    customer: int
    action: Action
    value: str
    reason: str
    state: State
    asked_by: int
    asked_at: datetime
    proofs: tuple[Proof, ...]
    flags: tuple[Flagged, ...]
    approved_by: int | None
    ends_at: datetime | None
    trouble: str
    ended_at: datetime | None
    ended_by: int | None
    ending: str
    is_own: bool
    may_stop: bool
    is_undecided: bool


@dataclass(frozen=True, slots=True)
class OwnersCard:
    """What its owner sees who follows the link: `value` is masked."""

    action: Action
    value_masked: str
    asked_at: datetime
    state: State
    ends_at: datetime | None
    may_stop: bool


def read(row: AccountRequest) -> Request:
    return Request(
        action=Action(row.action),
        asked_by=row.asked_by_id,
        asked_at=row.asked_at,
        colleagues=frozenset(row.colleagues),
        state=State(row.state),
        proofs=tuple(_proof(each) for each in row.proofs),
        flags=tuple(_flagged(each) for each in row.flags),
        approved_by=row.approved_by_id,
        approved_at=row.approved_at,
        hold=timedelta(seconds=row.hold_s),
        held_from=row.held_from,
        due_at=row.due_at,
        tries=row.tries,
        refusals=row.refusals,
        ended_at=row.ended_at,
    )


def fill(row: AccountRequest, request: Request) -> None:
    """Of a row that is held. Proofs and flags only grow: ValueError otherwise."""
    before = read(row)
    grows = request.proofs[: len(before.proofs)] == before.proofs and request.flags[: len(before.flags)] == before.flags
    if not grows:
        raise ValueError("a proof or a flag would be lost")
    row.state = request.state
    row.proofs = [{"kind": p.kind, "by": p.by, "at": p.at.isoformat(), "note": p.note} for p in request.proofs]
    row.flags = flags_kept(request.flags)
    row.approved_by_id, row.approved_at = request.approved_by, request.approved_at
    row.hold_s = int(request.hold.total_seconds())
    row.held_from, row.due_at = request.held_from, request.due_at
    row.tries, row.refusals, row.ended_at = request.tries, request.refusals, request.ended_at


def flags_kept(flags: Iterable[Flagged]) -> list[dict[str, Any]]:
    return [{"flag": f.flag, "by": f.by, "at": f.at.isoformat()} for f in flags]


def before(row: AccountRequest) -> Before:
    request = read(row)
    return Before(request, is_stopped_by_owner=request.state is State.VETOED and row.ended_by_id is None)


def card(row: AccountRequest, *, viewer: int) -> Card:
    request = read(row)
    return Card(
        public_id=row.public_id,
        conversation=row.conversation_public_id,
        customer=row.customer_id,
        action=request.action,
        value=row.value,
        reason=row.reason,
        state=request.state,
        asked_by=request.asked_by,
        asked_at=request.asked_at,
        proofs=request.proofs,
        flags=request.flags,
        approved_by=request.approved_by,
        ends_at=request.ends_at,
        trouble=row.trouble,
        ended_at=request.ended_at,
        ended_by=row.ended_by_id,
        ending=row.ending,
        is_own=viewer in {request.asked_by, *(each.by for each in request.proofs)},
        may_stop=request.state in STOPPABLE,
        is_undecided=request.state in {State.ASKED, State.PROOFING},
    )


def owners_card(row: AccountRequest) -> OwnersCard:
    request = read(row)
    is_email = request.action is Action.CHANGE_EMAIL
    masked = directory.masked_email(row.value) if is_email else directory.masked_tail(row.value)
    may_stop = request.state in STOPPABLE
    return OwnersCard(request.action, masked, request.asked_at, request.state, request.ends_at, may_stop)


def _proof(stored: Mapping[str, Any]) -> Proof:
    return Proof(ProofKind(stored["kind"]), stored["by"], datetime.fromisoformat(stored["at"]), stored["note"])


def _flagged(stored: Mapping[str, Any]) -> Flagged:
    return Flagged(Flag(stored["flag"]), stored["by"], datetime.fromisoformat(stored["at"]))
