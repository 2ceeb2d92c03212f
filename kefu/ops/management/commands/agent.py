"""`kefu agent`: makes our people, lists them, lets them out and in again, gives another role, forgets lost factors."""

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Callable
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from kefu.people import staff
from kefu.people.capabilities import Role
from kefu.people.teams import team_for
from kefu.trust import admissions, factors, teams

ROLES = [role.value for role in Role]
USAGE = f"""
  kefu agent NAME --email ADDRESS --role ROLE   makes them; sign-in links and API tokens let in who has no password
  kefu agent list                               who has an account, with role, teams and second factor
  kefu agent disable NAME                       out within seconds: pages, sockets, links and tokens end
  kefu agent enable NAME                        may sign in again; tokens have to be made anew
  kefu agent role NAME ROLE                     another role ({", ".join(ROLES)}); signs them out
  kefu agent end NAME                           signs them out everywhere; sign-in links not used yet end too
  kefu agent factors NAME                       removes all second factors of somebody who lost them; signs them out
"""


class Command(BaseCommand):
    help = "Makes an agent, or changes one. Every change stands in the journal." + USAGE
    requires_system_checks = ()

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("words", nargs="+", metavar="NAME | VERB NAME", help="how colleagues know them")
        parser.add_argument("--email", default="")
        parser.add_argument("--role", choices=ROLES)
        parser.add_argument("--alias", default="", help="how customers see them; the name if left out")
        parser.add_argument(
            "--team", action="append", default=[], help="the slug of a team; may be given several times"
        )
        parser.add_argument("--password-stdin", action="store_true", help="read a password from standard input")

    def handle(self, *args: object, words: list[str], **options: Any) -> None:
        verb, *rest = words
        if words == ["list"] and not options["email"]:
            self.stdout.write("\n".join(_lines()))
            return
        act = _VERBS.get(verb) if rest else None
        if act is not None:
            self.stdout.write(act(*rest) if len(rest) == _COUNTS[verb] else _misread())
        elif len(words) > 1 or not options["email"] or not options["role"]:
            _misread()
        else:
            self.stdout.write(_make(verb, **options))


def _make(name: str, *, email: str, role: str, alias: str, password_stdin: bool, **options: object) -> str:
    password = _checked(sys.stdin.readline().rstrip("\n")) if password_stdin else None
    joined = [team_for(slug) for slug in _texts(options.get("team"))]
    agent = admissions.create(name, email=email, role=Role(role), alias=alias, password=password)
    for team in joined:
        teams.add(team.id, agent_id=agent.pk)
    return f"{agent.name} <{agent.email}> is now {role}."


def _disable(name: str) -> str:
    admissions.disable(admissions.named(name).pk)
    return f"{name} is out: their pages and sockets end within seconds."


def _enable(name: str) -> str:
    admissions.enable(admissions.known(name).pk)
    return f"{name} may sign in again. Tokens and sign-in links have to be made anew."


def _end(name: str) -> str:
    ended = admissions.end_sessions(admissions.known(name).pk)
    return f"{name} is signed out everywhere: {ended} session{'' if ended == 1 else 's'} ended."


def _lines() -> list[str]:
    """One a person: name, address, role, whether let in, teams, second factors."""
    cards = staff.staff()
    kinds = factors.kinds_by_agent([card.id for card in cards])
    return [
        f"{card.name} <{card.email}> {card.role}{'' if card.is_active else ', disabled'}"
        f"; teams: {', '.join(card.teams) or 'none'}; second factor: {', '.join(sorted(kinds.get(card.id, ()))) or 'none'}"
        for card in cards
    ]


def _role(name: str, role: str) -> str:
    if role not in ROLES:
        raise CommandError(f"A role is one of {', '.join(ROLES)}, not {role}.")
    admissions.change_role(admissions.named(name).pk, role=Role(role))
    return f"{name} is now {role} and signs in anew."


def _factors(name: str) -> str:
    admissions.reset_factors(admissions.named(name).pk)
    return f"{name} has no second factor now and adds one at the next sign-in."


_VERBS: dict[str, Callable[..., str]] = {
    "disable": _disable,
    "enable": _enable,
    "role": _role,
    "end": _end,
    "factors": _factors,
}
_COUNTS = {"disable": 1, "enable": 1, "role": 2, "end": 1, "factors": 1}


def _misread() -> str:
    raise CommandError("Say one of these:" + USAGE)


def _texts(given: object) -> list[str]:
    return [str(text) for text in given] if isinstance(given, list) else []


def _checked(password: str) -> str:
    try:
        validate_password(password)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    return password
