"""What time does that no room below may know of: given to the worker's threads."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from kefu.channels import arrivals, blocking, delivery, going_on, taking_in
from kefu.conversations import leaving
from kefu.conversations.worker import Lane, Worker
from kefu.exchange import runs
from kefu.knowledge import review, shelf, teaching, tidying, trials
from kefu.ops import mail_doors
from kefu.ops.doctor import gates, schedule
from kefu.safeguards import (
    account_appeals_store,
    account_appeals_work,
    alarms,
    copies,
    copies_making,
    erasing,
    erasures,
    exports,
    exports_making,
    ledger,
    requests_store,
    requests_work,
    retention,
    retention_rules,
    second_reading,
    second_work,
    stepups,
    stepups_work,
    vault_keeping,
    vault_moves,
)
from kefu.search import vectors
from kefu.search.matching import learning
from kefu.trust.sealing import places
from kefu.trust.sealing.sealer import sealer
from kefu.watchers.bot import calibrating, measuring, turns
from kefu.watchers.bot import jobs as bot
from kefu.watchers.bot.watch import TOPIC as ASKED
from kefu.watchers.cases import jobs as cases
from kefu.watchers.cases.watch import TOPIC as CHECKS
from kefu.web.desk import sweep as desk

BOTS = 2  # a check that it runs may wait for the exchange meanwhile
SEALS_EVERY_S = 1.0
JUDGES_EVERY_S = 60.0
VECTORS_AT_ONCE = 8  # pages: some seconds of the encoder's


@contextmanager
def at_work(stop: threading.Event) -> Iterator[None]:
    """Inside, the worker's threads run; `stop` is set when the block is left."""
    worker = Worker(stop, tidies=TIDIES, prompt=PROMPT, lanes=lanes())
    worker.start()
    mail_doors.open_until(stop)
    try:
        yield
    finally:
        stop.set()
        worker.end()


def fill_vectors(now: datetime) -> int:
    """What the search finds by meaning: new pages and changed ones. How many got their vectors."""
    del now
    return vectors.fill(VECTORS_AT_ONCE)


def learn(now: datetime) -> int:
    """What is understood by examples: classifiers that lag behind theirs. How many were trained."""
    del now
    return learning.learn()


def leave_sealed(now: datetime) -> int:
    """When the process ends: nobody knows when the next one begins, so what was done is sealed, signed and brought out."""
    while sealer.seal(now):
        pass
    sealer.sign(now, at_once=True)
    return places.bring(now)


TIDIES = (
    *(desk.run, tidying.tidy, runs.sweep, cases.sweep, turns.sweep, bot.close_silent, trials.tidy),
    *(retention.sweep, vault_keeping.sweep, arrivals.sweep, blocking.sweep),
)
PROMPT = (review.due, shelf.renew)  # people chose the minute; searches find a changed fact within seconds
SLOW = (cases.work, shelf.mend)  # the exchange may be far away
# long, and nobody waits for the second: one after the other
LISTS = (
    *(exports_making.make, exports_making.sweep, copies_making.make, copies_making.sweep),
    *(erasing.work, ledger.bring, retention_rules.sweep),
)
# rows alone, quickly done; no tidy and nobody's exchange is in front of an alarm about one of our own
SECOND = (alarms.work, second_work.work, account_appeals_work.work)
LEARNING = (teaching.teach, fill_vectors, learn)  # a training takes up to a minute
MEASURING = (measuring.work, calibrating.work, schedule.examine_when_due)  # some minutes each, and nobody waits


def lanes() -> list[Lane]:
    """The threads for what waits: whoever asks the assistant must not wait for an exchange that is slow for another. Each holds
    a connection to the database.
    """
    return [
        Lane("sealing", (sealer.seal, sealer.sign), every_s=SEALS_EVERY_S, last=leave_sealed),
        Lane("heads", (places.bring,)),  # a place outside may be slow
        Lane("toil", SLOW, hurries=(CHECKS,)),
        Lane("arrivals", (taking_in.work,), hurries=(arrivals.TOPIC,)),
        Lane("deliveries", (going_on.work, going_on.answer_proofs, delivery.work), hurries=(leaving.TOPIC,)),
        Lane("papers", (vault_moves.work,), hurries=(vault_moves.TOPIC,)),
        Lane("requests", (requests_work.work,), hurries=(requests_store.TOPIC,)),
        Lane("lists", LISTS, hurries=(exports.TOPIC, copies.TOPIC, erasures.TOPIC)),
        Lane("stepups", (stepups_work.work,), hurries=(stepups.TOPIC,)),
        Lane("second", SECOND, hurries=(alarms.TOPIC, second_reading.TOPIC, account_appeals_store.TOPIC)),
        Lane("gates", (gates.judge,), every_s=JUDGES_EVERY_S),
        Lane("learning", LEARNING),
        Lane("measuring", MEASURING, hurries=(measuring.TOPIC,)),
        *(Lane(f"bot-{number}", (bot.work,), hurries=(ASKED,)) for number in range(BOTS)),
    ]
