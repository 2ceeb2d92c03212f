"""How far things are at a moment: deposits confirm, holds end, networks open again by themselves. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta

from kefu.exchange.contract.account import Account, Kyc, SecondFactor
from kefu.exchange.contract.funds import Deposit, Network, Withdrawal
from kefu.exchange.contract.kinds import AccountState, Flow, KycState, LockReason, TransferReason, TransferState
from kefu.exchange.sandbox.figures import figure

CREDITED_AFTER = timedelta(seconds=20)  # once all confirmations are there
SENT_AFTER = timedelta(seconds=45)
MOST_CONFIRMATIONS = 99_999
RUNS, HELD = "runs", "held"


def pace_s(course: str, network: Network) -> int:
    """Seconds a block: the row's own (a slow chain), else the network's."""
    return int(course) if course.isdecimal() else max(1, network.seconds_a_block)


def confirmations(since: datetime, now: datetime, block_s: int) -> int:
    return max(0, min(MOST_CONFIRMATIONS, int((now - since).total_seconds() // block_s)))


def deposit(one: Deposit, network: Network, *, course: str, now: datetime) -> Deposit:
    """`held` ones confirm as well: what is wrong with them keeps them from being credited."""
    block_s = pace_s(course, network)
    there = confirmations(one.seen_at, now, block_s)
    needed = one.needed or network.confirmations
    expected_at = one.seen_at + timedelta(seconds=needed * block_s) + CREDITED_AFTER
    told = replace(one, confirmations=there, needed=needed, expected_at=expected_at)
    if course == HELD:
        return told if one.reason is TransferReason.NONE else replace(told, expected_at=one.expected_at)
    if now < expected_at:
        return told
    return replace(told, state=TransferState.CREDITED, credited_at=expected_at)


def withdrawal(one: Withdrawal, network: Network, *, course: str, now: datetime) -> Withdrawal:
    """What waits for a moment alone goes on when it has come; what waits for the customer does not."""
    if one.free_at is not None and one.free_at <= now:
        one = replace(one, state=TransferState.SENDING, reason=TransferReason.NONE, asked_at=one.free_at, free_at=None)
        return _sent(one, network, course=RUNS, now=now)
    return _sent(one, network, course=course, now=now)


def _sent(one: Withdrawal, network: Network, *, course: str, now: datetime) -> Withdrawal:
    if course == HELD or not one.txid or one.state not in {TransferState.SENDING, TransferState.SENT}:
        return one
    sent_at = one.sent_at or one.asked_at + SENT_AFTER
    if now < sent_at:
        return replace(one, sent_at=None)
    there = confirmations(sent_at, now, pace_s(course, network))
    state = TransferState.DONE if there >= network.confirmations else TransferState.SENT
    return replace(one, state=state, sent_at=sent_at, confirmations=there)


def network(one: Network, *, now: datetime) -> Network:
    if one.paused_until is None or now < one.paused_until:
        return one
    return replace(one, deposits=Flow.OPEN, withdrawals=Flow.OPEN, paused_until=None, paused_why="")


def account(one: Account, *, now: datetime) -> Account:
    if one.withdrawals_held_until and one.withdrawals_held_until <= now:
        one = replace(one, withdrawals_held_until=None)
    if one.state is not AccountState.LOCKED or one.opens_at is None or now < one.opens_at:
        return one
    tries = int(figure("login_attempts"))
    return replace(
        one, state=AccountState.ACTIVE, reason=LockReason.NONE, since_at=one.opens_at, opens_at=None, tries_left=tries
    )


def second_factor(one: SecondFactor, *, now: datetime) -> SecondFactor:
    """A reset that has been looked at leaves an account without a code until its owner sets one up."""
    review = timedelta(hours=float(figure("reset_review_hours")))
    if one.reset_asked_at is None or now < one.reset_asked_at + review:
        return one
    return replace(one, has_totp=False, reset_asked_at=None, changed_at=one.reset_asked_at + review, failed_tries=0)


def kyc(one: Kyc, *, now: datetime) -> Kyc:
    review = timedelta(hours=float(figure("kyc_review_hours")))
    if one.state is not KycState.PENDING or one.submitted_at is None or now < one.submitted_at + review:
        return one
    return replace(one, state=KycState.APPROVED, level=one.level or "basic", decided_at=one.submitted_at + review)
