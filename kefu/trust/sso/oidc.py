"""Sign-in by an OpenID provider: the code flow with PKCE, one exchange, and nothing kept of it but who it was.

The only scope is `openid`: no address, no name, no access to anything. The access token that comes along is dropped.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings

from kefu.kit import clock, crypto, http
from kefu.kit.errors import NotSignedIn
from kefu.people import sessions
from kefu.settings.sso import Oidc
from kefu.trust.sso import provider, tokens
from kefu.trust.sso.provider import Provider
from kefu.trust.sso.said import LEEWAY_S, PATIENCE_S, Begun, NotProved, Protocol, Said, Why
from kefu.trust.sso.tokens import Logout

CALLBACK = "/sign-in/sso/oidc/callback"
MOST_CODE_CHARS, MOST_ANSWER_BYTES = 4096, 128 * 1024
TOKEN_LIFE = timedelta(minutes=15)  # longer than any of them is taken


def begin(*, is_fresh: bool = False) -> tuple[str, Begun]:
    """Where to send the browser, and what it sets out with. `is_fresh`: they show anew who they are, and do not just pass."""
    oidc = configured()
    begun = Begun(
        Protocol.OIDC,
        oidc.issuer,
        id=secrets.token_urlsafe(32),
        at_s=clock.now().timestamp(),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
    )
    challenge = base64.urlsafe_b64encode(hashlib.sha256(begun.verifier.encode()).digest()).decode().rstrip("=")
    query = {
        "response_type": "code",
        "scope": "openid",
        "client_id": oidc.client_id,
        "redirect_uri": _callback(),
        "state": begun.id,
        "nonce": begun.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "max_age": str(settings.SESSION_COOKIE_AGE),  # for which the provider has to say when they signed in there
        **({"prompt": "login"} if is_fresh else {}),
    }
    there = provider.of(oidc.issuer).authorization
    return f"{there}{'&' if '?' in there else '?'}{urlencode(query)}", begun


def finish(begun: Begun, told: Mapping[str, str]) -> Said:
    """Whom the provider sent back. NotProved where that is not certain. Works once for what was begun."""
    oidc = configured()
    _require_own(begun, told, oidc=oidc)
    there = provider.of(oidc.issuer)
    if told.get("iss", "" if there.names_itself else oidc.issuer) != oidc.issuer:
        raise NotProved(Why.FORGED, "the answer is of another provider")  # RFC 9207
    if "error" in told:
        why = Why.CANCELLED if told["error"] == "access_denied" else Why.AWAY
        raise NotProved(why, _named(told["error"]))
    code = told.get("code", "")
    if not code or len(code) > MOST_CODE_CHARS:
        raise NotProved(Why.FORGED, "no code")
    token = _exchanged(there, oidc, code=code, verifier=begun.verifier)
    now = clock.now()
    return provider.with_keys(
        there, lambda keys: tokens.identity(token, keys=keys, oidc=oidc, nonce=begun.nonce, now=now)
    )


def signed_out(token: str) -> Logout:
    """Whom the provider signed out (Back-Channel Logout 1.0). NotProved if it did not say so, or said it before."""
    oidc, now = configured(), clock.now()
    there = provider.of(oidc.issuer)
    told = provider.with_keys(there, lambda keys: tokens.logout(token, keys=keys, oidc=oidc, now=now))
    once(f"{told.issuer} {told.id}", purpose="sso-logout")
    return told


def configured() -> Oidc:
    oidc: Oidc = settings.SSO_OIDC
    if not oidc.is_whole:
        raise NotProved(Why.AWAY, "not set up")
    return oidc


def once(name: str, *, purpose: str) -> None:
    """NotProved if it was used before."""
    try:
        sessions.use_once(name, purpose=purpose, until=clock.now() + TOKEN_LIFE)
    except NotSignedIn as error:
        raise NotProved(Why.STALE, "used before") from error


def require_fresh(begun: Begun) -> None:
    if not -LEEWAY_S <= clock.now().timestamp() - begun.at_s <= PATIENCE_S:
        raise NotProved(Why.STALE, "too late")


def _require_own(begun: Begun, told: Mapping[str, str], *, oidc: Oidc) -> None:
    """The answer belongs to what this browser began, with the provider that it was begun with."""
    if begun.protocol is not Protocol.OIDC or begun.issuer != oidc.issuer:
        raise NotProved(Why.STALE, "begun with another provider")
    if not crypto.same(told.get("state", ""), begun.id):
        raise NotProved(Why.STALE, "state")
    require_fresh(begun)
    once(begun.id, purpose="sso-state")


def _named(error: str) -> str:
    known = {"access_denied", "login_required", "consent_required", "interaction_required", "server_error"}
    return error if error in known else "an error"


def _exchanged(there: Provider, oidc: Oidc, *, code: str, verifier: str) -> str:
    """The ID token for a code. It goes to the provider's own endpoint, with our secret, and nowhere else."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": _callback(),
        "code_verifier": verifier,
        "client_id": oidc.client_id,
    }
    headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
    if there.takes_basic:
        pair = f"{quote(oidc.client_id, safe='')}:{quote(oidc.client_secret, safe='')}"  # RFC 6749, section 2.3.1
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        form["client_secret"] = oidc.client_secret
    body, places = urlencode(form).encode(), provider.places(oidc.issuer, there.token)
    try:
        answer = http.post(
            there.token, body, headers=headers, places=places, max_answer_bytes=MOST_ANSWER_BYTES, is_whole=True
        )
    except (http.Forbidden, http.Unreachable) as error:
        raise NotProved(Why.AWAY, str(error)) from error
    if answer.status in {400, 401}:
        raise NotProved(Why.FORGED, f"the code was refused ({answer.status})")
    return _id_token(provider.read_json(answer))


def _id_token(told: Mapping[str, Any]) -> str:
    token = told.get("id_token")
    if not isinstance(token, str):
        raise NotProved(Why.FORGED, "no identity in the answer")
    return token


def _callback() -> str:
    return settings.BASE_URL + CALLBACK
