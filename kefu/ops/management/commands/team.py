"""`kefu team add first-line --name "First line"`, `join`, `leave`, `list`: who works together."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from kefu.people import teams as known
from kefu.people.teams import TeamCard
from kefu.trust import admissions, teams


class Command(BaseCommand):
    help = "Makes teams, and says who is in them."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("list", help="all teams and who is in them")
        add = acts.add_parser("add", help="make a team")
        add.add_argument("slug", help="its short name, for programs: letters, digits, - and _")
        add.add_argument("--name", required=True, help="how people know it")
        for act, told in (("join", "put agents into a team"), ("leave", "take agents out of a team")):
            change = acts.add_parser(act, help=told)
            change.add_argument("slug")
            change.add_argument("agents", nargs="+", metavar="AGENT", help="the name colleagues know them by")

    def handle(self, *args: object, act: str, **options: object) -> None:
        match act:
            case "list":
                self._list()
            case "add":
                team = teams.create(str(options["slug"]), name=str(options["name"]))
                self.stdout.write(f"{team.name} ({team.slug}) is now a team.")
            case _:
                self._change(act, slug=str(options["slug"]), names=options["agents"])

    def _list(self) -> None:
        for team in known.teams():
            self._tell(team)

    def _change(self, act: str, *, slug: str, names: object) -> None:
        team, change = known.team_for(slug), teams.add if act == "join" else teams.remove
        for name in names if isinstance(names, list) else ():
            change(team.id, agent_id=admissions.named(name).pk)
        self._tell(team)

    def _tell(self, team: TeamCard) -> None:
        names = [member.name for member in known.members().get(team.id, [])]
        self.stdout.write(f"{team.name} ({team.slug}): {', '.join(names) or 'nobody'}")
