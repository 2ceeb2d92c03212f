"""How far a withdrawal is, and on which side it waits: the one that was named, or the newest."""

from dataclasses import dataclass
from datetime import timedelta

from kefu.exchange.contract import calls
from kefu.exchange.contract.account import AskBound
from kefu.exchange.contract.funds import AskNetworks, Withdrawal, Withdrawals
from kefu.exchange.contract.kinds import Flow, Level, TransferReason, TransferState
from kefu.exchange.diagnoses.definition import (
    SETTLED,
    Ask,
    Definition,
    Facts,
    Finding,
    Line,
    Mark,
    Params,
    Question,
    State,
    Step,
    StepKind,
    Topic,
    Value,
    Wanted,
)
from kefu.exchange.diagnoses.funds import transfers, withdrawal_status_words, withdrawals
from kefu.exchange.diagnoses.shared_words import CONTACT

LONG = timedelta(hours=24)  # looked at or prepared for so long, a colleague should see why

LOOK_AT_ADDRESS = Step(StepKind.CHECK, "withdrawal-address", "look_at_address")
SECURITY = Step(StepKind.CHECK, "withdrawal-security", "security")
WHY_FAILED = transfers.article("withdrawal-failed", "why_failed")
NOT_THERE = transfers.article("withdrawal-pending", "not_there")


@dataclass(frozen=True, slots=True)
class Because:
    """What follows from a reason. `verdict`: while it is unfinished; one that failed is told by its state."""

    verdict: str
    state: State
    steps: tuple[Step, ...]


def _yours(*steps: Step) -> Because:
    return Because("needs_you", State.ACT, (*steps, CONTACT))


def _ours() -> Because:
    return Because("looked_at", State.PERSON, (CONTACT,))


BECAUSE: dict[TransferReason, Because] = {
    TransferReason.TWO_FACTOR: _yours(withdrawals.FINISH, SECURITY),
    TransferReason.EMAIL_CONFIRMATION: _yours(withdrawals.FINISH, SECURITY),
    TransferReason.VIDEO_CHECK: _yours(withdrawals.FINISH, SECURITY),
    TransferReason.ADDRESS_NOT_ALLOWED: _yours(withdrawals.ADDRESSES, LOOK_AT_ADDRESS),
    TransferReason.ADDRESS_INVALID: _yours(LOOK_AT_ADDRESS, withdrawals.FINISH),
    TransferReason.ADDRESS_RETIRED: _yours(LOOK_AT_ADDRESS, withdrawals.FINISH),
    TransferReason.WRONG_NETWORK: _yours(LOOK_AT_ADDRESS, withdrawals.FINISH),
    TransferReason.MEMO_MISSING: _yours(withdrawals.FINISH, LOOK_AT_ADDRESS),
    TransferReason.MEMO_UNKNOWN: _yours(withdrawals.FINISH, LOOK_AT_ADDRESS),
    TransferReason.BELOW_MINIMUM: _yours(Step(StepKind.CHECK, "withdrawal-fees", "fees"), withdrawals.FINISH),
    TransferReason.NOT_SUPPORTED: _yours(withdrawals.FINISH, WHY_FAILED),
    TransferReason.BALANCE: _yours(withdrawals.FINISH, WHY_FAILED),
    TransferReason.OPEN_POSITION: _yours(Step(StepKind.FLOW, "futures", "positions"), withdrawals.FINISH),
    TransferReason.HOLD: Because("held", State.WAITING, (transfers.article("withdrawal-hold", "hold"),)),
    TransferReason.LIMIT: Because("held", State.WAITING, (transfers.article("kyc-levels-and-limits", "limits"),)),
    TransferReason.TRADE_LOCK: Because("held", State.WAITING, (withdrawals.FINISH,)),
    TransferReason.MAINTENANCE: Because(
        "maintenance", State.WAITING, (transfers.STATUS, transfers.article("coin-maintenance", "maintenance"))
    ),
    TransferReason.CHAIN: Because("chain", State.WAITING, (transfers.STATUS,)),
    TransferReason.RISK_REVIEW: _ours(),
    TransferReason.SOURCE_CHECK: _ours(),
}


