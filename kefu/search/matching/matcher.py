"""The door: a question in, what can be meant out, best first. As fast as a search, and with the same rights."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace

from kefu.search import meaning, ranked
from kefu.search.contract import Stopwatch
from kefu.search.document import Query
from kefu.search.matching import examples, fusion
from kefu.search.matching.coverage import share_known
from kefu.search.matching.fusion import Heard, Signals
from kefu.search.matching.matched import Matched
from kefu.search.meaning import Near

MOST = 40  # documents, and examples, that are looked at


@dataclass(frozen=True, slots=True)
class Said:
    """Which examples count: those of another shelf, where it is named; and without those that say just what is asked."""

    shelf: str = ""
    is_left_out: bool = False


ALL_SAID = Said()


def match(query: Query, answers: Mapping[int, int] | None = None, said: Said = ALL_SAID) -> Matched:
    """`answers`: document -> the key of what it answers; others are left out. None: a document is its own key.

    Several documents of one answer, as in several languages, count together. Examples are kept under the answers' keys.
    At most `query.limit` candidates. Whatever the encoder does, words alone answer.
    """
    if not query.text.strip():
        return Matched([])
    return fusion.matched(heard(query, answers, said), limit=query.limit)


def heard(query: Query, answers: Mapping[int, int] | None = None, said: Said = ALL_SAID) -> Heard:
    """What each signal says, before they are weighed."""
    documents = replace(query, limit=MOST, with_meaning=False)
    shelf = said.shelf or query.shelf
    quotes = replace(documents, shelf=examples.shelf_of(shelf))
    near = meaning.near([documents, quotes], head=quotes.shelf) if query.with_meaning else None
    stopwatch = Stopwatch(query.budget_ms)
    found, quoted = (ranked.search(each, stopwatch=stopwatch) for each in (documents, quotes))
    by_word, by_word_said = ({hit.key: hit.score for hit in each.hits} for each in (found, quoted))
    likes, likes_said = near.nearest if near else ({}, {})
    quoting = [*by_word_said, *likes_said]
    own = examples.alike(quoting, query.text) if said.is_left_out else frozenset()
    keys = examples.keys_of(shelf, [each for each in quoting if each not in own])
    signals: dict[int, Signals] = defaultdict(Signals)
    for key, value in _by_key(by_word, answers):
        signals[key].words.append(value)
    for key, value in _by_key(likes, answers):
        signals[key].likes.append(value)
    for key, value in _by_key(by_word_said, keys):
        signals[key].words_said.append(value)
    for key, value in _by_key(likes_said, keys):
        signals[key].likes_said.append(value)
    _add_shares(signals, near, set(keys.values()))
    return Heard(
        signals,
        Counter((answers or {}).values()),
        has_meaning=near is not None,
        is_complete=found.is_complete and quoted.is_complete,
        known=1.0 if near else _known(found.corrected or query.text, documents.shelf, quotes.shelf, own),
    )


def _known(text: str, documents: str, quotes: str, own: Set[int]) -> float:
    """What is left out does not make its own words known."""
    return share_known(text, [documents, quotes], least={quotes: 1 + len(own)})


def _by_key(values: Mapping[int, float], keys: Mapping[int, int] | None) -> Iterator[tuple[int, float]]:
    for row, value in values.items():
        key = row if keys is None else keys.get(row)
        if key is not None:
            yield key, value


def _add_shares(signals: dict[int, Signals], near: Near | None, visible: Set[int]) -> None:
    """The classifier knows no rights: it is heard of keys whose examples the viewer was just given alone."""
    for key, logit, share, vote in near.classes if near else ():
        if key in visible:
            signals[key].share, signals[key].logit, signals[key].vote = share, logit, vote
