"""The documents of ranked shelves: what each is about, how rare each term is, and what may be offered while one types."""

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import orjson

from kefu.kit import db
from kefu.search import analyse, sounds
from kefu.search.analyse import Kind, Term
from kefu.search.document import Document
from kefu.search.models import Page, Phrase, Vector
from kefu.search.packed import Weights, packed

TITLE = "_t"  # the same term, standing in a title or keyword
SPELT = "_w"  # an English word as it is written, for typing errors
COUNT = "_all"  # how many documents there are

# how much a word is worth where it stands, and how many terms are usual there
TITLE_WEIGHT, TITLE_TERMS = 4.0, 14
KEYWORD_WEIGHT, KEYWORD_TERMS = 3.0, 14
TEXT_WEIGHT, TEXT_TERMS = 0.7, 500
EVENNESS = 0.6  # how much a long text is held against its words
CODE_WEIGHT = 6.0
SOUND_WEIGHT = 2.0


@dataclass(frozen=True, slots=True)
class Kept:
    key: int
    title: str
    locale: str
    scopes: frozenset[str]
    weights: Weights


@dataclass(frozen=True, slots=True)
class About:
    """Term -> how much a document is about it; `titled`: those that stand in its title or keywords."""

    weights: dict[str, float]
    titled: set[str]
    scopes: list[str]

    @property
    def terms(self) -> list[str]:
        """What it is found by."""
        return [*self.weights, *(TITLE + term for term in self.titled), *self.scopes]


def store(shelf: str, documents: Sequence[Document]) -> list[tuple[int, list[str]]]:
    """Remember them; returns the terms each is to be found by."""
    forget(shelf, [each.key for each in documents])
    known = [(each, about(each)) for each in documents]
    Page.objects.bulk_create(_page(each, told) for each, told in known)
    Phrase.objects.bulk_create(phrase for each in documents for phrase in _phrases(each))
    _count(shelf, (term for _, told in known for term in [*told.terms, COUNT]), step=1)
    _count(shelf, (SPELT + word for each in documents for word in _spelt(each)), step=1)
    return [(each.key, told.terms) for each, told in known]


def forget(shelf: str, keys: Sequence[int]) -> None:
    """Rows, vectors and the counts of their terms. Whoever needs no trace left in the file asks for `secure_delete`."""
    held = Page.objects.filter(shelf=shelf, key__in=keys)
    pages = list(held.only("terms", "title", "keywords", "text"))
    if not pages:
        return
    _count(shelf, (term for page in pages for term in [*_unpacked(page.terms), COUNT]), step=-1)
    _count(
        shelf,
        (SPELT + word for page in pages for word in _words_of(f"{page.title}\n{page.keywords}\n{page.text}")),
        step=-1,
    )
    for table in (Phrase, Vector, Page):
        table.objects.filter(shelf=shelf, key__in=keys).delete()


def kept(shelf: str, keys: Sequence[int]) -> list[Kept]:
    condition, params = db.among("key", keys)
    sql = f"SELECT key, title, locale, scopes, weights FROM search_page WHERE shelf = %s AND {condition}"
    return [
        Kept(key, title, locale, frozenset(loaded(scopes)), Weights(weights))
        for key, title, locale, scopes, weights in db.rows(sql, [shelf, *params])
    ]


def size(shelf: str) -> int:
    return int(db.rows("SELECT count(*) FROM search_page WHERE shelf = %s", [shelf])[0][0])


def held(shelf: str, keys: Sequence[int]) -> set[int]:
    """Those keys under which a document stands."""
    condition, params = db.among("key", keys)
    return {
        row[0] for row in db.rows(f"SELECT key FROM search_page WHERE shelf = %s AND {condition}", [shelf, *params])
    }


def frequencies(shelf: str, terms: Iterable[str]) -> dict[str, int]:
    """Term -> in how many documents; those in none are left out."""
    condition, params = db.among("term", terms)
    return dict(db.rows(f"SELECT term, documents FROM search_word WHERE shelf = %s AND {condition}", [shelf, *params]))


