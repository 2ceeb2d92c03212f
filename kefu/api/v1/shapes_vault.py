"""Shapes of the way to the page where papers are sent."""

from ninja import Schema


class VaultTicket(Schema):
    """Good for a minute."""

    ticket: str


class VaultAsk(Schema):
    id: str
    kind: str
    expires_at: str
    sent: int
    left: int


class VaultAsks(Schema):
    asks: list[VaultAsk]
