"""Names and cards of people, as others may see them."""

import threading
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from kefu.kit import db, ids
from kefu.kit.errors import NotFound
from kefu.people import fields, keys
from kefu.people.capabilities import Capability, Role, roles_with
from kefu.people.models import Address, Agent, Customer, Proof

CARDS_LIVE_S = 30.0
CUSTOMERS = "people_customer"
NAME_COLUMNS = "c.sealed_name, k.wrapped"  # of a customer `c` and, by KEYS_OF, of their key: what `opened_name` opens
KEYS_OF = "LEFT JOIN people_datakey k ON k.customer_id = {}"
MAX_CHARS = 254


@dataclass(frozen=True, slots=True)
class AgentCard:
    """`name` for colleagues, `alias` for customers."""

    id: int
    public_id: str
    name: str
    alias: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """A customer as staff see them: addresses masked, and how the identity was proved (`none`, `signed`)."""

    id: int
    public_id: str
    name: str
    locale: str
    vip: int | None
    proof: str
    proved_at: datetime | None
    uid_masked: str
    email_masked: str
    phone_masked: str
    proved: Mapping[str, str] = field(repr=False, compare=False)  # in clear, for `claims.unlike` alone; never shown


class _Cards:
    """All agents' cards, kept for half a minute: names stand in every frame sent."""

    def __init__(self) -> None:
        self._by_id: dict[int, AgentCard] = {}
        self._answering: list[AgentCard] = []
        self._read_at = 0.0
        self._lock = threading.Lock()

    def known(self, agent_id: int) -> AgentCard | None:
        return self._by_id.get(agent_id)

    def fresh(self, needed: Collection[int]) -> dict[int, AgentCard]:
        with self._lock:
            stale = not self._read_at or time.monotonic() - self._read_at > CARDS_LIVE_S
            if stale or any(agent_id not in self._by_id for agent_id in needed):
                self._read()
            return self._by_id

    def answering(self) -> list[AgentCard]:
        """Read afresh, and with them all cards: who asks for these needs those too."""
        with self._lock:
            self._read()
            return self._answering

    def known_answering(self) -> list[AgentCard]:
        self.fresh(())
        return self._answering

    def forget(self) -> None:
        self._read_at = 0.0
        self._by_id = {}

    def _read(self) -> None:
        found = Agent.objects.order_by("name").values_list("pk", "public_id", "name", "alias", "is_active", "role")
        rows = [(_card(*row[:5]), row[5]) for row in found]
        self._by_id = {card.id: card for card, _ in rows}
        self._answering = [card for card, role in rows if card.is_active and role in roles_with(Capability.REPLY)]
        self._read_at = time.monotonic()


_cards = _Cards()


def agents() -> list[AgentCard]:
    """Who may be given conversations: active and able to answer; by name, read afresh."""
    return _cards.answering()


def agents_to_offer() -> list[AgentCard]:
    """`agents` as they were half a minute ago at most: for menus, since whoever is chosen is looked up again."""
    return _cards.known_answering()


def count_of(role: Role) -> int:
    """How many of our people have this role and may sign in."""
    return Agent.objects.filter(role=role.value, is_active=True).count()


def agent_card(agent_id: int) -> AgentCard | None:
    """The card of an agent, active or not. Reads the database at most twice a minute."""
    return _cards.fresh([agent_id]).get(agent_id)


def row_of_agent(public_id: str) -> int | None:
    """The row of an agent, active or not, by their public id."""
    return next((card.id for card in _cards.fresh(()).values() if card.public_id == public_id), None)


def row_of_customer(public_id: str) -> int | None:
    """The row of a customer by their public id."""
    return Customer.objects.filter(public_id=public_id).values_list("pk", flat=True).first()


def are_in_a_row(customers: Collection[int]) -> bool:
    """Nobody whom the exchange signed came between these customers (rows)."""
    between = Customer.objects.filter(pk__gt=min(customers), pk__lt=max(customers), proof=Proof.SIGNED)
    return not between.exclude(pk__in=customers).exists()


def staff_with(capability: Capability) -> list[int]:
    """Rows of those of our people who may do this and may sign in."""
    holders = Agent.objects.filter(is_active=True, role__in=roles_with(capability))
    return list(holders.order_by("pk").values_list("pk", flat=True))


def is_proved(customer_id: int) -> bool:
    """The exchange signed who this customer is."""
    return Customer.objects.filter(pk=customer_id, proof=Proof.SIGNED).exists()


def regions_of(customer_ids: Collection[int]) -> dict[int, str]:
    """By row, as the exchange signed them; empty where it told none."""
    found = Customer.objects.filter(pk__in=set(customer_ids))
    return dict(found.values_list("pk", "region"))


def levels_of(customer_ids: Collection[int]) -> dict[int, tuple[int | None, str]]:
    """By row: their level and region, as the exchange signed them."""
    condition, params = db.among("id", set(customer_ids))
    found = db.rows(f"SELECT id, vip_level, region FROM {CUSTOMERS} WHERE {condition}", params) if customer_ids else []
    return {row: (level, region) for row, level, region in found}


def warm(agent_ids: Collection[int]) -> None:
    """Have these cards at hand for `known_agent`, which must not touch the database."""
    _cards.fresh(agent_ids)


def known_agent(agent_id: int) -> AgentCard | None:
    """The card if it is at hand; never reads the database (for the socket loop)."""
    return _cards.known(agent_id)


def forget_cards() -> None:
    _cards.forget()


def agent_for(public_id: str) -> AgentCard:
    """The one of `agents` with this public id. NotFound for all others: an auditor reads and answers nobody."""
    if not ids.is_public_id(public_id):
        raise NotFound
    agent = _who_answer().filter(public_id=public_id).first()
    if agent is None:
        raise NotFound
    return card_of(agent)


