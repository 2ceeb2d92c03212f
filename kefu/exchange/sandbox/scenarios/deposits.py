"""Deposits that are on their way, late, or did not come as their senders thought."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from kefu.exchange.contract.funds import Output, Transaction
from kefu.exchange.contract.kinds import AddressUse, Flow, TransferReason, TransferState
from kefu.exchange.sandbox import ids
from kefu.exchange.sandbox.people import coming
from kefu.exchange.sandbox.progress import HELD
from kefu.exchange.sandbox.scenarios.definition import FUNDS, Scenario
from kefu.exchange.sandbox.world import World

CHECK = "deposit-confirmations"
BTC = {"coin": "BTC", "network": "Bitcoin", "txid": "{txid}"}
USDT_TRON = {"coin": "USDT", "network": "TRON", "txid": "{txid}"}
USDT_ETHEREUM = {"coin": "USDT", "network": "Ethereum", "txid": "{txid}"}


def deposit_unconfirmed(world: World, uid: str) -> None:
    world.deposit(uid, coming("BTC", "Bitcoin", "0.018", seen_at=world.ago(minutes=4)))


def deposit_on_its_way(world: World, uid: str) -> None:
    world.deposit(uid, coming("BTC", "Bitcoin", "0.25", seen_at=world.ago(minutes=14)))


def late_btc_deposit(world: World, uid: str) -> None:
    world.deposit(uid, coming("BTC", "Bitcoin", "0.31", seen_at=world.ago(hours=3)), course=HELD)


def deposit_credited(world: World, uid: str) -> None:
    world.deposit(uid, coming("ETH", "Ethereum", "1.4", seen_at=world.ago(minutes=25)))


def deposit_slow_fee(world: World, uid: str) -> None:
    """A sender who paid too little: one block in an hour and a half."""
    world.deposit(uid, coming("BTC", "Bitcoin", "0.09", seen_at=world.ago(minutes=110)), course="5400")


def deposit_wrong_network(world: World, uid: str) -> None:
    _kept_back(world, uid, "640 USDC Ethereum", TransferReason.WRONG_NETWORK)


def deposit_memo_missing(world: World, uid: str) -> None:
    _kept_back(world, uid, "900 XRP XRPL", TransferReason.MEMO_MISSING)


def deposit_memo_unknown(world: World, uid: str) -> None:
    _kept_back(world, uid, "410 XRP XRPL", TransferReason.MEMO_UNKNOWN, memo="10020030")


def deposit_below_minimum(world: World, uid: str) -> None:
    _kept_back(world, uid, "3.2 USDT Ethereum", TransferReason.BELOW_MINIMUM)


def deposit_unsupported_token(world: World, uid: str) -> None:
    _kept_back(world, uid, "5200000 PEPE Ethereum", TransferReason.NOT_SUPPORTED)


def deposit_retired_address(world: World, uid: str) -> None:
    old = world.retired_address_of(uid, "USDT", "TRON")
    coins = replace(coming("USDT", "TRON", "700", seen_at=world.ago(hours=2)), address=old)
    world.deposit(uid, replace(coins, reason=TransferReason.ADDRESS_RETIRED, state=TransferState.REVIEW), course=HELD)


def deposit_source_check(world: World, uid: str) -> None:
    _kept_back(world, uid, "2000 USDT TRON", TransferReason.SOURCE_CHECK)


def deposit_network_paused(world: World, uid: str) -> None:
    """Base is being upgraded; the coins are there and wait."""
    base = world.network("USDC", "Base")
    until = world.now + timedelta(hours=3)
    paused = replace(base, deposits=Flow.PAUSED, withdrawals=Flow.PAUSED, paused_until=until, paused_why="upgrade")
    world.networks([paused])
    _kept_back(world, uid, "250 USDC Base", TransferReason.MAINTENANCE, state=TransferState.SEEN)


def deposit_not_on_chain(world: World, uid: str) -> None:
    """There is nothing to write: the TxID that is told belongs to no transaction."""
    del world, uid


def deposit_failed_on_chain(world: World, uid: str) -> None:
    _on_chain(world, uid, "USDT", "Ethereum", to=world.address_of(uid, "USDT", "Ethereum"), has_failed=True)


def deposit_not_yours(world: World, uid: str) -> None:
    """It went to an address outside of the exchange."""
    _on_chain(world, uid, "USDT", "TRON", to=ids.address("TRON", uid, "mistyped"))


def _kept_back(
    world: World,
    uid: str,
    what: str,
    reason: TransferReason,
    *,
    memo: str = "",
    state: TransferState = TransferState.REVIEW,
) -> None:
    """`what`: "250 USDC Base"."""
    amount, coin, network = what.split(" ")
    coins = coming(coin, network, amount, seen_at=world.ago(hours=1, minutes=10))
    world.deposit(uid, replace(coins, state=state, reason=reason, memo=memo), course=HELD)


def _on_chain(world: World, uid: str, coin: str, network: str, *, to: str, has_failed: bool = False) -> None:
    txid = ids.txid(network, uid, world.story)
    paid = () if has_failed else (Output(to, coin, Decimal(300), AddressUse.OUTSIDE),)
    world.transaction(Transaction(network, txid, True, has_failed=has_failed, outputs=paid, at=world.ago(hours=1)))


SCENARIOS = tuple(
    Scenario(name, FUNDS, summary, make, CHECK, verdict, answers)
    for name, summary, make, verdict, answers in (
        ("deposit-unconfirmed", "0.018 BTC seen, in no block yet", deposit_unconfirmed, "unconfirmed", BTC),
        ("deposit-on-its-way", "0.25 BTC with 1 of 2 confirmations", deposit_on_its_way, "on_its_way", BTC),
        ("late-btc-deposit", "0.31 BTC confirmed for hours and not credited", late_btc_deposit, "late", BTC),
        ("deposit-slow-fee", "0.09 BTC whose sender paid too small a fee", deposit_slow_fee, "on_its_way", BTC),
        (
            *("deposit-credited", "1.4 ETH that have arrived", deposit_credited, "credited"),
            {"coin": "ETH", "network": "Ethereum", "txid": "{txid}"},
        ),
        (
            *(
                "deposit-wrong-network",
                "640 USDC on a network that was not chosen",
                deposit_wrong_network,
                "wrong_network",
            ),
            {"coin": "USDC", "network": "Ethereum", "txid": "{txid}"},
        ),
        (
            *("deposit-memo-missing", "900 XRP without the memo", deposit_memo_missing, "memo_missing"),
            {"coin": "XRP", "network": "XRPL", "txid": "{txid}"},
        ),
        (
            *("deposit-memo-unknown", "410 XRP with somebody's memo", deposit_memo_unknown, "memo_unknown"),
            {"coin": "XRP", "network": "XRPL", "txid": "{txid}"},
        ),
        (
            *("deposit-below-minimum", "3.2 USDT where 5 are the least", deposit_below_minimum, "below_minimum"),
            USDT_ETHEREUM,
        ),
        (
            *("deposit-unsupported-token", "A token that is not listed", deposit_unsupported_token, "not_supported"),
            {"coin": "PEPE", "network": "Ethereum", "txid": "{txid}"},
        ),
        (
            *(
                "deposit-retired-address",
                "700 USDT to an address of long ago",
                deposit_retired_address,
                "address_retired",
            ),
            USDT_TRON,
        ),
        (
            *("deposit-source-check", "2,000 USDT whose source is looked at", deposit_source_check, "source_check"),
            USDT_TRON,
        ),
        (
            *("deposit-network-paused", "250 USDC while Base is upgraded", deposit_network_paused, "maintenance"),
            {"coin": "USDC", "network": "Base", "txid": "{txid}"},
        ),
        ("deposit-not-on-chain", "A TxID that no chain knows", deposit_not_on_chain, "not_on_chain", BTC),
        (
            *(
                "deposit-failed-on-chain",
                "300 USDT whose transaction failed",
                deposit_failed_on_chain,
                "failed_on_chain",
            ),
            USDT_ETHEREUM,
        ),
        (
            *("deposit-not-yours", "300 USDT that went to somebody else's address", deposit_not_yours, "not_yours"),
            USDT_TRON,
        ),
    )
)
