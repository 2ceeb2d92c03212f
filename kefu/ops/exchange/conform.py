"""`kefu exchange conform`: tries an exchange's endpoint and says what is missing or wrong, and what to do about it."""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import chain

from django.core.management.base import CommandError

from kefu.exchange import conform, conform_confirm, conform_guards
from kefu.exchange.conform import Finding, Tried, Verdict
from kefu.ops.exchange import secret_file
from kefu.settings import exchange

HELP = "try an exchange's endpoint: each call, its shape and its time, and what must be refused"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("url", help="where it answers: https://api.exchange.example")
    parser.add_argument("--secret-file", required=True, help="a file with the shared secret")
    parser.add_argument("--uid", required=True, help="a customer of yours for tests, best one with orders and deposits")
    parser.add_argument("--other-uid", default="", help="a second one, who must not be told of what the first one owns")
    parser.add_argument(
        "--confirm", action="store_true", help="also ask this customer in your app to confirm, for real"
    )
    parser.add_argument("--all", action="store_true", help="a call that is not offered counts as a fault")


def run(options: Mapping[str, object], *, say: Callable[[str], object]) -> None:
    """Ends with 1 where something is wrong."""
    url, uid, other = str(options["url"]).rstrip("/"), str(options["uid"]), str(options["other_uid"])
    if not exchange.is_address(url):
        raise CommandError(f"{url} is no address such as https://api.exchange.example, or http://127.0.0.1:8100.")
    if not uid or other == uid:
        raise CommandError("--uid and --other-uid must be two different customers.")
    tried = Tried(url, secret_file.read(options["secret_file"]), uid, other)
    confirmed = conform_confirm.try_confirm(tried) if options["confirm"] else ()
    found = _shown(chain(conform.try_calls(tried), conform_guards.try_guards(tried), confirmed), say)
    if _has_failed(found, needs_all=bool(options["all"])):
        raise CommandError(f"Not yet: {_summary(found)}.")
    say(f"Well: {_summary(found)}.")


def _shown(findings: Iterable[Finding], say: Callable[[str], object]) -> list[Finding]:
    """Each as soon as it is known: some take their time."""
    found = []
    for each in findings:
        say(f"{each.verdict.value:<10} {each.name:<30} {each.told}".rstrip())
        found.append(each)
    return found


def _has_failed(found: list[Finding], *, needs_all: bool) -> bool:
    verdicts = Counter(each.verdict for each in found)
    return bool(verdicts[Verdict.WRONG] or not verdicts[Verdict.OK] or (needs_all and verdicts[Verdict.MISSING]))


def _summary(found: list[Finding]) -> str:
    verdicts = Counter(each.verdict for each in found)
    return ", ".join(f"{verdicts[each]} {each.value}" for each in Verdict)
