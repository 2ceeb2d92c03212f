"""Turns KEFU_DATABASE_URL into Django's settings, with the durability this product promises."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# WAL with FULL: a commit is on disk before it is acknowledged; NORMAL would lose it in a power cut.
# Checkpoints are the worker's (kit/sqlite/checkpoints.py); a commit does one only where that has stopped.
SQLITE_START = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA cache_size=-32768;"
    "PRAGMA wal_autocheckpoint=32000;"
)


def parse(url: str) -> dict[str, Any]:
    """`sqlite:////absolute/file` or `postgresql://user:password@host:port/name`. ImproperlyConfigured otherwise."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(parts.path.removeprefix("/"))
    if parts.scheme in {"postgresql", "postgres"}:
        return postgres(url)
    raise ImproperlyConfigured("KEFU_DATABASE_URL must start with sqlite:/// or postgresql://.")


def sqlite(file: str) -> dict[str, Any]:
    return {
        "ENGINE": "kefu.kit.sqlite",
        "NAME": file,
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 5, "init_command": SQLITE_START},
    }


def postgres(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.removeprefix("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c synchronous_commit=on"},
    }
