"""Makes, changes and lets in our own people. Every act stands in the journal.

`by` is the agent who acts; 0: the command line. NotAllowed unless they stand above whom they act on in that very moment.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import F, QuerySet

from kefu.kit import clock, crypto, ids
from kefu.kit.errors import Conflict, NotAllowed, NotFound
from kefu.kit.text import clean_line
from kefu.people import access, desk_sessions, directory, sessions
from kefu.people.access import Viewer
from kefu.people.capabilities import BUNDLES, Role
from kefu.people.models import Agent, AgentSession, ApiToken, SigninLink
from kefu.people.sessions import STAFF_PREFIX
from kefu.trust import journal

_HASH = "token"
LINK_PATH = "/sign-in/link/"


def create(name: str, *, email: str, role: Role, alias: str = "", password: str | None = None) -> Agent:
    """A new agent; without a password only links and tokens let them in. Conflict if name or address is taken."""
    name, email = clean_line(name, max_chars=60), email.strip().lower()
    if Agent.objects.filter(name=name).exists() or Agent.objects.filter(email=email).exists():
        raise Conflict(f"There is already somebody with the name {name} or the address {email}.")
    agent = Agent(name=name, email=email, role=role, alias=clean_line(alias, max_chars=60))
    agent.set_password(password)
    with transaction.atomic():
        agent.save()
        _journal(agent, "agent_created", detail=role.value)
    directory.forget_cards()
    return agent


def change_role(agent_id: int, *, role: Role, by: int = 0) -> None:
    """Takes effect at once: every session of the agent ends within seconds, and no link made before lets anybody in."""
    with _acting(agent_id, by=by, gives=role):
        _change(agent_id, "agent_role_changed", by=by, detail=role.value, role=role)
        _end_links(agent_id)


def disable(agent_id: int, *, by: int = 0) -> None:
    """Out within seconds, everywhere: sessions, sockets, links and tokens end for good, also if they come back."""
    with _acting(agent_id, by=by):
        _change(agent_id, "agent_disabled", by=by, is_active=False)
        _end_links(agent_id)
        ApiToken.objects.filter(agent=agent_id, ended_at=None).update(ended_at=clock.now())


def enable(agent_id: int, *, by: int = 0) -> None:
    """Lets somebody in again who was disabled. Tokens and sign-in links have to be made anew."""
    with _acting(agent_id, by=by):
        _change(agent_id, "agent_enabled", by=by, is_active=True)


def end_browsers() -> None:
    """Everybody of ours signs in anew, and no link made before lets anybody in. Programs' tokens stay."""
    AgentSession.objects.all().delete()
    SigninLink.objects.filter(used_at=None).update(used_at=clock.now())


def end_session(agent_id: int, public_id: str, *, by: int = 0) -> None:
    """One browser of the agent's is signed out. NotFound if it is none of theirs."""
    with _acting(agent_id, by=by) as agent:
        desk_sessions.end_one(agent_id, public_id)
        _journal(agent, "session_ended", by=by, detail="one")


def end_sessions(agent_id: int, *, by: int = 0) -> int:
    """Every browser of the agent's is signed out, and no link made before lets them in. Returns how many browsers were."""
    with _acting(agent_id, by=by) as agent:
        ended = desk_sessions.end_all(agent_id)
        _end_links(agent_id)
        _journal(agent, "session_ended", by=by, detail="all")
    return ended


def reset_factors(agent_id: int, *, by: int = 0) -> None:
    """For somebody who lost them all: the next sign-in leads to adding new ones. Ends every session."""
    with _acting(agent_id, by=by):
        Authenticator.objects.filter(user_id=agent_id).delete()
        _change(agent_id, "agent_factors_reset", by=by)


def end_tokens(agent_id: int) -> int:
    """Every API token of the agent ends; returns how many did."""
    with transaction.atomic():
        ended = ApiToken.objects.filter(agent=agent_id, ended_at=None).update(ended_at=clock.now())
        _journal(Agent.objects.get(pk=agent_id), "api_tokens_ended", detail=str(ended))
    return ended


def tokens_older_than(at: datetime) -> int:
    """How many programs' tokens were made before and still work."""
    return ApiToken.objects.filter(ended_at=None, created_at__lt=at, agent__is_active=True).count()


def sign_out(viewer: Viewer) -> None:
    """End what signed this one of our people in: a browser's session, or a token. Sockets notice within seconds."""
    action = "api_token_ended" if viewer.session.startswith("token:") else "signed_out"
    with transaction.atomic():
        sessions.end(viewer.session)
        _journal(Agent.objects.get(pk=viewer.id), action, by=viewer.id)


def change_password(agent_id: int, *, password: str) -> Agent:
    """Ends every session; who changed their own goes on in a new one."""
    agent = Agent.objects.get(pk=agent_id)
    agent.set_password(password)
    _change(agent_id, "agent_password_changed", password=agent.password)
    return Agent.objects.get(pk=agent_id)


