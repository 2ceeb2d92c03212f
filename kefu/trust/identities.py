"""Which of a provider's people is which of ours. Bound by an invitation, its owner or the command line; never by an address.

Every binding, every end of one and every sign-out from outside stands in the journal.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from kefu.kit import clock, crypto
from kefu.kit.errors import Conflict, NotFound
from kefu.people import desk_sessions
from kefu.people.desk_sessions import Vouched
from kefu.people.models import Agent, AgentIdentity
from kefu.people.second_factor import Shown
from kefu.trust import admissions, factors, signins
from kefu.trust.sso import ways
from kefu.trust.sso.said import Protocol, Said
from kefu.trust.sso.tokens import Logout
from kefu.trust.sso.ways import Way

LINKED, UNLINKED, SIGNED_OUT, REFUSED = "identity_linked", "identity_unlinked", "sso_signed_out", "sso_refused"


@dataclass(frozen=True, slots=True)
class LinkedIdentity:
    """One as its owner sees it. `handle` names it in forms."""

    handle: str
    protocol: Protocol
    provider: str
    issuer: str
    subject: str
    added_at: datetime
    used_at: datetime | None


def identities_of(agent: Agent) -> list[LinkedIdentity]:
    return [_linked(row) for row in AgentIdentity.objects.filter(agent=agent).order_by("id")]


def ways_of(agent: Agent) -> list[Way]:
    """The providers that are set up and know this agent."""
    held = {each.protocol for each in identities_of(agent)}
    return [way for way in ways.offered() if way.protocol in held]


def owner_of(said: Said) -> Agent | None:
    """Whose identity this is, disabled or not; None if it is nobody's."""
    row = _rows(said).select_related("agent").first()
    return row.agent if row else None


def vouched_by(said: Said) -> Vouched:
    """What a session begun by this hangs on."""
    session = _session(said.issuer, said.session) if said.session else ""
    return Vouched(identity=_rows(said).get().pk, session=session, at_s=said.at_s)


def used(identity: int) -> None:
    """Somebody came in by it."""
    AgentIdentity.objects.filter(pk=identity).update(used_at=clock.now())


def link(agent: Agent, said: Said) -> None:
    """By its owner, who is signed in. Conflict if it is somebody's, or the owner has one of this provider's already."""
    with transaction.atomic():
        _add(agent, said.protocol, said.issuer, said.subject)
        signins.by_agent(agent, LINKED, detail=_told(said.protocol, said.issuer, said.subject))


def link_by_invitation(link_id: int, said: Said) -> Agent:
    """By a sign-in link, which is used up by that. NotFound if it lets nobody in any more; Conflict as above."""
    with transaction.atomic():
        agent, owner = admissions.use_link(link_id), owner_of(said)
        if owner is None or owner.pk != agent.pk:
            link(agent, said)
    return agent


def link_by_operator(agent: Agent, *, protocol: Protocol, issuer: str, subject: str) -> None:
    with transaction.atomic():
        _add(agent, protocol, issuer, subject)
        signins.by_operator(agent, LINKED, detail=_told(protocol, issuer, subject))


def unlink(agent: Agent, handle: str) -> None:
    """By its owner. NotFound if it is none of theirs; Conflict if they could not come in without it."""
    with transaction.atomic():
        Agent.objects.select_for_update().get(pk=agent.pk)
        row = _named(agent, handle)
        if is_last_way(agent, handle=handle):
            raise Conflict
        row.delete()
        signins.by_agent(agent, UNLINKED, detail=_told(Protocol(row.protocol), row.issuer, row.subject))


def unlink_by_operator(agent: Agent, *, protocol: Protocol) -> int:
    """All of this protocol's, also the last way in; whoever came by them is signed out. Returns how many there were."""
    with transaction.atomic():
        rows = list(AgentIdentity.objects.filter(agent=agent, protocol=protocol))
        for row in rows:
            row.delete()
            signins.by_operator(agent, UNLINKED, detail=_told(protocol, row.issuer, row.subject))
        if rows:
            desk_sessions.end_all(agent.pk)
    return len(rows)


def is_last_way(agent: Agent, *, handle: str) -> bool:
    """Whether its owner could not come in by anything else: another provider that is set up, a password, a passkey."""
    others = [each for each in identities_of(agent) if each.handle != handle and ways.way(each.protocol)]
    if others or settings.SSO_ONLY:
        return not others
    return not agent.has_usable_password() and Shown.PASSKEY not in factors.kinds_of(agent)


def signed_out(told: Logout) -> int:
    """The provider says that somebody is out: they are out here, in every browser. Returns how many sessions ended.

    Where it names its session alone, those that hang on it end.
    """
    with transaction.atomic():
        ended = desk_sessions.end_of_provider(_session(told.issuer, told.session)) if told.session else []
        agents = dict.fromkeys(ended, 1)
        if told.subject:
            said = Said(Protocol.OIDC, told.issuer, told.subject, Shown.SSO)
            for agent in _rows(said).values_list("agent", flat=True):
                agents[agent] = agents.get(agent, 0) + desk_sessions.end_all(agent)
        for agent, count in agents.items():
            if count:
                signins.by_provider(Agent.objects.get(pk=agent), SIGNED_OUT, detail=Protocol.OIDC.value)
    return sum(agents.values())


def _add(agent: Agent, protocol: Protocol, issuer: str, subject: str) -> None:
    try:
        with transaction.atomic():
            AgentIdentity.objects.create(agent=agent, protocol=protocol, issuer=issuer, subject=subject)
    except IntegrityError as error:
        raise Conflict(f"This identity is somebody's already, or {agent.name} has one of this provider's.") from error


def _rows(said: Said) -> QuerySet[AgentIdentity]:
    return AgentIdentity.objects.filter(protocol=said.protocol, issuer=said.issuer, subject=said.subject)


def _named(agent: Agent, handle: str) -> AgentIdentity:
    row = AgentIdentity.objects.filter(agent=agent, pk=int(handle)).first() if handle.isdecimal() else None
    if row is None:
        raise NotFound
    return row


def _linked(row: AgentIdentity) -> LinkedIdentity:
    return LinkedIdentity(
        handle=str(row.pk),
        protocol=Protocol(row.protocol),
        provider=ways.name_of(row.protocol),
        issuer=row.issuer,
        subject=row.subject,
        added_at=row.added_at,
        used_at=row.used_at,
    )


def _session(issuer: str, session: str) -> str:
    return crypto.keyed_hash("sso.provider-session", f"{issuer} {session}")


def _told(protocol: Protocol, issuer: str, subject: str) -> str:
    return f"{protocol} {issuer} {subject}"
