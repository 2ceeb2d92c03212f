"""`kefu confine NAME --regions TW,JP --shift "Asia/Taipei mon-fri 09:00-18:00"`: whose customers somebody sees, and when."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from kefu.people import teams
from kefu.trust import compartments


class Command(BaseCommand):
    help = "Confines an agent, or a team with --team, to customers of regions and to hours. Signs them out; the journal keeps it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the name colleagues know them by; with --team the team's short name")
        parser.add_argument("--team", action="store_true", help="all who are in this team, now and later")
        parser.add_argument("--regions", default="", help="such as TW,JP; unknown: customers whose region nobody told")
        parser.add_argument("--shift", default="", help='such as "Asia/Taipei mon-fri 09:00-18:00"')
        parser.add_argument("--no-more", action="store_true", help="end it")

    def handle(
        self, *args: object, name: str, team: bool, regions: str, shift: str, no_more: bool, **options: object
    ) -> None:
        wanted = [each for each in regions.split(",") if each]
        if no_more == bool(wanted or shift):
            raise CommandError("Say --regions, --shift or both; or --no-more.")
        if team:
            line = compartments.confine_team(teams.team_for(name).id, regions=wanted, shift=shift)
        else:
            line = compartments.confine_agent(name, regions=wanted, shift=shift)
        self.stdout.write(f"{name}: {line}" if line else f"{name} is confined to nothing any more.")
