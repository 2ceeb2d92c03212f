"""What is nearest in meaning to a question, where an encoder is there; nothing where it is not, or not yet, or too slow.

The vectors are rows (`vectors`); the encoder's process holds a copy, which is brought up to date beside the searches.
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from django.conf import settings
from django.db import connection

from kefu.kit import db, turns
from kefu.search import encoder, pages
from kefu.search.child import Child, Silent
from kefu.search.document import Query
from kefu.search.encoder import Choice

PATIENCE_S = 0.06
PATIENT_SHARE = 0.2  # of what a question may take at all: for those that may take long
LOAD_PATIENCE_S = 30.0
FRESH_S = 2.0
MOST_CHARS = 200  # of a question: the encoder's cost grows faster than its length
NEAREST = 40
ROWS_A_LOAD = 2_000


@dataclass(slots=True)
class _Copy:
    """What the process holds of a shelf: the last row it got, in which of its lives, and the rows' mark then."""

    life: int = 0
    last_id: int = 0
    mark: tuple[int, int, int] = (0, 0, 0)
    looked_at: float = -1e9
    loading: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True, slots=True)
class Near:
    """`nearest`: of each shelf, key -> likeness. `classes`: (key, score, probability, vote) of the classifier, best first."""

    nearest: list[dict[int, float]]
    classes: list[tuple[int, float, float, float]]


_copies: dict[str, _Copy] = {}


def choice() -> Choice | None:
    """The encoder of this installation."""
    if settings.SEARCH_ENCODER == "off":
        return None
    if settings.SEARCH_ENCODER_URL:
        return Choice(settings.SEARCH_ENCODER_MODEL, settings.SEARCH_ENCODER_URL, settings.SEARCH_ENCODER_KEY)
    return Choice(encoder.packaged_name()) if encoder.is_installed() else None


@cache
def child(chosen: Choice) -> Child:
    return Child(chosen)


def nearest(query: Query) -> dict[int, float]:
    """Key -> likeness. Empty is no failure."""
    found = near([query])
    return found.nearest[0] if found else {}


def near(queries: Sequence[Query], *, head: str = "") -> Near | None:
    """One question asked of several shelves, and of the classifier of a shelf. None where no encoder answers in time."""
    chosen = choice()
    if chosen is None or not queries[0].text.strip():
        return None
    asked = child(chosen)
    try:
        loaded = [_is_loaded(query.shelf, asked, chosen) for query in queries]  # each, whatever the first says
        if not all(loaded):
            return None
        turns.give_away()
        patience_s = max(PATIENCE_S, queries[0].budget_ms / 1_000 * PATIENT_SHARE)
        told, _ = asked.ask(_question(queries, head), wait_s=patience_s)
    except Silent:
        return None
    likeness = [{int(key): float(value) for key, value in each} for each in told["nearest"]]
    return Near(likeness, [(int(key), float(a), float(b), float(c)) for key, a, b, c in told["classes"]])


def load(shelf: str) -> bool:
    """Bring the process's copy up to date and wait for it; false if it could not be."""
    chosen = choice()
    if chosen is None or not child(chosen).wait_ready(LOAD_PATIENCE_S):
        return False
    copy = _copies.setdefault(shelf, _Copy())
    return _bring(shelf, copy, child(chosen), chosen)


def mark(shelf: str, chosen: Choice) -> tuple[int, int]:
    """How many vectors a shelf has, and the newest: what changes whenever they do."""
    sql = "SELECT count(*), coalesce(max(id), 0) FROM search_vector WHERE shelf = %s AND model = %s"
    count, last = db.rows(sql, [shelf, chosen.name])[0]
    return count, last


def _question(queries: Sequence[Query], head: str) -> dict[str, object]:
    shelves = [
        {"shelf": each.shelf, "needs": list(each.needs), "scopes": list(each.scopes), "k": NEAREST} for each in queries
    ]
    return {"do": "near", "text": queries[0].text[:MOST_CHARS], "shelves": shelves, "head": head}


def _is_loaded(shelf: str, asked: Child, chosen: Choice) -> bool:
    if not asked.is_ready:
        asked.start()
        return False
    copy = _copies.setdefault(shelf, _Copy())
    is_held = copy.life == asked.life
    if is_held and time.monotonic() - copy.looked_at < FRESH_S:
        return True
    copy.looked_at = time.monotonic()
    if not is_held or _mark(shelf, chosen) != copy.mark:
        threading.Thread(target=_bring_beside, args=[shelf, copy, asked, chosen], name="vectors", daemon=True).start()
    return is_held


def _bring_beside(shelf: str, copy: _Copy, asked: Child, chosen: Choice) -> None:
    try:
        _bring(shelf, copy, asked, chosen)
    finally:
        connection.close()


def _bring(shelf: str, copy: _Copy, asked: Child, chosen: Choice) -> bool:
    with copy.loading:
        life, now = asked.life, _mark(shelf, chosen)
        last_id = copy.last_id if copy.life == life else 0
        try:
            while rows := _rows(shelf, chosen, after=last_id):
                told = {"do": "load", "shelf": shelf, "rows": [row[1:4] for row in rows]}
                asked.ask(told, b"".join(bytes(row[4]) for row in rows), wait_s=LOAD_PATIENCE_S)
                last_id = rows[-1][0]
            asked.ask({"do": "keep", "shelf": shelf, "keys": _keys(shelf, chosen)}, wait_s=LOAD_PATIENCE_S)
            asked.ask({"do": "learn", "shelf": shelf}, _head(shelf, chosen), wait_s=LOAD_PATIENCE_S)
        except Silent:
            return False
        copy.life, copy.last_id, copy.mark = life, last_id, now
        return True


def _mark(shelf: str, chosen: Choice) -> tuple[int, int, int]:
    """The same with the classifier's."""
    heads = db.rows("SELECT version FROM search_head WHERE shelf = %s AND model = %s", [shelf, chosen.name])
    return *mark(shelf, chosen), heads[0][0] if heads else 0


def _head(shelf: str, chosen: Choice) -> bytes:
    heads = db.rows("SELECT numbers FROM search_head WHERE shelf = %s AND model = %s", [shelf, chosen.name])
    return bytes(heads[0][0]) if heads else b""


def _keys(shelf: str, chosen: Choice) -> list[int]:
    sql = "SELECT DISTINCT key FROM search_vector WHERE shelf = %s AND model = %s"
    return [key for (key,) in db.rows(sql, [shelf, chosen.name])]


def _rows(shelf: str, chosen: Choice, *, after: int) -> list[tuple[int, int, int, Sequence[str], bytes]]:
    sql = (
        "SELECT v.id, v.key, v.chunk, p.scopes, v.numbers FROM search_vector v JOIN search_page p ON p.shelf = v.shelf"
        " AND p.key = v.key WHERE v.shelf = %s AND v.model = %s AND v.id > %s ORDER BY v.id LIMIT %s"
    )
    found = db.rows(sql, [shelf, chosen.name, after, ROWS_A_LOAD])
    return [(number, key, chunk, pages.loaded(scopes), numbers) for number, key, chunk, scopes, numbers in found]
