"""Two years of an exchange's customer service as rows of tables, from a seed: the same city, with few people or many.

Conversations begin evenly over the years and overlap, so that the entries of one stand apart in their table, as they do
where people wait for each other. Nearly all are closed; what is open is mostly young.
"""

import base64
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bench.served import sayings

CUSTOMERS = "people_customer"
CONVERSATIONS, ENTRIES = "conversations_conversation", "conversations_entry"
MARKS, UNREAD, TAGGINGS = "conversations_readmark", "notify_unread", "conversations_tagging"

COLUMNS = {
    CUSTOMERS: "id public_id name locale vip_level proof proved_at created_at",
    CONVERSATIONS: "id public_id customer_id origin locale created_at status holder assignee_id last_seq last_public_seq"
    " last_message_seq waiting_since last_entry_at team_id priority category snoozed_until tags fields split_seqs step"
    " appeal",
    ENTRIES: "id conversation_id seq public_seq kind audience author_kind author_id author_name body version data"
    " key_body_hash depth created_at reacted_at",
    MARKS: "conversation_id person_kind person_id delivered_seq read_seq",
    UNREAD: "conversation_id last_seq at",
    TAGGINGS: "tag_id conversation_id",
}
LOCALES = sayings.spread({"zh-hans": 50, "en": 35, "ko": 6, "vi": 5, "ru": 3, "tr": 1})
ORIGINS = sayings.spread({"livechat": 85, "email": 11, "telegram": 4})
PRIORITIES = sayings.spread({1: 80, 2: 13, 0: 5, 3: 2})
CATEGORIES = {
    "deposit": 24, "withdrawal": 20, "kyc": 14, "trading": 10, "login": 9, "fees": 7,
    "p2p": 6, "futures": 4, "fraud": 3, "api": 2, "tax": 1,
}  # fmt: skip
TAGS = {"waiting-chain": 80, "vip": 40, "translated": 30, "callback": 10, "regulator": 2, "press": 1}
YEARS = timedelta(days=730)
AT_ONCE = 2_000  # conversations that overlap
YOUNG = 0.95  # what began after this part of the years is mostly open still

