"""Plays the committed threads, and each mail again from a stranger, into an empty database. Run by `mail.py`."""

import json
import time

import django

django.setup()

from django.core.management import call_command  # noqa: E402  (settings first)

from bench import threads_played  # noqa: E402
from bench.threads import load  # noqa: E402
from bench.threads_played import Played  # noqa: E402
from kefu.channels import senders  # noqa: E402
from kefu.channels.contract import AccountRecord  # noqa: E402


def main() -> int:
    call_command("migrate", verbosity=0, no_backup=True)
    senders.verdict = threads_played.proved
    account = threads_played.mailbox()
    found: list[Played] = []
    seconds = 0.0
    for number, thread in enumerate(load()):
        case = threads_played.case_of(thread, number, account)
        began = time.perf_counter()
        found += threads_played.played(thread, case, account)
        seconds += time.perf_counter() - began
    leaks, tries = leaked(found, account)
    told = {
        "threads_right": round(100 * sum(each.is_right for each in found) / len(found), 2),
        "cross_case_leaks": leaks,
        "strangers_mails": tries,
        "mails_per_s": round(len(found) / seconds, 1),
        "thread_mails": len(found),
    }
    print(json.dumps(told))
    return 0


def leaked(found: list[Played], account: AccountRecord) -> tuple[int, int]:
    """Mails that stand in a case that is not their sender's; and how many strangers tried."""
    own = {each.case.row for each in found}
    leaks = sum(each.arrived.conversation in own - {each.case.row} for each in found)
    tries = 0
    for number, each in enumerate(found):
        raw = threads_played.by_eve(each, number)
        if raw and raw != each.raw:
            tries += 1
            leaks += threads_played.taken_in(raw, account).conversation in own
    return leaks, tries


if __name__ == "__main__":
    raise SystemExit(main())
