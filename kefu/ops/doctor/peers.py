"""Whom this installation believes and tells its secrets to: the proxy, the database, Redis, a store, models; and its secrets."""

import ipaddress
from itertools import combinations
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.db import connection

from kefu.kit import addresses, crypto, data_key, db
from kefu.ops.doctor.finding import Word, critical, ok, warn
from kefu.settings.database import POSTGRES
from kefu.settings.env import LOOPBACK

CHECKED_TLS, BARE_TLS = frozenset({"verify-full", "verify-ca"}), frozenset({"require"})


def proxy() -> Word:
    believed = settings.TRUSTED_PROXIES
    if len(believed) > 1 or any(not _is_address(each) for each in believed):
        return critical(
            "Visitors may say themselves where they come from, and so go around every limit.",
            "Set KEFU_TRUSTED_PROXIES to the one address the proxy connects from: no list, no network, no star.",
        )
    if settings.IS_SECURE and not believed:
        return warn(
            "Everybody seems to come from the proxy's address, so one guest can use up all guests' share.",
            "Set KEFU_TRUSTED_PROXIES to the address the proxy connects from.",
        )
    return ok("Addresses of visitors are known.")


def database_link() -> Word:
    for alias, told in settings.DATABASES.items():
        if told["ENGINE"] != POSTGRES:
            continue
        name = "KEFU_REPLICA_URL" if alias == "replica" else "KEFU_DATABASE_URL"
        mode = told.get("OPTIONS", {}).get("sslmode", "prefer")
        far = [host for host in told.get("HOST", "").split(",") if not _is_near(host)]
        if far and mode not in CHECKED_TLS | BARE_TLS:
            return critical(
                f"What everybody writes travels to {far[0]} in plain text, or may.",
                f"Put ?sslmode=verify-full behind {name}.",
            )
        if far and mode in BARE_TLS:
            return warn(f"Anybody between may pretend to be {far[0]}.", f"Put ?sslmode=verify-full behind {name}.")
    return ok("Nobody between reads what goes to the database.")


def database_role() -> Word:
    if db.is_sqlite():
        return ok("An embedded database knows no roles.")
    name, is_super = db.rows("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")[0]
    if is_super:
        return warn(
            f"{name} may do anything on the database's server: read its files, start programs.",
            "Give Kefu a role of its own that owns its database and is no superuser.",
        )
    return ok(f"{connection.settings_dict['NAME']} is used by a role that owns no more than it needs.")


def redis() -> Word:
    parts = urlsplit(settings.REDIS_URL)
    host = parts.hostname or ""
    if not settings.REDIS_URL or parts.scheme == "unix" or host in LOOPBACK:
        return ok("Redis is on this machine." if settings.REDIS_URL else "No Redis is used.")
    if not parts.password:
        told = "Give Redis a password (requirepass, or a user), and put it into KEFU_REDIS_URL."
        word = warn if _is_near(host) else critical
        return word(f"Whoever reaches {host} may forge hints and lift limits: Redis asks for no password.", told)
    if parts.scheme == "redis" and not _is_near(host):
        return critical(f"The password of Redis travels to {host} in plain text.", "Use rediss:// in KEFU_REDIS_URL.")
    return ok("Redis asks for a password.")


def places_outside() -> Word:
    """Models, the encoder, the store of files: each is given what people wrote or sent."""
    store = parse_qs(urlsplit(settings.FILES_URL).query).get("endpoint", [""])[0]
    told = {
        "KEFU_BOT_MODEL_URL": settings.BOT_MODEL_URL,
        "KEFU_ENCODER_URL": settings.SEARCH_ENCODER_URL,
        "KEFU_FILES_URL": store,
    }
    for name, url in told.items():
        parts = urlsplit(url)
        if parts.scheme == "http" and not _is_near(parts.hostname or ""):
            return critical(
                f"{name} sends what people wrote to {parts.hostname} in plain text.", f"Use https:// in {name}."
            )
    return ok("What leaves for other machines leaves by TLS.")


def secrets_apart() -> Word:
    """Each opens one door. That of the exchange's identities against our own key: `settings.identity`."""
    held = {
        "KEFU_SECRET_KEY": [settings.SECRET_KEY],
        "KEFU_IDENTITY_SECRET": [settings.IDENTITY_SECRET],
        "KEFU_DATA_KEY": data_key.texts(),
        "KEFU_EXCHANGE_SECRET": [each.strip() for each in settings.EXCHANGE_SECRET.split(",")],
        "KEFU_METRICS_TOKEN": [settings.METRICS_TOKEN],
        "KEFU_JOURNAL_TOKEN": [settings.JOURNAL_TOKEN],
        "KEFU_SSO_OIDC_CLIENT_SECRET": [settings.SSO_OIDC.client_secret],
    }
    for one, other in combinations(held, 2):
        if (one, other) == ("KEFU_SECRET_KEY", "KEFU_IDENTITY_SECRET"):
            continue
        if any(mine and crypto.same(mine, theirs) for mine in held[one] for theirs in held[other]):
            return critical(
                f"{other} is the same as {one}: who holds one holds both.", f"Set {other} to what `kefu secret` prints."
            )
    return ok("Each secret opens one door.")


def _is_near(host: str) -> bool:
    """On this machine or in a private network: no host (a socket), a private address, a name without a dot."""
    if not host or host in LOOPBACK or host.startswith("/"):
        return True
    return not addresses.is_outside(host) if _is_address(host) else "." not in host


def _is_address(written: str) -> bool:
    try:
        return not ipaddress.ip_address(written).is_unspecified
    except ValueError:
        return False
