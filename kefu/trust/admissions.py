"""Makes, changes and lets in our own people. Every act stands in the journal."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F

from kefu.kit import clock, crypto, ids
from kefu.kit.errors import Conflict, NotFound
from kefu.kit.text import clean_line
from kefu.people.capabilities import Role
from kefu.people.models import Agent, ApiToken, SigninLink
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
    return agent


def change_role(agent_id: int, *, role: Role) -> None:
    """Takes effect at once: every session of the agent ends within seconds."""
    _change(agent_id, "agent_role_changed", detail=role.value, role=role)


def disable(agent_id: int) -> None:
    _change(agent_id, "agent_disabled", is_active=False)


def change_password(agent_id: int, *, password: str) -> None:
    agent = Agent.objects.get(pk=agent_id)
    agent.set_password(password)
    _change(agent_id, "agent_password_changed", password=agent.password)


def api_token(name: str) -> str:
    """A token for programs that act as this agent; shown once."""
    token = STAFF_PREFIX + ids.token()
    agent = named(name)
    with transaction.atomic():
        ApiToken.objects.create(agent=agent, token_hash=crypto.keyed_hash(_HASH, token))
        _journal(agent, "api_token_made")
    return token


def signin_link(name: str, *, minutes: int = 5) -> str:
    """The path of a link that signs this agent in once, within minutes."""
    token = ids.token()
    agent = named(name)
    with transaction.atomic():
        SigninLink.objects.create(
            agent=agent,
            token_hash=crypto.keyed_hash(_HASH, token),
            expires_at=clock.now() + timedelta(minutes=minutes),
        )
        _journal(agent, "signin_link_made", detail=f"{minutes} min")
    return LINK_PATH + token


def use_signin_link(token: str) -> Agent:
    """The agent a link lets in; it is used up by that. NotFound if unknown, used or too old."""
    link = SigninLink.objects.select_related("agent").filter(token_hash=crypto.keyed_hash(_HASH, token)).first()
    if link is None or not link.agent.is_active:
        raise NotFound
    with transaction.atomic():
        unused = SigninLink.objects.filter(pk=link.pk, used_at=None, expires_at__gt=clock.now())
        if unused.update(used_at=clock.now()) != 1:
            raise NotFound
        _journal(link.agent, "signin_link_used")
    return link.agent


def named(name: str) -> Agent:
    """NotFound if there is no active agent of this name."""
    agent = Agent.objects.filter(name=name, is_active=True).first()
    if agent is None:
        raise NotFound(f"There is no active agent named {name}.")
    return agent


def _change(agent_id: int, action: str, *, detail: str = "", **changed: object) -> None:
    with transaction.atomic():
        Agent.objects.filter(pk=agent_id).update(stamp=F("stamp") + 1, **changed)
        _journal(Agent.objects.get(pk=agent_id), action, detail=detail)


def _journal(agent: Agent, action: str, *, detail: str = "") -> None:
    act = journal.Act(
        at=clock.now(),
        actor_kind="operator",
        actor_id=0,
        action=action,
        subject_kind="agent",
        subject_id=agent.pk,
        detail=detail,
    )
    journal.write([act])
