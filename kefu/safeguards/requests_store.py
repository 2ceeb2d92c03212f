"""Requests that move an account: asked, proved, decided on and stopped here. Each step holds the row and stands in the journal.

Telling of it is `requests_telling`, doing it `requests_work`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kefu.conversations import compartments
from kefu.conversations.data_notes import RequestStep as Step
from kefu.conversations.kinds import Visibility
from kefu.conversations.records import ConversationRecord
from kefu.exchange.contract.kinds import Action, Notice
from kefu.kit import clock, crypto, ids, wake
from kefu.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from kefu.kit.text import clean_line
from kefu.people import directory, teams
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.safeguards import requests, requests_rows, second, sight, stepups, vault_marks
from kefu.safeguards.errors import refused
from kefu.safeguards.models import AccountRequest, RequestStep
from kefu.safeguards.requests import (
    NEEDS_VALUE,
    NOTICED,
    OPEN,
    Approver,
    Flag,
    Flagged,
    Proof,
    ProofKind,
    Refusal,
    Request,
)
from kefu.safeguards.requests_rows import Card, OwnersCard
from kefu.trust import journal, shield
from kefu.trust import teams as staff_teams

TOPIC = "account-requests"
MAX_CHARS, MAX_VALUE_CHARS, MOST_SHOWN = 200, 254, 200
MOST_BEFORE = 20
ADDRESS_WORDS = 3  # coin, network, address
TEAMS_COUNT_FOR = timedelta(days=7)  # whoever was taken out of a team in time for this is still of it
_LINK = "safeguards.request-stop"
_NOTICE = {
    Step.ASKED: Notice.ASKED,
    Step.APPROVED: Notice.APPROVED,
    Step.EXECUTED: Notice.DONE,
    **dict.fromkeys((Step.VETOED, Step.STOPPED, Step.REFUSED, Step.EXPIRED), Notice.STOPPED),
}


@dataclass(frozen=True, slots=True)
class Asked:
    action: str
    reason: str
    value: str = ""


def ask(viewer: Viewer, conversation: ConversationRecord, asked: Asked) -> str:
    """The request's public id. NotAllowed for a guest's conversation, Conflict while the same is asked for already."""
    require(viewer, Capability.REPLY)
    action, value = _vetted(asked)
    uid = directory.customer_card(conversation.customer).proved.get("uid", "")
    if not uid or conversation.visibility is Visibility.PUBLIC:
        raise NotAllowed(
            _("The exchange has not proved who this customer is. Nothing of an account is moved for them.")
        )
    token, now = ids.token(), clock.now()
    row = AccountRequest(
        conversation_id=conversation.id,
        conversation_public_id=conversation.public_id,
        customer_id=conversation.customer,
        action=action,
        asked_by_id=viewer.id,
        asked_at=now,
        flags=_flags_before(conversation.customer, now),
        colleagues=_colleagues(viewer.id),
        stop_hash=crypto.keyed_hash(_LINK, token),
        stop_sealed=crypto.seal(_LINK, token),
    )
    said = _said(asked.reason)
    try:
        with transaction.atomic():
            for name, text in (("uid", uid), ("value", value), ("reason", said)):
                setattr(row, name, requests_rows.sealed(row, name, text))
            row.save(force_insert=True)
            told(row, Step.ASKED, by=viewer.id)
    except IntegrityError as error:
        raise Conflict(_("The same is asked for already, and that request is still open.")) from error
    return row.public_id


def prove(viewer: Viewer, public_id: str, *, kind: str, note: str) -> None:
    """Record how the owner was recognised. People at the desk alone. A step-up counts only where one was passed just now."""
    require(viewer, Capability.REPLY)
    second.require_desk(viewer)
    _theirs(viewer, public_id)
    if kind not in list(ProofKind):
        raise Invalid(_("Choose how you made sure that it is the owner."))
    if kind == ProofKind.STEP_UP:
        stepups.require_fresh(_row(public_id).conversation_id)
    proof = Proof(ProofKind(kind), viewer.id, clock.now(), _said(note))
    if proof.kind is ProofKind.VAULT:
        _require_papers(viewer, public_id)
    _step(public_id, lambda request: requests.prove(request, proof), Step.PROVED, by=viewer.id)


def flag(viewer: Viewer, public_id: str, flag: str) -> None:
    """Something that speaks against it. It stays, and doubles the hold."""
    require(viewer, Capability.REPLY)
    _theirs(viewer, public_id)
    if flag not in NOTICED:
        raise Invalid(_("Choose what you have noticed."))
    flagged = Flagged(Flag(flag), viewer.id, clock.now())
    _step(public_id, lambda request: requests.flag(request, flagged), None, by=viewer.id, act=f"flagged_{flag}")


def approve(viewer: Viewer, public_id: str) -> None:
    require(viewer, Capability.APPROVE_REQUESTS)
    second.require_desk(viewer)
    _theirs(viewer, public_id)
    hold = timedelta(seconds=settings.REQUEST_HOLD_S)
    _step(
        public_id,
        lambda request: requests.approve(request, _approver(viewer, request), hold=hold, now=clock.now()),
        Step.APPROVED,
        by=viewer.id,
    )


def refuse(viewer: Viewer, public_id: str, *, reason: str) -> None:
    require(viewer, Capability.APPROVE_REQUESTS)
    second.require_desk(viewer)
    _theirs(viewer, public_id)
    said = _said(reason)
    _step(
        public_id,
        lambda request: requests.refuse(request, viewer.id, now=clock.now()),
        Step.REFUSED,
        by=viewer.id,
        ending=said,
    )


def stop(viewer: Viewer, public_id: str, *, reason: str) -> None:
    """Anybody who answers customers may, as long as it may not have been done."""
    require(viewer, Capability.REPLY)
    _theirs(viewer, public_id)
    said = _said(reason)
    _step(public_id, lambda request: requests.veto(request, now=clock.now()), Step.STOPPED, by=viewer.id, ending=said)


def stop_by_link(token: str) -> None:
    """The owner says no. Twice is once."""
    public_id = _linked(token).public_id
    try:
        _step(public_id, lambda request: requests.veto(request, now=clock.now()), Step.VETOED)
    except Conflict:
        if _linked(token).state != requests.State.VETOED:
            raise


def seen_by_link(token: str) -> OwnersCard:
    """NotFound for a link that is none."""
    return requests_rows.owners_card(_linked(token))


def listed(viewer: Viewer) -> list[Card]:
    """Those that are open, the oldest first, then the newest that ended."""
    require(viewer, Capability.APPROVE_REQUESTS)
    is_open = Q(state__in=OPEN)
    rows = [
        *AccountRequest.objects.filter(is_open).order_by("asked_at", "id")[:MOST_SHOWN],
        *AccountRequest.objects.exclude(is_open).order_by("-asked_at", "-id")[: MOST_SHOWN // 4],
    ]
    kept = compartments.kept(viewer, sight.seen(viewer, rows, of=_place), customer=lambda row: row.customer_id)
    return [requests_rows.card(row, viewer=viewer.id) for row in kept]


def request_for(viewer: Viewer, public_id: str) -> Card:
    require(viewer, Capability.READ_CONVERSATIONS)
    row = sight.require(viewer, _theirs(viewer, public_id), of=_place)
    is_whole = Capability.APPROVE_REQUESTS in viewer.capabilities or row.asked_by_id == viewer.id
    return requests_rows.card(row, viewer=viewer.id, is_whole=is_whole)


def of_conversation(viewer: Viewer, conversation: ConversationRecord) -> list[Card]:
    """The newest first, of its customer: one asked for in another chat is shown too."""
    require(viewer, Capability.READ_CONVERSATIONS)
    rows = sight.seen(viewer, _newest_of(conversation.customer)[:MOST_BEFORE], of=_place)
    return [requests_rows.card(row, viewer=viewer.id) for row in rows]


def others_of(viewer: Viewer, card: Card) -> list[Card]:
    """Of the same customer: who decides should know what a colleague refused, or the owner stopped."""
    require(viewer, Capability.READ_CONVERSATIONS)
    rows = _newest_of(card.customer).exclude(public_id=card.public_id)
    seen = sight.seen(viewer, rows[:MOST_BEFORE], of=_place)
    return [requests_rows.card(row, viewer=viewer.id) for row in seen]


def link_of(row: AccountRequest) -> str:
    """The address that stops it, the same in each notice."""
    return f"{settings.BASE_URL}/verify/stop/{crypto.unseal(_LINK, row.stop_sealed)}"


def held_row(public_id: str) -> AccountRequest:
    """Held until the transaction ends. NotFound."""
    rows = AccountRequest.objects.select_for_update().filter(public_id=public_id)
    row = rows.first() if ids.is_public_id(public_id) else None
    if row is None:
        raise NotFound
    return row


def told(row: AccountRequest, step: Step, *, by: int | None = None, act: str = "") -> None:
    """Have it told, and write it into the journal. Inside the step's transaction."""
    notice = _NOTICE.get(step)
    now = clock.now()
    RequestStep.objects.create(request=row, step=step, by_id=by, notice=notice or "", made_at=now, due_at=now)
    journaled(row, act or f"request_{step}", by=by, is_by_owner=step is Step.VETOED)
    transaction.on_commit(lambda: wake.wake(TOPIC, [[row.pk]]))