Rows = dict[str, list[tuple[object, ...]]]


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is there already, by row: agent number n works in team n modulo the number of teams."""

    agents: Sequence[int]
    teams: Sequence[int]
    tags: Sequence[int]
    now: datetime


@dataclass(slots=True)
class City:
    """All rows, in parts that overlap in time. `entries` counts what was told so far."""

    cast: Cast
    conversations: int
    seed: int = 7
    entries: int = 0
    _dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)

    @property
    def customers(self) -> int:
        return max(1, self.conversations * 35 // 100)

    def parts(self) -> Iterator[Rows]:
        yield from self._people()
        for first in range(0, self.conversations, AT_ONCE):
            yield self._part(range(first, min(first + AT_ONCE, self.conversations)))

    def _people(self) -> Iterator[Rows]:
        for first in range(0, self.customers, 10_000):
            numbers = range(first + 1, min(first + 10_000, self.customers) + 1)
            yield {CUSTOMERS: [self._customer(number) for number in numbers]}

    def _customer(self, number: int) -> tuple[object, ...]:
        dice, at = self._dice, moment(self.cast.now - YEARS)
        vip = dice.randint(0, 9) if number % 5 == 0 else None
        return (number, _public_id(dice), "", dice.choice(LOCALES), vip, "signed", at, at)  # named by `inside/named.py`

    def _part(self, numbers: range) -> Rows:
        found: Rows = {CONVERSATIONS: [], ENTRIES: [], MARKS: [], UNREAD: [], TAGGINGS: []}
        told: list[tuple[object, ...]] = []
        for number in numbers:
            chat = Chat(self, number, self._dice)
            told += chat.entries
            for table, rows in chat.rows().items():
                found[table] += rows
        told.sort(key=lambda entry: entry[-2])  # type: ignore[arg-type, return-value]  # (moments as text)
        found[ENTRIES] = [(self.entries + place, *entry) for place, entry in enumerate(told, start=1)]
        self.entries += len(told)
        return found


class Chat:
    """One conversation: its entries without their ids, and what its columns come to."""

    def __init__(self, city: City, number: int, dice: random.Random) -> None:
        cast, part = city.cast, number / city.conversations
        self.dice, self.id, self.now = dice, number + 1, cast.now
        self.customer = 1 + int(dice.random() ** 2 * city.customers)  # few write very often
        self.locale, self.origin, self.priority = dice.choice(LOCALES), dice.choice(ORIGINS), dice.choice(PRIORITIES)
        self.category = dice.choice(_CATEGORIES) if dice.random() < 0.9 else ""
        is_open = dice.random() < (0.85 if part > YOUNG else 0.03)
        self.status = ("snoozed" if dice.random() < 0.2 else "open") if is_open else "closed"
        who = dice.randrange(len(cast.agents))
        is_taken = not is_open or dice.random() < 0.7
        self.agent = cast.agents[who] if is_taken else None
        self.team = cast.teams[who % len(cast.teams)] if dice.random() < 0.92 else None
        self.tags = sorted({dice.choice(_TAGS) for _ in range(2)}) if dice.random() < 0.2 else []
        self.tag_rows = [cast.tags[list(TAGS).index(tag)] for tag in self.tags]
        self.at = self.began = cast.now - YEARS * (1 - part) - timedelta(minutes=dice.random() * 40)
        self.entries: list[tuple[object, ...]] = []
        self.seq = self.public_seq = self.last_message = 0
        self.waits: str | None = None
        self._tell()

    def rows(self) -> Rows:
        marks: list[tuple[object, ...]] = [(self.id, "customer", self.customer, self.last_message, self.last_message)]
        if self.agent is not None:
            marks.append((self.id, "agent", self.agent, self.seq, self.seq))
        unread: list[tuple[object, ...]] = (
            [(self.id, self.last_message, self.waits)] if self.waits and self.status == "open" else []
        )
        taggings: list[tuple[object, ...]] = [(row, self.id) for row in self.tag_rows]
        return {CONVERSATIONS: [self._head()], MARKS: marks, UNREAD: unread, TAGGINGS: taggings}

    def _head(self) -> tuple[object, ...]:
        until = moment(self.now + timedelta(hours=self.dice.randint(1, 200))) if self.status == "snoozed" else None
        holder = "agent" if self.agent is not None else "queue"
        who = (self.id, _public_id(self.dice), self.customer, self.origin, self.locale, moment(self.began), self.status)
        far = (holder, self.agent, self.seq, self.public_seq, self.last_message, self.waits, moment(self.at), self.team)
        return (*who, *far, self.priority, self.category, until, json.dumps(self.tags), "{}", "[]", "", "")

    def _tell(self) -> None:
        dice, customer, agent = self.dice, ("customer", self.customer), ("agent", self.agent)
        self._add("opened", customer, data=f'{{"origin": "{self.origin}", "page": ""}}')
        self._say(customer)
        if self.agent is not None:
            self._add("assigned", agent, data=_ASSIGNED % (self.agent, self.team or "null"))
        if self.category:
            self._add("sorted", agent if self.agent else ("watcher", 0), data=_SORTED % (self.priority, self.category))
        if self.tags:
            self._add("tagged", agent if self.agent else customer, data=_TAGGED % json.dumps(self.tags))
        self._talk(dice.randint(100, 600) if dice.random() < 0.002 else int(dice.expovariate(0.22)))
        if self.status == "closed":
            self._add("closed", agent, is_public=True, data='{"reason": "solved"}')
            self.waits = None

    def _talk(self, count: int) -> None:
        dice = self.dice
        for _ in range(count):
            if dice.random() < 0.45 or self.agent is None:
                self._say(("customer", self.customer))
            elif dice.random() < 0.12:
                self._add("note", ("agent", self.agent), body=dice.choice(sayings.NOTES), data=_NOTE)
            else:
                self._say(("agent", self.agent))

    def _say(self, who: tuple[str, int | None]) -> None:
        pool = sayings.ASKED if who[0] == "customer" else sayings.ANSWERED
        self._add("message", who, body=self.dice.choice(pool[self.locale == "zh-hans"]), is_public=True, data=_FILES)
        self.last_message = self.seq
        self.waits = (self.waits or moment(self.at)) if who[0] == "customer" else None

    def _add(
        self, kind: str, who: tuple[str, int | None], *, data: str, body: str = "", is_public: bool = False
    ) -> None:
        self.seq += 1
        self.public_seq += is_public
        self.at += timedelta(seconds=self.dice.random() * 400)
        at, name = moment(self.at), "routing" if who[0] == "watcher" else ""
        public_seq, audience = (self.public_seq, "everyone") if is_public else (None, "staff")
        author = (*who, name)
        self.entries.append((self.id, self.seq, public_seq, kind, audience, *author, body, 1, data, "", 0, at, at))


def moment(at: datetime) -> str:
    """As the embedded database keeps it, in UTC without saying so; the other one reads it under that zone."""
    return at.replace(microsecond=at.microsecond or 1).isoformat(" ")  # (text of one length sorts as moments do)


def _public_id(dice: random.Random) -> str:
    return base64.b32encode(dice.randbytes(16)).decode().rstrip("=").lower()


_CATEGORIES, _TAGS = sayings.spread(CATEGORIES), sayings.spread(TAGS)
_FILES, _NOTE = '{"files": []}', '{"files": [], "mentions": []}'
_ASSIGNED = '{"agent": %s, "previous": null, "team": %s, "previous_team": null}'
_SORTED = (
    '{"team": null, "priority": %s, "category": "%s",'
    ' "previous_team": null, "previous_priority": 1, "previous_category": ""}'
)
_TAGGED = '{"added": %s, "removed": []}'
