"""Who of our people has which badge, and whether they are on shift. Never tells a real name.

On shift is who was at the desk, in a signed-in browser, within the last minutes: what the desk itself keeps.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction

from kefu.kit import clock
from kefu.people import desk_sessions, directory
from kefu.people.directory import AgentCard
from kefu.trust import badge_numbers
from kefu.trust.models import Badge

ON_SHIFT_FOR = timedelta(minutes=15)
TRIES = 20


@dataclass(frozen=True, slots=True)
class BadgeCard:
    """What anyone may know of one of ours: `badge` as it is shown; `is_ours` is false once they work here no more."""

    alias: str
    badge: str
    is_ours: bool
    is_on_shift: bool


def card_of(agent_id: int) -> BadgeCard | None:
    """The card of an agent (row); their number is drawn when it is first asked for. None if there is no such agent."""
    card = directory.agent_card(agent_id)
    return _card(card, _number_of(agent_id)) if card else None


def card_of_public(public_id: str) -> BadgeCard | None:
    """The same, by what customers know an agent by."""
    row = directory.row_of_agent(public_id)
    return card_of(row) if row else None


def holder_of(number: str) -> BadgeCard | None:
    """Who has this badge, however its number is written; None if nobody has."""
    bare = badge_numbers.read(number)
    found = Badge.objects.filter(number=bare).first() if bare else None
    card = directory.agent_card(found.agent_id) if found else None
    return _card(card, found.number) if found and card else None


def on_shift(agent_ids: Collection[int]) -> set[int]:
    return desk_sessions.seen_since(clock.now() - ON_SHIFT_FOR, among=agent_ids)


def _card(card: AgentCard, number: str) -> BadgeCard:
    is_here = card.is_active and bool(on_shift([card.id]))
    return BadgeCard(card.alias, badge_numbers.shown(number), is_ours=card.is_active, is_on_shift=is_here)


def _number_of(agent_id: int) -> str:
    for _ in range(TRIES):
        known = Badge.objects.filter(agent=agent_id).first()
        if known is not None:
            return known.number
        drawn = badge_numbers.whole(secrets.randbelow(10**badge_numbers.DIGITS))
        try:
            with transaction.atomic():
                Badge.objects.create(agent_id=agent_id, number=drawn)
        except IntegrityError:
            continue  # somebody else has this number, or drew one for the same agent: look again
    raise RuntimeError("no free badge number was found")
