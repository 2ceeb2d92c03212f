"""Words that mean the same: a bundled list, and what editors changed of it or added. Asked at each search.

A change is seen at once in this process and within `FRESH_S` in the others.
"""

import time
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from kefu.kit import clock, db
from kefu.kit.errors import Invalid, NotFound
from kefu.kit.text import clean_line
from kefu.search import analyse, sounds
from kefu.search.models import Synonym

STARTER = Path(__file__).parent / "glossary.toml"
FRESH_S = 30.0
MOST_WORDS, MOST_WORD_CHARS = 40, 60
MOST_CHARS_LOOKED_UP, MOST_WORDS_LOOKED_UP = 8, 5  # of one expression


@dataclass(frozen=True, slots=True)
class Group:
    """`name` is the bundled line's, or "own-" and a number."""

    name: str
    words: tuple[str, ...]
    is_bundled: bool
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Match:
    """An expression that stands in a question, and the others of its groups."""

    said: str
    others: tuple[str, ...]


@dataclass(slots=True)
class _Known:
    by_form: dict[str, tuple[int, ...]] = field(default_factory=dict)
    by_sound: dict[str, str] = field(default_factory=dict)
    groups: tuple[tuple[str, ...], ...] = ()
    version: object = None
    looked_at: float = -1e9


_known = _Known()


def groups() -> list[Group]:
    """All of them: the bundled ones in their order, then the editors' own."""
    rows = list(Synonym.objects.order_by("id"))
    changed = {row.starter: row for row in rows if row.starter}
    bundled = [
        Group(
            name, tuple(changed[name].words) if name in changed else words, is_bundled=True, is_changed=name in changed
        )
        for name, words in starter().items()
    ]
    own = [
        Group(f"own-{row.id}", tuple(row.words), is_bundled=False, is_changed=False) for row in rows if not row.starter
    ]
    return bundled + own


def add(words: Sequence[str]) -> str:
    """A group of one's own; returns its name."""
    row = Synonym.objects.create(words=_checked(words))
    forget()
    return f"own-{row.id}"


def change(name: str, words: Sequence[str]) -> None:
    """Other words for a group. Without words a bundled group means nothing any more."""
    checked = _checked(words) if words else []
    if name in starter():
        Synonym.objects.update_or_create(starter=name, defaults={"words": checked, "updated_at": clock.now()})
    elif not Synonym.objects.filter(id=_own_id(name)).update(words=checked, updated_at=clock.now()):
        raise NotFound
    forget()


def drop(name: str) -> None:
    """An own group goes; a bundled one is as it was delivered."""
    held = Synonym.objects.filter(starter=name) if name in starter() else Synonym.objects.filter(id=_own_id(name))
    held.delete()
    forget()


def matches(text: str) -> list[Match]:
    """Expressions of the glossary in a question, the longest of those that overlap."""
    known = _fresh()
    found: dict[str, Match] = {}
    for form in _longest(_forms_in(text), known.by_form):
        others = dict.fromkeys(word for group in known.by_form[form] for word in known.groups[group])
        found[form] = Match(form, tuple(word for word in others if form_of(word) != form))
    return list(found.values())


def sounding(letters: Iterable[str]) -> dict[str, str]:
    """Those that are the sound of a Chinese word of the list, with the word."""
    by_sound = _fresh().by_sound
    return {each: by_sound[each] for each in letters if each in by_sound}


def forget() -> None:
    """Ask the table again at the next search."""
    _known.looked_at = -1e9
    _known.version = None


@cache
def starter() -> dict[str, tuple[str, ...]]:
    return {name: tuple(words) for name, words in tomllib.loads(STARTER.read_text(encoding="utf-8")).items()}


@lru_cache(maxsize=8_192)
def form_of(word: str) -> str:
    """What an expression is recognised by: characters as they are, English words by their stems."""
    return " ".join(
        run.group() if analyse.is_cjk(run.group()) else analyse.texts(run.group())[0]
        for run in analyse.runs(analyse.fold(word))
    )


@dataclass(frozen=True, slots=True)
class _Place:
    form: str
    start: int
    end: int


def _forms_in(text: str) -> Iterator[_Place]:
    """Every stretch that could be an expression: some characters, some words, or both in a row."""
    pieces = [run.group() for run in analyse.runs(analyse.fold(text))]
    units: list[tuple[str, bool]] = []
    for piece in pieces:
        if analyse.is_cjk(piece):
            units.extend((char, at == 0) for at, char in enumerate(piece))
        else:
            units.append((analyse.texts(piece)[0], True))
    for start in range(len(units)):
        form, words = "", 0
        for end in range(start, min(len(units), start + MOST_CHARS_LOOKED_UP)):
            unit, begins = units[end]
            words += begins or end == start
            if words > MOST_WORDS_LOOKED_UP:
                break
            form += (" " if begins and form else "") + unit
            yield _Place(form, start, end + 1)


def _longest(places: Iterator[_Place], known: dict[str, tuple[int, ...]]) -> list[str]:
    hits = sorted((place for place in places if place.form in known), key=lambda each: each.start - each.end)
    taken: set[int] = set()
    chosen = []
    for place in hits:
        if not taken.issuperset(range(place.start, place.end)):
            taken.update(range(place.start, place.end))
            chosen.append(place.form)
    return chosen


def _fresh() -> _Known:
    if time.monotonic() - _known.looked_at > FRESH_S:
        version = db.rows("SELECT count(*), max(updated_at), max(id) FROM search_synonym")[0]
        if version != _known.version:
            _read(version)
        _known.looked_at = time.monotonic()
    return _known


def _read(version: object) -> None:
    all_words = [group.words for group in groups() if group.words]
    by_form: dict[str, list[int]] = {}
    for number, words in enumerate(all_words):
        for form in dict.fromkeys(form_of(word) for word in words):
            by_form.setdefault(form, []).append(number)
    _known.groups = tuple(all_words)
    _known.by_form = {form: tuple(numbers) for form, numbers in by_form.items() if form}
    chinese = [form for form in by_form if len(form) > 1 and all(map(analyse.is_cjk, form))]
    _known.by_sound = {sounds.whole(form): form for form in reversed(chinese)}
    _known.version = version


def _checked(words: Sequence[str]) -> list[str]:
    cleaned = [clean_line(word, max_chars=MOST_WORD_CHARS) for word in words]
    kept = list({form_of(word): word for word in cleaned if form_of(word)}.values())
    if len(kept) < 2 or len(kept) > MOST_WORDS:
        raise Invalid
    return kept


def _own_id(name: str) -> int:
    number = name.removeprefix("own-")
    if not number.isascii() or not number.isdigit():
        raise NotFound
    return int(number)
