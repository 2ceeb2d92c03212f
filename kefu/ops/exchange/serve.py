"""`kefu exchange serve`: the invented exchange behind an endpoint of the contract, on this machine alone."""

from argparse import ArgumentParser
from collections.abc import Callable, Mapping

from django.core.management.base import CommandError
from django.utils.module_loading import import_string

from kefu.exchange.contract.connector import Connector
from kefu.exchange.http import reference
from kefu.ops.exchange import secret_file
from kefu.settings import wiring

HELP = "serve the sandbox on loopback, as an exchange would: to compare your own endpoint with"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--secret-file", required=True, help="a file with the shared secret")


def run(options: Mapping[str, object], *, say: Callable[[str], object]) -> None:
    secrets, port = secret_file.read(options["secret_file"]), int(str(options["port"]))
    if not 0 <= port < 65_536:
        raise CommandError("--port must be a number from 0 to 65535; 0 takes any that is free.")
    try:
        server = reference.serving(_sandbox(), secrets, port=port)
    except OSError as error:
        raise CommandError(f"Nobody can listen at port {port}: choose another one.") from error
    say(f"The sandbox answers at http://127.0.0.1:{server.effective_port}. Ctrl-C stops it.")
    try:
        server.run()
    finally:
        server.close()


def _sandbox() -> Connector:
    made: Connector = import_string(wiring.CONNECTORS["sandbox"])()
    return made
