"""Trains the classifiers of shelves of examples, in the worker's quiet moments and in the encoder's second process."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db import transaction

from kefu.kit import clock, db
from kefu.search import meaning, vectors
from kefu.search.child import Silent
from kefu.search.encoder import Choice
from kefu.search.matching.examples import shelf_of
from kefu.search.models import Example, Head, Page

MOST_ROWS = 15_000  # the newest: some 20 MB of vectors and half a minute of one core
LEAST_ROWS, LEAST_KEYS = 10, 2
LEAST_A_KEY = 4  # examples: a check's titles alone would speak against every article that has none
TRAIN_S = 60.0
PAUSE_A_ROW = timedelta(milliseconds=60)  # between two trainings of a shelf: the larger it is the longer
_LEARNING = 0x1EA2  # one worker of all


def learn() -> int:
    """Train what lags behind its examples; how many shelves. 0 too where no encoder is there or another worker is at it."""
    chosen = meaning.choice()
    if chosen is None:
        return 0
    with db.held(_LEARNING, chosen.name) as is_ours:
        shelves = Example.objects.order_by().values_list("shelf", flat=True).distinct() if is_ours else ()
        return sum(_learn(shelf, chosen) for shelf in shelves)


def is_settled(shelf: str) -> bool:
    """All that is said on it, and its documents, are known to the encoder and its classifier; true where there is none."""
    chosen = meaning.choice()
    if chosen is None:
        return True
    said = shelf_of(shelf)
    if Page.objects.filter(shelf__in=[shelf, said]).exclude(embedded_by=chosen.name).exists():
        return False
    if not _are_enough(_well_said(list(Example.objects.filter(shelf=shelf).values_list("key", flat=True)))):
        return True
    known = Head.objects.filter(shelf=said, model=chosen.name).first()
    return known is not None and (known.count, known.last_id) == meaning.mark(said, chosen)


def is_trained(shelf: str) -> bool:
    """A classifier has learned from what is said on it."""
    chosen = meaning.choice()
    return chosen is not None and Head.objects.filter(shelf=shelf_of(shelf), model=chosen.name).exists()


def _learn(shelf: str, chosen: Choice) -> bool:
    said = shelf_of(shelf)
    count, last_id = meaning.mark(said, chosen)
    known = Head.objects.filter(shelf=said, model=chosen.name).first()
    if known is not None and not _is_due(known, count, last_id):
        return False
    if Page.objects.filter(shelf=said).exclude(embedded_by=chosen.name).exists():
        return False
    rows = _rows(shelf, chosen)
    keys = _well_said([key for key, _ in rows])
    if not _are_enough(keys):
        return bool(Head.objects.filter(shelf=said).delete()[0])
    rows = [row for row in rows if row[0] in keys]
    try:
        numbers = vectors.trained(chosen, [key for key, _ in rows], [each for _, each in rows], seconds=TRAIN_S)
    except Silent:
        return False
    _keep(said, chosen, count, last_id, numbers)
    return True


def _well_said(keys: Sequence[int]) -> Mapping[int, int]:
    """Key -> how many examples it has, where these are enough to learn from."""
    return {key: count for key, count in Counter(keys).items() if count >= LEAST_A_KEY}


def _are_enough(keys: Mapping[int, int]) -> bool:
    return sum(keys.values()) >= LEAST_ROWS and len(keys) >= LEAST_KEYS


def _is_due(known: Head, count: int, last_id: int) -> bool:
    is_behind = (known.count, known.last_id) != (count, last_id)
    return is_behind and clock.now() >= known.trained_at + PAUSE_A_ROW * known.count


def _rows(shelf: str, chosen: Choice) -> Sequence[tuple[int, bytes]]:
    sql = (
        "SELECT e.key, v.numbers FROM search_vector v JOIN search_example e ON e.id = v.key"
        " WHERE v.shelf = %s AND v.model = %s AND v.chunk = 0 ORDER BY v.id DESC LIMIT %s"
    )
    found = db.rows(sql, [shelf_of(shelf), chosen.name, MOST_ROWS])
    return [(key, bytes(numbers)) for key, numbers in reversed(found)]


def _keep(said: str, chosen: Choice, count: int, last_id: int, numbers: bytes) -> None:
    """A new version each time: the copies of the encoder's processes are read anew by it."""
    with transaction.atomic():
        known = Head.objects.select_for_update().filter(shelf=said).order_by("-version").first()
        version = known.version + 1 if known else 1
        Head.objects.filter(shelf=said).delete()
        Head.objects.create(
            shelf=said,
            model=chosen.name,
            count=count,
            last_id=last_id,
            version=version,
            trained_at=clock.now(),
            numbers=numbers,
        )
