"""Our own people as the pages for those who look after them show them. Reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kefu.people import access, desk_sessions, staff
from kefu.people.access import Viewer
from kefu.people.capabilities import Capability, Role
from kefu.people.desk_sessions import DeskSession
from kefu.people.second_factor import Shown
from kefu.people.staff import StaffCard
from kefu.trust import factors, signins
from kefu.ui import browsers
from kefu.web.desk import compartments_shown

ROLES: Mapping[Role, str | Promise] = {
    Role.AGENT: _("Agent"),
    Role.LEAD: _("Lead"),
    Role.ADMIN: _("Administrator"),
    Role.AUDITOR: _("Auditor"),
}
FACTORS: Mapping[Shown, str | Promise] = {Shown.PASSKEY: _("passkey"), Shown.TOTP: _("authenticator app")}


@dataclass(frozen=True, slots=True)
class Line:
    """One of our people. `seen_at` is the last sign-in where no session holds any more."""

    card: StaffCard
    role: str
    factors: Sequence[str]
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class SessionLine:
    session: DeskSession
    name: str
    is_phone: bool


def lines(query: str) -> list[Line]:
    return _lines(staff.staff(query=query))


def page(card: StaffCard, viewer: Viewer) -> dict[str, Any]:
    is_below = card.id != viewer.id and access.is_above(viewer, card.role)
    may = viewer.capabilities if is_below else frozenset()
    return {
        "person": _lines([card])[0],
        "sessions": [_session(session) for session in desk_sessions.sessions_of(card.id)],
        "is_self": card.id == viewer.id,
        "may_end": Capability.END_SESSIONS in may,
        "may_manage": Capability.MANAGE_STAFF in may,
        "within": compartments_shown.within(card.compartment),
        "roles": [(role.value, str(name)) for role, name in ROLES.items() if access.is_above(viewer, role)],
    }


def _lines(cards: Sequence[StaffCard]) -> list[Line]:
    rows = [card.id for card in cards]
    kinds, signed_in = factors.kinds_by_agent(rows), signins.last_sign_ins(rows)
    return [
        Line(
            card=card,
            role=str(ROLES[card.role]),
            factors=[str(name) for kind, name in FACTORS.items() if kind in kinds.get(card.id, ())],
            seen_at=card.seen_at or signed_in.get(card.id),
        )
        for card in cards
    ]


def _session(session: DeskSession) -> SessionLine:
    return SessionLine(session, name=browsers.label(session.browser), is_phone=browsers.is_phone(session.browser))
