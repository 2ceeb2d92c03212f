"""What the API takes and gives about proofs, badges, talks and the customer's own word."""

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from kefu.api.v1.shapes import Closed, Zone
from kefu.conversations.proving import Proof


class Asked(Closed):
    text: Annotated[str, Field(min_length=1, max_length=10_000, description="a code, or a message with its code")]
    zone: Zone = "UTC"


class Card(Schema):
    """`alias` is what customers call them. `is_ours`: false once they work here no more."""

    alias: str
    badge: str
    is_ours: bool
    is_on_shift: bool
    channels: list[str]


class Verdict(Schema):
    """All but `proof` and the sentences is empty where nothing was sent to the caller."""

    proof: Proof
    at: datetime | None
    by: str
    begins: str
    conversation: str
    seq: int
    card: Card | None
    headline: str
    next_step: str


class Pair(Schema):
    """The same two things in both languages."""

    en: str
    zh: str
    changes_in_s: int


class Talk(Schema):
    conversation: str
    since: datetime
    last_at: datetime
    bot: bool
    card: Card | None
    words: Pair


class Talks(Schema):
    """None: we are not talking to the caller."""

    talks: list[Talk]
    own_word: str


class OwnWord(Closed):
    word: Annotated[str, Field(min_length=1, max_length=200)]


class Key(Schema):
    key: str
