"""The exchange's own file: every row is a value of the contract as JSON, with what it is found by beside it.

One short connection a call; no part of Kefu's database.
"""

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

from kefu.exchange.contract import account, actions, codec, confirm, funds, futures, trading
from kefu.exchange.sandbox.market import Episode
from kefu.exchange.sandbox.moments import Pace

R = TypeVar("R")
WAIT_S = 2.0
MOST = 100  # rows that one answer holds
PACE_KEPT = "INSERT OR REPLACE INTO pace (id, anchor_at, then_at, speed) VALUES (1, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Table(Generic[R]):
    """`name` is ours alone: no outsider's word becomes SQL."""

    name: str
    kind: type[R]


@dataclass(frozen=True, slots=True)
class OwnAddress:
    """A deposit address that was handed out; of the exchange itself where nobody's."""

    coin: str
    network: str
    address: str
    memo: str = ""
    is_retired: bool = False
    is_contract: bool = False


@dataclass(frozen=True, slots=True)
class Allowed:
    """An address on a customer's own list for withdrawals."""

    coin: str
    network: str
    address: str


@dataclass(frozen=True, slots=True)
class KeptNotice:
    """What the customer was told, and where."""

    asked: actions.AskNotify
    told: actions.Notified


@dataclass(frozen=True, slots=True)
class KeptAct:
    asked: actions.AskAct
    told: actions.Acted


@dataclass(frozen=True, slots=True)
class KeptConfirm:
    asked: confirm.AskConfirm
    told: confirm.Confirming


ACCOUNTS = Table("accounts", account.Account)
BOUND = Table("bound", account.Bound)
SECOND_FACTORS = Table("second_factors", account.SecondFactor)
KYC = Table("kyc", account.Kyc)
BALANCES = Table("balances", trading.Balance)
ORDERS = Table("orders", trading.Order)
DEPOSITS = Table("deposits", funds.Deposit)
WITHDRAWALS = Table("withdrawals", funds.Withdrawal)
MOVES = Table("moves", funds.Move)
LIQUIDATIONS = Table("liquidations", futures.Liquidation)
TRANSACTIONS = Table("transactions", funds.Transaction)
ADDRESSES = Table("addresses", OwnAddress)
ALLOWED = Table("allowed", Allowed)
NETWORKS = Table("networks", funds.Network)
RULES = Table("rules", trading.Rules)
EPISODES = Table("episodes", Episode)
NOTIFIED = Table("notified", KeptNotice)
ACTED = Table("acted", KeptAct)
CONFIRMING = Table("confirming", KeptConfirm)

TABLES: tuple[Table[Any], ...] = (
    *(ACCOUNTS, BOUND, SECOND_FACTORS, KYC, BALANCES, ORDERS, DEPOSITS, WITHDRAWALS, MOVES, LIQUIDATIONS),
    *(TRANSACTIONS, ADDRESSES, ALLOWED, NETWORKS, RULES, EPISODES),
    *(NOTIFIED, ACTED, CONFIRMING),
)


PUBLIC = (TRANSACTIONS, NETWORKS, RULES, EPISODES)  # nobody's own


@dataclass(frozen=True, slots=True)
class Row(Generic[R]):
    """`course`: how it goes on by itself: "runs" (with the blocks), "held" (it stays), or seconds a block of its own."""

    value: R
    uid: str
    at: datetime
    course: str


@dataclass(frozen=True, slots=True)
class Key:
    """`uid` empty: nobody's. `ref`: of one customer's rows in one table there is one with it. `subject`: coin, market."""

    uid: str
    ref: str = ""
    subject: str = ""


class Store:
    """Rows in and out, in one connection that the caller opens."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put(self, table: Table[R], key: Key, value: R, *, at: datetime, course: str = "") -> None:
        """A row with the same key is replaced."""
        record = json.dumps(codec.to_json(value), separators=(",", ":"))
        self._connection.execute(
            f"INSERT OR REPLACE INTO {table.name} (uid, ref, subject, at, record, course) VALUES (?, ?, ?, ?, ?, ?)",
            (key.uid, key.ref, key.subject, at.timestamp(), record, course),
        )

    def rows(self, table: Table[R], *, limit: int = MOST, **found_by: str) -> list[Row[R]]:
        """The newest first; `found_by`: uid, ref, subject, those that are empty left out except `uid`."""
        asked = {name: value for name, value in found_by.items() if value or name == "uid"}
        where = " AND ".join(f"{name} = :{name}" for name in asked) or "1"
        found = self._connection.execute(
            f"SELECT record, uid, at, course FROM {table.name} WHERE {where} ORDER BY at DESC, ref LIMIT :most",
            {**asked, "most": max(1, min(limit, MOST))},
        )
        return [
            Row(codec.from_json(table.kind, json.loads(record)), uid, _moment(at), course)
            for record, uid, at, course in found
        ]

    def first(self, table: Table[R], **found_by: str) -> Row[R] | None:
        return next(iter(self.rows(table, limit=1, **found_by)), None)

    def drop(self, table: Table[R], *, uid: str, ref: str = "") -> None:
        self._connection.execute(f"DELETE FROM {table.name} WHERE uid = ? AND (? = '' OR ref = ?)", (uid, ref, ref))

    def hold(self) -> None:
        """Nobody else writes from here to the end."""
        if not self._connection.in_transaction:
            self._connection.execute("BEGIN IMMEDIATE")

    def pace(self) -> Pace | None:
        """None in a file that nothing was written to yet."""
        found = self._connection.execute("SELECT anchor_at, then_at, speed FROM pace").fetchone()
        return Pace(_moment(found[0]), _moment(found[1]), found[2]) if found else None

    def keep_pace(self, pace: Pace) -> None:
        self._connection.execute(PACE_KEPT, (pace.anchor_at.timestamp(), pace.then_at.timestamp(), pace.speed))


@contextmanager
def opened(path: Path) -> Iterator[Store]:
    """One transaction on the file, kept when all went well."""
    with closing(sqlite3.connect(path, timeout=WAIT_S)) as connection, connection:
        connection.execute("PRAGMA synchronous = NORMAL")
        yield Store(connection)


def make(path: Path) -> None:
    """The empty tables; those there stay."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, timeout=WAIT_S)) as connection, connection:
        _write_ahead(connection)
        for table in TABLES:
            connection.execute(
                f"CREATE TABLE IF NOT EXISTS {table.name} (uid TEXT NOT NULL, ref TEXT NOT NULL, subject TEXT NOT NULL,"
                " at REAL NOT NULL, record TEXT NOT NULL, course TEXT NOT NULL, PRIMARY KEY (uid, ref)) WITHOUT ROWID"
            )
            connection.execute(f"CREATE INDEX IF NOT EXISTS {table.name}_newest ON {table.name} (uid, at)")
            connection.execute(f"CREATE INDEX IF NOT EXISTS {table.name}_ref ON {table.name} (ref)")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS pace"
            " (id INTEGER PRIMARY KEY CHECK (id = 1), anchor_at REAL NOT NULL, then_at REAL NOT NULL, speed REAL NOT NULL)"
        )


def _write_ahead(connection: sqlite3.Connection) -> None:
    """SQLite asks its busy handler nothing here: where several come first at once, the others try again."""
    ends_at = time.monotonic() + WAIT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() >= ends_at:
                raise
            time.sleep(0.01)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)
