"""Names and cards of people, as others may see them."""

import threading
import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from kefu.kit import ids
from kefu.kit.errors import NotFound
from kefu.people.capabilities import Capability, Role, roles_with
from kefu.people.models import Address, Agent, Customer

CARDS_LIVE_S = 30.0


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


class _Cards:
    """All agents' cards, kept for half a minute: names stand in every frame sent."""

    def __init__(self) -> None:
        self._by_id: dict[int, AgentCard] = {}
        self._read_at = 0.0
        self._lock = threading.Lock()

    def known(self, agent_id: int) -> AgentCard | None:
        return self._by_id.get(agent_id)

    def fresh(self, needed: Collection[int]) -> dict[int, AgentCard]:
        with self._lock:
            stale = time.monotonic() - self._read_at > CARDS_LIVE_S
            if stale or any(agent_id not in self._by_id for agent_id in needed):
                self._by_id = {agent.pk: card_of(agent) for agent in Agent.objects.all()}
                self._read_at = time.monotonic()
            return self._by_id

    def forget(self) -> None:
        self._read_at = 0.0
        self._by_id = {}


_cards = _Cards()


def agents() -> list[AgentCard]:
    """Who may be given conversations: active and able to answer; by name, read afresh."""
    return [card_of(agent) for agent in _who_answer().order_by("name")]


def count_of(role: Role) -> int:
    """How many of our people have this role and may sign in."""
    return Agent.objects.filter(role=role.value, is_active=True).count()


def agent_card(agent_id: int) -> AgentCard | None:
    """The card of an agent, active or not. Reads the database at most twice a minute."""
    return _cards.fresh([agent_id]).get(agent_id)


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
    return dict(Customer.objects.filter(pk__in=customer_ids).values_list("pk", "name"))


def customers_named(text: str, *, limit: int) -> list[int]:
    """Customers (rows) with this in their name, the newest first."""
    found = Customer.objects.filter(name__icontains=text).order_by("-pk")
    return list(found.values_list("pk", flat=True)[:limit])


def customer_card(customer_id: int) -> CustomerCard:
    customer = Customer.objects.get(pk=customer_id)
    known = dict(Address.objects.filter(customer=customer).values_list("kind", "value"))
    return CustomerCard(
        id=customer.pk,
        public_id=customer.public_id,
        name=customer.name,
        locale=customer.locale,
        vip=customer.vip_level,
        proof=customer.proof,
        proved_at=customer.proved_at,
        uid_masked=masked_tail(known.get("uid", "")),
        email_masked=masked_email(known.get("email", "")),
        phone_masked=masked_tail(known.get("phone", "")),
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
    alias = agent.alias or agent.name.split(" ")[0]
    return AgentCard(id=agent.pk, public_id=agent.public_id, name=agent.name, alias=alias, is_active=agent.is_active)