def reads(facts: Facts) -> tuple[Wanted, ...]:
    wanted: tuple[Wanted, ...] = (withdrawals.wanted(facts),)
    meant = withdrawals.meant(facts)
    if meant is None:
        return wanted
    wanted += (Wanted("networks", calls.NETWORKS, AskNetworks(coin=meant.coin)),)
    if "email_confirmation" in withdrawals.missing(meant):
        wanted += (Wanted("bound", calls.BOUND, AskBound()),)
    return wanted


def judge(facts: Facts) -> Finding:
    facts.need("withdrawals", Withdrawals)
    withdrawal = withdrawals.meant(facts)
    if withdrawal is None:
        if facts.answer("withdrawal_id"):
            return Finding("unknown_id", State.PERSON, {}, (Line(Mark.BAD, "unknown_id"),), (CONTACT,))
        return Finding("none", State.FINE, {}, (Line(Mark.INFO, "none"),), (withdrawals.ANEW, CONTACT))
    match withdrawal.state:
        case TransferState.FAILED:
            return _failed(withdrawal, facts)
        case TransferState.CANCELLED:
            return _cancelled(withdrawal)
        case TransferState.DONE | TransferState.CREDITED:
            return _done(withdrawal)
        case TransferState.SENT | TransferState.SEEN:
            return _sent(withdrawal, facts)
        case TransferState.WAITING | TransferState.REVIEW | TransferState.SENDING:
            return _unfinished(withdrawal, facts)


def _failed(withdrawal: Withdrawal, facts: Facts) -> Finding:
    because = BECAUSE.get(withdrawal.reason)
    lines = (_where_to(withdrawal), *_reason(withdrawal), *_not_running(withdrawal, facts))
    if withdrawal.txid:
        look = transfers.explorer(withdrawal.network, withdrawal.txid)
        return Finding("failed_on_chain", State.PERSON, _told(withdrawal), lines, (CONTACT, *look))
    if because is None or because.state is State.PERSON or withdrawal.reason is TransferReason.CHAIN:
        return Finding("failed_ours", State.PERSON, _told(withdrawal), lines, (CONTACT, WHY_FAILED))
    steps = tuple(withdrawals.ANEW if each is withdrawals.FINISH else each for each in because.steps)
    return Finding("failed", State.ACT, _told(withdrawal), (*lines, *_free(withdrawal, facts)), steps)


def _cancelled(withdrawal: Withdrawal) -> Finding:
    lines = (_where_to(withdrawal), *_reason(withdrawal))
    return Finding("cancelled", State.FINE, _told(withdrawal), lines, (withdrawals.ANEW, withdrawals.NOT_MINE))


def _done(withdrawal: Withdrawal) -> Finding:
    lines = (_where_to(withdrawal), *_on_chain(withdrawal))
    steps = (*transfers.explorer(withdrawal.network, withdrawal.txid), NOT_THERE, withdrawals.NOT_MINE)
    return Finding("done", State.FINE, _told(withdrawal), lines, steps)


def _sent(withdrawal: Withdrawal, facts: Facts) -> Finding:
    lines = (_where_to(withdrawal), *_on_chain(withdrawal), *_reason(withdrawal), *_not_running(withdrawal, facts))
    steps = (*transfers.explorer(withdrawal.network, withdrawal.txid), NOT_THERE, withdrawals.NOT_MINE)
    verdict = "sent" if withdrawal.confirmations else "sent_unconfirmed"
    return Finding(verdict, State.WAITING, _told(withdrawal), lines, steps, _follow(withdrawal))


def _unfinished(withdrawal: Withdrawal, facts: Facts) -> Finding:
    because = _because(withdrawal, facts)
    lines = (
        _where_to(withdrawal),
        *(withdrawals.missing_lines(withdrawal, facts) or _reason(withdrawal)),
        *_free(withdrawal, facts),
        *_not_running(withdrawal, facts),
    )
    verdict, told = because.verdict, _told(withdrawal)
    if verdict == "held" and withdrawal.free_at and withdrawal.free_at > facts.now:
        verdict, told = "held_until", {**told, "until": withdrawal.free_at}
    follow = _follow(withdrawal) if because.state is State.WAITING else {}
    person = () if CONTACT in because.steps else (CONTACT,)
    steps = (*because.steps, *person, withdrawals.NOT_MINE)
    return Finding(verdict, because.state, told, lines, steps, follow)


