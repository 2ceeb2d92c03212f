"""What the log tells of identity papers: that they were asked for, came, were looked at and went. Never the papers themselves.

No Django here.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kefu.files.vault_kinds import PaperKind

_ASK = re.compile(r"[a-z2-7]{26}\Z")


class PapersStep(StrEnum):
    ASKED = "asked"
    SENT = "sent"
    MATCHED = "matched"
    UNLIKE = "unlike"
    UNREADABLE = "unreadable"  # and asked for once more
    WITHDRAWN = "withdrawn"
    DELETED = "deleted"
    MOVED = "moved"  # it came as an ordinary file, and lies in the vault now
    LOOK_ASKED = "look_asked"  # the rest is for staff alone: a further look needs a second person
    LOOK_ALLOWED = "look_allowed"
    LOOK_REFUSED = "look_refused"


FOR_STAFF = frozenset({PapersStep.LOOK_ASKED, PapersStep.LOOK_ALLOWED, PapersStep.LOOK_REFUSED})
OFFERS = frozenset({PapersStep.ASKED, PapersStep.UNREADABLE})  # there is something to send


@dataclass(frozen=True, slots=True)
class PapersData:
    """`ask` is what outsiders may know of it; what it is called by in its page's address. `until`: as long as it can be answered.

    The entry's body holds what the agent added in own words, if anything. `target`: the message (a `seq`) whose files of these
    ids (`moved`) lie in the vault now; their names are taken out of it by this entry.
    """

    step: PapersStep
    paper: PaperKind
    ask: str
    until: datetime | None = None
    target: int | None = None
    moved: tuple[str, ...] = ()


def is_well_formed(data: PapersData) -> bool:
    is_moved = data.step is PapersStep.MOVED  # what is still asked for can be sent by its page
    may_offer = is_moved or (data.until is not None) == (data.step in OFFERS)
    return bool(_ASK.match(data.ask)) and may_offer and is_moved == bool(data.target is not None and data.moved)
