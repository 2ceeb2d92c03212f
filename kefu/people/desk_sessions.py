"""The cookie sessions of our own people: what each showed at the door, which there are, how they end."""

import logging
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.db import OperationalError
from django.http import HttpRequest

from kefu.kit import clock, crypto
from kefu.kit.errors import NotFound
from kefu.people import second_factor
from kefu.people.access import Viewer, ViewerKind
from kefu.people.models import Agent, AgentSession
from kefu.people.second_factor import Demand
from kefu.people.session_store import BEGUN_AT, PROVIDER_SESSION, SessionStore, expires_at

logger = logging.getLogger(__name__)

SHOWN, CONFIRMED_AT, ADDRESS, BROWSER = "shown", "confirmed_at", "address", "browser"
SEEN_EVERY = timedelta(minutes=1)
CONFIRMED_FOR_S = 10 * 60
MAX_BROWSER_CHARS = 200


@dataclass(frozen=True, slots=True)
class DeskSession:
    """One browser signed in, as its owner sees it. `public_id` tells nothing of the cookie."""

    public_id: str
    browser: str
    address: str
    begun_at: datetime
    seen_at: datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class Vouched:
    """What a provider's word for somebody hangs on: its own session (as a hash; empty: it told none), begun at a moment.

    `identity` is the row by which they are known here.
    """

    identity: int
    session: str = ""
    at_s: float = 0.0


def demand_of(agent: Agent) -> Demand:
    return Demand(settings.SECOND_FACTOR[agent.role])


def name_of(session: SessionBase, agent: Agent) -> str:
    """What `Viewer.session` says of it."""
    return f"desk:{session.session_key}:{agent.pk}:{agent.stamp}"


def standing(viewer: Viewer, *, agent: Agent, shown: Collection[str]) -> Viewer:
    """The viewer as far as what was shown at the door carries."""
    if second_factor.suffices(shown, demand=demand_of(agent), link_is_enough=settings.LINK_IS_ENOUGH):
        return viewer
    return replace(viewer, kind=ViewerKind.ENTERING, capabilities=frozenset())


def describe(request: HttpRequest, *, shown: Collection[str], vouched: Vouched | None = None) -> None:
    """Write into a session just begun how, from where and with which browser, and on what of a provider's it hangs.

    Who was passed on by a provider shows nothing anew: it counts from when they signed in there.
    """
    request.session[SHOWN] = sorted(shown)
    if vouched is not None and vouched.session:
        request.session[PROVIDER_SESSION] = vouched.session
    request.session[ADDRESS] = request.META.get("REMOTE_ADDR", "")
    request.session[BROWSER] = request.headers.get("User-Agent", "")[:MAX_BROWSER_CHARS]
    confirm(request)
    if vouched is not None and len(shown) == 1:
        request.session[CONFIRMED_AT] = min(vouched.at_s, request.session[CONFIRMED_AT])


def shown_in(request: HttpRequest) -> list[str]:
    return list(request.session.get(SHOWN, ()))


def also_shown(request: HttpRequest, what: str) -> None:
    """More was shown in this session. The cookie changes where that opens more than before."""
    agent = request.user
    if isinstance(agent, Agent):
        demand, was = demand_of(agent), shown_in(request)
        request.session[SHOWN] = sorted({*was, what})
        if not second_factor.suffices(was, demand=demand, link_is_enough=settings.LINK_IS_ENOUGH):
            request.session.cycle_key()
        confirm(request)


def confirm(request: HttpRequest) -> None:
    request.session[CONFIRMED_AT] = clock.now().timestamp()


def is_confirmed(request: HttpRequest) -> bool:
    """Whether they showed lately that they still are who signed in. A program's token shows nothing, with any cookie."""
    if "Authorization" in request.headers:
        return False
    age_s = clock.now().timestamp() - float(request.session.get(CONFIRMED_AT, 0))
    return 0 <= age_s < CONFIRMED_FOR_S


def touch(session: SessionBase) -> None:
    """Somebody did something: the idle time begins anew. Written once a minute at most.

    Where nothing can be written, reading goes on: at worst somebody is signed out a little early.
    """
    now = clock.now()
    seen_at = getattr(session, "seen_at", None)
    if seen_at is not None and seen_at < now - SEEN_EVERY and SESSION_KEY in session:
        rows = AgentSession.objects.filter(session_key=session.session_key)
        try:
            rows.update(seen_at=now, expire_date=expires_at(session[BEGUN_AT], now=now))
        except OperationalError as error:
            logger.warning("a desk session keeps its old idle time: %s", error)


def sessions_for(viewer: Viewer) -> list[DeskSession]:
    """The viewer's own, this one first, then by last use."""
    return sorted(_sessions(viewer.id, this=_key_of(viewer)), key=lambda session: not session.is_this)


def sessions_of(agent_id: int) -> list[DeskSession]:
    """Somebody else's, by last use."""
    return _sessions(agent_id, this="")


def seen_since(moment: datetime, *, among: Collection[int]) -> set[int]:
    """Of these agents (rows), who did something in a browser of theirs since then. Who only came to the door has not."""
    rows = AgentSession.objects.filter(agent__in=among, seen_at__gte=moment, expire_date__gt=clock.now())
    return {
        row.agent.pk for row in rows.select_related("agent") if row.agent is not None and _is_through(row, row.agent)
    }


def _is_through(row: AgentSession, agent: Agent) -> bool:
    shown = SessionStore().decode(row.session_data).get(SHOWN, ())
    return second_factor.suffices(shown, demand=demand_of(agent), link_is_enough=settings.LINK_IS_ENOUGH)


def end_one(agent_id: int, public_id: str) -> None:
    """NotFound unless it is one of this agent's. Its pages end with the next request, its sockets within seconds."""
    for row in AgentSession.objects.filter(agent=agent_id):
        if crypto.same(_public_id(row.session_key), public_id):
            row.delete()
            return
    raise NotFound


def end_all(agent_id: int) -> int:
    return AgentSession.objects.filter(agent=agent_id).delete()[0]


def end_of_provider(provider_session: str) -> list[int]:
    """Those that hang on this session of a provider's, and whose they were (rows)."""
    rows = AgentSession.objects.filter(provider_session=provider_session).exclude(provider_session="")
    agents = sorted({agent for agent in rows.values_list("agent", flat=True) if agent is not None})
    rows.delete()
    return agents


def end_others(viewer: Viewer) -> int:
    rows = AgentSession.objects.filter(agent=viewer.id).exclude(session_key=_key_of(viewer))
    return rows.delete()[0]


def _sessions(agent_id: int, *, this: str) -> list[DeskSession]:
    rows = AgentSession.objects.filter(agent=agent_id, expire_date__gt=clock.now()).order_by("-seen_at")
    return [_session(row, this=this) for row in rows]


def _session(row: AgentSession, *, this: str) -> DeskSession:
    told = SessionStore().decode(row.session_data)
    return DeskSession(
        public_id=_public_id(row.session_key),
        browser=str(told.get(BROWSER, "")),
        address=str(told.get(ADDRESS, "")),
        begun_at=datetime.fromtimestamp(told.get(BEGUN_AT, 0), tz=UTC),
        seen_at=row.seen_at,
        is_this=row.session_key == this,
    )


def _key_of(viewer: Viewer) -> str:
    kind, key, *_ = viewer.session.split(":")
    return key if kind == "desk" else ""


def _public_id(session_key: str) -> str:
    return crypto.keyed_hash("people.desk-session", session_key)[:32]
