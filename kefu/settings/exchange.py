"""Which exchange is asked about its customers, and the secret that both sides sign with (docs/connector.md)."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from kefu.settings import env

SANDBOX = "sandbox"
LEAST_CHARS, MOST_SECRETS = 32, 2

_PLACE = re.compile(r"[A-Za-z0-9.-]+(:443)?|\[[0-9a-f:]+\](:443)?")
_LOOPBACK = re.compile(r"(127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?")
_FOLDER = re.compile(r"[A-Za-z0-9/._~-]*")


def address(name: str) -> str:
    """Empty: no exchange is connected; `sandbox`: the invented one; else where the exchange's own endpoint is."""
    value = env.text(name).rstrip("/")
    if value in {"", SANDBOX} or is_address(value):
        return value
    raise ImproperlyConfigured(
        f"{name} must be empty, {SANDBOX} or an address such as https://api.exchange.example"
        f" (port 443; http:// for 127.0.0.1 alone), not {value!r}."
    )


def is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    form = {"https": _PLACE, "http": _LOOPBACK}.get(parts.scheme)
    is_bare = not (parts.query or parts.fragment or "?" in value or "#" in value)
    return bool(form and form.fullmatch(parts.netloc) and _FOLDER.fullmatch(parts.path)) and is_bare


def secret(name: str, *, exchange: str) -> str:
    """Needed with an exchange's address. Two with a comma between them while it is being changed: the first signs."""
    value = env.secret(name)
    found = [each.strip() for each in value.split(",")] if value else []
    if len(found) > MOST_SECRETS or any(len(each) < LEAST_CHARS for each in found):
        raise ImproperlyConfigured(
            f"{name} must be a secret of {LEAST_CHARS} characters or more, or two with a comma between them;"
            " `kefu secret` makes one."
        )
    if not found and exchange not in {"", SANDBOX}:
        raise ImproperlyConfigured(f"{name} is needed to ask {exchange}: the secret that it shares with us.")
    return value


def levels(name: str) -> tuple[int, ...]:
    """What a customer can be asked to prove anew: level 2, or 2 and 3 where the exchange has a stronger check."""
    value = env.text(name, "2")
    found = tuple(sorted({int(each) for each in value.split(",") if each.strip() in {"2", "3"}}))
    if not found or value.replace(" ", "") not in {"2", "3", "2,3"}:
        raise ImproperlyConfigured(f"{name} must be 2, 3 or 2,3, not {value!r}.")
    return found
