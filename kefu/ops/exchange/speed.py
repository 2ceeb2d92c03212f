"""`kefu exchange speed 60`: how fast the invented exchange's time runs; at 60 a block of Bitcoin takes ten seconds."""

from argparse import ArgumentParser
from collections.abc import Callable, Mapping

from django.core.management.base import CommandError

from kefu.ops.exchange import sandbox

HELP = "let the invented exchange's time run so many times as fast as ours"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("times", type=float, help="1: as ours; 60: a minute a second")


def run(options: Mapping[str, object], *, say: Callable[[str], object]) -> None:
    times = float(str(options["times"]))
    try:
        sandbox.of_this_installation().speed(times)
    except ValueError as error:
        raise CommandError(f"{times:g} will not do: {error}.") from error
    say(f"The exchange's time runs {times:g} times as fast as ours.")
