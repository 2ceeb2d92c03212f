"""The log, read back through three doors: the sockets from number 0, the REST history, and SQL on the data folder."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any

import orjson
import psycopg
from websockets.asyncio.client import connect

from bench.errors import BenchError
from bench.oracle import Reading, Row
from bench.product import Product, Rest

SOCKETS = 8
FRAMES_GAP_S = 2 / 55  # two frames a conversation; staff may send 60 a second
PAGE = 100

# Tells a message by where it stands and what it says; "" for an entry that is no message of ours.
MidOf = Callable[[str, str], str]


def first_word(_conversation: str, body: str) -> str:
    """For loads whose messages begin with their id ("17-3-902345678 my withdrawal ...")."""
    word = body.partition(" ")[0]
    return word if word.count("-") == 2 else ""


def everything(product: Product, *, tokens_of: Mapping[str, str], mid_of: MidOf) -> list[Reading]:
    """All three doors. `tokens_of` gives each conversation's customer token."""
    return [
        asyncio.run(by_resume(product, conversations=list(tokens_of), mid_of=mid_of)),
        by_rest(product, tokens_of=tokens_of, mid_of=mid_of),
        *by_sql(product, mid_of=mid_of),
    ]


async def by_resume(product: Product, *, conversations: Sequence[str], mid_of: MidOf) -> Reading:
    """Staff come back on new sockets and ask for every conversation from the start."""
    shares = [conversations[part::SOCKETS] for part in range(SOCKETS)]
    parts = await asyncio.gather(*(_resumed(product, conversations=share, mid_of=mid_of) for share in shares))
    return Reading("resume", "staff", [row for part in parts for row in part])


async def _resumed(product: Product, *, conversations: Sequence[str], mid_of: MidOf) -> list[Row]:
    rows: list[Row] = []
    async with connect(product.ws_url, compression=None, max_queue=None) as socket:
        await socket.send(dumped(type="hello", token=product.tokens["agent1"]))
        for conversation in conversations:
            await socket.send(dumped(type="subscribe", conversation=conversation, after=0))
            while (frame := orjson.loads(await socket.recv()))["type"] != "caught_up":
                if frame["type"] == "entry":
                    rows.append(Row(conversation, frame["seq"], mid_of(conversation, frame.get("body") or "")))
                elif frame["type"] == "error":
                    raise BenchError(f"reading back, a socket was told: {frame}")
            await socket.send(dumped(type="unsubscribe", conversation=conversation))
            await asyncio.sleep(FRAMES_GAP_S)
    return rows


def dumped(**frame: object) -> str:
    return orjson.dumps(frame).decode()


def by_rest(product: Product, *, tokens_of: Mapping[str, str], mid_of: MidOf) -> Reading:
    """Every customer pages through the history."""
    rows = []
    for conversation, token in tokens_of.items():
        with closing(Rest(product, token=token)) as rest:
            entries = list(_paged(rest, conversation))
        rows += [Row(conversation, entry["seq"], mid_of(conversation, entry.get("body") or "")) for entry in entries]
    return Reading("rest", "customer", rows)


def _paged(rest: Rest, conversation: str) -> Iterator[dict[str, Any]]:
    after = 0
    while True:
        page = rest.call("GET", f"/api/v1/conversations/{conversation}/entries?after={after}&limit={PAGE}")["entries"]
        yield from page
        if len(page) < PAGE:
            return
        after = page[-1]["seq"]


ENTRIES = (
    "SELECT c.public_id, e.seq, e.public_seq, e.body FROM conversations_entry e"
    " JOIN conversations_conversation c ON c.id = e.conversation_id ORDER BY e.conversation_id, e.seq"
)


def by_sql(product: Product, *, mid_of: MidOf) -> list[Reading]:
    """The tables themselves, in both numberings."""
    found = _rows(product)
    mids = [mid_of(conversation, body) for conversation, _, _, body in found]
    staff = [Row(row[0], row[1], mid) for row, mid in zip(found, mids, strict=True)]
    customer = [Row(row[0], row[2], mid) for row, mid in zip(found, mids, strict=True) if row[2] is not None]
    return [Reading("sql", "staff", staff), Reading("sql", "customer", customer)]


def _rows(product: Product) -> list[tuple[str, int, int | None, str]]:
    if product.database_url:
        with psycopg.connect(product.database_url) as base:
            return list(base.execute(ENTRIES).fetchall())
    with closing(sqlite3.connect(f"file:{product.database}?mode=ro", uri=True)) as base:
        return base.execute(ENTRIES).fetchall()
