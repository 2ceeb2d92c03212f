"""`kefu queues`: whether chats are taken, and why not; `open` has them taken in spite of it for some hours, `close` ends that."""

from argparse import ArgumentParser
from datetime import timedelta

from django.core.management.base import BaseCommand

from kefu.kit import clock
from kefu.ops.doctor import gates
from kefu.trust import queues


class Command(BaseCommand):
    help = "Says whether customers' chats are taken. What the doctor found keeps them closed until it is mended."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act")
        opened = acts.add_parser("open", help="take chats in spite of what was found; stands in the journal")
        opened.add_argument("--because", required=True, help="why, in ten characters or more")
        opened.add_argument("--hours", type=int, default=4, help="for how long: 1 to 24")
        acts.add_parser("close", help="what was found counts again")

    def handle(self, *args: object, act: str | None, **options: object) -> None:
        if act == "open":
            hours = options["hours"]
            until = queues.open_for(
                timedelta(hours=hours if isinstance(hours, int) else 0), because=str(options["because"])
            )
            self.stdout.write(f"Chats are taken until {until:%Y-%m-%d %H:%M} UTC, whatever was found.")
            return
        if act == "close":
            queues.close_again()
        gates.judge_own(is_told=False)
        gates.judge(clock.now())
        self._tell(queues.standing())

    def _tell(self, found: queues.Standing) -> None:
        if found.is_open:
            until = found.open_until
            said = f" until {until:%Y-%m-%d %H:%M} UTC, in spite of what was found" if found.reasons and until else ""
            self.stdout.write(f"Chats are taken{said}.")
        else:
            self.stdout.write("Chats are NOT taken. Customers are told so, and offered mail.")
        for reason in found.reasons:
            self.stdout.write(f"{reason.id}: {reason.says}\n  -> {reason.todo}")
