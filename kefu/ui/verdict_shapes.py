"""What is shown of a verdict: on the page, and in JSON."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kefu.people.access import NOBODY, Viewer


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, from which address, and in which time zone they read moments."""

    viewer: Viewer = NOBODY
    address: str = ""
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """One of ours, as it is listed. `kind` says what it is, `network` where, in words."""

    sort: str
    kind: str
    network: str
    value: str
    name: str


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """What a code proves: `proof` is one of `conversations.proving.Proof`. `badge`: of who answered in public."""

    proof: str
    at: datetime
    by: str
    conversation: str
    seq: int
    badge: str = ""


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
    message: ShownMessage | None = None
    is_for_recipient: bool = False  # a code, told of to whom it was sent alone: by mail, where they are not signed in
