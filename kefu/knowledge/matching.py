"""Which articles and which checks answer what somebody wrote, best first, and how sure that is. For the assistant.

The engine (`search.matching`) finds and weighs; here its numbers get names, and nothing that is not out for everybody counts.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kefu.exchange.diagnoses import registry
from kefu.exchange.diagnoses.wording import Wording
from kefu.knowledge import articles, locales, shelf, teaching
from kefu.knowledge.cards import ArticleCard, ArticlePage
from kefu.knowledge.kinds import Audience
from kefu.people.access import NOBODY, Viewer
from kefu.search import analyse, index, meaning
from kefu.search.index import Query
from kefu.search.matching import examples, matcher
from kefu.search.matching.matched import Candidate as Likely
from kefu.search.matching.matcher import ALL_SAID, Said

MAX_CHARS, MOST, BUDGET_MS = 500, 8, 300
PASSAGE_CHARS = 420
_LONGEST_WORD = 24  # what is longer is a TxID, an address or a key
_CODE = re.compile(rf"[0-9A-Za-z]{{{_LONGEST_WORD + 1},}}")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article, or a check by its key (then `card` is None). `probability` that it is what was meant."""

    kind: str
    key: str
    title: str
    score: float
    probability: float
    card: ArticleCard | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """`nearness` of the best one to what was asked, from 0 to 1; `margin` to the next one's probability."""

    candidates: Sequence[Candidate]
    nearness: float = 0.0
    margin: float = 0.0
    by: str = "words"


@dataclass(frozen=True, slots=True)
class How:
    """`said`: which phrases count. `budget_ms`: of the search by words; whoever measures may wait longer than a customer."""

    said: Said = ALL_SAID
    with_meaning: bool = True
    budget_ms: int = BUDGET_MS


AS_LIVE = How()


@dataclass(frozen=True, slots=True)
class Passage:
    """The part of an article that answers best, as plain text, and the language it is in."""

    slug: str
    title: str
    text: str
    locale: str


def match(viewer: Viewer, text: str, *, locale: str, how: How = AS_LIVE) -> Match:
    """What the viewer may read of what is out for everybody. Nothing that is written is syntax."""
    asked, spoken = _without_codes(text.strip()[:MAX_CHARS]), locales.of_reader(locale)
    if not asked:
        return Match([])
    query = Query(
        text=asked,
        shelf=shelf.SHELF,
        scopes=[f"for:{Audience.PUBLIC}"],
        locale=spoken,
        limit=MOST,
        budget_ms=how.budget_ms,
        with_meaning=how.with_meaning,
    )
    readable = articles.answering(NOBODY)
    found = matcher.match(query, readable, how.said)
    if not found.candidates and not found.is_complete:  # cut off while it was cold: it is warm by now
        found = matcher.match(query, readable, how.said)
    candidates = _named(viewer, found.candidates, spoken)
    return Match(candidates, nearness=found.nearness, margin=found.margin, by=found.by)


def passage(viewer: Viewer, slug: str, text: str, *, locale: str) -> Passage:
    """NotFound where the article is out no more."""
    page = articles.article(viewer, slug, locale=locale)
    if not isinstance(page, ArticlePage):
        page = articles.article(viewer, page.to, locale=locale)
    assert isinstance(page, ArticlePage)  # noqa: S101  an address that moved leads to one that did not
    return Passage(page.card.slug, page.card.title, _best_part(page, _words(text)), page.card.locale)


def check_of(slug: str) -> str:
    """The check that this article is about first, by its key; empty for none."""
    found = registry.for_article(slug)
    return found[0].key if found and found[0].articles.index(slug) == 0 else ""


def article_of(key: str) -> str:
    """The article that a check is about first, by its address; empty for none."""
    definition = registry.check(key)
    return definition.articles[0] if definition is not None and definition.articles else ""


def warm() -> None:
    """So that the first question does not wait for what each needs."""
    index.warm()


def load(*, said: str = "") -> bool:
    """For whoever measures: the encoder holds all that counts; false where there is none, or it does not come in time."""
    shelves = [shelf.SHELF, examples.shelf_of(said or shelf.SHELF)]
    return meaning.choice() is not None and all(meaning.load(each) for each in shelves)


def _named(viewer: Viewer, found: Sequence[Likely], locale: str) -> list[Candidate]:
    """What the engine's numbers stand for; without what is gone."""
    cards = articles.cards_by_row(
        viewer, [each.key for each in found if each.key < teaching.CHECKS_FROM], locale=locale
    )
    checks = {teaching.key_of_check(check.key): check for check in registry.CHECKS}
    named = []
    for each in found:
        card, check = cards.get(each.key), checks.get(each.key)
        if check is not None:
            title = Wording(check, locale=locale).of("title")
            named.append(Candidate("check", check.key, title, each.score, each.probability))
        elif card is not None:
            named.append(Candidate("article", card.slug, card.title, each.score, each.probability, card))
    return named


def _without_codes(text: str) -> str:
    """A TxID, an address or a key says nothing about what is asked."""
    return _CODE.sub(" ", text).strip()


def _words(text: str) -> set[str]:
    """What carries meaning: no stop words and no codes; of Chinese, pairs, unless there is but one character."""
    terms = [term for term in analyse.terms(text) if not term.is_stop and len(term.text) <= _LONGEST_WORD]
    pairs = {term.text for term in terms if term.kind is not analyse.Kind.SINGLE}
    return pairs or {term.text for term in terms}


def _share(asked: set[str], held: set[str]) -> float:
    return len(asked & held) / len(asked) if asked else 0.0


def _best_part(page: ArticlePage, asked: set[str]) -> str:
    """The lines with most of what was asked, and what follows; else the steps; else the summary."""
    lines = [" ".join(line.split()) for line in page.plain.splitlines() if line.strip()]
    if page.steps:
        lines = [f"{number}. {step}" for number, step in enumerate(page.steps, start=1)]
        best = 0
    else:
        best = max(range(len(lines)), key=lambda at: _share(asked, _words(lines[at])), default=0)
    return _cut(lines[best:]) or page.card.summary


def _cut(lines: Sequence[str]) -> str:
    """Whole lines, as many as fit; of a first one that is too long, its beginning."""
    kept: list[str] = []
    for line in lines:
        if kept and sum(map(len, kept)) + len(line) > PASSAGE_CHARS:
            break
        kept.append(line if len(line) <= PASSAGE_CHARS else f"{line[: PASSAGE_CHARS - 1]}…")
    return "\n".join(kept)
