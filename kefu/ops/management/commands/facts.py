"""`kefu facts`: what the exchange charges, demands and promises; articles name it and never type it."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from kefu.exchange import facts, starter
from kefu.exchange.facts import NewValue
from kefu.exchange.rules import named
from kefu.kit.errors import KefuError
from kefu.knowledge import facts_used, locales


class Command(BaseCommand):
    help = "Lists and changes the facts that articles, macros and tables are filled in with."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("list", help="all facts and what they are now").add_argument(
            "--in", dest="locale", default="en"
        )
        actions.add_parser("start", help="make the facts an installation begins with; those there stay")
        change = actions.add_parser("set", help='set "withdrawal_fee BTC Bitcoin" 0.0001')
        change.add_argument("name", help="the fact as texts name it, in quotes where it has several words")
        change.add_argument("value")
        change.add_argument(
            "--words", action="append", default=[], metavar="LOCALE=TEXT", help="what it is called there"
        )

    def handle(self, *args: object, action: str, **options: object) -> None:
        try:
            self._do(action, options)
        except KefuError as error:
            raise CommandError(str(error.message)) from error

    def _do(self, action: str, options: dict[str, object]) -> None:
        if action == "list":
            for fact in facts.every(locales.of_reader(str(options["locale"]))):
                self.stdout.write(f"{fact.named}: {fact.text}")
        elif action == "start":
            self.stdout.write(f"{starter.load_starter()} facts were made.")
        else:
            self._set(str(options["name"]), str(options["value"]), options["words"])

    def _set(self, name: str, value: str, words: object) -> None:
        fact = named(name)
        if fact is None:
            raise CommandError(f"{name!r} is no fact's name; `kefu facts list` shows them.")
        told = dict(_pair(each) for each in words) if isinstance(words, list) else {}
        doubtful = facts_used.change_by_operator(fact.name, fact.args, to=NewValue(value, told))
        self.stdout.write(f"{fact} is changed. Texts to review: {len(doubtful)}")
        for each in doubtful:
            self.stdout.write(f"  {each.slug} ({each.locale or 'macro'}): {each.title}")


def _pair(text: str) -> tuple[str, str]:
    locale, sep, words = text.partition("=")
    if not sep or locale not in locales.every():
        raise CommandError(f"--words takes LOCALE=TEXT with one of {', '.join(locales.every())}.")
    return locale, words
