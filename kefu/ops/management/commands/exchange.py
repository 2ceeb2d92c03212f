"""`kefu exchange`: for whoever connects an exchange. Each action stands in a file of its own in kefu/ops/exchange."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from kefu.ops.exchange import ask, conform, notices, openapi, pace, scenario, scenarios, serve, speed

ACTIONS = {
    "ask": ask,
    "conform": conform,
    "notices": notices,
    "openapi": openapi,
    "scenario": scenario,
    "scenarios": scenarios,
    "serve": serve,
    "speed": speed,
    "time": pace,
}


class Command(BaseCommand):
    help = (
        "Asks the connected exchange, plays scenarios at the invented one, and tries or serves the contract's endpoint."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        for name, action in ACTIONS.items():
            action.add_arguments(actions.add_parser(name, help=action.HELP))

    def handle(self, *args: object, action: str, **options: object) -> None:
        ACTIONS[action].run(options, say=self.stdout.write)
