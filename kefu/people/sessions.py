"""Who is signed in, and by what. Turns cookies and bearer tokens into viewers; the only place that does."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from kefu.kit import clock, crypto, ids, zones
from kefu.kit.errors import NotSignedIn
from kefu.people import compartments, desk_sessions, fields, keys, names
from kefu.people.access import NOBODY, Viewer, ViewerKind
from kefu.people.capabilities import BUNDLES, Role
from kefu.people.identity import Identity
from kefu.people.models import (
    Address,
    Agent,
    AgentSession,
    ApiToken,
    Customer,
    CustomerSession,
    DataKey,
    DeskTicket,
    Proof,
    SigninLink,
    UsedIdentity,
)

SIGNED_LIFE = timedelta(hours=12)
ANONYMOUS_LIFE = timedelta(days=30)
TICKET_LIFE = timedelta(seconds=60)
MAX_NAME_CHARS = 80

CUSTOMER_PREFIX, STAFF_PREFIX, TICKET_PREFIX = "kefu_c_", "kefu_a_", "kefu_t_"
_HASH = "token"


@dataclass(frozen=True, slots=True)
class StartedSession:
    """A new customer session. The token is told once and stored only as a hash."""

    token: str
    viewer: Viewer
    expires_at: datetime


def start_customer_session(identity: Identity | None, *, locale: str) -> StartedSession:
    """Sign a customer in: the one of this proved uid, or a new anonymous visitor. NotSignedIn if `identity` was used."""
    token = CUSTOMER_PREFIX + ids.token()
    with transaction.atomic():
        customer = _anonymous(locale) if identity is None else _proved(identity, locale)
        expires_at = clock.now() + (ANONYMOUS_LIFE if identity is None else SIGNED_LIFE)
        session = CustomerSession.objects.create(
            customer=customer, token_hash=crypto.keyed_hash(_HASH, token), expires_at=expires_at
        )
    name = identity.name[:MAX_NAME_CHARS] if identity else ""
    return StartedSession(token=token, viewer=_customer_viewer(session, name=name), expires_at=expires_at)


def viewer_for_request(request: HttpRequest) -> Viewer:
    """A bearer token speaks for API calls, the cookie session for pages; a wrong token is nobody, never the cookie."""
    header = request.headers.get("Authorization", "")
    if header:
        scheme, _, token = header.partition(" ")
        return (viewer_for_token(token.strip()) if scheme.lower() == "bearer" else None) or NOBODY
    agent = request.user
    if isinstance(agent, Agent) and agent.is_active:
        viewer = staff_viewer(agent, session=desk_sessions.name_of(request.session, agent))
        return desk_sessions.standing(viewer, agent=agent, shown=desk_sessions.shown_in(request))
    return NOBODY


def viewer_for_token(token: str) -> Viewer | None:
    """The viewer of a customer's or a staff token; None for all else."""
    if token.startswith(CUSTOMER_PREFIX):
        return _viewer_of_customer_token(token)
    if token.startswith(STAFF_PREFIX):
        return _viewer_of_staff_token(token)
    return None


def viewer_for_hello(token: str) -> Viewer | None:
    """The same for a socket, which a desk ticket may speak for too: nothing else takes one."""
    return _viewer_of_ticket(token) if token.startswith(TICKET_PREFIX) else viewer_for_token(token)


def viewers_for_hellos(tokens: Sequence[str]) -> list[Viewer | None]:
    """The same for many at once, in their order: customers, of whom there are crowds, by one query."""
    customers = _viewers_of_customer_tokens([token for token in tokens if token.startswith(CUSTOMER_PREFIX)])
    return [customers.get(token) if token.startswith(CUSTOMER_PREFIX) else viewer_for_hello(token) for token in tokens]


def with_locale(viewer: Viewer, wanted: object) -> Viewer:
    """The same viewer, reading another of the installation's languages on this device."""
    return replace(viewer, locale=known_locale(wanted)) if isinstance(wanted, str) and wanted else viewer


def with_zone(viewer: Viewer, wanted: object) -> Viewer:
    """The same, reading moments in this time zone; only what staff read has moments in its words."""
    return replace(viewer, zone=zones.known_name(wanted)) if viewer.is_staff and wanted else viewer


def desk_ticket(viewer: Viewer) -> str:
    """A one-minute token that lets the desk's socket speak for the page's cookie session, and tells nothing of it."""
    token = TICKET_PREFIX + ids.token()
    DeskTicket.objects.create(
        token_hash=crypto.keyed_hash(_HASH, token), session=viewer.session, expires_at=clock.now() + TICKET_LIFE
    )
    return token


def end(session: str) -> None:
    """End what `Viewer.session` names; sockets notice within seconds."""
    kind, _, rest = session.partition(":")
    key = rest.split(":")[0]
    if kind == "customer":
        CustomerSession.objects.filter(pk=int(key), ended_at=None).update(ended_at=clock.now())
    elif kind == "desk":
        AgentSession.objects.filter(session_key=key).delete()
    elif kind == "token":
        ApiToken.objects.filter(pk=int(key), ended_at=None).update(ended_at=clock.now())


