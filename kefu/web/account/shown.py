"""One's own account as the page shows it: sessions with the names of their browsers, events in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kefu.people import desk_sessions, second_factor
from kefu.people.access import Viewer
from kefu.people.desk_sessions import DeskSession
from kefu.people.models import Agent
from kefu.people.second_factor import Shown
from kefu.trust import factors, identities, signins
from kefu.trust.factors import Factor
from kefu.trust.signins import Event
from kefu.trust.sso import ways
from kefu.ui import browsers

_WORDS: dict[str, str | Promise] = {
    "signed_in": _("Signed in"),
    "password_refused": _("A wrong password was tried"),
    "code_refused": _("A wrong code was tried"),
    "passkey_refused": _("A passkey was refused"),
    "factor_added": _("Added"),
    "factor_removed": _("Removed"),
    "recovery_codes_made": _("New recovery codes were made"),
    "recovery_code_used": _("A recovery code was used"),
    "agent_password_changed": _("The password was changed"),
    "agent_factors_reset": _("All second factors were removed"),
    "session_ended": _("A session was ended"),
    "signin_link_made": _("A sign-in link was made for you"),
    "signin_link_used": _("A sign-in link was used"),
    "identity_linked": _("An identity was linked"),
    "identity_unlinked": _("An identity was unlinked"),
    "sso_signed_out": _("Signed out by the sign-in provider"),
}
_SHOWN: dict[str, str | Promise] = {
    Shown.PASSWORD: _("password"),
    Shown.LINK: _("sign-in link"),
    Shown.TOTP: _("authenticator app"),
    Shown.PASSKEY: _("passkey"),
    Shown.RECOVERY_CODE: _("recovery code"),
    Shown.SSO: _("single sign-on"),
    Shown.SSO_MFA: _("single sign-on with a second factor"),
    Shown.SSO_PASSKEY: _("single sign-on with a passkey"),
    "counter": _("its counter went back, it may have been copied"),
}


@dataclass(frozen=True, slots=True)
class SessionLine:
    session: DeskSession
    name: str
    is_phone: bool


@dataclass(frozen=True, slots=True)
class EventLine:
    at: datetime
    text: str
    detail: str
    is_alarming: bool


def account(agent: Agent, viewer: Viewer) -> dict[str, Any]:
    held, demand = factors.factors_of(agent), desk_sessions.demand_of(agent)
    kinds = {factor.kind for factor in held}
    return {
        "agent": agent,
        "passkeys": [factor for factor in held if factor.kind is Shown.PASSKEY],
        "app": next((factor for factor in held if factor.kind is Shown.TOTP), None),
        "removable": _removable(held, agent),
        "codes_left": factors.codes_left(agent),
        "has_password": agent.has_usable_password(),
        "has_factor": bool(kinds),
        "demand": demand.value,
        **_identities(agent),
        "sessions": [_session_line(session) for session in desk_sessions.sessions_for(viewer)],
        "events": [_event_line(event) for event in signins.recent_for(agent)],
    }


def _identities(agent: Agent) -> dict[str, Any]:
    """Those linked, and the providers that could be."""
    held = identities.identities_of(agent)
    return {
        "identities": held,
        "staying": {each.handle for each in held if identities.is_last_way(agent, handle=each.handle)},
        "linkable": [way for way in ways.offered() if way.protocol not in {each.protocol for each in held}],
    }


def _removable(held: list[Factor], agent: Agent) -> set[str]:
    """The handles of those that may go without locking their owner out."""
    demand = desk_sessions.demand_of(agent)
    return {
        factor.handle
        for factor in held
        if second_factor.meets({other.kind for other in held if other is not factor}, demand=demand)
    }


def _session_line(session: DeskSession) -> SessionLine:
    name = browsers.label(session.browser)
    return SessionLine(session=session, name=name, is_phone=browsers.is_phone(session.browser))


def _event_line(event: Event) -> EventLine:
    how, _space, where = event.detail.partition(" ")
    parts = [str(_SHOWN[part]) for part in how.split("+") if part in _SHOWN]
    rest = where if parts else event.detail if "." in event.detail or ":" in event.detail else ""
    return EventLine(
        at=event.at,
        text=str(_WORDS.get(event.action, event.action)),
        detail=" · ".join(filter(None, (" + ".join(parts), rest))),
        is_alarming=event.action in signins.FAILED,
    )