def api_token(name: str) -> str:
    """A token for programs that act as this agent; shown once."""
    token = STAFF_PREFIX + ids.token()
    agent = named(name)
    with transaction.atomic():
        ApiToken.objects.create(agent=agent, token_hash=crypto.keyed_hash(_HASH, token))
        _journal(agent, "api_token_made")
    return token


def signin_link(name: str, *, minutes: int = 5, by: int = 0) -> str:
    """The path of a link that signs this agent in once, within minutes. NotFound if they are disabled."""
    token = ids.token()
    with _acting(named(name).pk, by=by) as agent:
        if not agent.is_active:
            raise NotFound
        SigninLink.objects.create(
            agent=agent,
            token_hash=crypto.keyed_hash(_HASH, token),
            expires_at=clock.now() + timedelta(minutes=minutes),
            is_operators=not by,
        )
        _journal(agent, "signin_link_made", by=by, detail=f"{minutes} min")
    return LINK_PATH + token


@dataclass(frozen=True, slots=True)
class OpenLink:
    """A sign-in link that still lets somebody in. `is_operators`: it does so by itself, whatever else is demanded."""

    id: int
    is_operators: bool


def open_link(token: str) -> OpenLink:
    """Looks only. NotFound if unknown, used or too old."""
    link = _open_links().filter(token_hash=crypto.keyed_hash(_HASH, token)).first()
    if link is None:
        raise NotFound
    return OpenLink(link.pk, link.is_operators)


def is_operators_link(token: str) -> bool:
    """False also of a link that lets nobody in."""
    return _open_links().filter(token_hash=crypto.keyed_hash(_HASH, token), is_operators=True).exists()


def use_signin_link(token: str) -> Agent:
    """The agent a link lets in; it is used up by that. NotFound if unknown, used or too old."""
    return use_link(open_link(token).id)


def use_link(link_id: int) -> Agent:
    with transaction.atomic():
        if _open_links().filter(pk=link_id).update(used_at=clock.now()) != 1:
            raise NotFound
        agent = SigninLink.objects.select_related("agent").get(pk=link_id).agent
        _journal(agent, "signin_link_used")
    return agent


def _open_links() -> QuerySet[SigninLink]:
    return SigninLink.objects.filter(used_at=None, expires_at__gt=clock.now(), agent__is_active=True)


def named(name: str) -> Agent:
    """NotFound if there is no active agent of this name."""
    agent = Agent.objects.filter(name=name, is_active=True).first()
    if agent is None:
        raise NotFound(f"There is no active agent named {name}.")
    return agent


def known(name: str) -> Agent:
    """The same, disabled ones too."""
    agent = Agent.objects.filter(name=name).first()
    if agent is None:
        raise NotFound(f"There is no agent named {name}.")
    return agent


def addressed(email: str) -> Agent | None:
    """The active agent of this address, for the journal of tries that failed."""
    return Agent.objects.filter(email=email, is_active=True).first()


@contextmanager
def _acting(agent_id: int, *, by: int, gives: Role | None = None) -> Iterator[Agent]:
    """One transaction, in which both stay what they are: whoever was asked before may have another role by now."""
    with transaction.atomic():
        rows = Agent.objects.select_for_update().filter(pk__in={agent_id, by}).order_by("pk")
        held = {agent.pk: agent for agent in rows}
        agent = held[agent_id]
        if by and not _may_act(held[by], agent, gives=gives):
            raise NotAllowed
        yield agent


def _may_act(actor: Agent, agent: Agent, *, gives: Role | None) -> bool:
    held, roles = BUNDLES[Role(actor.role)], {Role(agent.role), gives or Role(agent.role)}
    return actor.is_active and actor.pk != agent.pk and all(access.stands_above(held, role) for role in roles)


def _end_links(agent_id: int) -> None:
    SigninLink.objects.filter(agent=agent_id, used_at=None).update(used_at=clock.now())


def _change(agent_id: int, action: str, *, by: int = 0, detail: str = "", **changed: object) -> None:
    with transaction.atomic():
        Agent.objects.filter(pk=agent_id).update(stamp=F("stamp") + 1, **changed)
        AgentSession.objects.filter(agent=agent_id).delete()
        _journal(Agent.objects.get(pk=agent_id), action, by=by, detail=detail)
    directory.forget_cards()


def _journal(agent: Agent, action: str, *, by: int = 0, detail: str = "") -> None:
    act = journal.Act(
        at=clock.now(),
        actor_kind="agent" if by else "operator",
        actor_id=by,
        action=action,
        subject_kind="agent",
        subject_id=agent.pk,
        detail=detail,
    )
    journal.write([act])
