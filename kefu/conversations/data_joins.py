"""What the log tells when conversations are joined or parted. No entry moves: these entries say where others are shown.

Each data class names the other conversation by row and by public id; `log` fills both in. No Django here.
"""

from dataclasses import dataclass

MAX_SPLIT = 100


@dataclass(frozen=True, slots=True)
class Joins:
    """How a conversation stands to others, as its log tells it (folded)."""

    merged_into: int | None = None
    split_from: int | None = None
    split_seqs: tuple[int, ...] = ()


ALONE = Joins()


@dataclass(frozen=True, slots=True)
class MergedIntoData:
    """In the log of the one that is closed by it. `was_open` and `since` (ISO, or "") are what an undo gives back."""

    conversation: int
    public_id: str = ""
    was_open: bool = False
    since: str = ""


@dataclass(frozen=True, slots=True)
class MergedFromData:
    """In the log of the one that goes on. `since`: the other's customer waits since then."""

    conversation: int
    public_id: str = ""
    was_open: bool = False
    since: str = ""


@dataclass(frozen=True, slots=True)
class UnmergedData:
    """In both logs; `leaves` in that of the one that stands alone again. `meanwhile`: how much its customer said while they were
    one, which stays in the other: nobody can say for certain which of the two it is about.
    """

    conversation: int = 0
    public_id: str = ""
    leaves: bool = True
    was_open: bool = True
    since: str = ""
    meanwhile: int = 0


@dataclass(frozen=True, slots=True)
class SplitToData:
    """In the log whose `entries` (by `seq`) are shown in a new conversation from now on."""

    entries: tuple[int, ...]
    entries_public: tuple[int, ...] = ()
    conversation: int = 0
    public_id: str = ""


@dataclass(frozen=True, slots=True)
class SplitFromData:
    """In the new conversation's log: it shows these entries of the other one. `waits`: a customer's word is among them."""

    entries: tuple[int, ...]
    entries_public: tuple[int, ...]
    conversation: int
    public_id: str
    waits: bool = False


@dataclass(frozen=True, slots=True)
class UnsplitData:
    """In both logs; `leaves` in that of the new one. `joins`: it is closed, and what was said in it is shown in the other."""

    conversation: int = 0
    public_id: str = ""
    leaves: bool = True
    joins: bool = True
    was_open: bool = False
    since: str = ""


JoinData = MergedIntoData | MergedFromData | UnmergedData | SplitToData | SplitFromData | UnsplitData
