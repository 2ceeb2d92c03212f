"""Legal holds: while one stands on a customer or a conversation, nothing of it is erased, by rule or by request.

Set by one of ours with a reason; lifted by two: one asks, another does it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kefu.conversations import compartments, everywhere
from kefu.conversations.records import ConversationRecord
from kefu.kit import clock, db, ids
from kefu.kit.errors import Invalid, NotFound
from kefu.kit.kept import Kept
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.safeguards import freezes, second, sight
from kefu.safeguards.errors import Decided, ErasedMeanwhile, HeldAlready, OwnHold
from kefu.safeguards.kinds import ErasureState
from kefu.safeguards.models import Erasure, LegalHold
from kefu.trust import journal

MOST_SHOWN = 200
_LOCK = 2_051
_CONVERSATIONS, _CUSTOMERS = "conversations", "customers"


@dataclass(frozen=True, slots=True)
class Hold:
    """Agents are rows. `conversation` is a public id, empty where the whole customer is held. `is_own`: asked to lift it."""

    public_id: str
    customer: int
    conversation: str
    reason: str
    set_by: int
    set_at: datetime
    lift_asked_by: int | None
    lift_asked_at: datetime | None
    lift_reason: str
    is_own: bool


def require_holding(viewer: Viewer) -> None:
    """NotAllowed for whoever may not, and for programs."""
    require(viewer, Capability.LEGAL_HOLD)
    second.require_desk(viewer)


def put(viewer: Viewer, conversation: ConversationRecord, *, whole_customer: bool, reason: str) -> str:
    """From now on: on this conversation, or on its customer and all of theirs. HeldAlready if one stands there,
    ErasedMeanwhile where its customer is being erased: it would hold nothing."""
    require_holding(viewer)
    said = freezes.reason_of(reason)
    place = {"customer_id": conversation.customer} if whole_customer else {"conversation_id": conversation.id}
    with transaction.atomic():
        lock(conversation.customer)
        if LegalHold.objects.filter(**place, lifted_at=None).exists():
            raise HeldAlready
        if Erasure.objects.filter(person=conversation.customer, state=ErasureState.RUNNING).exists():
            raise ErasedMeanwhile
        row = LegalHold.objects.create(**place, reason=said, set_by_id=viewer.id)
        _journal(row, "hold_set", viewer)
    return row.public_id


def ask_to_lift(viewer: Viewer, public_id: str, *, reason: str) -> None:
    """Another of ours is asked to lift it. Who asked before is taken over: the newest word counts."""
    require_holding(viewer)
    said = freezes.reason_of(reason)
    with transaction.atomic():
        row = _standing(public_id)
        row.lift_asked_by_id, row.lift_asked_at, row.lift_reason = viewer.id, clock.now(), said
        row.save(update_fields=["lift_asked_by", "lift_asked_at", "lift_reason"])
        _journal(row, "hold_lift_asked", viewer)


def lift(viewer: Viewer, public_id: str) -> None:
    """What was held may be erased again. OwnHold for whoever asked, or could have sat at their desk."""
    require_holding(viewer)
    with transaction.atomic():
        row = _standing(public_id)
        if row.lift_asked_by_id is None or row.lift_asked_at is None:
            raise Invalid(_("Ask for it to be lifted first, with a reason. A colleague lifts it then."))
        asker = row.lift_asked_by_id
        if asker == viewer.id or second.may_have_been(viewer, asker, at=row.lift_asked_at):
            raise OwnHold
        row.lifted_by_id, row.lifted_at = viewer.id, clock.now()
        row.save(update_fields=["lifted_by", "lifted_at"])
        _journal(row, "hold_lifted", viewer, told=f"agent:{asker}")


def keep(viewer: Viewer, public_id: str) -> None:
    """Whoever was asked to lift it does not: it stands, and nobody is asked any more."""
    require_holding(viewer)
    with transaction.atomic():
        row = _standing(public_id)
        if row.lift_asked_by_id is None:
            raise Decided
        row.lift_asked_by_id, row.lift_asked_at, row.lift_reason = None, None, ""
        row.save(update_fields=["lift_asked_by", "lift_asked_at", "lift_reason"])
        _journal(row, "hold_kept", viewer)


def standing(viewer: Viewer) -> list[Hold]:
    """All that stand: those to be lifted first, then the newest."""
    require_holding(viewer)
    rows = _all_standing().order_by("lift_asked_at", "-set_at")[:MOST_SHOWN]
    seen = sight.seen(viewer, rows, of=lambda row: row.conversation_id)
    shown = compartments.kept(viewer, (_shown(row, viewer) for row in seen), customer=lambda hold: hold.customer)
    return sorted(shown, key=lambda hold: hold.lift_asked_at is None)


def on(conversation: ConversationRecord, viewer: Viewer) -> list[Hold]:
    """What stands on this conversation or its customer, for whoever may read it."""
    require(viewer, Capability.READ_CONVERSATIONS)
    rows = _all_standing().filter(_about(conversation.customer, [conversation.id]))
    return [_shown(row, viewer) for row in rows.order_by("set_at")]


def holds(customer: int, conversations: Collection[int]) -> bool:
    """Something stands on this customer, or on one of these conversations, or where one of them is read."""
    return any(held_among(conversations, [customer]))


def held_among(conversations: Collection[int], customers: Collection[int]) -> tuple[set[int], set[int]]:
    """Of these conversations and customers (rows), those on which one stands. One on a conversation holds all that is read
    in it: what was merged into it, and what it was split off from."""
    read_in = everywhere.read_in(conversations)
    places = {*read_in, *(each for further in read_in.values() for each in further)}
    rows = LegalHold.objects.filter(lifted_at=None).filter(
        Q(conversation__in=list(places)) | Q(customer__in=list(customers))
    )
    found = list(rows.values_list("conversation_id", "customer_id"))
    held = {conversation for conversation, _ in found if conversation is not None}
    return {row for row, further in read_in.items() if row in held or further & held}, {
        customer for _, customer in found if customer is not None
    }


def lock(customer: int) -> None:
    """Until this transaction ends, nobody else sets one on this customer or a conversation of theirs: whoever erases asks
    `holds` after it."""
    db.lock_names(_LOCK, [customer])


def is_known_on(conversation: ConversationRecord) -> bool:
    """Whether one stood half a minute ago: for a mark on a page. Where something depends on it, `holds` is asked."""
    held = _standing_now.fresh()
    return conversation.id in held.get(_CONVERSATIONS, ()) or conversation.customer in held.get(_CUSTOMERS, ())


def forget() -> None:
    _standing_now.forget()


def _read_standing() -> dict[str, frozenset[int]]:
    found = list(LegalHold.objects.filter(lifted_at=None).values_list("conversation_id", "customer_id"))
    conversations, customers = ({each[at] for each in found if each[at] is not None} for at in (0, 1))
    return {_CONVERSATIONS: frozenset(conversations), _CUSTOMERS: frozenset(customers)}


_standing_now: Kept[str, frozenset[int]] = Kept(_read_standing)


def _about(customer: int, conversations: Collection[int]) -> Q:
    return Q(customer_id=customer) | Q(conversation_id__in=list(conversations))


def _all_standing() -> QuerySet[LegalHold]:
    return LegalHold.objects.filter(lifted_at=None).select_related("conversation")


def _standing(public_id: str) -> LegalHold:
    rows = LegalHold.objects.select_for_update().filter(public_id=public_id)
    row = rows.first() if ids.is_public_id(public_id) else None
    if row is None:
        raise NotFound
    if row.lifted_at is not None:
        raise Decided
    return row


def _journal(row: LegalHold, action: str, viewer: Viewer, *, told: str = "") -> None:
    kind, number = ("conversation", row.conversation_id) if row.conversation_id else ("customer", row.customer_id)
    detail = f"{row.public_id} {told}".strip()
    journal.write([journal.Act(clock.now(), "agent", viewer.id, action, kind, number or 0, detail)])
    transaction.on_commit(forget)


def _shown(row: LegalHold, viewer: Viewer) -> Hold:
    conversation = row.conversation
    return Hold(
        public_id=row.public_id,
        customer=row.customer_id or (conversation.customer_id if conversation else 0),
        conversation=conversation.public_id if conversation else "",
        reason=row.reason,
        set_by=row.set_by_id,
        set_at=row.set_at,
        lift_asked_by=row.lift_asked_by_id,
        lift_asked_at=row.lift_asked_at,
        lift_reason=row.lift_reason,
        is_own=row.lift_asked_by_id == viewer.id,
    )
