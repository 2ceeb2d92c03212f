"""Which list somebody asks for: read from an address or from a saved view, written as both. Holds slugs, never rows."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from urllib.parse import urlencode

from kefu.conversations.kinds import Box, Order, Priority
from kefu.conversations.records import Filter
from kefu.conversations.rules import tag_slug
from kefu.kit.text import clean_line
from kefu.people import teams
from kefu.web.desk import mailboxes

MAX_CHARS = 60
MAX_ADDRESS_CHARS = 254
GONE = -1  # no row has it: a team or a mailbox that is gone finds nothing, instead of everything


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is empty is not asked for. `box` and `order` always hold a known value, `priority` one or nothing."""

    box: str = Box.MINE
    team: str = ""
    category: str = ""
    priority: str = ""
    locale: str = ""
    channel: str = ""
    mailbox: str = ""  # its address
    tag: str = ""
    order: str = ""

    @classmethod
    def read(cls, told: Mapping[str, object]) -> "Chosen":
        """From an address or a stored view. What is not ours is left out: an old link still leads to a list."""
        most = dict.fromkeys(cls.__slots__, MAX_CHARS) | {"mailbox": MAX_ADDRESS_CHARS}
        asked = {name: clean_line(str(told.get(name) or ""), max_chars=most[name]) for name in cls.__slots__}
        box = asked["box"] if asked["box"] in set(Box) else Box.MINE
        priority = asked["priority"] if asked["priority"] in {str(p.value) for p in Priority} else ""
        order = asked["order"] if asked["order"] in set(Order) else ""
        return cls(**{**asked, "box": box, "priority": priority, "order": order, "tag": tag_slug(asked["tag"])})

    @property
    def sorted_by(self) -> Order:
        """What is nobody's is shown longest waiting first, unless asked otherwise: it is the line people stand in."""
        usual = Order.WAITING if self.box == Box.UNASSIGNED else Order.NEWEST
        return Order(self.order) if self.order else usual

    @property
    def narrows(self) -> dict[str, str]:
        """What was chosen beside the list and its order."""
        return {name: value for name, value in self.to_json().items() if name not in {"box", "order"}}

    @property
    def query(self) -> str:
        """The same list again, as the end of an address."""
        return urlencode({"box": self.box, **self.to_json()})

    def without(self, name: str) -> "Chosen":
        return replace(self, **{name: ""})

    def to_json(self) -> dict[str, str]:
        return {name: str(value) for name, value in asdict(self).items() if value}

    def filter(self) -> Filter:
        return Filter(
            box=Box(self.box),
            team=_row_of(self.team) if self.team else None,
            category=self.category or None,
            priority=Priority(int(self.priority)) if self.priority else None,
            locale=self.locale or None,
            origin=self.channel or None,
            account=(mailboxes.row_of(self.mailbox) or GONE) if self.mailbox else None,
            tag=self.tag or None,
            order=self.sorted_by,
        )


def _row_of(slug: str) -> int:
    return next((team.id for team in teams.teams_to_offer() if team.slug == slug), GONE)
