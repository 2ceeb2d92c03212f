"""`kefu exchange notices`: what a customer of the invented exchange was told, as their mail and phone would show it."""

import json
from argparse import ArgumentParser
from collections.abc import Callable, Mapping

from kefu.exchange.contract import codec
from kefu.exchange.sandbox.people import CHEN_WEI
from kefu.ops.exchange import sandbox

HELP = "list what the invented exchange told a customer of it, the newest first, with the links that stop it"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--uid", default=CHEN_WEI.uid, help=f"the customer; {CHEN_WEI.uid} is Chen Wei")


def run(options: Mapping[str, object], *, say: Callable[[str], object]) -> None:
    """A line of JSON for each."""
    for at, kept in sandbox.of_this_installation().notices(str(options["uid"])):
        told = {"at": codec.to_json(at), **codec.to_json(kept.asked), "sent": codec.to_json(kept.told.sent)}
        say(json.dumps(told, ensure_ascii=False))
