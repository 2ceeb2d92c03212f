"""What an OpenID provider says of itself: where it is asked, and its keys. Kept for a while, asked for by `kit.http`."""

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from kefu.kit import addresses, http
from kefu.settings import sso
from kefu.trust.sso.said import NotProved, Why
from kefu.trust.sso.tokens import ALGORITHMS, Keys, UnknownKey

KNOWN_FOR_S = 3600.0
AWAY_FOR_S = 3.0  # or each of a crowd at the door would wait for its own answer, one after another
ANEW_AFTER_S = 10.0  # keys are asked for anew when a token names one that is not there, and no more often than this
WELL_KNOWN = "/.well-known/openid-configuration"  # OpenID Connect Discovery 1.0, section 4
MOST_BYTES = 256 * 1024

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Provider:
    """`takes_basic`: the client's secret goes into a header, else into the form. `names_itself`: by RFC 9207."""

    issuer: str
    authorization: str
    token: str
    keys: str
    takes_basic: bool
    names_itself: bool
    algorithms: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Held:
    at_s: float
    value: Any


_held: dict[str, _Held] = {}
_away: dict[str, _Held] = {}  # what did not answer, or not as it should
_asking = threading.Lock()


def of(issuer: str) -> Provider:
    """NotProved (away) where it does not answer, or says what cannot be used."""
    found: Provider = _kept(issuer, lambda: _discovered(issuer), lives_s=KNOWN_FOR_S)
    return found


def with_keys(provider: Provider, read: Callable[[Keys], T]) -> T:
    """What `read` makes of the provider's keys; asked for anew where it lacks one, since providers change them."""
    try:
        return read(_kept(provider.keys, lambda: _keys(provider), lives_s=KNOWN_FOR_S))
    except UnknownKey:
        return read(_kept(provider.keys, lambda: _keys(provider), lives_s=ANEW_AFTER_S))


def places(issuer: str, url: str) -> tuple[str, ...]:
    """Where this may be called: by TLS, outside; on this machine only where the whole provider is there (tests)."""
    if not is_near(issuer) and (not url.startswith("https://") or is_near(url)):
        return ()
    return (http.place_of(url),)


def is_near(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host == "localhost" or addresses.is_loopback(host)


def forget() -> None:
    _held.clear()
    _away.clear()


def _kept(name: str, ask: Callable[[], Any], *, lives_s: float) -> Any:
    with _asking:  # the others wait for this answer, instead of asking as well
        held = _held.get(name)
        if held is None or time.monotonic() - held.at_s > lives_s:
            held = _held[name] = _Held(time.monotonic(), _asked_once(name, ask))
        return held.value


def _asked_once(name: str, ask: Callable[[], Any]) -> Any:
    away = _away.get(name)
    if away is not None and time.monotonic() - away.at_s <= AWAY_FOR_S:
        raise NotProved(away.value.why, away.value.detail)
    try:
        return ask()
    except NotProved as problem:
        _away[name] = _Held(time.monotonic(), problem)
        raise


def _discovered(issuer: str) -> Provider:
    told = _asked(issuer.rstrip("/") + WELL_KNOWN, issuer=issuer)
    if told.get("issuer") != issuer:
        raise NotProved(Why.AWAY, "it gives itself another name than KEFU_SSO_OIDC_ISSUER")
    algorithms = {each for each in _list(told, "id_token_signing_alg_values_supported") if isinstance(each, str)}
    return Provider(
        issuer=issuer,
        authorization=_address(told, "authorization_endpoint", issuer=issuer),
        token=_address(told, "token_endpoint", issuer=issuer),
        keys=_address(told, "jwks_uri", issuer=issuer),
        takes_basic="client_secret_basic"
        in _list(told, "token_endpoint_auth_methods_supported", "client_secret_basic"),
        names_itself=told.get("authorization_response_iss_parameter_supported") is True,
        algorithms=frozenset(algorithms & set(ALGORITHMS)),
    )


def _keys(provider: Provider) -> Keys:
    told = _asked(provider.keys, issuer=provider.issuer).get("keys")
    if not isinstance(told, list):
        raise NotProved(Why.AWAY, "no keys")
    return [each for each in told if isinstance(each, Mapping)]


def _asked(url: str, *, issuer: str) -> dict[str, Any]:
    headers = {"Accept": "application/json"}
    try:
        answer = http.get(url, headers=headers, places=places(issuer, url), max_answer_bytes=MOST_BYTES)
    except (http.Forbidden, http.Unreachable) as error:
        raise NotProved(Why.AWAY, str(error)) from error
    return read_json(answer)


def read_json(answer: http.Answer) -> dict[str, Any]:
    if answer.status != 200:
        raise NotProved(Why.AWAY, f"status {answer.status}")
    try:
        told = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise NotProved(Why.AWAY, "no JSON") from error
    if not isinstance(told, dict):
        raise NotProved(Why.AWAY, "no object")
    return told


def _address(told: Mapping[str, Any], name: str, *, issuer: str) -> str:
    url = told.get(name)
    if not isinstance(url, str) or not sso.is_safe(url.partition("?")[0]) or not places(issuer, url):
        raise NotProved(Why.AWAY, name)
    return url


def _list(told: Mapping[str, Any], name: str, *usual: str) -> list[Any]:
    found = told.get(name, list(usual))
    return found if isinstance(found, list) else []