def alive(sessions: Collection[str]) -> set[str]:
    """Of these `Viewer.session` names, the ones that still hold: not ended, not expired, agent active and unchanged."""
    by_kind: dict[str, dict[str, str]] = {"customer": {}, "desk": {}, "token": {}}
    for session in sessions:
        kind, _, rest = session.partition(":")
        by_kind[kind][session] = rest
    return _alive_customers(by_kind["customer"]) | _alive_desks(by_kind["desk"]) | _alive_tokens(by_kind["token"])


def newest_of_customer(customer: int) -> datetime | None:
    """When the newest session of this customer (row) began, ended or not."""
    return (
        CustomerSession.objects.filter(customer=customer)
        .order_by("-created_at")
        .values_list("created_at", flat=True)
        .first()
    )


def viewer_of(session: str) -> Viewer | None:
    """Whom a `Viewer.session` still speaks for, with what they may do now; None once it has ended."""
    if not alive([session]):
        return None
    kind, _, rest = session.partition(":")
    if kind == "customer":
        held = CustomerSession.objects.select_related("customer__data_key").get(pk=int(rest))
        return _customer_viewer(held, name=_name_of(held.customer))
    return staff_viewer(Agent.objects.get(pk=int(rest.split(":")[1])), session=session)


def staff_viewer(agent: Agent, *, session: str) -> Viewer:
    return Viewer(
        kind=ViewerKind.AGENT,
        id=agent.pk,
        public_id=agent.public_id,
        name=agent.name,
        alias=agent.alias or agent.name.split(" ")[0],
        locale=agent.locale,
        session=session,
        capabilities=BUNDLES[Role(agent.role)],
        compartment=compartments.read(agent.within),
    )


def sweep() -> int:
    """Forget what has expired; returns how many rows went. Guests go with their sessions: `people.visitors`."""
    now = clock.now()
    expired = (
        UsedIdentity.objects.filter(expires_at__lt=now - timedelta(minutes=5)),
        CustomerSession.objects.filter(expires_at__lt=now - timedelta(days=7)).exclude(customer__proof=Proof.NONE),
        SigninLink.objects.filter(expires_at__lt=now - timedelta(days=7)),
        DeskTicket.objects.filter(expires_at__lt=now),
        AgentSession.objects.filter(expire_date__lt=now),
    )
    return sum(rows.delete()[0] for rows in expired)


def _anonymous(locale: str) -> Customer:
    return Customer.objects.create(locale=known_locale(locale))


def _proved(identity: Identity, locale: str) -> Customer:
    use_once(identity.jti, purpose="jti", until=identity.expires_at)
    customer = _known(identity.uid) or _first_seen(identity)
    ring, name = _ring_of(customer), identity.name[:MAX_NAME_CHARS]
    customer.sealed_name, customer.vip_level = fields.sealed_name(ring, customer.pk, name), identity.vip
    customer.locale, customer.region = known_locale(identity.locale or locale), identity.region
    customer.proof, customer.proved_at = Proof.SIGNED, clock.now()
    customer.save(update_fields=["sealed_name", "vip_level", "locale", "region", "proof", "proved_at"])
    names.keep(customer.pk, name)
    for kind, value in ((Address.Kind.EMAIL, identity.email), (Address.Kind.PHONE, identity.phone)):
        _inform(ring, customer, kind=kind, value=value)
    return customer


def _known(uid: str) -> Customer | None:
    """The customer of this uid. Whose key was destroyed is nobody any more, and comes back as somebody new."""
    found = Address.objects.filter(kind=Address.Kind.UID, digest=fields.digest_of(Address.Kind.UID, uid))
    address = found.select_related("customer__data_key").first()
    if address is None:
        return None
    key: DataKey | None = getattr(address.customer, "data_key", None)
    if key is None or key.destroyed_at is None:
        return address.customer
    names.forget(address.customer_id)
    Address.objects.filter(customer=address.customer_id).delete()
    return None


def use_once(name: str, *, purpose: str, until: datetime) -> None:
    """NotSignedIn if this was used before, in whichever process. It is remembered until then."""
    try:
        with transaction.atomic():
            UsedIdentity.objects.create(jti_hash=crypto.keyed_hash(purpose, name), expires_at=until)
    except IntegrityError as error:
        raise NotSignedIn from error


def _ring_of(customer: Customer) -> keys.Ring:
    """Of one who was read with their key, or who needs one."""
    key: DataKey | None = getattr(customer, "data_key", None)
    return keys.ring_of(customer.pk, key.wrapped) if key else keys.ring([customer.pk], or_make=True)


def _first_seen(identity: Identity) -> Customer:
    """The customer of a uid never seen before; two first sign-ins at once get the same one."""
    try:
        with transaction.atomic():
            customer = Customer.objects.create()
            ring = keys.ring([customer.pk], or_make=True)
            told = _told(ring, customer, kind=Address.Kind.UID, value=identity.uid)
            Address.objects.create(customer=customer, kind=Address.Kind.UID, **told)
            return customer
    except IntegrityError:
        other = _known(identity.uid)
        if other is None:
            raise
        return other


