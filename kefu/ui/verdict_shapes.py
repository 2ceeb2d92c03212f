"""What is shown of a verdict: on the page, and in JSON."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """One of ours, as it is listed. `kind` says what it is, `network` where, in words."""

    sort: str
    kind: str
    network: str
    value: str
    name: str


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    is_other: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """`theirs` and `ours` stand under each other, the places that differ marked; empty where that would tell nothing."""

    outcome: str
    asked: str
    title: str
    lead: str
    reasons: Sequence[str] = ()
    differs: Sequence[str] = ()
    theirs: Sequence[Piece] = ()
    ours: str = ""
    steps: Sequence[str] = ()
    entry: ShownEntry | None = None
    can_report: bool = False
    reference: str = ""  # of the confirmed report that warns of it
