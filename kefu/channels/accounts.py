"""Our own addresses outside, by channel. What may not be read of them lies sealed under the key outside the database."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from kefu.channels.contract import AccountRecord
from kefu.channels.models import Account, Arrived
from kefu.conversations import deliveries
from kefu.kit import clock, data_key
from kefu.kit.kept import Kept
from kefu.people import teams


@dataclass(frozen=True, slots=True)
class Health:
    """Null: not lately; never tried since it was changed."""

    sent_at: datetime | None
    came_at: datetime | None
    checked_at: datetime | None
    faults: int


class Unreadable(ValueError):
    """An account's secrets cannot be opened: the key outside is another, or the bytes were changed."""


@dataclass(frozen=True, slots=True)
class OwnAddress:
    """One of ours as our people may see it: nothing that is secret."""

    id: int
    address: str
    label: str
    team: int | None
    language: str


def account(row: int) -> AccountRecord | None:
    found = Account.objects.filter(pk=row).first()
    return _record(found) if found else None


def accounts_for(channel: str) -> list[AccountRecord]:
    """All of a channel, also those that are closed, by address."""
    return [_record(row) for row in Account.objects.filter(channel=channel).order_by("address")]


def addresses_for(channel: str, *, agent: int, is_lead: bool) -> list[OwnAddress]:
    """The open ones that this agent (row) may write by: those of nobody's team, of their own teams, and for leads all."""
    own = teams.teams_of(agent)
    rows = Account.objects.filter(channel=channel, is_open=True).order_by("address")
    return [
        _own(row)
        for row in rows.only("address", "label", "team", "language")
        if is_lead or row.team_id is None or row.team_id in own
    ]


def to_offer(channel: str) -> list[OwnAddress]:
    """All of a channel by address, also those that are closed, as they were half a minute ago at most."""
    found = _kept.fresh().values()
    return [own for each, own in found if each == channel]


def forget() -> None:
    _kept.forget()


def address_named(row: int) -> str:
    """How one of ours is written; empty if there is none."""
    return Account.objects.filter(pk=row).values_list("address", flat=True).first() or ""


def account_at(channel: str, address: str) -> AccountRecord | None:
    """By its address, whatever letters it is written in."""
    found = Account.objects.filter(channel=channel, address=normal(address)).first()
    return _record(found) if found else None


def ours(channel: str, addresses: Iterable[str]) -> set[str]:
    """Those of them that are addresses of ours, whatever stands behind their +, as they were given."""
    wanted: dict[str, set[str]] = {}
    for given in addresses:
        local, _, domain = normal(given).rpartition("@")
        wanted[given] = {normal(given), f"{local.rpartition('+')[0] or local}@{domain}"}
    asked = set().union(*wanted.values())
    known = set(Account.objects.filter(channel=channel, address__in=asked).values_list("address", flat=True))
    return {given for given, forms in wanted.items() if forms & known}


def account_for(channel: str, receiver: str) -> AccountRecord | None:
    """The open account that what is sent to this address belongs to, whatever stands behind its + (of ours: a token)."""
    found = known_for(channel, receiver)
    return found if found is not None and found.is_open else None


def known_for(channel: str, receiver: str) -> AccountRecord | None:
    """The same, also where it is closed; an open one before a closed one."""
    local, _, domain = receiver.rpartition("@")
    both = (receiver, f"{local.rpartition('+')[0] or local}@{domain}")
    found = [each for each in (account_at(channel, address) for address in dict.fromkeys(both)) if each is not None]
    return next((each for each in found if each.is_open), found[0] if found else None)


def save(record: AccountRecord) -> AccountRecord:
    """What is there at this address from now on. `record.id` does not matter: channel and address name it."""
    told = {
        "label": record.label,
        "team_id": record.team,
        "language": record.language,
        "is_open": record.is_open,
        "settings": dict(record.settings),
        "checked_at": None,
        "sealed": _sealed(record.secrets, about=_about(record.channel, record.address)),
    }
    row, _ = Account.objects.update_or_create(channel=record.channel, address=normal(record.address), defaults=told)
    forget()
    return _record(row)


def checked(row: int, *, faults: int) -> None:
    """What was found when it was tried."""
    Account.objects.filter(pk=row).update(checked_at=clock.now(), faults=min(faults, 999))


def health(*, among: int = 5_000) -> dict[int, Health]:
    """Of each address, by row; of what went and came only the newest `among` are looked at."""
    went, came = deliveries.newest_sent(among=among), _came(among)
    return {
        row.pk: Health(went.get(row.pk), came.get(row.pk), row.checked_at, row.faults)
        for row in Account.objects.only("pk", "checked_at", "faults")
    }


def _came(among: int) -> dict[int, datetime]:
    """When something came in last, by account."""
    newest = Arrived.objects.aggregate(newest=Max("pk"))["newest"] or 0
    found = Arrived.objects.filter(pk__gt=newest - among).values_list("account").annotate(at=Max("at"))
    return dict(found)


def wrap_anew() -> int:
    """Whatever is sealed under another key than the one that leads now is sealed under that; how many were. For a rotation."""
    leading = data_key.given()[0].name
    count = 0
    for pk in Account.objects.exclude(sealed=None).values_list("pk", flat=True):
        with transaction.atomic():
            row = Account.objects.select_for_update().get(pk=pk)
            if row.sealed and data_key.name_in(bytes(row.sealed)) != leading:
                about = _about(row.channel, row.address)
                row.sealed = _sealed(_opened(row.sealed, about=about), about=about)
                row.save(update_fields=["sealed"])
                count += 1
    return count


def normal(address: str) -> str:
    return address.strip().casefold()


def _record(row: Account) -> AccountRecord:
    return AccountRecord(
        id=row.pk,
        channel=row.channel,
        address=row.address,
        label=row.label,
        team=row.team_id,
        language=row.language,
        is_open=row.is_open,
        settings=row.settings,
        secrets=_opened(row.sealed, about=_about(row.channel, row.address)),
    )


def _about(channel: str, address: str) -> str:
    """What secrets are bound to: put into another account's row they open for nobody."""
    return f"channels.account:{channel}:{normal(address)}"


def _sealed(secrets: Mapping[str, str], *, about: str) -> bytes | None:
    if not secrets:
        return None
    return data_key.given()[0].wrapped(json.dumps(dict(secrets)).encode(), about=about)


def _opened(sealed: object, *, about: str) -> dict[str, str]:
    """Unreadable, without a word of what is in it."""
    if not isinstance(sealed, bytes | memoryview) or not sealed:
        return {}
    raw = bytes(sealed)
    outside = next((key for key in data_key.given() if key.name == data_key.name_in(raw)), None)
    if outside is None:
        raise Unreadable("an account's secrets are sealed under a key that is not here")
    try:
        told: dict[str, str] = json.loads(outside.unwrapped(raw, about=about))
    except ValueError as error:
        raise Unreadable("an account's secrets were changed") from error
    return told


def _all() -> dict[int, tuple[str, OwnAddress]]:
    rows = Account.objects.only("channel", "address", "label", "team", "language").order_by("address")
    return {row.pk: (row.channel, _own(row)) for row in rows}


def _own(row: Account) -> OwnAddress:
    return OwnAddress(row.pk, row.address, row.label, row.team_id, row.language)


_kept: Kept[int, tuple[str, OwnAddress]] = Kept(_all)
