"""Every verdict about networks, fees, transactions and pasted addresses, each with the facts that lead to it."""

from datetime import timedelta
from decimal import Decimal

from kefu.exchange.contract.kinds import AddressUse, Flow, Trouble
from kefu.exchange.diagnoses.definition import State
from kefu.exchange.diagnoses.funds import (
    compare_addresses,
    confirmations_by_coin,
    maintenance,
    transaction_status,
    where_to_look,
    withdrawal_fees,
)
from kefu.exchange.diagnoses.funds.tests.world import (
    BITCOIN_ADDRESS,
    ETHEREUM_ADDRESS,
    TXID,
    Case,
    chain,
    network,
    networks,
    output,
)
from kefu.exchange.diagnoses.tests.facts import NOW

BRANCH = where_to_look.CHECK
TABLE = confirmations_by_coin.CHECK
PAUSES = maintenance.CHECK
FEES = withdrawal_fees.CHECK
CHAIN = transaction_status.CHECK
COMPARE = compare_addresses.CHECK
USDT = {"coin": "USDT"}
MANY = networks(*(network(f"COIN{count}") for count in range(31)))
SLOW = network(deposits=Flow.SLOW, paused_why="congestion")
PAUSED = network(deposits=Flow.PAUSED, withdrawals=Flow.PAUSED, paused_why="a secret")
UNTIL = network(withdrawals=Flow.PAUSED, paused_until=NOW + timedelta(hours=1), paused_why="wallet")
OVERDUE = network(withdrawals=Flow.PAUSED, paused_until=NOW)
OPEN = network(name="Ethereum", confirmations=12, unlock_confirmations=64, withdrawal_fee=Decimal("3.5"))


def of(check: object, verdict: str, state: State, rows: object = None, **answers: str) -> Case:
    return Case(check, verdict, state, answers, {"networks": networks() if rows is None else rows})  # type: ignore[arg-type]


BRANCHES = [
    *(
        of(BRANCH, branch, State.CHOOSE, networks(PAUSED), branch=branch, coin="USDT")
        for branch in where_to_look.BRANCHES
    ),
    of(BRANCH, "unsure", State.CHOOSE),
]
TABLES = [
    of(TABLE, "one", State.FINE, coin="usdt", network="TRON"),
    of(TABLE, "one", State.FINE, networks(network(seconds_a_block=1)), coin="USDT"),
    of(TABLE, "one", State.FINE, networks(network(seconds_a_block=0)), coin="USDT"),
    of(TABLE, "table", State.FINE, MANY),
    of(TABLE, "not_offered", State.UNCLEAR, coin="DOGE"),
    of(TABLE, "unlearned", State.UNCLEAR, Trouble.TIMEOUT),
]
DISTURBED = [
    of(PAUSES, "all_open", State.FINE),
    of(PAUSES, "slow", State.WAITING, networks(SLOW, OPEN), **USDT),
    of(PAUSES, "paused", State.WAITING, networks(PAUSED), **USDT),
    of(PAUSES, "paused", State.WAITING, networks(OVERDUE), **USDT),
    of(PAUSES, "paused_until", State.WAITING, networks(UNTIL), **USDT),
    of(
        PAUSES, "several", State.WAITING, networks(*(network(f"C{count}", deposits=Flow.PAUSED) for count in range(16)))
    ),
    of(PAUSES, "not_offered", State.UNCLEAR, coin="DOGE"),
    of(PAUSES, "unlearned", State.UNCLEAR, Trouble.NOT_CONNECTED),
]
COSTS = [
    of(FEES, "table", State.FINE, MANY),
    of(FEES, "table", State.FINE, amount="100"),  # of which coin, nobody said
    of(FEES, "arrives", State.FINE, coin="USDT", amount="100"),
    of(FEES, "compared", State.FINE, networks(OPEN, network()), coin="USDT", amount="5"),
    of(FEES, "too_small", State.ACT, coin="USDT", amount="4.99"),
    of(FEES, "too_small", State.ACT, networks(network(withdrawal_minimum=Decimal(0))), coin="USDT", amount="1"),
    of(FEES, "not_offered", State.UNCLEAR, coin="DOGE"),
    of(FEES, "unlearned", State.UNCLEAR, Trouble.BUSY),
]
OUTPUTS = [output(AddressUse.OUTSIDE) for _ in range(6)]
TRANSACTION = {"network": "TRON", "txid": TXID}
EXPLORED = [
    Case(CHAIN, "confirmed", State.FINE, TRANSACTION, {"chain": chain(*OUTPUTS, output())}),
    Case(CHAIN, "pending", State.WAITING, TRANSACTION, {"chain": chain(confirmations=0, at=None)}),
    Case(CHAIN, "failed", State.ACT, TRANSACTION, {"chain": chain(has_failed=True)}),
    Case(CHAIN, "not_found", State.ACT, TRANSACTION, {"chain": chain(is_found=False)}),
    Case(CHAIN, "look_there", State.UNCLEAR, TRANSACTION, {"chain": Trouble.NOT_PROVED}),
]
FOREIGN = BITCOIN_ADDRESS.replace("e", "е")  # a Cyrillic letter
POISONED = "0x5aAe" + "1" * 32 + "BeAed"[-4:]


def pasted(verdict: str, state: State, first: str, second: str) -> Case:
    return Case(COMPARE, verdict, state, {"first": first, "second": second})


PASTED = [
    pasted("same", State.FINE, BITCOIN_ADDRESS, f" {BITCOIN_ADDRESS}\n"),
    pasted("same_but_capitals", State.FINE, ETHEREUM_ADDRESS, ETHEREUM_ADDRESS.lower()),
    pasted("differs", State.ACT, BITCOIN_ADDRESS, BITCOIN_ADDRESS.lower()),
    pasted("differs", State.ACT, BITCOIN_ADDRESS, BITCOIN_ADDRESS[:-1]),
    pasted("differs", State.ACT, "a" * 60, "b" * 60),
    pasted("look_alike", State.ACT, ETHEREUM_ADDRESS, POISONED),
    pasted("foreign_letters", State.ACT, BITCOIN_ADDRESS, FOREIGN),
]

CASES = [*BRANCHES, *TABLES, *DISTURBED, *COSTS, *EXPLORED, *PASTED]
