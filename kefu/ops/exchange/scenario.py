"""`kefu exchange scenario NAME`: lets something happen to a customer of the invented exchange."""

import json
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from difflib import get_close_matches

from django.core.management.base import CommandError

from kefu.exchange.sandbox.people import CHEN_WEI
from kefu.exchange.sandbox.scenarios.registry import SCENARIOS
from kefu.ops.exchange import sandbox

HELP = "let something happen to a customer of the invented exchange"
MOST_CHARS = 64


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", help="one of `kefu exchange scenarios`")
    parser.add_argument("--uid", default=CHEN_WEI.uid, help=f"the customer; {CHEN_WEI.uid} is Chen Wei")


def run(options: Mapping[str, object], *, say: Callable[[str], object]) -> None:
    """Tells what a check should find, and the answers that it asks for, as JSON."""
    name, uid = str(options["name"]), str(options["uid"])
    if name not in SCENARIOS:
        near = get_close_matches(name, SCENARIOS, n=1)
        hint = f"Do you mean {near[0]}?" if near else "`kefu exchange scenarios` lists them."
        raise CommandError(f"There is no scenario {name!r}. {hint}")
    if not uid.isalnum() or len(uid) > MOST_CHARS:
        raise CommandError("--uid is letters and digits, such as 88104821.")
    played = SCENARIOS[name]
    with sandbox.of_this_installation().world() as world:
        played.play(world, uid)
    say(f"{name} for {uid}: {played.check} should say {played.verdict}.")
    say(json.dumps(played.answered(uid)))
