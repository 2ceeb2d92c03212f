"""Addresses of a step-up: the exchange's, which is followed only where it is officially ours, and our own page for a passkey."""

import json
import logging
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from kefu.kit import clock, crypto
from kefu.kit.errors import NotFound
from kefu.people import sessions
from kefu.people.access import Viewer
from kefu.trust import registry
from kefu.trust.lookalike.kinds import Outcome

MAX_CHARS, MAX_TICKET_CHARS = 500, 1_000
PAGE_LASTS_S = 600
_CONFIRM, _PAGE = "stepup.confirm", "stepup.passkeys"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ticket:
    """Whose page it is, while their session in the chat lasts. `ref`: the step-up; empty on the page of passkeys."""

    customer: Viewer
    ref: str = ""


def vetted(url: str) -> str:
    """As it may be shown to a customer; empty for what is not https on a site of the official channels."""
    if len(url) > MAX_CHARS or not url.isprintable():
        return ""
    if settings.SANDBOX_APP and url.startswith(f"{settings.SANDBOX_APP}/"):
        return url
    parts = urlsplit(url)
    is_https = parts.scheme == "https" and not parts.username and parts.netloc == parts.hostname
    if is_https and registry.verdicts(f"https://{parts.hostname}/")[0].outcome is Outcome.OURS:
        return url
    logger.warning("the exchange's app is at an address that is no official channel: add its site to the registry")
    return ""


def confirming(ref: str, viewer: Viewer) -> str:
    """Our page where this step-up is confirmed with a passkey. Who has the address still needs the passkey."""
    return f"{settings.BASE_URL}/confirm/{crypto.seal(_CONFIRM, json.dumps([ref, viewer.session]))}"


def passkeys(viewer: Viewer) -> str:
    """Our page where a customer makes passkeys and takes them away; for ten minutes."""
    told = json.dumps([viewer.session, int(clock.now().timestamp()) + PAGE_LASTS_S])
    return f"{settings.BASE_URL}/passkeys/{crypto.seal(_PAGE, told)}"


def read_confirming(ticket: str) -> Ticket:
    ref, session = _read(_CONFIRM, ticket)
    return Ticket(_customer(session), str(ref))


def read_passkeys(ticket: str) -> Ticket:
    session, ends_at_s = _read(_PAGE, ticket)
    if clock.now().timestamp() >= float(ends_at_s):
        raise NotFound
    return Ticket(_customer(session))


def _read(purpose: str, ticket: str) -> tuple[Any, Any]:
    """What we sealed ourselves. NotFound for anything else."""
    try:
        one, other = json.loads(crypto.unseal(purpose, ticket[:MAX_TICKET_CHARS]))
    except ValueError as error:
        raise NotFound from error
    return one, other


def _customer(session: str) -> Viewer:
    viewer = sessions.viewer_of(session)
    if viewer is None or not viewer.is_customer:
        raise NotFound
    return viewer
