"""What time does that no room below may know of: given to the worker's threads."""

from datetime import datetime

from kefu.conversations.worker import Lane
from kefu.exchange import runs
from kefu.knowledge import review, shelf, teaching, tidying, trials
from kefu.search import vectors
from kefu.search.matching import learning
from kefu.watchers.bot import calibrating, measuring, turns
from kefu.watchers.bot import jobs as bot
from kefu.watchers.bot.watch import TOPIC as ASKED
from kefu.watchers.cases import jobs as cases
from kefu.watchers.cases.watch import TOPIC as CHECKS
from kefu.web.desk import sweep as desk

BOTS = 2  # a check that it runs may wait for the exchange meanwhile
VECTORS_AT_ONCE = 8  # pages: some seconds of the encoder's


def fill_vectors(now: datetime) -> int:
    """What the search finds by meaning: new pages and changed ones. How many got their vectors."""
    del now
    return vectors.fill(VECTORS_AT_ONCE)


def learn(now: datetime) -> int:
    """What is understood by examples: classifiers that lag behind theirs. How many were trained."""
    del now
    return learning.learn()


TIDIES = (desk.run, tidying.tidy, runs.sweep, cases.sweep, turns.sweep, bot.close_silent, trials.tidy)
PROMPT = (review.due, shelf.renew)  # people chose the minute; searches find a changed fact within seconds
SLOW = (cases.work, shelf.mend)  # the exchange may be far away
LEARNING = (teaching.teach, fill_vectors, learn)  # a training takes up to a minute
MEASURING = (measuring.work, calibrating.work)  # some minutes, of a thousand questions


def lanes() -> list[Lane]:
    """The threads for what waits: whoever asks the assistant must not wait for an exchange that is slow for another."""
    return [
        Lane("toil", SLOW, hurries=(CHECKS,)),
        Lane("learning", LEARNING),
        Lane("measuring", MEASURING, hurries=(measuring.TOPIC,)),
        *(Lane(f"bot-{number}", (bot.work,), hurries=(ASKED,)) for number in range(BOTS)),
    ]
