"""What an agent's desk asks in a day: lists, lists narrowed down by any two, conversations, counters, and the rest."""

import itertools
import random
from collections.abc import Iterator
from urllib.parse import quote, urlencode

from bench.served.inside import scene, wire
from bench.served.inside.wire import Question
from bench.served.rows import CATEGORIES, TAGS
from kefu.kit import db

INBOX, CONVERSATION, FILTER, COUNTERS, OTHER = "inbox", "conversation", "filter", "counters", "other"
BOXES = ("mine", "team", "unassigned", "open", "snoozed", "closed")
# of each column a value that is common and one that is rare
VALUES = {
    "team": ("team-0", "team-7"),
    "category": (next(iter(CATEGORIES)), list(CATEGORIES)[-1]),
    "priority": ("1", "3"),
    "locale": ("zh-hans", "tr"),
    "channel": ("livechat", "telegram"),
    "tag": (next(iter(TAGS)), list(TAGS)[-1]),
}
API_NAMES = {"channel": "origin"}
API_PRIORITIES = {"1": "normal", "3": "urgent"}
CHATS = 60


def all_of_them(seed: int = 7) -> list[Question]:
    found = [*_inbox(), *_filters(), *_conversations(seed), *_counters(seed), *_others(seed)]
    random.Random(seed).shuffle(found)
    return found


def _inbox() -> Iterator[Question]:
    asker = scene.askers()[0]
    yield Question(INBOX, "inbox", "/desk/")
    for box, order in itertools.product(BOXES, ("newest", "waiting")):
        list_ = urlencode({"box": box, "order": order})
        yield Question(INBOX, f"inbox {box} {order}", f"/desk/?{list_}")
        cursor = ""
        for page in range(1, 4):
            body = wire.ask(Question(INBOX, "", f"/desk/lines?{list_}&cursor={quote(cursor)}"), asker).body.decode()
            cursor = _cursor_in(body)
            if cursor:
                address = f"/desk/lines?{list_}&cursor={quote(cursor)}"
                yield Question(INBOX, f"page {page + 1} of {box} {order}", address)


def _cursor_in(body: str) -> str:
    for mark in ("cursor=n~", "cursor=w~", "cursor=n%7E", "cursor=w%7E"):
        start = body.find(mark)
        if start >= 0:
            found = body[start + len("cursor=") :].split('"', 1)[0].split("&", 1)[0]
            return found.replace("%3A", ":").replace("%7E", "~")
    return ""


def _filters() -> Iterator[Question]:
    """Every pair of columns, common with common to rare with rare, in what is open, closed, and in the viewer's teams."""
    boxes = ("open", "closed", "team", "unassigned")
    for (one, ones), (other, others) in itertools.combinations(VALUES.items(), 2):
        for a, b, box in itertools.product(ones, others, boxes):
            address = urlencode({"box": box, one: a, other: b})
            yield Question(FILTER, f"{box}: {one}={a} {other}={b}", f"/desk/?{address}")
    for name, values in VALUES.items():  # who has it is a filter of the API alone
        for value, box in itertools.product(values, ("open", "closed")):
            told = {API_NAMES.get(name, name): API_PRIORITIES[value] if name == "priority" else value}
            address = urlencode({"box": box, "assignee": "me", **told})
            yield Question(FILTER, f"api {box}: assignee {name}={value}", f"/api/v1/conversations?{address}")


def _conversations(seed: int) -> Iterator[Question]:
    """Some by chance, those with most entries, and those of whoever writes most."""
    dice = random.Random(seed)
    last = db.rows("SELECT max(id) FROM conversations_conversation")[0][0]
    rows = [dice.randint(1, last) for _ in range(CHATS)]
    longest = db.rows("SELECT public_id FROM conversations_conversation ORDER BY last_seq DESC LIMIT 6")
    busiest = db.rows("SELECT public_id FROM conversations_conversation WHERE customer_id = 1 ORDER BY id DESC LIMIT 6")
    by_chance = db.rows(f"SELECT public_id FROM conversations_conversation WHERE id IN ({db.marks(rows)})", rows)
    for sort, found in (("a conversation", by_chance), ("a long one", longest), ("a regular's", busiest)):
        for (public_id,) in found:
            yield Question(CONVERSATION, f"{sort}", f"/desk/c/{public_id}/?box=open")
            yield Question(CONVERSATION, f"{sort}, stage", f"/desk/c/{public_id}/?box=open", is_partial=True)


def _counters(seed: int) -> Iterator[Question]:
    dice = random.Random(seed)
    chats = [
        row[0] for row in db.rows("SELECT public_id FROM conversations_conversation WHERE status = 'open' LIMIT 400")
    ]
    for _ in range(20):
        changed = ",".join(dice.sample(chats, min(5, len(chats))))
        yield Question(COUNTERS, "rows and counters", f"/desk/rows?box=open&ids={changed}")
        yield Question(COUNTERS, "boxes", "/api/v1/boxes")


def _others(seed: int) -> Iterator[Question]:
    dice = random.Random(seed + 1)
    last = db.rows("SELECT max(id) FROM conversations_conversation")[0][0]
    rows = [dice.randint(1, last) for _ in range(10)]
    longest = db.rows("SELECT public_id FROM conversations_conversation ORDER BY last_seq DESC LIMIT 2")
    for (public_id,) in [
        *db.rows(f"SELECT public_id FROM conversations_conversation WHERE id IN ({db.marks(rows)})", rows),
        *longest,
    ]:
        for part in ("history", "transcript?kind=text&notes=yes", "entries", "head", "macros", "entries?before=50"):
            yield Question(OTHER, part.partition("?")[0], f"/desk/c/{public_id}/{part}")
        yield Question(OTHER, "palette by number", f"/desk/palette?q={public_id[:9]}")
        yield Question(OTHER, "api entries", f"/api/v1/conversations/{public_id}/entries")
    for words in ("王", "小燕", "Okafor", "chidi s", "Zebulon", "志强", "nobody at all", "O'B"):
        yield Question(OTHER, "palette by name", f"/desk/palette?q={quote(words)}")
    for address in ("/desk/appeals", "/desk/macros/", "/desk/notices", "/desk/colleagues?q=a"):
        yield Question(OTHER, address, address)
