"""What the API gives about a customer's account appeals."""

from datetime import datetime

from ninja import Schema


class Decision(Schema):
    """`text` is worded in the caller's language."""

    decision: str
    subject: str
    text: str
    decided_at: datetime | None


class Item(Schema):
    what: str
    given_at: datetime | None
    is_lacking: bool


class Appeal(Schema):
    """`state`: gathering, review, granted, partly, refused, withdrawn. `reason` is empty until it is decided."""

    id: str
    conversation: str
    subject: str
    text: str
    state: str
    asked_for: list[Item]
    made_at: datetime
    bring_by: datetime | None
    decide_by: datetime
    reason: str
    ended_at: datetime | None


class Appeals(Schema):
    decisions: list[Decision]
    appeals: list[Appeal]


class Page(Schema):
    url: str
    lasts_s: int
