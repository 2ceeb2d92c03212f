"""What came in and waits for a person, for those of our people who may see to it. Nothing of what stands in it is shown."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kefu.channels import arrivals
from kefu.channels.arrivals import Parked
from kefu.kit import clock, wake
from kefu.kit.errors import NotFound
from kefu.kit.kept import Kept
from kefu.people import directory
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.trust import journal

AT_ONCE = 25
MOST_OPENED_BYTES = 512 * 1024  # of what lies sealed: a list of larger ones would keep its reader waiting
MOST_HEAD_CHARS = 64 * 1024
_FROM = re.compile(rb"^from:((?:[^\r\n]|\r?\n[ \t]){0,998})", re.IGNORECASE | re.MULTILINE)
_ADDRESS = re.compile(r"[^\s<>@\"',;:()]{1,64}@[A-Za-z0-9.-]{1,253}")


_count: Kept[str, int] = Kept(lambda: {"": arrivals.count_parked()})


@dataclass(frozen=True, slots=True)
class Waiting:
    """`sender`: masked, and only what the mail says of itself; empty where it says nothing that can be read."""

    id: int
    account: str
    why: str
    size_bytes: int
    at: datetime
    sender: str = ""


def waiting_for(viewer: Viewer) -> list[Waiting]:
    """The newest, at most `AT_ONCE`."""
    require(viewer, Capability.SEE_TO_ARRIVALS)
    forget()
    return [_shown(each) for each in arrivals.parked(limit=AT_ONCE)]


def count_for(viewer: Viewer) -> int:
    """How many wait, as it was half a minute ago at most: it stands on every page. None for who sees to none."""
    return _count.fresh()[""] if Capability.SEE_TO_ARRIVALS in viewer.capabilities else 0


def forget() -> None:
    """Counted anew at the next question."""
    _count.forget()


def try_again(viewer: Viewer, row: int) -> None:
    """Look at it anew, as if it had just come. NotFound where it does not wait any more."""
    _done(viewer, row, arrivals.try_again, action="arrival_tried_again")
    wake.wake(arrivals.TOPIC, [[row]])


def drop(viewer: Viewer, row: int) -> None:
    """Let it go for good; that it came stays known. NotFound where it does not wait any more."""
    _done(viewer, row, arrivals.drop, action="arrival_dropped")


def _done(viewer: Viewer, row: int, act: Callable[[Collection[int]], int], *, action: str) -> None:
    require(viewer, Capability.SEE_TO_ARRIVALS)
    with transaction.atomic():
        if not act([row]):
            raise NotFound
        journal.write([journal.Act(clock.now(), "agent", viewer.id, action, "arrival", row)])
    forget()


def _shown(parked: Parked) -> Waiting:
    return Waiting(parked.id, parked.account, parked.why, parked.size_bytes, parked.at, _sender_of(parked))


def _sender_of(parked: Parked) -> str:
    if not 0 < parked.size_bytes <= MOST_OPENED_BYTES:
        return ""
    try:
        raw = arrivals.opened(parked.id).raw
    except (NotFound, ValueError):  # it went meanwhile, or cannot be opened: then that is why it waits
        return ""
    line = _FROM.search(raw[:MOST_HEAD_CHARS].partition(b"\r\n\r\n")[0])
    found = _ADDRESS.search(line.group(1).decode("ascii", "replace")) if line else None
    return directory.masked_email(found.group()) if found else ""
