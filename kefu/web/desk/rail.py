"""The desk's rail: the doors that stand in it, those behind "More", and what it shows beside them. Drawn when it is asked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
    Door("", "desk:inbox", _("Inbox"), "inbox"),
    Door("macros", "desk:macros", _("Macros"), "zap", Capability.REPLY),
    Door("articles", "editor:articles", _("Articles"), "file-text", Capability.EDIT_ARTICLES),
    Door("search", "desk:search", _("Search what was said"), "text-search"),
)
MORE = (
    Group(
        _("Waiting for a decision"),
        (
            Door("blocked", "desk:blocked", _("Waiting for a second person"), "lock", Capability.RELEASE_BLOCKED),
            Door("readings", "desk:readings", _("Second readers"), "user-round-check", Capability.SECOND_READ),
            Door("requests", "desk:requests", _("Account requests"), "fingerprint", Capability.APPROVE_REQUESTS),
            Door(
                "account-appeals",
                "desk:account-appeals",
                _("Account appeals"),
                "life-buoy",
                Capability.DECIDE_ACCOUNT_APPEALS,
            ),
            Door("appeals", "desk:appeals", _("Appeals"), "shield-alert", Capability.DECIDE_APPEALS),
            Door("reports", "desk:reports", _("Reports of scammers"), "hand", Capability.DECIDE_REPORTS),
        ),
    ),
    Group(
        _("People and channels"),
        (
            Door("people", "desk:people", _("People"), "users", Capability.SEE_STAFF),
            Door("channels", "desk:channels", _("Official channels"), "shield-check", Capability.MANAGE_CHANNELS),
        ),
    ),
    Group(
        _("Customers' data"),
        (
            Door("exports", "desk:exports", _("Exports"), "download", Capability.EXPORT),
            Door("erasures", "desk:erasures", _("Holds and erasures"), "eraser", Capability.LEGAL_HOLD),
            Door("reveals", "desk:reveals", _("Reveals"), "monitor", Capability.WATCH_REVEALS),
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
    def layout() -> Layout:
        return layout_for(viewer) if isinstance(viewer, Viewer) and viewer.is_staff else Layout()

    return {"rail": rail, "appeals_waiting": appeals_waiting, "layout": layout}
