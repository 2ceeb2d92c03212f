"""The log, read back through three doors: the sockets from number 0, the REST history, and SQL on the data folder."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence

import orjson
from websockets.asyncio.client import connect

from bench.oracle import Reading, Row
from bench.product import Product, Rest

SOCKETS_AT_ONCE = 50
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
        asyncio.run(by_resume(product.ws_url, tokens_of=tokens_of, mid_of=mid_of)),
        by_rest(product, conversations=list(tokens_of), mid_of=mid_of),
        *by_sql(product, mid_of=mid_of),
    ]


async def by_resume(ws_url: str, *, tokens_of: Mapping[str, str], mid_of: MidOf) -> Reading:
    """Every customer comes back on a new socket and asks for all from the start."""
    gate = asyncio.Semaphore(SOCKETS_AT_ONCE)

    async def one(conversation: str, token: str) -> list[Row]:
        async with gate:
            return [row async for row in _resumed(ws_url, conversation=conversation, token=token, mid_of=mid_of)]

    parts = await asyncio.gather(*(one(conversation, token) for conversation, token in tokens_of.items()))
    return Reading("resume", "customer", [row for part in parts for row in part])


async def _resumed(ws_url: str, *, conversation: str, token: str, mid_of: MidOf) -> AsyncIterator[Row]:
    async with connect(ws_url, compression=None, max_queue=None) as socket:
        await socket.send(orjson.dumps({"type": "hello", "token": token}).decode())
        await socket.send(orjson.dumps({"type": "subscribe", "conversation": conversation, "after": 0}).decode())
        async for text in socket:
            frame = orjson.loads(text)
            if frame["type"] == "entry":
                yield Row(conversation, frame["seq"], mid_of(conversation, frame.get("body") or ""))
            elif frame["type"] == "caught_up":
                return


def by_rest(product: Product, *, conversations: Sequence[str], mid_of: MidOf) -> Reading:
    """Staff page through every conversation's history."""
    rest = Rest(product, token=product.tokens["agent1"])
    rows = []
    for conversation in conversations:
        for entry in _paged(rest, conversation):
            rows.append(Row(conversation, entry["seq"], mid_of(conversation, entry.get("body") or "")))
    return Reading("rest", "staff", rows)


def _paged(rest: Rest, conversation: str) -> Iterator[dict[str, object]]:
    after = 0
    while True:
        page = rest.call("GET", f"/api/v1/conversations/{conversation}/entries?after={after}&limit={PAGE}")["entries"]
        yield from page
        if len(page) < PAGE:
            return
        after = page[-1]["seq"]


def by_sql(product: Product, *, mid_of: MidOf) -> list[Reading]:
    """The tables themselves, in both numberings."""
    base = sqlite3.connect(f"file:{product.database}?mode=ro", uri=True)
    found = base.execute(
        "SELECT c.public_id, e.seq, e.public_seq, e.body FROM conversations_entry e"
        " JOIN conversations_conversation c ON c.id = e.conversation_id ORDER BY e.conversation_id, e.seq"
    ).fetchall()
    base.close()
    mids = [mid_of(conversation, body) for conversation, _, _, body in found]
    staff = [Row(row[0], row[1], mid) for row, mid in zip(found, mids, strict=True)]
    customer = [Row(row[0], row[2], mid) for row, mid in zip(found, mids, strict=True) if row[2] is not None]
    return [Reading("sql", "staff", staff), Reading("sql", "customer", customer)]
