"""A full inbox, quickly: one real conversation, made through the API, is copied row by row in the database."""

import base64
import json
import random
import secrets
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta

from bench import made_up
from bench.product import Product, Rest

CUSTOMERS, CONVERSATIONS, ENTRIES = "people_customer", "conversations_conversation", "conversations_entry"
Row = dict[str, object]


def fill(product: Product, count: int, *, seed: int = 7) -> None:
    """`count` open conversations of as many customers, each with one to six messages, the newest a minute apart."""
    origin = _one(product)
    dice = random.Random(seed)
    with closing(sqlite3.connect(product.database, timeout=30)) as base, base:
        base.row_factory = sqlite3.Row
        head = _row(base, CONVERSATIONS, "public_id", origin)
        customer = _row(base, CUSTOMERS, "id", head["customer_id"])
        entries = [
            dict(row) for row in base.execute(f"SELECT * FROM {ENTRIES} WHERE conversation_id = ?", [head["id"]])
        ]
        first = {table: _next(base, table) for table in (CUSTOMERS, CONVERSATIONS)}
        texts = made_up.messages(count, seed=seed)
        copies = [_Copy(number, text, dice) for number, text in enumerate(texts)]
        people = (copy.customer(customer, first[CUSTOMERS]) for copy in copies)
        _insert(base, CUSTOMERS, people)
        _insert(base, CONVERSATIONS, (copy.head(head, first[CONVERSATIONS], first[CUSTOMERS]) for copy in copies))
        _insert(base, ENTRIES, (row for copy in copies for row in copy.entries(entries, first[CONVERSATIONS])))
    product.run("-c", "import django; django.setup(); from bench.served.inside import named; named.give()")


def _one(product: Product) -> str:
    """The conversation to copy: opened and answered to, as any other."""
    with closing(Rest(product, token=product.tokens["customer1"])) as rest:
        opened = rest.call("POST", "/api/v1/conversations", {"client_msg_id": secrets.token_hex(8), "body": "hello"})
    return str(opened["conversation"]["id"])


class _Copy:
    """One conversation to be: which words, when, and how many of them."""

    def __init__(self, number: int, text: str, dice: random.Random) -> None:
        self.number, self.text = number, text
        self.said = dice.randint(1, 6)
        self.at = datetime.now(UTC) - timedelta(minutes=number + dice.random())

    def customer(self, pattern: Mapping[str, object], first: int) -> Row:
        return {**pattern, "id": first + self.number, "public_id": _public_id(), "sealed_name": None}

    def head(self, pattern: Mapping[str, object], first: int, first_customer: int) -> Row:
        last = self.said + 1
        return {
            **pattern,
            "id": first + self.number,
            "public_id": _public_id(),
            "customer_id": first_customer + self.number,
            "last_seq": last,
            "last_public_seq": self.said,
            "last_message_seq": last,
            "waiting_since": _moment(self.at),
            "last_entry_at": _moment(self.at),
        }

    def entries(self, patterns: Sequence[Row], first: int) -> Iterator[Row]:
        """The opening, and the customer's message as often as they said something."""
        opening, message = patterns[0], patterns[1]
        for seq in range(1, self.said + 2):
            at = self.at - timedelta(seconds=20 * (self.said + 1 - seq))
            said = {"body": f"{self.text} ({seq - 1})", "public_seq": seq - 1} if seq > 1 else {}
            place = {"conversation_id": first + self.number, "seq": seq, "created_at": _moment(at), "key": None}
            found = {**(message if seq > 1 else opening), **place, **said, "reacted_at": _moment(at)}
            del found["id"]
            yield found


def _row(base: sqlite3.Connection, table: str, column: str, value: object) -> Row:
    return dict(base.execute(f"SELECT * FROM {table} WHERE {column} = ?", [value]).fetchone())


def _next(base: sqlite3.Connection, table: str) -> int:
    return int(base.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}").fetchone()[0])


def _insert(base: sqlite3.Connection, table: str, rows: Iterator[Row]) -> None:
    found = list(rows)
    columns = list(found[0])
    sql = f"INSERT INTO {table} ({','.join(columns)}) VALUES ({','.join('?' * len(columns))})"
    base.executemany(sql, [[_plain(row[column]) for column in columns] for row in found])


def _plain(value: object) -> object:
    return json.dumps(value) if isinstance(value, dict | list) else value


def _moment(at: datetime) -> str:
    return at.replace(tzinfo=None).isoformat(" ")


def _public_id() -> str:
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()