def journaled(row: AccountRequest, action: str, *, by: int | None = None, is_by_owner: bool = False) -> None:
    actor, number = ("agent", by) if by else ("customer", row.customer_id) if is_by_owner else ("operator", 0)
    detail = f"{row.public_id} {row.action}"
    journal.write([journal.Act(clock.now(), actor, number, action, "conversation", row.conversation_id, detail)])


def _place(row: AccountRequest) -> int:
    return row.conversation_id


def _row(public_id: str) -> AccountRequest:
    row = AccountRequest.objects.filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def _theirs(viewer: Viewer, public_id: str) -> AccountRequest:
    """NotFound where it is about a customer outside the viewer's compartment."""
    row = _row(public_id)
    compartments.require(viewer, row.customer_id)
    return row


def _step(
    public_id: str,
    change: Callable[[Request], Request],
    step: Step | None,
    *,
    by: int | None = None,
    ending: str = "",
    act: str = "",
) -> None:
    """Under the row's lock: the change, its entry to tell and its row in the journal, or none of them."""
    try:
        with transaction.atomic():
            row = held_row(public_id)
            requests_rows.fill(row, change(requests_rows.read(row)))
            if ending:
                row.ending, row.ended_by_id = requests_rows.sealed(row, "ending", ending), by
            row.save()
            if step is None:
                journaled(row, f"request_{act}", by=by)
            else:
                told(row, step, by=by)
    except Refusal as refusal:
        raise refused(refusal.why) from refusal


