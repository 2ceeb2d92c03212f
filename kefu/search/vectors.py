"""The vectors of pages: made in the worker's quiet moments by a process of their own, so that no search waits for them."""

import re
from collections.abc import Sequence
from functools import cache

from django.db import transaction

from kefu.kit import db
from kefu.search import analyse, meaning
from kefu.search.child import Child, Silent
from kefu.search.encoder import Choice
from kefu.search.models import Page, Vector

CHUNK_CHARS, CJK_CHUNK_CHARS = 900, 400  # the encoder's cost grows faster than its input
MOST_CHUNKS = 3
MOST_KEYWORDS = 12
SMALL_SHELF = 3_000  # pages
PATIENCE_S = 120.0
START_S = 30.0
TEXT_FROM = 100  # as `held` reads them: numpy is not needed here
_FILLS = 0x1DE8  # one worker of all
_BREAK = re.compile(r"(?<=[。！？!?\n])|(?<=[.;] )")


def fill(limit: int = 20) -> int:
    """Make the vectors of pages that lack them; how many pages. 0 too where no encoder is there or another worker is at it."""
    chosen = meaning.choice()
    if chosen is None:
        return 0
    with db.held(_FILLS, chosen.name) as is_ours:
        return _fill(chosen, limit) if is_ours else 0


def _fill(chosen: Choice, limit: int) -> int:
    lacking = _lacking(chosen, limit)
    if not lacking or not _filler(chosen).wait_ready(START_S):
        return 0
    done, sizes = 0, {shelf: Page.objects.filter(shelf=shelf).count() for shelf in {page.shelf for page in lacking}}
    for page in lacking:
        try:
            done += _fill_one(page, chosen, is_small=sizes[page.shelf] <= SMALL_SHELF)
        except Silent:
            break
    return done


def trained(chosen: Choice, keys: Sequence[int], numbers: Sequence[bytes], *, seconds: float) -> bytes:
    """A classifier over vectors, each an example of its key, as `head` packs it. Silent where no encoder answers."""
    if not _filler(chosen).wait_ready(START_S):
        raise Silent
    told = {"do": "train", "keys": list(keys), "seconds": seconds}
    return _filler(chosen).ask(told, b"".join(numbers), wait_s=seconds + PATIENCE_S)[1]


def pieces(title: str, keywords: str, text: str, *, is_small: bool) -> list[tuple[int, str]]:
    """What is encoded of a page, numbered: its title, its keywords, and from 100 on its text, cut where sentences end.

    On a small shelf every keyword has a vector of its own, which finds most; on a large one they share one.
    """
    said = [word.strip() for word in keywords.split("\n") if word.strip()]
    most = CJK_CHUNK_CHARS if any(analyse.is_cjk(char) for char in title + text[:200]) else CHUNK_CHARS
    together = [f"{title}\n{' '.join(said)}"] if said else []
    begun = [f"{title}\n{text[: most // 3].strip()}"] if text.strip() else []
    short = [title, *(said[:MOST_KEYWORDS] if is_small else together)]
    long = [*begun, *(f"{title}\n{chunk}" for chunk in _chunks(text, most - len(title)))]
    return [(at, piece[:most]) for at, piece in [*enumerate(short), *enumerate(long, TEXT_FROM)]]


def _chunks(text: str, most: int) -> list[str]:
    found = [""]
    for sentence in _BREAK.split(text):
        for start in range(0, len(sentence), max(most, 50)):
            part = sentence[start : start + max(most, 50)]
            if len(found[-1]) + len(part) > most:
                found.append("")
            found[-1] += part
    return [chunk.strip() for chunk in found if chunk.strip()][:MOST_CHUNKS]


@cache
def _filler(chosen: Choice) -> Child:
    """Not the one that searches ask."""
    return Child(chosen, idle_s=60.0)


def _lacking(chosen: Choice, limit: int) -> list[Page]:
    held = Page.objects.exclude(embedded_by=chosen.name).order_by("id")
    return list(held.only("id", "shelf", "key", "title", "keywords", "text")[:limit])


def _fill_one(page: Page, chosen: Choice, *, is_small: bool) -> int:
    told = pieces(page.title, page.keywords, page.text, is_small=is_small)
    numbers: list[tuple[int, bytes]] = []
    for at, text in told:
        answer, blob = _filler(chosen).ask({"do": "encode", "texts": [text]}, wait_s=PATIENCE_S)
        numbers.append((at, blob[: answer["size"]]))
    with transaction.atomic():
        if not Page.objects.filter(id=page.id).exclude(embedded_by=chosen.name).update(embedded_by=chosen.name):
            return 0
        Vector.objects.filter(shelf=page.shelf, key=page.key).delete()
        Vector.objects.bulk_create(
            Vector(shelf=page.shelf, key=page.key, chunk=at, model=chosen.name, numbers=each) for at, each in numbers
        )
    return 1
