"""`kefu exchange ask CALL`: one call of the contract to the connected exchange, and its answer as JSON."""

import json
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.module_loading import import_string

from kefu.exchange.contract import codec
from kefu.exchange.contract.calls import CALLS, Call
from kefu.exchange.contract.codec import BadShape
from kefu.exchange.contract.connector import CannotTell, Connector
from kefu.settings.wiring import CONNECTORS

HELP = 'ask the connected exchange: balances --uid 88104821 --json \'{"coin": "BTC"}\''


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("call", nargs="+", choices=[each.name for each in CALLS], metavar="CALL")
    parser.add_argument("--uid", default="", help="as which customer; public calls need none")
    parser.add_argument("--json", default="{}", help="what is asked, as an object")


def run(options: Mapping[str, object], *, say: Callable[[str], object]) -> None:
    """Several calls: a line for each, all asked with the same object, of which each takes what it knows."""
    connector, names = _connector(), options["call"]
    calls = {each.name: each for each in CALLS}
    for name in names if isinstance(names, list) else []:
        say(_answered(connector, calls[name], options))


def _answered(connector: Connector, call: Call[Any, Any], options: Mapping[str, object]) -> str:
    try:
        asked: Any = codec.from_json(call.asks, json.loads(str(options["json"])))
        learned = connector.answer(call, asked, uid=str(options["uid"]))
    except (BadShape, ValueError) as error:
        raise CommandError(f"--json: {error}") from error
    except CannotTell as error:
        raise CommandError(f"The exchange cannot tell: {error}") from error
    told = {"call": call.name, "as_of": codec.to_json(learned.as_of), "value": codec.to_json(learned.value)}
    return json.dumps(told, ensure_ascii=False)


def _connector() -> Connector:
    wanted = settings.EXCHANGE
    key = wanted if wanted in CONNECTORS else "http"
    if not wanted or key not in CONNECTORS:
        raise CommandError("No exchange is connected: set KEFU_EXCHANGE=sandbox to practise with the invented one.")
    made: Connector = import_string(CONNECTORS[key])()
    return made