def _because(withdrawal: Withdrawal, facts: Facts) -> Because:
    """By what is missing, then by its reason, then by how its network runs, then by its state alone."""
    if withdrawal.missing and withdrawal.state is TransferState.WAITING:
        return _yours(withdrawals.way_on(withdrawal), SECURITY)
    if withdrawal.reason in BECAUSE:
        return BECAUSE[withdrawal.reason]
    if withdrawal.state is TransferState.WAITING:
        return Because("waits_for_you", State.ACT, (withdrawals.FINISH, CONTACT))
    network = transfers.network_of(facts, withdrawal.coin, withdrawal.network)
    if network and network.withdrawals is Flow.PAUSED:
        return BECAUSE[TransferReason.MAINTENANCE]
    if facts.now - withdrawal.asked_at > LONG:
        return Because("long", State.PERSON, (CONTACT,))
    verdict = "review" if withdrawal.state is TransferState.REVIEW else "sending"
    return Because(verdict, State.WAITING, (NOT_THERE, CONTACT))


def _where_to(withdrawal: Withdrawal) -> Line:
    told = {**transfers.sums(withdrawal), "address": transfers.grouped(withdrawal.address)}
    return (
        Line(Mark.INFO, "where_to_memo", {**told, "memo": withdrawal.memo})
        if withdrawal.memo
        else Line(Mark.INFO, "where_to", told)
    )


def _reason(withdrawal: Withdrawal) -> tuple[Line, ...]:
    if withdrawal.reason is TransferReason.NONE:
        return ()
    mark = Mark.WAIT if withdrawal.reason in (TransferReason.CHAIN, TransferReason.MAINTENANCE) else Mark.BAD
    return (Line(mark, f"because_{withdrawal.reason.value}"),)


def _free(withdrawal: Withdrawal, facts: Facts) -> tuple[Line, ...]:
    if withdrawal.free_at is None:
        return ()
    if withdrawal.free_at <= facts.now:
        return (Line(Mark.OK, "freed", {"at": withdrawal.free_at}),)
    return (Line(Mark.WAIT, "free_at", {"at": withdrawal.free_at}),)


def _not_running(withdrawal: Withdrawal, facts: Facts) -> tuple[Line, ...]:
    network = transfers.network_of(facts, withdrawal.coin, withdrawal.network)
    return transfers.withdrawal_flow(network, facts.now)


def _on_chain(withdrawal: Withdrawal) -> tuple[Line, ...]:
    lines: tuple[Line, ...] = ()
    if withdrawal.sent_at:
        lines += (Line(Mark.OK, "sent_at", {"at": withdrawal.sent_at}),)
    if withdrawal.confirmations:
        lines += (Line(Mark.OK, "confirmations", transfers.sums(withdrawal)),)
    return (*lines, Line(Mark.INFO, "txid", {"txid": withdrawal.txid})) if withdrawal.txid else lines


def _told(withdrawal: Withdrawal) -> Params:
    told: dict[str, Value] = {**transfers.sums(withdrawal), "fee": withdrawal.fee}
    return told


def _follow(withdrawal: Withdrawal) -> dict[str, str]:
    return {"withdrawal_id": withdrawal.withdrawal_id}


CHECK = Definition(
    key="withdrawal-status",
    topic=Topic.FUNDS,
    level=Level.SIGNED_IN,
    asks=(
        Question("withdrawal_id", Ask.WITHDRAWAL_ID, is_needed=False),
        Question("coin", Ask.COIN, is_needed=False),
    ),
    reads=reads,
    judge=judge,
    articles=("withdrawal-pending", "withdrawal-failed"),
    categories=("withdrawal",),
    tells=SETTLED,
    words=withdrawal_status_words.WORDS,
)
