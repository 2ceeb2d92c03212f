"""What settles a step-up: the exchange's word about its app, or a passkey of the customer's. Once, whatever comes beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kefu.exchange.contract.confirm import AppAnswer, Confirmed
from kefu.exchange.http.callback import Callback
from kefu.kit import clock
from kefu.kit.errors import Conflict, KefuError, NotFound, NotSignedIn, TryAgain
from kefu.people.access import Viewer
from kefu.safeguards import stepup, stepups, stepups_rows
from kefu.safeguards.models import StepUp
from kefu.safeguards.stepup import APP_LEVEL, Answer, Fault, Question, State
from kefu.trust import customer_passkeys, journal
from kefu.trust.passkeys import NotProved

PASSKEY_LEVEL = 2


@dataclass(frozen=True, slots=True)
class Page:
    """What our page shows before a passkey is asked for."""

    alias_of: int
    reason: str
    ends_at: datetime


class Settled(Conflict):
    """It changes nothing any more."""

    default_code = "settled"
    default_message = _("This question is answered, called off or over. Go back to the chat.")


def take(callback: Callback) -> State:
    """What the exchange tells of its app. A KefuError for what changes nothing, each kind with its own row in the journal."""
    answer = callback.answer
    with transaction.atomic():
        row = StepUp.objects.select_for_update().filter(public_id=answer.key).first()
        if row is None:
            fault: Fault | None = Fault.FOREIGN
        else:
            said = Answer(answer.uid, _level(answer), callback.nonce_hash)
            takes_back = stepup.takes_back(_question(row), said)
            fault = None if takes_back else stepup.judged(_question(row), said, now=clock.now())
            if takes_back:
                _settle(row, State.FAILED, 0, nonce_hash=callback.nonce_hash, action="taken_back")
                StepUp.objects.filter(pk=row.pk).update(told_at=None)
            elif fault is None and row.state == State.PENDING:
                state, reached = stepup.outcome(_question(row), said)
                _settle(row, state, reached, nonce_hash=callback.nonce_hash)
        if fault is not None:
            _note(row, fault)
    if fault is not None:
        raise _error(fault)
    return State(row.state) if row else State.FAILED


def page(viewer: Viewer, ref: str) -> Page:
    """NotFound where there is none of this customer's; Settled where nothing is to be confirmed any more."""
    row = _open_of(viewer, ref)
    return Page(row.asked_by_id, row.reason, row.ends_at)


def options(viewer: Viewer, ref: str) -> dict[str, Any]:
    """What the browser needs to show a passkey: with a challenge of this question's alone, which the next one replaces."""
    row, challenge = _open_of(viewer, ref), customer_passkeys.new_challenge()
    made = customer_passkeys.asking_options(viewer.id, challenge=challenge)
    if not StepUp.objects.filter(pk=row.pk, state=State.PENDING).update(challenge=challenge):
        raise Settled
    return made


def confirm(viewer: Viewer, ref: str, credential: Mapping[str, Any]) -> None:
    """By a passkey. NotProved leaves the question open: the next try has a challenge of its own."""
    row = _open_of(viewer, ref)
    mine = StepUp.objects.filter(pk=row.pk, state=State.PENDING)
    if not row.challenge or not mine.filter(challenge=row.challenge).update(challenge=""):
        raise NotProved
    customer_passkeys.prove(viewer.id, credential, challenge=row.challenge)
    with transaction.atomic():
        held = StepUp.objects.select_for_update().get(pk=row.pk)
        if held.state != State.PENDING or clock.now() >= held.ends_at:
            raise Settled
        _settle(held, State.PASSED, PASSKEY_LEVEL, is_by_customer=True)


def _open_of(viewer: Viewer, ref: str) -> StepUp:
    row = StepUp.objects.filter(public_id=ref, customer=viewer.id).first()
    if row is None or row.level >= APP_LEVEL:
        raise NotFound
    if row.state != State.PENDING or clock.now() >= row.ends_at:
        raise Settled
    return row


def _settle(
    row: StepUp, state: State, reached: int, *, nonce_hash: str = "", is_by_customer: bool = False, action: str = ""
) -> None:
    """Inside the transaction that holds the row."""
    row.state, row.reached, row.settled_at = state, reached, clock.now()
    row.nonce_hash, row.challenge = nonce_hash, ""
    row.save(update_fields=["state", "reached", "settled_at", "nonce_hash", "challenge"])
    stepups.journaled(row, f"stepup_{action or state}", is_by_customer=is_by_customer, more=f"reached {reached}")
    stepups.settled(row)


def _note(row: StepUp | None, fault: Fault) -> None:
    """Only what was rightly signed comes this far: nobody else fills the journal."""
    if row is not None:
        stepups.journaled(row, f"stepup_answer_{fault}")
    else:
        journal.write([journal.Act(clock.now(), "exchange", 0, f"stepup_answer_{fault}", "conversation", 0)])


def _error(fault: Fault) -> KefuError:
    match fault:
        case Fault.FOREIGN:
            return NotFound()
        case Fault.REPLAYED:
            return NotSignedIn(code="replayed")
        case Fault.EARLY:
            return TryAgain()
        case _:
            return Settled(code=fault.value)


def _level(answer: Confirmed) -> int:
    return answer.level if answer.answer is AppAnswer.APPROVED else 0


def _question(row: StepUp) -> Question:
    return Question(State(row.state), stepups_rows.uid_of(row), row.level, row.ends_at, row.reached, row.nonce_hash)
