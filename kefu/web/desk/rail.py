"""The desk's rail: the doors that stand in it, those behind "More", and what it shows beside them. Drawn when it is asked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kefu.channels import parked
from kefu.people.access import Viewer
from kefu.people.capabilities import Capability
from kefu.web.desk import lines
from kefu.web.desk.layout import Layout, layout_for


@dataclass(frozen=True, slots=True)
class Door:
    """`section`: what the pages behind it call themselves. `needs`: whom it is there for; None: for everybody at the desk."""

    section: str
    address: str
    label: str | Promise
    icon: str
    needs: Capability | None = None


@dataclass(frozen=True, slots=True)
class Group:
    label: str | Promise
    doors: Sequence[Door]


@dataclass(frozen=True, slots=True)
class Rail:
    """What one viewer finds. `behind`: the sections that are reached through "More"."""

    daily: Sequence[Door]
    more: Sequence[Group]

    @property
    def behind(self) -> frozenset[str]:
        return frozenset(door.section for group in self.more for door in group.doors)


DAILY = (
    Door("", "desk:inbox", _("Inbox"), icon="inbox"),
    Door("macros", "desk:macros", _("Macros"), icon="zap", needs=Capability.REPLY),
    Door("articles", "editor:articles", _("Articles"), icon="file-text", needs=Capability.EDIT_ARTICLES),
    Door("search", "desk:search", _("Search what was said"), icon="text-search"),
)
MORE = (
    Group(
        _("Waiting for a decision"),
        (
            Door(
                "blocked",
                "desk:blocked",
                _("Waiting for a second person"),
                icon="lock",
                needs=Capability.RELEASE_BLOCKED,
            ),
            Door(
                "readings", "desk:readings", _("Second readers"), icon="user-round-check", needs=Capability.SECOND_READ
            ),
            Door(
                "requests",
                "desk:requests",
                _("Account requests"),
                icon="fingerprint",
                needs=Capability.APPROVE_REQUESTS,
            ),
            Door(
                "account-appeals",
                "desk:account-appeals",
                _("Account appeals"),
                icon="life-buoy",
                needs=Capability.DECIDE_ACCOUNT_APPEALS,
            ),
            Door("appeals", "desk:appeals", _("Appeals"), icon="shield-alert", needs=Capability.DECIDE_APPEALS),
            Door("parked", "desk:parked", _("Not taken in"), icon="circle-alert", needs=Capability.SEE_TO_ARRIVALS),
            Door("reports", "desk:reports", _("Reports of scammers"), icon="hand", needs=Capability.DECIDE_REPORTS),
        ),
    ),
    Group(
        _("People and channels"),
        (
            Door("people", "desk:people", _("People"), icon="users", needs=Capability.SEE_STAFF),
            Door("compartments", "desk:compartments", _("Compartments"), icon="lock", needs=Capability.SEE_STAFF),
            Door(
                "channels",
                "desk:channels",
                _("Official channels"),
                icon="shield-check",
                needs=Capability.MANAGE_CHANNELS,
            ),
            Door(
                "official-answers",
                "desk:official-answers",
                _("Official answers"),
                icon="shield-check",
                needs=Capability.MANAGE_CHANNELS,
            ),
            Door("signatures", "desk:signatures", _("Signatures"), icon="mail", needs=Capability.MANAGE_SIGNATURES),
            Door("senders", "desk:senders", _("Blocked senders"), icon="hand", needs=Capability.BLOCK_SENDERS),
            Door("addresses", "setup:addresses", _("Addresses"), icon="mail", needs=Capability.MANAGE_MAILBOXES),
        ),
    ),
    Group(
        _("This installation"),
        (Door("self-checks", "desk:self-checks", _("Self-check"), icon="shield-check", needs=Capability.READ_JOURNAL),),
    ),
    Group(
        _("Customers' data"),
        (
            Door("exports", "desk:exports", _("Exports"), icon="download", needs=Capability.EXPORT),
            Door("erasures", "desk:erasures", _("Holds and erasures"), icon="eraser", needs=Capability.LEGAL_HOLD),
            Door("reveals", "desk:reveals", _("Reveals"), icon="monitor", needs=Capability.WATCH_REVEALS),
        ),
    ),
)


def rail_for(viewer: Viewer) -> Rail:
    """The doors that are there for this viewer; a group without any is left out."""

    def open_to(doors: Sequence[Door]) -> tuple[Door, ...]:
        return tuple(door for door in doors if door.needs is None or door.needs in viewer.capabilities)

    groups = (Group(group.label, open_to(group.doors)) for group in MORE)
    return Rail(daily=open_to(DAILY), more=tuple(group for group in groups if group.doors))


def rail_context(request: HttpRequest) -> dict[str, Callable[[], object]]:
    """`rail`: the viewer's doors. `appeals_waiting`: those the viewer may decide on; who decides none is not counted for.
    `parked_waiting`: how much came in and was not taken in, for who sees to it.

    `layout`: for the pages of other rooms that stand in the desk's shell; the desk's own hand theirs over.
    """
    viewer = getattr(request, "viewer", None)

    def rail() -> Rail | None:
        return rail_for(viewer) if isinstance(viewer, Viewer) else None

    def appeals_waiting() -> str:
        if not isinstance(viewer, Viewer) or Capability.DECIDE_APPEALS not in viewer.capabilities:
            return ""
        return lines.tabs(viewer).appeals

    @cache
    def parked_waiting() -> str:
        found = parked.count_for(viewer) if isinstance(viewer, Viewer) else 0
        return str(found) if found else ""

    @cache
    def layout() -> Layout:
        return layout_for(viewer) if isinstance(viewer, Viewer) and viewer.is_staff else Layout()

    return {"rail": rail, "appeals_waiting": appeals_waiting, "parked_waiting": parked_waiting, "layout": layout}
