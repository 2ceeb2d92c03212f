"""Reads the environment once, with typed helpers that refuse nonsense. A secret may come from a file: NAME_FILE."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def secret(name: str, default: str = "") -> str:
    """The value of NAME, or what the file named by NAME_FILE holds."""
    path = os.environ.get(f"{name}_FILE")
    if not path:
        return text(name, default)
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE: cannot read {path}: {error.strerror}.") from error


def keys(name: str, *, least_chars: int = 50) -> str:
    """One secret a line, as long as guessing must fail; empty for none."""
    value = secret(name)
    if any(len(key) < least_chars for key in value.split()):
        raise ImproperlyConfigured(
            f"{name} must hold {least_chars} characters or more in each line; `kefu secret` prints one."
        )
    return value


def flag(name: str, *, default: bool) -> bool:
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be yes or no, not {value!r}.")


def integer(name: str, default: int, *, least: int = 0, most: int = 2**31) -> int:
    value = text(name)
    if not value:
        return default
    if not value.isdecimal() or not least <= int(value) <= most:
        raise ImproperlyConfigured(f"{name} must be a whole number from {least} to {most}, not {value!r}.")
    return int(value)


def share(name: str, default: float) -> float:
    """A part of one, below it."""
    value = text(name)
    if not value:
        return default
    try:
        found = float(value)
    except ValueError:
        found = -1.0
    if not 0.0 <= found <= 0.95:
        raise ImproperlyConfigured(f"{name} must be a number from 0 to 0.95, such as 0.3, not {value!r}.")
    return found


def folder(name: str, default: Path) -> Path:
    """A folder, there already or to be made: a file in its place is refused."""
    path = Path(text(name, str(default))).resolve()
    if path.exists() and not path.is_dir():
        raise ImproperlyConfigured(f"{name} is a file ({path}): name a folder.")
    return path


def choice(name: str, default: str, *, among: tuple[str, ...]) -> str:
    value = text(name, default).lower()
    if value not in among:
        raise ImproperlyConfigured(f"{name} must be {' or '.join(among)}, not {value!r}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """A list separated by commas or spaces."""
    return text(name, default).replace(",", " ").split()


def origin(name: str, default: str, *, schemes: tuple[str, ...] = ("http", "https")) -> str:
    """scheme://host[:port] with nothing after it. Plain text (http, ws) is for loopback names only."""
    return checked_origin(name, text(name, default), schemes=schemes)


def checked_origin(name: str, value: str, *, schemes: tuple[str, ...] = ("http", "https")) -> str:
    value = value.rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in schemes or not parts.hostname or parts.path or parts.query or parts.username:
        raise ImproperlyConfigured(f"{name} must look like {schemes[-1]}://help.example.com, not {value!r}.")
    if parts.scheme in {"http", "ws"} and parts.hostname not in LOOPBACK:
        raise ImproperlyConfigured(f"{name} must be {schemes[-1]}:// unless it is a loopback name: {value!r}.")
    return value


def origins(name: str, default: str = "") -> list[str]:
    return [checked_origin(name, value) for value in words(name, default)]


def choices(name: str, default: dict[str, str], *, known: tuple[str, ...]) -> dict[str, str]:
    """`key=word` pairs over the default ones: "admin=passkey agent=any". Only known keys and words."""
    chosen = dict(default)
    for pair in words(name):
        key, _, word = pair.partition("=")
        if key not in default or word not in known:
            told = f"{'|'.join(default)}={'|'.join(known)}"
            raise ImproperlyConfigured(f"{name} is a list of {told}; {pair!r} does not fit.")
        chosen[key] = word
    return chosen


def scanner(name: str) -> str:
    """`unix:/path/to/socket`, `tcp://host:port`, or empty for none."""
    value = text(name)
    parts = urlsplit(value)
    is_unix = parts.scheme == "unix" and parts.path.startswith("/")
    if value and not is_unix and not (parts.scheme == "tcp" and parts.hostname):
        raise ImproperlyConfigured(
            f"{name} must look like unix:/run/clamav/clamd.ctl or tcp://host:3310, not {value!r}."
        )
    return value


def links(name: str) -> str:
    """Where pages are, with {name} in place of which: https:// (http:// on a loopback name). Empty for none."""
    value = text(name)
    parts = urlsplit(value)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if value and not (is_safe and parts.hostname and "{name}" in value and "{name}" not in parts.netloc):
        raise ImproperlyConfigured(f"{name} must look like https://exchange.example/go/{{name}}, not {value!r}.")
    return value


def pages(name: str) -> str:
    """https://host/folder (http:// on a loopback name), below which there are pages. Empty for none."""
    value = text(name).rstrip("/")
    parts = urlsplit(value)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if value and not (is_safe and parts.hostname and not parts.query and not parts.fragment and not parts.username):
        raise ImproperlyConfigured(f"{name} must look like https://keep.example.com/journal, not {value!r}.")
    return value


def redis(name: str) -> str:
    """`redis://`, `rediss://` or `unix://`, or empty for none. It may hold a password: NAME_FILE works too."""
    value = secret(name)
    if value and urlsplit(value).scheme not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured(f"{name} must look like redis://host:6379/0 or rediss://user:password@host:6379/0.")
    return value


def bucket(name: str) -> str:
    """`s3://bucket`, with a folder and `?endpoint=...&region=...` after it, or empty for none."""
    value = text(name)
    parts = urlsplit(value)
    if value and not (parts.scheme == "s3" and parts.hostname):
        raise ImproperlyConfigured(f"{name} must look like s3://bucket/folder?endpoint=https://host, not {value!r}.")
    return value


EXPLORERS = {
    "esplora": ("Bitcoin",),
    "evm": ("Ethereum", "Arbitrum", "Base", "BNB Smart Chain", "Polygon"),
    "trongrid": ("TRON",),
}


def explorers(name: str) -> dict[str, tuple[str, str]]:
    """`Bitcoin=esplora:https://...;TRON=trongrid:https://...`: by network, the explorer's kind and address.

    An address may hold a key: NAME_FILE works too, and no message repeats it.
    """
    found: dict[str, tuple[str, str]] = {}
    for entry in filter(None, map(str.strip, secret(name).split(";"))):
        network, _, rest = (part.strip() for part in entry.partition("="))
        kind, _, url = (part.strip() for part in rest.partition(":"))
        if network not in EXPLORERS.get(kind, ()) or network in found:
            told = "; ".join(f"{', '.join(networks)}: {known}" for known, networks in EXPLORERS.items())
            raise ImproperlyConfigured(
                f"{name} must look like Bitcoin=esplora:https://...;TRON=trongrid:https://..., each network once, with "
                f"an explorer it has ({told}); the entry for {network[:40]!r} does not fit."
            )
        found[network] = (kind, _explorer_url(name, network, url))
    return found


def _explorer_url(name: str, network: str, url: str) -> str:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: the address for {network} is none.") from error
    is_plain = url.isascii() and url.isprintable() and not set(url) & {" ", "\\"}
    is_usual = parts.scheme == "https" and port in {None, 443}
    is_here = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "::1"}
    if not parts.hostname or not is_plain or not (is_usual or is_here) or "@" in parts.netloc or "*" in parts.netloc:
        raise ImproperlyConfigured(
            f"{name}: the address for {network} must be https:// on its usual port, or http://127.0.0.1 with a port."
        )
    if parts.query or parts.fragment:
        raise ImproperlyConfigured(f"{name}: the address for {network} must end with its path, without ? and #.")
    return url.rstrip("/")
