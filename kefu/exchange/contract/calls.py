"""The calls of the contract: what is asked, what comes back, how long it may take, how old it may be, who may know it.

`kefu exchange openapi` writes them down for the exchange's engineers; `kefu exchange conform` tries them on an endpoint.
"""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from kefu.exchange.contract import account, actions, confirm, funds, futures, trading
from kefu.exchange.contract.kinds import Level

A = TypeVar("A")
R = TypeVar("R")

VERSION = 1


@dataclass(frozen=True, slots=True)
class Call(Generic[A, R]):
    """`fresh_s`: an answer this old may be given again without asking; 0: never."""

    name: str
    summary: str
    asks: type[A]
    answers: type[R]
    level: Level
    timeout_s: float = 2.0
    fresh_s: float = 0.0


ACCOUNT = Call(
    "account", "Whether the account is open, and if not, why", account.AskAccount, account.Account, Level.SIGNED_IN
)
BOUND = Call("bound", "Where codes are sent, masked", account.AskBound, account.Bound, Level.SIGNED_IN)
SECOND_FACTOR = Call(
    "second_factor",
    "Which second factors there are",
    account.AskSecondFactor,
    account.SecondFactor,
    Level.SIGNED_IN,
)
KYC = Call("kyc", "How far the verification is, and what was wrong", account.AskKyc, account.Kyc, Level.SIGNED_IN)
DOCUMENTS = Call(
    "documents",
    "Which papers are taken in a country",
    account.AskDocuments,
    account.Documents,
    Level.PUBLIC,
    fresh_s=300,
)
BALANCES = Call(
    "balances", "What is available and what is frozen", trading.AskBalances, trading.Balances, Level.SIGNED_IN
)
ORDER = Call("order", "One order with its fills", trading.AskOrder, trading.Order, Level.SIGNED_IN)
ORDERS = Call("orders", "The newest orders", trading.AskOrders, trading.Orders, Level.SIGNED_IN)
BOOK = Call("book", "The order book near a price", trading.AskBook, trading.Book, Level.PUBLIC, fresh_s=1)
PRICES = Call("prices", "Trades and prices around a moment", trading.AskPrices, trading.Prices, Level.PUBLIC, fresh_s=2)
RULES = Call("rules", "The rule in force at a moment", trading.AskRules, trading.Rules, Level.PUBLIC, fresh_s=60)
DEPOSITS = Call("deposits", "Deposits and how far they are", funds.AskDeposits, funds.Deposits, Level.SIGNED_IN)
TRANSACTION = Call(
    "transaction",
    "A transaction as the exchange's node sees it",
    funds.AskTransaction,
    funds.Transaction,
    Level.SIGNED_IN,
    timeout_s=3.0,
    fresh_s=5,
)
WITHDRAWALS = Call(
    "withdrawals", "Withdrawals and what they wait for", funds.AskWithdrawals, funds.Withdrawals, Level.SIGNED_IN
)
NETWORKS = Call(
    "networks", "Networks, their fees and whether they run", funds.AskNetworks, funds.Networks, Level.PUBLIC, fresh_s=10
)
ADDRESS = Call("address", "Whose an address is to the exchange", funds.AskAddress, funds.AddressCheck, Level.SIGNED_IN)
MOVES = Call("moves", "Moves between own wallets", funds.AskMoves, funds.Moves, Level.SIGNED_IN)
LIQUIDATIONS = Call(
    "liquidations",
    "Positions closed by force, with their margin over time",
    futures.AskLiquidations,
    futures.Liquidations,
    Level.SIGNED_IN,
)

CALLS: tuple[Call[Any, Any], ...] = (
    *(ACCOUNT, BOUND, SECOND_FACTOR, KYC, DOCUMENTS),
    *(BALANCES, ORDER, ORDERS, BOOK, PRICES, RULES),
    *(DEPOSITS, TRANSACTION, WITHDRAWALS, NETWORKS, ADDRESS, MOVES),
    LIQUIDATIONS,
)

# these change something: never asked for a check, tried by `conform` only if asked to; each carries a key
NOTIFY = Call(
    "notify",
    "Tell the customer of an action, on every bound channel",
    actions.AskNotify,
    actions.Notified,
    Level.SIGNED_IN,
    timeout_s=5.0,
)
ACT = Call("act", "Do what was approved, once", actions.AskAct, actions.Acted, Level.SIGNED_IN, timeout_s=5.0)
CONFIRM = Call(
    "confirm",
    "Ask the customer in your app to confirm who they are",
    confirm.AskConfirm,
    confirm.Confirming,
    Level.SIGNED_IN,
    timeout_s=5.0,
)
ACTIONS: tuple[Call[Any, Any], ...] = (NOTIFY, ACT, CONFIRM)
EVERY = (*CALLS, *ACTIONS)
