"""What a photo of a document is held against in the browser, and where it is sent once it is good."""

from collections.abc import Sequence
from dataclasses import dataclass

from kefu.exchange import flows
from kefu.exchange.contract.account import Documents


@dataclass(frozen=True, slots=True)
class Rules:
    """`next`: the exchange's own page for it, empty where it has not said where that is."""

    formats: Sequence[str]
    max_bytes: int
    min_side_px: int
    next: str


def rules() -> Rules:
    """Of any country: what the contract takes an exchange to ask for that says nothing else. Who asks is not known here."""
    usual = Documents(identity=())
    return Rules(usual.formats, usual.max_bytes, usual.min_side_px, flows.address("kyc") or "")
