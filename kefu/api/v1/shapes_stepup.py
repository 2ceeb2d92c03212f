"""What the API takes and gives about step-ups: customers who prove anew who they are."""

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from kefu.api.v1.shapes import Closed
from kefu.conversations.data_identity import HIGHEST, LOWEST, Reason
from kefu.safeguards.stepup import State


class Asked(Closed):
    level: Annotated[int, Field(ge=LOWEST, le=HIGHEST)] = LOWEST
    reason: Reason


class Standing(Schema):
    """As staff see it: what was presented, and how, is told to nobody. `level` 0: not passed. `is_fresh`: it still counts."""

    ref: str
    state: State
    asked_level: int
    reason: Reason
    asked_at: datetime
    ends_at: datetime
    level: int
    settled_at: datetime | None
    is_fresh: bool
    fresh_until: datetime | None


class Card(Schema):
    """As its customer sees it. `number` has to be the same in the app. An address is empty where that way is not there."""

    ref: str
    level: int
    reason: Reason
    number: str
    asked_by: str
    badge: str
    ends_at: datetime
    app_url: str
    passkey_url: str


class Identity(Schema):
    """`standing` for staff, `card` for the customer; null where nothing is asked."""

    standing: Standing | None = None
    card: Card | None = None


class Taken(Schema):
    state: State


class Passkey(Schema):
    """`counts_from`: before then it proves nothing yet."""

    id: str
    name: str
    made_at: datetime
    used_at: datetime | None
    counts_from: datetime


class Passkeys(Schema):
    """`page`: where the caller makes one or takes one away; good for ten minutes."""

    passkeys: list[Passkey]
    page: str
