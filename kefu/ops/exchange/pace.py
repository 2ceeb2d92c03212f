"""`kefu exchange time +2h | now`: moves the invented exchange's time, so that nobody has to wait for a block."""

import re
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from datetime import timedelta

from django.core.management.base import CommandError

from kefu.ops.exchange import sandbox

HELP = "move the invented exchange's time on (+10m, +2h, +1d), or back to ours (now)"
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("by", nargs="?", default="", help="+10m, +2h, +1d, or now; nothing: what its clock shows")


def run(options: Mapping[str, object], *, say: Callable[[str], object]) -> None:
    by, exchange = str(options["by"]), sandbox.of_this_installation()
    if by == "now":
        exchange.back_to_now()
    elif by:
        try:
            exchange.move(_span(by))
        except (ValueError, OverflowError) as error:
            raise CommandError(f"{by!r} is too far: {error}.") from error
    say(f"The exchange's clock shows {exchange.time():%Y-%m-%d %H:%M:%S} UTC.")


def _span(text: str) -> timedelta:
    found = re.fullmatch(r"\+?(\d{1,9})([smhd])", text, re.ASCII)
    if found is None:
        raise CommandError(f"{text!r} is no span of time: +30s, +10m, +2h or +1d, or now.")
    return timedelta(**{UNITS[found[2]]: int(found[1])})
