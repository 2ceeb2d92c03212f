"""Which articles and which checks answer what somebody wrote, best first, and how sure that is. For the assistant.

By words alone: the search of the help centre finds, and what the question and each answer have in common says how near they
are. An engine that has learned from examples can stand behind `match` without anybody noticing but by `Match.by`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kefu.exchange.diagnoses import registry
from kefu.exchange.diagnoses.wording import Wording
from kefu.knowledge import articles, locales, shelf
from kefu.knowledge.cards import ArticleCard, ArticlePage
from kefu.knowledge.kinds import Audience, Kind
from kefu.people.access import Viewer
from kefu.search import analyse, index
from kefu.search.index import Query

MAX_CHARS, MOST, BUDGET_MS = 500, 8, 300
PASSAGE_CHARS = 420
_LONGEST_WORD = 24  # what is longer is a TxID, an address or a key
_IN_TITLE, _IN_TEXT = 0.75, 0.25  # what a word in common counts


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
class Passage:
    """The part of an article that answers best, as plain text, and the language it is in."""

    slug: str
    title: str
    text: str
    locale: str


def match(viewer: Viewer, text: str, *, locale: str) -> Match:
    """What the viewer may read of what is out. Nothing that is written is syntax."""
    asked, spoken = text.strip()[:MAX_CHARS], locales.of_reader(locale)
    if not asked:
        return Match([])
    words = _words(asked)
    found = _found(viewer, asked, spoken)
    near = sorted((*_articles(words, found), *_checks(words, spoken)), key=lambda each: each.score, reverse=True)[:MOST]
    if not near:
        return Match([])
    second = near[1].probability if len(near) > 1 else 0.0
    return Match(near, nearness=near[0].score, margin=near[0].probability - second)


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


def _found(viewer: Viewer, asked: str, locale: str) -> list[ArticleCard]:
    query = Query(
        text=asked,
        shelf=shelf.SHELF,
        scopes=[f"for:{Audience.PUBLIC}"],
        locale=locale,
        limit=MOST * len(locales.every()),
        budget_ms=BUDGET_MS,
    )
    found = index.search(query)
    if not found.hits and not found.is_complete:  # cut off while it was cold: it is warm by now
        found = index.search(query)
    hits = found.hits
    shown = articles.shown(viewer, [hit.key for hit in hits], locale=locale)
    return [card for card, _words in shown[:MOST] if card.kind is not Kind.NOTICE]


def _articles(words: set[str], found: Sequence[ArticleCard]) -> list[Candidate]:
    """In the order of the search, each worth a little less than the one before it."""
    candidates = []
    for place, card in enumerate(found):
        title = _words(f"{card.title} {' '.join(card.tags)}")
        near = _IN_TITLE * _share(words, title) + _IN_TEXT * _share(words, title | _words(card.summary))
        score = near * (1 - 0.04 * place)
        candidates.append(Candidate("article", card.slug, card.title, score, _sure(score), card))
    return candidates


def _checks(words: set[str], locale: str) -> list[Candidate]:
    found = []
    for check in registry.CHECKS:
        wording = Wording(check, locale=locale)
        title = _words(wording.of("title"))
        near = _IN_TITLE * _share(words, title) + _IN_TEXT * _share(words, title | _words(wording.of("intro")))
        if near > 0:
            found.append(Candidate("check", check.key, wording.of("title"), 0.95 * near, _sure(0.95 * near)))
    return found


def _words(text: str) -> set[str]:
    """What carries meaning: no stop words and no codes; of Chinese, pairs, unless there is but one character."""
    terms = [term for term in analyse.terms(text) if not term.is_stop and len(term.text) <= _LONGEST_WORD]
    pairs = {term.text for term in terms if term.kind is not analyse.Kind.SINGLE}
    return pairs or {term.text for term in terms}


def _share(asked: set[str], held: set[str]) -> float:
    return len(asked & held) / len(asked) if asked else 0.0


def _sure(score: float) -> float:
    """A guess until examples have been learned from: as sure as the share of the question that it has."""
    return max(0.0, min(1.0, score))


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
