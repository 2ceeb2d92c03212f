"""Makes the installation that is measured: staff, teams and categories as operators make them, the rest in bulk."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.test import Client

from bench.served import fill
from bench.served.inside import named
from bench.served.rows import CATEGORIES, TAGS, Cast
from kefu.conversations import definitions
from kefu.kit import clock, db
from kefu.people.capabilities import Role
from kefu.people.models import Agent, Team
from kefu.trust import admissions, teams

AGENTS, TEAMS = 120, 12
LEADS = 4  # who ask, one after the other; each in three teams


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody signed in: the cookie of their browser, and a token for programs."""

    row: int
    cookie: str
    token: str


def is_made() -> bool:
    return bool(db.rows("SELECT 1 FROM conversations_conversation LIMIT 1"))


def make(conversations: int) -> int:
    """Returns how many entries there are."""
    cards = [teams.create(f"team-{number}", name=f"Team {number}") for number in range(TEAMS)]
    for position, slug in enumerate(CATEGORIES):
        definitions.put_category(slug, names={"en": slug.title()}, position=position)
    db.run_many("INSERT INTO conversations_tag (slug) VALUES (%s)", [(tag,) for tag in TAGS])
    agents = [_agent(number) for number in range(AGENTS)]
    for number, agent in enumerate(agents):
        mine = range(number % TEAMS, TEAMS, TEAMS if number >= LEADS else TEAMS // 3)
        for team in mine:
            teams.add(cards[team].id, agent_id=agent)
    tags = [row[0] for row in db.rows("SELECT id FROM conversations_tag ORDER BY id")]
    cast = Cast(agents, [card.id for card in cards], tags, clock.now())
    where = db.file() if db.is_sqlite() else _address()
    connection.close()
    with fill.opened("sqlite" if db.is_sqlite() else "postgres", where) as database:
        entries = fill.fill(database, cast, conversations)
    named.give()
    return entries


def askers() -> list[Asker]:
    return [_signed_in(agent) for agent in Agent.objects.order_by("pk")[:LEADS]]


def team_slugs() -> Sequence[str]:
    return list(Team.objects.order_by("pk").values_list("slug", flat=True))


def _agent(number: int) -> int:
    role = Role.LEAD if number < LEADS else Role.AGENT
    return admissions.create(f"Agent {number}", email=f"agent{number}@example.com", role=role).pk


def _signed_in(agent: Agent) -> Asker:
    client = Client()
    client.force_login(agent)
    cookie = "; ".join(f"{morsel.key}={morsel.value}" for morsel in client.cookies.values())
    return Asker(agent.pk, cookie, admissions.api_token(agent.name))


def _address() -> str:
    kept = connection.settings_dict
    who = f"{kept['USER']}:{kept['PASSWORD']}@" if kept["USER"] else ""
    return f"postgresql://{who}{kept['HOST']}:{kept['PORT']}/{kept['NAME']}"