def about(document: Document) -> About:
    """By where and how often a term stands there."""
    weights: dict[str, float] = defaultdict(float)
    title, keywords = analyse.terms(document.title), analyse.terms(document.keywords)
    _add(weights, title, worth=TITLE_WEIGHT, usual=TITLE_TERMS)
    _add(weights, keywords, worth=KEYWORD_WEIGHT, usual=KEYWORD_TERMS)
    _add(weights, analyse.terms(document.text), worth=TEXT_WEIGHT, usual=TEXT_TERMS)
    for code in analyse.of_codes(document.codes):
        weights[code] += CODE_WEIGHT
    titled = {term.text: term for term in [*title, *keywords]}
    for term in titled.values():
        if term.kind is Kind.PAIR:
            weights.update(dict.fromkeys(_sounds(term.text), SOUND_WEIGHT))
    return About(weights, set(titled), list(map(analyse.scope, dict.fromkeys(document.scopes))))


def loaded(scopes: str | list[str]) -> list[str]:
    """A column of JSON as plain SQL gives it: text or, from PostgreSQL, a list."""
    found: list[str] = orjson.loads(scopes) if isinstance(scopes, str) else scopes
    return found


def _add(weights: dict[str, float], terms: Sequence[Term], *, worth: float, usual: int) -> None:
    evened = 1 - EVENNESS + EVENNESS * len(terms) / usual
    for term, count in Counter(term.text for term in terms).items():
        weights[term] += worth * count / evened


def _sounds(pair: str) -> list[str]:
    initials = sounds.initials_of(pair)
    return [
        *(sounds.SOUND + each for each in sounds.of_pair(pair)),
        *([sounds.INITIALS + initials] if initials else []),
    ]


def _unpacked(terms: bytes | memoryview) -> list[str]:
    return zlib.decompress(terms).decode().split("\n")


def _page(document: Document, told: About) -> Page:
    return Page(
        shelf=document.shelf,
        key=document.key,
        locale=document.locale,
        title=document.title,
        scopes=list(document.scopes),
        weights=packed(told.weights, told.titled),
        terms=zlib.compress("\n".join(told.terms).encode(), 1),
        keywords=document.keywords,
        text=document.text,
    )


def _phrases(document: Document) -> list[Phrase]:
    shown = [document.title, *(word.strip() for word in document.keywords.split("\n"))]
    return [
        Phrase(shelf=document.shelf, key=document.key, locale=document.locale, form=form[:120], shown=each)
        for each in dict.fromkeys(shown)
        if each
        for form in forms(each)
    ]


def forms(phrase: str) -> list[str]:
    """The ways to type it: as written, by sound, by first letters."""
    form = written(phrase)
    return list(dict.fromkeys(each for each in (form, sounds.whole(form), sounds.first_letters(form)) if each))


@lru_cache(maxsize=8_192)
def written(phrase: str) -> str:
    """Letters and characters alone, folded."""
    return "".join(run.group() for run in analyse.runs(analyse.fold(phrase)))


def _spelt(document: Document) -> set[str]:
    return _words_of(f"{document.title}\n{document.keywords}\n{document.text}")


def _words_of(text: str) -> set[str]:
    words = {run.group() for run in analyse.runs(analyse.fold(text))}
    return {word for word in words if 4 <= len(word) <= 40 and word.isascii() and word.isalpha()}


def _count(shelf: str, terms: Iterable[str], *, step: int) -> None:
    """Always in the same order, so that two writers do not wait for each other crosswise."""
    counted = Counter(terms)
    db.insert_rows(
        "search_word",
        "shelf, term, documents",
        [(shelf, term, step * counted[term]) for term in sorted(counted)],
        or_else="(shelf, term) DO UPDATE SET documents = search_word.documents + excluded.documents",
    )
    if step < 0:
        condition, params = db.among("term", counted)
        sql = f"DELETE FROM search_word WHERE shelf = %s AND documents <= 0 AND {condition}"
        db.run_many(sql, [[shelf, *params]])
