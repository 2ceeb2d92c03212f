"""Turns KEFU_DATABASE_URL into Django's settings, with the durability this product promises."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

POSTGRES = "django.db.backends.postgresql"
# WAL with FULL: a commit is on disk before it is acknowledged; NORMAL would lose it in a power cut.
# What is deleted is overwritten: else an erased person's words stay on free pages (21 of 3,000, measured; no time lost).
# Checkpoints are the worker's (kit/sqlite/checkpoints.py); a commit does one only where that has stopped.
SQLITE_START = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA cache_size=-32768;"
    "PRAGMA wal_autocheckpoint=32000;PRAGMA secure_delete=ON;"
)
# Kept by each connection, so that it need not be read anew: one of a list takes 40 kB, and a list by ids is another for each
# number of ids. Python's own 128 would be 5 MB for each thread.
STATEMENTS = 64
# A server that is gone without a word (a pulled cable, a frozen machine) is noticed; one that is slow is waited for.
PATIENCE = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,  # ms
}


def all_of(url: str, *, replica: str) -> dict[str, dict[str, Any]]:
    """The databases of an installation: its own, and a copy to read lists from where there is one."""
    default = parse(url)
    if not replica:
        return {"default": default}
    copy = parse(replica)
    if not default["ENGINE"] == copy["ENGINE"] == POSTGRES:
        raise ImproperlyConfigured("KEFU_REPLICA_URL needs PostgreSQL here and in KEFU_DATABASE_URL.")
    copy["OPTIONS"].pop("target_session_attrs", None)
    return {"default": default, "replica": {**copy, "TEST": {"MIRROR": "default"}}}


def parse(url: str) -> dict[str, Any]:
    """`sqlite:////absolute/file` or `postgresql://user:password@host:port/name`. ImproperlyConfigured otherwise.

    PostgreSQL may be several hosts (`host1:5432,host2:5432`): the one that takes writes is used. What follows a `?` goes to
    libpq (`sslmode=verify-full`).
    """
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite":
        return sqlite(urlsplit(url).path.removeprefix("/"))
    if scheme in {"postgresql", "postgres"}:
        return postgres(rest)
    raise ImproperlyConfigured("KEFU_DATABASE_URL must start with sqlite:/// or postgresql://.")


def sqlite(file: str) -> dict[str, Any]:
    return {
        "ENGINE": "kefu.kit.sqlite",
        "NAME": file,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 5,
            "init_command": SQLITE_START,
            "cached_statements": STATEMENTS,
        },
    }


def postgres(place: str) -> dict[str, Any]:
    """Of what follows `postgresql://`."""
    address, _, query = place.partition("?")
    people, _, where = address.rpartition("@")
    hosts, _, name = where.partition("/")
    user, _, password = people.partition(":")
    pairs = [host.rpartition(":") if ":" in host.rpartition("]")[2] else (host, "", "") for host in hosts.split(",")]
    options: dict[str, Any] = {**PATIENCE, "options": "-c synchronous_commit=on", **dict(parse_qsl(query))}
    if len(pairs) > 1:
        options.setdefault("target_session_attrs", "read-write")
    return {
        "ENGINE": POSTGRES,
        "NAME": unquote(name),
        "USER": unquote(user),
        "PASSWORD": unquote(password),
        "HOST": ",".join(host.strip("[]") for host, _, _ in pairs),
        "PORT": ",".join(port for _, _, port in pairs).strip(","),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