def agents_like(beginning: str, *, limit: int = 8) -> list[AgentCard]:
    """Active agents whose name, or a part of it, begins so; by name."""
    wanted = beginning.strip().casefold()
    return [card for card in agents() if any(part.startswith(wanted) for part in _parts(card.name))][:limit]


def mentioned(text: str) -> list[int]:
    """The agents a text names as `@name`, each once, in the order of the words. Of two that fit, the longer name is meant."""
    by_length = sorted(agents(), key=lambda card: -len(card.name))
    found: dict[int, None] = {}
    for rest in text.split("@")[1:]:
        card = next((card for card in by_length if _begins_with(rest, card.name)), None)
        if card is not None:
            found[card.id] = None
    return list(found)


def _begins_with(text: str, name: str) -> bool:
    """A Latin name ends where its word ends; a Chinese one may be followed by anything."""
    following = text[len(name) : len(name) + 1]
    is_inside_a_word = name[-1:].isascii() and following.isascii() and following.isalnum()
    return text[: len(name)].casefold() == name.casefold() and not is_inside_a_word


def _parts(name: str) -> list[str]:
    whole = name.casefold()
    return [whole, *whole.split()]


def customer_names(customer_ids: Collection[int]) -> dict[int, str]:
    """By row, however many, in one query."""
    if not customer_ids:
        return {}
    condition, params = db.among("c.id", customer_ids)
    sql = f"SELECT c.id, {NAME_COLUMNS} FROM {CUSTOMERS} c {KEYS_OF.format('c.id')} WHERE {condition}"
    return {row: opened_name(row, sealed, wrapped) for row, sealed, wrapped in db.rows(sql, params)}


def opened_name(customer: int, sealed: object, wrapped: object) -> str:
    """What a query of NAME_COLUMNS found; empty where there is no name, or none that can be opened."""
    return _text(fields.name(keys.ring_of(customer, wrapped), customer, sealed))


def customers_at(address: str, *, limit: int) -> list[int]:
    """Rows of customers with exactly this UID or e-mail address: addresses are masked, and a part of one finds nobody."""
    each = [
        Address.objects.filter(
            kind=kind, digest__in={fields.digest_of(kind, text) for text in (address, address.casefold())}
        )
        for kind in (Address.Kind.UID, Address.Kind.EMAIL)
    ]
    rows = each[0].values_list("customer_id", flat=True).union(each[1].values_list("customer_id", flat=True))
    return list(rows.order_by("-customer_id")[:limit])


def customer_card(customer_id: int) -> CustomerCard:
    return customer_cards([customer_id])[customer_id]


def customer_cards(customer_ids: Collection[int]) -> dict[int, CustomerCard]:
    """The cards by row, however many, in one query."""
    condition, params = db.among("c.id", customer_ids)
    sql = (
        f"SELECT c.id, c.public_id, {NAME_COLUMNS}, c.locale, c.vip_level, c.proof, c.proved_at, a.kind, a.sealed, a.proof"
        f" FROM {CUSTOMERS} c {KEYS_OF.format('c.id')} LEFT JOIN people_address a ON a.customer_id = c.id"
        f" WHERE {condition}"
    )
    told: dict[int, tuple[Any, ...]] = {}
    known: dict[int, dict[str, tuple[str, bool]]] = {}
    rings: dict[int, keys.Ring] = {}
    for row, public_id, sealed, wrapped, *told_of, kind, value, proof in db.rows(sql, params):
        if row not in rings:
            rings[row] = keys.ring_of(row, wrapped)
            told[row] = (public_id, fields.name(rings[row], row, sealed), *told_of)
        opened = _text(fields.address(rings[row], row, str(kind), value))
        known.setdefault(row, {})[kind or ""] = (opened, proof == Proof.SIGNED and bool(opened))
    return {row: _customer_card(row, told[row], known[row]) for row in told}


def _text(stored: object) -> str:
    """A name or address as text, whatever a row holds in its place."""
    return stored[:MAX_CHARS] if isinstance(stored, str) else ""


def _customer_card(row: int, told: tuple[Any, ...], known: Mapping[str, tuple[str, bool]]) -> CustomerCard:
    """`known`: kind of address -> value, and whether the exchange signed it."""
    values = {kind: value for kind, (value, _) in known.items()}
    public_id, name, locale, vip, proof, proved_at = told
    return CustomerCard(
        id=row,
        public_id=public_id,
        name=_text(name),
        locale=_text(locale),
        vip=vip,
        proof=_text(proof),
        proved_at=db.from_moment(proved_at),
        uid_masked=masked_tail(values.get("uid", "")),
        email_masked=masked_email(values.get("email", "")),
        phone_masked=masked_tail(values.get("phone", "")),
        proved={kind: value for kind, (value, is_signed) in known.items() if is_signed},
    )


def masked_tail(value: str, *, shown: int = 4) -> str:
    """Dots and the last characters, never more than half of the value."""
    shown = min(shown, len(value) // 2)
    return "••••" + value[len(value) - shown :] if value else ""


def masked_email(value: str) -> str:
    local, at, domain = value.rpartition("@")
    return f"{local[:1]}•••{at}{domain}" if at else masked_tail(value)


def _who_answer() -> QuerySet[Agent]:
    return Agent.objects.filter(is_active=True, role__in=roles_with(Capability.REPLY))


def card_of(agent: Agent) -> AgentCard:
    """How others may see this agent."""
    return _card(agent.pk, agent.public_id, agent.name, agent.alias, agent.is_active)


def _card(row: int, public_id: str, name: str, alias: str, is_active: bool) -> AgentCard:
    return AgentCard(row, public_id, name, alias=alias or name.split(" ", maxsplit=1)[0], is_active=is_active)
