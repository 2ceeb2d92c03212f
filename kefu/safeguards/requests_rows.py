"""A request's row as the machine of states knows it, and back. What people see of it; what of it is sealed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from kefu.exchange.contract.kinds import Action
from kefu.kit import ends
from kefu.people import directory, keys, sealed_values
from kefu.safeguards.models import AccountRequest
from kefu.safeguards.requests import STOPPABLE, Before, Flag, Flagged, Proof, ProofKind, Request, State


@dataclass(frozen=True, slots=True)
class Card:
    """A request as staff see it. `conversation` is a public id; agents are rows. `is_own`: the viewer had a part in it.

    `value` is masked for all but whoever asked and those who decide. `is_erased`: what was asked for is no more.
    """

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
    is_erased: bool


@dataclass(frozen=True, slots=True)
class Sealed:
    """What of a request is sealed, in clear; all of it empty where it was erased."""

    uid: str = ""
    value: str = ""
    reason: str = ""
    ending: str = ""
    notes: tuple[str, ...] = ()
    is_erased: bool = False


@dataclass(frozen=True, slots=True)
class OwnersCard:
    """What its owner sees who follows the link: `value` is masked."""

    action: Action
    value_masked: str
    asked_at: datetime
    state: State
    ends_at: datetime | None
    may_stop: bool


def sealed(row: AccountRequest, name: str, text: str) -> str:
    """`text` as the row's column `name` keeps it: empty stays empty. It opens in this row and column alone."""
    return sealed_values.seal(row.customer_id, text, about=_about(row, name)) if text else ""


def opened(row: AccountRequest) -> Sealed:
    """Damaged where somebody changed it: nothing is done then."""
    ring = keys.ring([row.customer_id])

    def part(name: str, text: str) -> str:
        return str(sealed_values.opened(ring, row.customer_id, text, about=_about(row, name))) if text else ""

    try:
        return Sealed(
            uid=part("uid", row.uid),
            value=part("value", row.value),
            reason=part("reason", row.reason),
            ending=part("ending", row.ending),
            notes=tuple(part(_note(number), each["note"]) for number, each in enumerate(row.proofs)),
            is_erased=not row.uid,
        )
    except keys.Destroyed:
        return _nothing(row)


def readable(row: AccountRequest) -> Sealed:
    """The same for whoever only reads: of what was damaged nothing."""
    try:
        return opened(row)
    except keys.Damaged:
        return _nothing(row)


def read(row: AccountRequest) -> Request:
    """For the machine, which asks for no words: the notes of proofs stay sealed in it."""
    return Request(
        action=Action(row.action),
        asked_by=row.asked_by_id,
        asked_at=row.asked_at,
        colleagues=frozenset(row.colleagues),
        state=State(row.state),
        proofs=tuple(_proof(each, each["note"]) for each in row.proofs),
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
    """Of a row that is held. Proofs and flags only grow: ValueError otherwise. The notes of new proofs are in clear."""
    before = read(row)
    grows = request.proofs[: len(before.proofs)] == before.proofs and request.flags[: len(before.flags)] == before.flags
    if not grows:
        raise ValueError("a proof or a flag would be lost")
    row.state = request.state
    row.proofs = [
        *row.proofs,
        *(_stored(row, number, request) for number in range(len(row.proofs), len(request.proofs))),
    ]
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


def card(row: AccountRequest, *, viewer: int, is_whole: bool = False) -> Card:
    """`is_whole`: the viewer decides on it, or asked for it themselves, and needs to see what for."""
    request, told = read(row), readable(row)
    return Card(
        public_id=row.public_id,
        conversation=row.conversation_public_id,
        customer=row.customer_id,
        action=request.action,
        value=told.value if is_whole else masked(request.action, told.value),
        reason=told.reason,
        state=request.state,
        asked_by=request.asked_by,
        asked_at=request.asked_at,
        proofs=tuple(replace(each, note=note) for each, note in zip(request.proofs, told.notes, strict=True)),
        flags=request.flags,
        approved_by=request.approved_by,
        ends_at=request.ends_at,
        trouble=row.trouble,
        ended_at=request.ended_at,
        ended_by=row.ended_by_id,
        ending=told.ending,
        is_own=viewer in {request.asked_by, *(each.by for each in request.proofs)},
        may_stop=request.state in STOPPABLE,
        is_undecided=request.state in {State.ASKED, State.PROOFING},
        is_erased=told.is_erased,
    )


def owners_card(row: AccountRequest) -> OwnersCard:
    request = read(row)
    value = readable(row).value
    is_email = request.action is Action.CHANGE_EMAIL
    shown = directory.masked_email(value) if is_email else directory.masked_tail(value)
    may_stop = request.state in STOPPABLE
    return OwnersCard(request.action, shown, request.asked_at, request.state, request.ends_at, may_stop)


def masked(action: Action, value: str) -> str:
    """An e-mail address as everywhere; of coin, network and address only the last one."""
    if action is Action.CHANGE_EMAIL:
        return directory.masked_email(value)
    *named, address = value.split() or [""]
    return " ".join([*named, ends.shown(address)]) if value else ""


def _nothing(row: AccountRequest) -> Sealed:
    return Sealed(notes=("",) * len(row.proofs), is_erased=True)


def _stored(row: AccountRequest, number: int, request: Request) -> dict[str, Any]:
    proof = request.proofs[number]
    note = sealed(row, _note(number), proof.note)
    return {"kind": proof.kind, "by": proof.by, "at": proof.at.isoformat(), "note": note}


def _note(number: int) -> str:
    return f"note.{number}"


def _about(row: AccountRequest, name: str) -> str:
    return f"safeguards.request.{name}:{row.public_id}"


def _proof(stored: Mapping[str, Any], note: str) -> Proof:
    return Proof(ProofKind(stored["kind"]), stored["by"], datetime.fromisoformat(stored["at"]), note)


def _flagged(stored: Mapping[str, Any]) -> Flagged:
    return Flagged(Flag(stored["flag"]), stored["by"], datetime.fromisoformat(stored["at"]))
