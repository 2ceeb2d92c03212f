"""An exchange made by hand for the checks of funds: what it says, and a check run over it as it would be run for real."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from kefu.exchange.contract.funds import (
    AddressCheck,
    Deposit,
    Deposits,
    Network,
    Networks,
    Output,
    Transaction,
    Withdrawal,
    Withdrawals,
)
from kefu.exchange.contract.kinds import AddressUse, TransferState, Trouble
from kefu.exchange.diagnoses.definition import Definition, Finding, NotLearned, State
from kefu.exchange.diagnoses.shared_words import unlearned
from kefu.exchange.diagnoses.tests.facts import NOW, facts

TXID = "a1" * 32
TRON_ADDRESS = "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8"
BITCOIN_ADDRESS = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
ETHEREUM_ADDRESS = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
TRON = {"coin": "USDT", "network": "TRON", "txid": TXID}
ROUNDS = 3


@dataclass(frozen=True)
class Case:
    """What is answered and what the exchange would say, by the names the check reads under; what follows from both."""

    check: Definition
    verdict: str
    state: State
    answers: dict[str, str] = field(default_factory=dict)
    world: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.check.key}: {self.verdict}"


def run(check: Definition, answers: dict[str, str] | None = None, **world: Any) -> Finding:
    """A check learns only what it wanted, in as many rounds as it is given; what nobody knows came too late."""
    known: dict[str, Any] = {}
    for _ in range(ROUNDS):
        for each in check.reads(facts(answers, **known)):
            assert isinstance(each.asked, each.call.asks)
            known.setdefault(each.name, world.get(each.name, Trouble.TIMEOUT))
    try:
        return check.judge(facts(answers, **known))
    except NotLearned as why:
        return unlearned(why.unlearned)


def network(coin: str = "USDT", name: str = "TRON", **changes: Any) -> Network:
    row: dict[str, Any] = {
        "confirmations": 20,
        "unlock_confirmations": 38,
        "deposit_minimum": Decimal(1),
        "withdrawal_minimum": Decimal(5),
        "withdrawal_fee": Decimal(1),
        "seconds_a_block": 3,
    }
    return Network(coin, name, **{**row, **changes})


def networks(*rows: Network) -> Networks:
    return Networks(rows or (network(),))


def xrp(**changes: Any) -> Networks:
    return networks(network("XRP", "XRPL", needs_memo=True, **changes))


def deposit(state: TransferState = TransferState.SEEN, *, minutes_ago: float = 5, **changes: Any) -> Deposit:
    row: dict[str, Any] = {"coin": "USDT", "network": "TRON", "amount": Decimal(100), "txid": TXID, "needed": 20}
    seen_at = NOW - timedelta(minutes=minutes_ago)
    return Deposit("d1", state=state, seen_at=seen_at, **{**row, **changes})


def deposits(*rows: Deposit) -> Deposits:
    return Deposits(rows)


def output(use: AddressUse = AddressUse.OWN_CURRENT, **changes: Any) -> Output:
    row: dict[str, Any] = {"address": TRON_ADDRESS, "coin": "USDT", "amount": Decimal(100)}
    return Output(use=use, **{**row, **changes})


def chain(*outputs: Output, confirmations: int = 3, name: str = "TRON", **changes: Any) -> Transaction:
    row: dict[str, Any] = {"is_found": True, "at": NOW - timedelta(minutes=2), **changes}
    return Transaction(name, TXID, confirmations=confirmations, outputs=outputs, **row)


def withdrawal(state: TransferState, *, hours_ago: float = 1, **changes: Any) -> Withdrawal:
    row: dict[str, Any] = {"coin": "USDT", "network": "TRON", "amount": Decimal(50), "fee": Decimal(1)}
    row["withdrawal_id"] = "w1"
    asked_at = NOW - timedelta(hours=hours_ago)
    return Withdrawal(state=state, asked_at=asked_at, **{**row, "address": TRON_ADDRESS, **changes})


def withdrawals(*rows: Withdrawal) -> Withdrawals:
    return Withdrawals(rows)


def address(use: AddressUse = AddressUse.OUTSIDE, **changes: Any) -> AddressCheck:
    return AddressCheck(use, **changes)
