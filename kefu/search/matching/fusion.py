"""Several signals of each candidate made one score and one probability. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from kefu.search.matching.matched import MEANING, WORDS, Candidate, Matched

WORDS_WORTH = 0.2  # beside likeness, which is a cosine
SAID_WORTH = 0.4  # by words alone: an example is all title, and meets a question's few words sooner than an article
LIKE_SAID_WORTH = 0.5  # by meaning, for the same reason; what many examples say together the classifier says
# of the exchange questions of bench/judged, those that nothing answers counted three times: likeliest together
HEAT, NOBODY = 0.034, 0.22  # how far apart scores tell apart, and the score of "none of these"
WORDS_HEAT, WORDS_NOBODY = 0.05, 0.16
LOGIT_FULL = 10.0
SHARE_WORTH, VOTE_WORTH = 0.12, 0.5
CLASSIFIED_HEAT = 0.12  # of Banking77 with ten a class: as often right as it says
LEAST_SHARE, UNHEARD_SHARE = 1e-4, 0.5
WORDS_FULL = 1.5  # the score of a question whose every word stands in a title


@dataclass(slots=True)
class Signals:
    """Of one candidate: by words and by meaning, of its documents and of its examples.

    `share` is the classifier's, of 1, and `logit` the same before it is shared out; `vote`, its examples', is about 0 to 1.
    """

    words: list[float] = field(default_factory=list)
    words_said: list[float] = field(default_factory=list)
    likes: list[float] = field(default_factory=list)
    likes_said: list[float] = field(default_factory=list)
    share: float = 0.0
    logit: float = 0.0
    vote: float = 0.0


@dataclass(frozen=True)
class Heard:
    """`documents`: of the keys that have more than one, how many. `known`: the share of the question's words that are."""

    signals: Mapping[int, Signals]
    documents: Mapping[int, int]
    has_meaning: bool
    is_complete: bool
    known: float = 1.0

    @cached_property
    def is_classified(self) -> bool:
        return self.has_meaning and any(each.share for each in self.signals.values())


def matched(heard: Heard, *, limit: int) -> Matched:
    scores = {key: score(each, heard.documents.get(key, 1), heard) for key, each in heard.signals.items()}
    likely = probabilities(scores, heard)
    best = sorted(scores, key=lambda key: (-scores[key], -key))
    found = [Candidate(key, round(scores[key], 4), round(likely[key], 4)) for key in best[:limit]]
    second = likely[best[1]] if len(best) > 1 else 0.0
    return Matched(
        found,
        nearness=_nearness(heard),
        margin=round(likely[best[0]] - second, 4) if best else 0.0,
        by=MEANING if heard.has_meaning else WORDS,
        is_complete=heard.is_complete,
    )


def score(signals: Signals, documents: int, heard: Heard) -> float:
    """The better of what its documents, in all languages together, and its nearest example say; and the classifier."""
    words_said = max(signals.words_said, default=0.0)
    if not heard.has_meaning:
        return heard.known * max(sum(signals.words), SAID_WORTH * words_said)
    words = sum(signals.words) / max(documents, len(signals.words), 1)
    like = sum(signals.likes) / max(documents, len(signals.likes), 1)
    like_said = max(signals.likes_said, default=0.0)
    nearest = max(like + WORDS_WORTH * words, LIKE_SAID_WORTH * (like_said + WORDS_WORTH * words_said))
    return nearest + (_classified(signals) if heard.is_classified else 0.0)


def probabilities(scores: Mapping[int, float], heard: Heard) -> dict[int, float]:
    """Of each, that it is meant; what lacks to 1 is that none is."""
    heat, nobody = (HEAT, NOBODY) if heard.has_meaning else (WORDS_HEAT, WORDS_NOBODY)
    heat = CLASSIFIED_HEAT if heard.is_classified else heat
    most = max([nobody, *scores.values()])
    weights = {key: math.exp((value - most) / heat) for key, value in scores.items()}
    whole = sum(weights.values()) + math.exp((nobody - most) / heat)
    return {key: weight / whole for key, weight in weights.items()}


def _classified(signals: Signals) -> float:
    return SHARE_WORTH * math.log(_share(signals)) + VOTE_WORTH * signals.vote


def _share(signals: Signals) -> float:
    """Of a key without examples the classifier knows nothing: that is no vote against it."""
    if not signals.likes_said and not signals.words_said:
        return signals.share or UNHEARD_SHARE
    return max(signals.share, LEAST_SHARE)


def _nearness(heard: Heard) -> float:
    found = max((_near(each, heard) for each in heard.signals.values()), default=0.0)
    return round(min(1.0, max(0.0, found)), 4)


def _near(signals: Signals, heard: Heard) -> float:
    """Of one candidate. Where a classifier knows it, half is its logit: the sum of what speaks for it, unlike its share."""
    if not heard.has_meaning:
        return heard.known * max([0.0, *signals.words, *signals.words_said]) / WORDS_FULL
    like = max([0.0, *signals.likes, *signals.likes_said])
    if not signals.share or not signals.likes_said:
        return like
    return max([0.0, *signals.likes, (like + math.tanh(max(0.0, signals.logit) / LOGIT_FULL)) / 2])
