"""Passkeys (WebAuthn): the two ceremonies, by allauth and fido2, with what they leave to us.

Ours: the origin is compared whole (not by its end), the user must have been verified by the device, a challenge serves
one try, and a counter that does not move on is refused, since a copied key is the likely reason.
"""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from fido2.utils import websafe_decode
from fido2.webauthn import AuthenticatorData, CollectedClientData

from kefu.kit import clock
from kefu.kit.errors import Invalid
from kefu.kit.text import clean_line
from kefu.people.models import Agent
from kefu.people.second_factor import Shown
from kefu.trust import signins

MAX_NAME_CHARS = 40
MAX_KEYS = 10


class NotProved(Invalid):
    """The device's answer does not prove what it should; nothing more is told."""

    default_code = "passkey_refused"


def adding_options(agent: Agent) -> dict[str, Any]:
    """What the browser needs to make a passkey. The challenge waits in the session."""
    return auth.begin_registration(agent, passwordless=True)


def add(agent: Agent, credential: Any, *, name: str) -> None:
    """Keep a new passkey. NotProved if the answer is not of our page, our challenge and a verified user."""
    made = _finished(lambda: _registered(credential))
    with transaction.atomic():
        Agent.objects.select_for_update().get(pk=agent.pk)
        known = [row.data.get("id") for row in _rows(agent)]
        if len(known) >= MAX_KEYS or credential.get("id") in known:
            raise NotProved
        row = auth.WebAuthn.add(agent, clean_line(name, max_chars=MAX_NAME_CHARS) or "Passkey", credential).instance
        row.data |= {"id": credential["id"], "sign_count": made.counter}
        row.save(update_fields=["data"])
        signins.by_agent(agent, "factor_added", detail=Shown.PASSKEY.value)


def asking_options(agent: Agent | None) -> dict[str, Any]:
    """What the browser needs to show a passkey: one of this agent's, or whichever it has for us."""
    return auth.begin_authentication(agent)


def prove(agent: Agent | None, credential: Any) -> Agent:
    """Whose passkey this is. NotProved if it is nobody's, another's than `agent`'s, copied, or not for this moment."""
    try:
        owner = _owner(credential) or agent
        if owner is None or (agent is not None and owner.pk != agent.pk):
            raise NotProved
        row = _finished(lambda: _authenticated(owner, credential))
    except NotProved:
        signins.by_stranger(agent, "passkey_refused")  # not the claimed owner's: anybody could fill anybody's journal
        raise
    if not _has_moved_on(row, credential):
        signins.by_stranger(owner, "passkey_refused", detail="counter")
        raise NotProved
    return owner


def _registered(credential: Any) -> AuthenticatorData:
    auth.parse_registration_response(credential)
    _require_our_page(credential)
    made: AuthenticatorData = auth.complete_registration(credential)
    if not made.is_user_verified():
        raise NotProved
    return made


def _authenticated(owner: Agent, credential: Any) -> Authenticator:
    auth.parse_authentication_response(credential)
    _require_our_page(credential)
    row: Authenticator = auth.complete_authentication(owner, credential)
    return row


def _finished(ceremony: Any) -> Any:
    """One try a challenge, whatever came of it; every way to fail looks the same."""
    try:
        return ceremony()
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise NotProved from error
    finally:
        auth.clear_state()


def _require_our_page(credential: Any) -> None:
    told = CollectedClientData(websafe_decode(credential["response"]["clientDataJSON"]))
    if told.origin != settings.BASE_URL or told.cross_origin:
        raise NotProved


def _owner(credential: Any) -> Agent | None:
    """By the handle that the device keeps beside the key; None where it tells none, which it need not if we asked for one."""
    try:
        handle = credential["response"].get("userHandle")
        if not handle:
            return None
        agent = Agent.objects.filter(public_id=websafe_decode(handle).decode(), is_active=True).first()
    except (KeyError, AttributeError, TypeError, ValueError) as error:
        raise NotProved from error
    if agent is None:
        raise NotProved
    return agent


def _has_moved_on(row: Authenticator, credential: Any) -> bool:
    """The device's own counter, where it keeps one (0 says it does not), must be higher than the last time."""
    counter = AuthenticatorData(websafe_decode(credential["response"]["authenticatorData"])).counter
    with transaction.atomic():
        held = Authenticator.objects.select_for_update().get(pk=row.pk)
        last = int(held.data.get("sign_count", 0))
        if counter <= last and not counter == last == 0:
            return False
        held.data["sign_count"], held.last_used_at = counter, clock.now()
        held.save(update_fields=["data", "last_used_at"])
    return True


def _rows(agent: Agent) -> list[Authenticator]:
    return list(Authenticator.objects.filter(user=agent, type=Authenticator.Type.WEBAUTHN))
