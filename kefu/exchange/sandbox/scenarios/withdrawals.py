"""Withdrawals that wait for their owner, for a moment, for a person, or for the chain; and moves that were refused."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from kefu.exchange.contract.account import Account
from kefu.exchange.contract.funds import Move
from kefu.exchange.contract.kinds import AccountState, Flow, TransferReason, TransferState, Wallet
from kefu.exchange.sandbox import ids
from kefu.exchange.sandbox.figures import figure
from kefu.exchange.sandbox.people import going
from kefu.exchange.sandbox.progress import HELD
from kefu.exchange.sandbox.scenarios.definition import FUNDS, FUTURES, Scenario
from kefu.exchange.sandbox.world import World

ONE = {"withdrawal_id": "{withdrawal_id}"}


def withdrawal_email(world: World, uid: str) -> None:
    _waits(world, uid, TransferReason.EMAIL_CONFIRMATION, "email_confirmation")


def withdrawal_two_factor(world: World, uid: str) -> None:
    _waits(world, uid, TransferReason.TWO_FACTOR, "two_factor", "email_confirmation")


def withdrawal_video(world: World, uid: str) -> None:
    _waits(world, uid, TransferReason.VIDEO_CHECK, "video_check")


def withdrawal_held(world: World, uid: str) -> None:
    """The password was changed five hours ago."""
    until = world.now + timedelta(hours=float(figure("hold_hours")) - 5)
    world.account(uid, Account(AccountState.ACTIVE, region="CN", withdrawals_held_until=until))
    coins = going(world, "USDT", "TRON", "800", asked_at=world.ago(minutes=20))
    state, reason = TransferState.WAITING, TransferReason.HOLD
    world.withdrawal(uid, replace(coins, state=state, reason=reason, free_at=until))


def withdrawal_not_allowed(world: World, uid: str) -> None:
    world.allow(uid, "USDT", "TRON", ids.address("TRON", uid, "allowed"))
    _failed(world, uid, "500 USDT TRON", TransferReason.ADDRESS_NOT_ALLOWED)


def withdrawal_bad_checksum(world: World, uid: str) -> None:
    """One letter of the address was mistyped."""
    right = ids.address("TRON", uid, "elsewhere")
    wrong = f"{right[:-1]}{'k' if right[-1] != 'k' else 'm'}"
    _failed(world, uid, "500 USDT TRON", TransferReason.ADDRESS_INVALID, address=wrong)


def withdrawal_wrong_network(world: World, uid: str) -> None:
    to = ids.address("Ethereum", uid, "elsewhere")
    _failed(world, uid, "500 USDT TRON", TransferReason.WRONG_NETWORK, address=to)


def withdrawal_limit(world: World, uid: str) -> None:
    coins = going(world, "BTC", "Bitcoin", "0.21", asked_at=world.ago(minutes=15))
    held = replace(coins, state=TransferState.WAITING, reason=TransferReason.LIMIT)
    world.withdrawal(uid, replace(held, free_at=world.now + timedelta(hours=9)))


def withdrawal_review(world: World, uid: str) -> None:
    coins = going(world, "USDT", "TRON", "3200", asked_at=world.ago(minutes=70))
    world.withdrawal(uid, replace(coins, state=TransferState.REVIEW, reason=TransferReason.RISK_REVIEW), course=HELD)


def withdrawal_balance(world: World, uid: str) -> None:
    _failed(world, uid, "1.2 ETH Ethereum", TransferReason.BALANCE)


def withdrawal_sent(world: World, uid: str) -> None:
    """Broadcast a quarter of an hour ago, one of two confirmations."""
    coins = going(world, "BTC", "Bitcoin", "0.05", asked_at=world.ago(minutes=17))
    world.withdrawal(uid, replace(coins, sent_at=world.ago(minutes=15)))


def withdrawal_done(world: World, uid: str) -> None:
    world.withdrawal(uid, going(world, "USDT", "TRON", "150", asked_at=world.ago(hours=2)))


def withdrawal_congestion(world: World, uid: str) -> None:
    """Arbitrum is crowded: signed, and in no block."""
    usual = world.network("ETH", "Arbitrum")
    world.networks([replace(usual, deposits=Flow.SLOW, withdrawals=Flow.SLOW, paused_why="congestion")])
    coins = going(world, "ETH", "Arbitrum", "0.8", asked_at=world.ago(minutes=50))
    world.withdrawal(uid, replace(coins, state=TransferState.SENDING, reason=TransferReason.CHAIN), course=HELD)


def withdrawal_paused(world: World, uid: str) -> None:
    until = world.now + timedelta(hours=2)
    solana = replace(world.network("SOL", "Solana"), withdrawals=Flow.PAUSED, paused_until=until, paused_why="wallet")
    world.networks([solana])
    coins = going(world, "SOL", "Solana", "6", asked_at=world.ago(minutes=30))
    state, reason = TransferState.WAITING, TransferReason.MAINTENANCE
    world.withdrawal(uid, replace(coins, state=state, reason=reason, free_at=until))


def transfer_open_position(world: World, uid: str) -> None:
    world.balance(uid, "USDT", "120", wallet=Wallet.FUTURES, frozen="880")
    _moved(world, uid, TransferReason.OPEN_POSITION, source=Wallet.FUTURES, target=Wallet.SPOT, available="120")


def transfer_trade_lock(world: World, uid: str) -> None:
    until = world.now + timedelta(hours=6)
    _moved(world, uid, TransferReason.TRADE_LOCK, available="400", free_at=until)


def transfer_balance(world: World, uid: str) -> None:
    _moved(world, uid, TransferReason.BALANCE, available="310.5")


def _waits(world: World, uid: str, reason: TransferReason, *missing: str) -> None:
    coins = going(world, "USDT", "TRON", "1200", asked_at=world.ago(minutes=25))
    world.withdrawal(uid, replace(coins, state=TransferState.WAITING, reason=reason, missing=missing))


def _failed(world: World, uid: str, what: str, reason: TransferReason, *, address: str = "") -> None:
    """`what`: "500 USDT TRON"."""
    amount, coin, network = what.split(" ")
    coins = going(world, coin, network, amount, asked_at=world.ago(minutes=12))
    world.withdrawal(uid, replace(coins, state=TransferState.FAILED, reason=reason, address=address))


def _moved(
    world: World,
    uid: str,
    reason: TransferReason,
    *,
    source: Wallet = Wallet.SPOT,
    target: Wallet = Wallet.FUTURES,
    available: str,
    free_at: datetime | None = None,
) -> None:
    value = Move("", "USDT", Decimal(1000), source, target, TransferState.FAILED, world.ago(minutes=6), reason)
    world.move(uid, replace(value, available=Decimal(available), free_at=free_at))


WITHDRAWAL, SAFETY, ADDRESS = "withdrawal-status", "withdrawal-security", "withdrawal-address"
TRANSFER = "futures-transfer"

SCENARIOS = (
    *(
        Scenario(name, FUNDS, summary, make, check, verdict, ONE)
        for name, summary, make, check, verdict in (
            ("withdrawal-email", "The mail was not confirmed", withdrawal_email, SAFETY, "one_missing"),
            ("withdrawal-two-factor", "The code was not entered", withdrawal_two_factor, SAFETY, "missing"),
            ("withdrawal-video", "A video check is asked for", withdrawal_video, SAFETY, "one_missing"),
            ("withdrawal-held", "Held after a new password", withdrawal_held, SAFETY, "held_until"),
            ("withdrawal-not-allowed", "Not on the owner's list", withdrawal_not_allowed, ADDRESS, "not_allowed"),
            ("withdrawal-bad-checksum", "One letter mistyped", withdrawal_bad_checksum, ADDRESS, "not_valid"),
            (
                "withdrawal-wrong-network",
                "An address of another chain",
                withdrawal_wrong_network,
                ADDRESS,
                "other_network",
            ),
            ("withdrawal-limit", "The day's limit is used up", withdrawal_limit, WITHDRAWAL, "held_until"),
            ("withdrawal-review", "A person looks at it", withdrawal_review, WITHDRAWAL, "looked_at"),
            ("withdrawal-balance", "More than was there, with the fee", withdrawal_balance, WITHDRAWAL, "failed"),
            ("withdrawal-sent", "Sent, one of two confirmations", withdrawal_sent, WITHDRAWAL, "sent"),
            ("withdrawal-done", "Arrived", withdrawal_done, WITHDRAWAL, "done"),
            ("withdrawal-congestion", "The chain is crowded", withdrawal_congestion, WITHDRAWAL, "chain"),
            ("withdrawal-paused", "The network does not pay out now", withdrawal_paused, WITHDRAWAL, "maintenance"),
        )
    ),
    *(
        Scenario(name, FUTURES, summary, make, TRANSFER, verdict)
        for name, summary, make, verdict in (
            ("transfer-open-position", "Refused: margin in use", transfer_open_position, "open_position"),
            ("transfer-trade-lock", "Refused: just bought", transfer_trade_lock, "trade_lock"),
            ("transfer-balance", "Refused: more than is there", transfer_balance, "balance"),
        )
    ),
)