def _inform(ring: keys.Ring, customer: Customer, *, kind: Address.Kind, value: str) -> None:
    if not value:
        Address.objects.filter(customer=customer, kind=kind).delete()
        return
    told = _told(ring, customer, kind=kind, value=value)
    Address.objects.update_or_create(customer=customer, kind=kind, defaults=told)


def _told(ring: keys.Ring, customer: Customer, *, kind: Address.Kind, value: str) -> dict[str, Any]:
    return {
        "sealed": fields.sealed_address(ring, customer.pk, kind, value),
        "digest": fields.digest_of(kind, value),
        "proof": Proof.SIGNED,
        "proved_at": clock.now(),
    }


def known_locale(wanted: str) -> str:
    """The installation's language nearest to a BCP 47 tag; English if none is near."""
    tag = wanted.replace("_", "-").lower()
    offered = [code for code, _ in settings.LANGUAGES]
    if tag in offered:
        return tag
    if tag.startswith("zh") and "zh-hans" in offered:
        return "zh-hans"
    return next((code for code in offered if code.split("-")[0] == tag.split("-")[0]), "en")


def _customer_viewer(session: CustomerSession, *, name: str) -> Viewer:
    customer = session.customer
    return Viewer(
        kind=ViewerKind.CUSTOMER,
        id=customer.pk,
        public_id=customer.public_id,
        name=name,
        locale=customer.locale,
        session=f"customer:{session.pk}",
    )


def _name_of(customer: Customer) -> str:
    """Of a customer who was read with their key."""
    return fields.name(_ring_of(customer), customer.pk, customer.sealed_name) if customer.sealed_name else ""


def _viewer_of_customer_token(token: str) -> Viewer | None:
    return _viewers_of_customer_tokens([token]).get(token)


def _viewers_of_customer_tokens(tokens: Collection[str]) -> dict[str, Viewer]:
    """Of these tokens, those that hold."""
    if not tokens:
        return {}
    hashes = {token: crypto.keyed_hash(_HASH, token) for token in tokens}
    held = CustomerSession.objects.select_related("customer__data_key").filter(
        token_hash__in=set(hashes.values()), ended_at=None, expires_at__gt=clock.now()
    )
    viewers = {each.token_hash: _customer_viewer(each, name=_name_of(each.customer)) for each in held}
    return {token: viewers[found] for token, found in hashes.items() if found in viewers}


def _viewer_of_staff_token(token: str) -> Viewer | None:
    found = ApiToken.objects.select_related("agent").filter(
        token_hash=crypto.keyed_hash(_HASH, token), ended_at=None, agent__is_active=True
    )
    row = found.first()
    return staff_viewer(row.agent, session=f"token:{row.pk}:{row.agent.pk}:{row.agent.stamp}") if row else None


def _viewer_of_ticket(token: str) -> Viewer | None:
    given = DeskTicket.objects.filter(token_hash=crypto.keyed_hash(_HASH, token), expires_at__gt=clock.now()).first()
    if given is None or not alive([given.session]):
        return None
    agent = Agent.objects.get(pk=int(given.session.split(":")[2]))
    return staff_viewer(agent, session=given.session)


def _alive_customers(refs: dict[str, str]) -> set[str]:
    rows = CustomerSession.objects.filter(
        pk__in=[int(rest) for rest in refs.values()], ended_at=None, expires_at__gt=clock.now()
    )
    held = {str(pk) for pk in rows.values_list("pk", flat=True)}
    return {session for session, rest in refs.items() if rest in held}


def _alive_desks(refs: dict[str, str]) -> set[str]:
    keys = [rest.split(":")[0] for rest in refs.values()]
    held = set(
        AgentSession.objects.filter(session_key__in=keys, expire_date__gt=clock.now()).values_list(
            "session_key", flat=True
        )
    )
    unchanged = _unchanged_agents(refs.values())
    return {s for s, rest in refs.items() if rest.split(":")[0] in held and rest.partition(":")[2] in unchanged}


def _alive_tokens(refs: dict[str, str]) -> set[str]:
    keys = [int(rest.split(":")[0]) for rest in refs.values()]
    held = {str(pk) for pk in ApiToken.objects.filter(pk__in=keys, ended_at=None).values_list("pk", flat=True)}
    unchanged = _unchanged_agents(refs.values())
    return {s for s, rest in refs.items() if rest.split(":")[0] in held and rest.partition(":")[2] in unchanged}


def _unchanged_agents(rests: Collection[str]) -> set[str]:
    """`id:stamp` of every active agent named in `key:id:stamp`."""
    agents = Agent.objects.filter(pk__in={int(rest.split(":")[1]) for rest in rests}, is_active=True)
    return {f"{pk}:{stamp}" for pk, stamp in agents.values_list("pk", "stamp")}