def _require_papers(viewer: Viewer, public_id: str) -> None:
    """Whoever records papers as a proof has opened them, so that they count among those who had a part in it."""
    customer = AccountRequest.objects.filter(public_id=public_id).values_list("customer_id", flat=True).first()
    if customer is not None and not vault_marks.proves(viewer, customer):
        raise Conflict(
            _(
                "You have found no identity paper of this customer's to fit within seven days. Ask for one, open it, mark it."
            ),
            code="papers_needed",
        )


def _approver(viewer: Viewer, request: Request) -> Approver:
    parts = requests.parts_of(request)
    is_linked = any(second.may_have_been(viewer, agent, at=request.asked_at) for agent in parts)
    since = request.asked_at - TEAMS_COUNT_FOR
    left, asker_left = (staff_teams.left_since(agent, since) for agent in (viewer.id, request.asked_by))
    asker_teams = asker_left.union(teams.teams_of(request.asked_by))
    return Approver(viewer.id, teams.teams_of(viewer.id), left, asker_teams, is_linked)


def _flags_before(customer: int, now: datetime) -> list[dict[str, Any]]:
    """Each request takes over those of the ones before it, so the newest few know of all."""
    before = map(requests_rows.before, _newest_of(customer)[:MOST_BEFORE])
    return requests_rows.flags_kept(requests.inherited(before, now=now))


def _newest_of(customer: int) -> QuerySet[AccountRequest]:
    return AccountRequest.objects.filter(customer_id=customer).order_by("-asked_at", "-id")


def _colleagues(agent: int) -> list[int]:
    """Everybody who is in a team with them now: who moves to another one tomorrow is no second person for this."""
    own = set(teams.teams_of(agent))
    return sorted({agent, *(card.id for team, cards in teams.members().items() if team in own for card in cards)})


def _vetted(asked: Asked) -> tuple[Action, str]:
    if asked.action not in list(Action):
        raise Invalid(_("Choose what is asked for."))
    action, value = Action(asked.action), clean_line(asked.value, max_chars=MAX_VALUE_CHARS)
    if action not in NEEDS_VALUE:
        return action, ""
    if action is Action.UNLOCK_ADDRESS and len(value.split()) != ADDRESS_WORDS:
        raise Invalid(_("Give the coin, the network and the address, with a space between them."))
    if action is Action.CHANGE_EMAIL:
        try:
            validate_email(value)
        except ValidationError as error:
            raise Invalid(_("Give the new e-mail address.")) from error
    return action, value


def _said(text: str) -> str:
    said = shield.cut(clean_line(text, max_chars=MAX_CHARS)).text[:MAX_CHARS]
    if not said:
        raise Invalid(_("Say why, in a few words."))
    return said


def _linked(token: str) -> AccountRequest:
    row = AccountRequest.objects.filter(stop_hash=crypto.keyed_hash(_LINK, token[:200])).first()
    if row is None:
        raise NotFound
    return row
