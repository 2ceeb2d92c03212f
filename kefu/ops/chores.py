"""What time does that no room below may know of: given to the worker's threads."""

from datetime import datetime

from kefu.exchange import runs
from kefu.knowledge import review, shelf, tidying
from kefu.search import vectors
from kefu.search.matching import learning
from kefu.watchers.cases import jobs as cases
from kefu.watchers.cases.watch import TOPIC as CHECKS
from kefu.web.desk import sweep as desk

VECTORS_AT_ONCE = 8  # pages: some seconds of the encoder's


def fill_vectors(now: datetime) -> int:
    """What the search finds by meaning: new pages and changed ones. How many got their vectors."""
    del now
    return vectors.fill(VECTORS_AT_ONCE)


def learn(now: datetime) -> int:
    """What is understood by examples: classifiers that lag behind theirs. How many were trained."""
    del now
    return learning.learn()


TIDIES = (desk.run, tidying.tidy, runs.sweep, cases.sweep)
PROMPT = (review.due, shelf.renew)  # people chose the minute; searches find a changed fact within seconds
HURRIES = (CHECKS,)
SLOW = (cases.work, shelf.mend, fill_vectors, learn)  # the exchange and the encoder may be far away
