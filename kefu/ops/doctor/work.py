"""What is done behind the scenes: reactions, notices, scans, hints."""

import secrets
import threading
import time
from datetime import timedelta

from django.conf import settings

from kefu.channels import arrivals, bounds, tallies
from kefu.channels.tallies import What
from kefu.conversations import deliveries, standing
from kefu.files import scanning
from kefu.kit import clock, wake
from kefu.ops.doctor.finding import Word, critical, ok, warn
from kefu.safeguards import vault_moves
from kefu.watchers.indexing import progress
from kefu.watchers.notify import jobs

LATE = timedelta(seconds=60)
VERY_LATE = timedelta(minutes=10)
MAILS_TRIED = 3
HEARD_WITHIN_S = 3.0


def reactions_in_time() -> Word:
    lag = standing.lag()
    said = f"The oldest entry that waits for its watchers is {lag.total_seconds():.0f} s old."
    if lag > VERY_LATE:
        return critical(said, "Start `kefu serve` or `kefu worker`; see its log for what the pass stumbles over.")
    if lag > LATE:
        return warn(said, "Is the worker running, and has the database time for it?")
    return ok(said)


def reactions_parked() -> Word:
    parked = standing.given_up()
    if parked:
        told = ", ".join(f"{count} of {watcher}" for watcher, count in sorted(parked.items()))
        return warn(
            f"Reactions were given up: {told}.", "Read their errors (`kefu parked`), mend, then `kefu parked --retry`."
        )
    return ok("No reaction was given up.")


def mail_taken_in() -> Word:
    parked, lag = arrivals.standing(clock.now())
    if lag > VERY_LATE:
        return critical(
            f"The oldest mail that should be in the log waits {lag.total_seconds():.0f} s already.",
            "Start `kefu serve` or `kefu worker`; see its log for what the arrivals stumble over.",
        )
    if parked:
        return warn(
            f"{parked} mails could not be read or appended, and wait for a person.",
            "Look at them (`kefu parked_mail`), then `--retry` or `--drop` them; after 30 days they are let go.",
        )
    return ok("All mail that came is in the log.")


def mail_strangers() -> Word:
    """What was turned away within a day, and what was tried."""
    away = tallies.within(What.TURNED_AWAY, hours=24)
    reports = tallies.within(What.UNKNOWN_REPORT, hours=24)
    guesses = tallies.within(What.GUESSED, hours=24)
    if guesses >= bounds.ALARM_AT:
        return warn(
            f"Within a day {guesses} marks of conversations were guessed at by mail; none led anywhere.",
            "See the notes in the conversations of whoever did; a mail server of yours may keep them out.",
        )
    if away or reports:
        return warn(
            f"Within a day {away} mails were put off because so many of the same came, and {reports} reports about nothing of"
            " ours were dropped.",
            "See who brings them (your mail server's log), and what waits (`kefu parked_mail`).",
        )
    return ok("No stranger brings more mail than there is room for.")


def papers_moved() -> Word:
    waiting = vault_moves.overdue(clock.now())
    if waiting:
        return warn(
            f"{waiting} messages with identity papers have waited over an hour on their way to the vault.",
            "Nobody gets them meanwhile. See the worker's log: is the place of files full, or the scanner away?",
        )
    return ok("All identity papers that came as files lie in the vault.")


def index_complete() -> Word:
    behind = progress.behind()
    if behind:
        return warn(
            f"{behind} older entries are not in the search index yet.",
            "Nothing, if this number falls: the worker takes them in steps. If it does not, see the worker's log.",
        )
    return ok("Everything that was said can be found.")


def notices_stuck() -> Word:
    waiting = jobs.overdue(clock.now() - LATE)
    if waiting:
        return warn(
            f"{waiting} notices should have gone out a minute ago.", "May this machine reach KEFU_PUSH_PLACES by https?"
        )
    return ok("Notices go out in time.")


def mails_stuck() -> Word:
    late = deliveries.overdue(clock.now() - VERY_LATE)
    if late:
        return warn(
            f"{late} mails should have been sent ten minutes ago.", "Is `kefu serve` (or `kefu worker`) running?"
        )
    again = deliveries.put_off(attempts=MAILS_TRIED)
    if again:
        return warn(f"{again} mails were tried {MAILS_TRIED} times and more.", "Run `kefu mailbox check`.")
    return ok("Mails go out in time.")


def scans_waiting() -> Word:
    waiting = scanning.overdue(clock.now() - VERY_LATE) if scanning.is_configured() else 0
    if waiting:
        return warn(f"{waiting} files wait for the scanner for more than ten minutes.", "See clamd's log.")
    return ok("No file waits for the scanner.")


def hints_arrive() -> Word:
    """Send one over the road and hear it, as another process would."""
    if settings.WAKE_URL.startswith("memory:"):
        return ok("One process needs no road.")  # the settings' own check says whether there should be one
    heard, stop, word = threading.Event(), threading.Event(), secrets.token_hex(8)
    road = wake.road()
    listening = threading.Thread(
        target=road.listen, args=(lambda message: heard.set() if word in message else None, stop), daemon=True
    )
    listening.start()
    until = time.monotonic() + HEARD_WITHIN_S
    while not heard.wait(0.1) and time.monotonic() < until:
        road.send(f'["doctor", "doctor", ["{word}"]]')
    stop.set()
    listening.join(1)
    if not heard.is_set():
        return critical(
            "Hints between processes do not arrive: answers come up to 10 s late.",
            "May Kefu's user write where KEFU_WAKE_URL points?",
        )
    return ok("Hints between processes arrive.")
