"""`kefu exchange scenarios`: what can be let happen at the invented exchange."""

from argparse import ArgumentParser
from collections.abc import Callable, Mapping

from kefu.exchange.sandbox.scenarios.registry import SCENARIOS

HELP = "list what can happen to a customer of the invented exchange"


def add_arguments(parser: ArgumentParser) -> None:
    del parser


def run(options: Mapping[str, object], *, say: Callable[[str], object]) -> None:
    del options
    for each in SCENARIOS.values():
        say(f"{each.name:<28} {each.topic:<8} {each.summary}  [{each.check}: {each.verdict}]")
