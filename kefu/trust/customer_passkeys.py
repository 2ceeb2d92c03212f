"""Customers' passkeys (WebAuthn, by fido2): made on a page of ours after the exchange signed who they are, shown for a step-up.

The origin is compared whole, the device must have verified its user, a challenge serves one try, and a counter that does not
move on is refused. A new one rests before it counts: whoever sits at a stolen session makes one that comes too late.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from kefu.kit import clock, db
from kefu.kit.errors import Conflict, NotAllowed, NotFound
from kefu.kit.text import clean_line
from kefu.people import directory
from kefu.trust import journal
from kefu.trust.models import CustomerPasskey
from kefu.trust.passkeys import MAX_NAME_CHARS, NotProved

MAX_KEYS = 5
ASKED_FOR = timedelta(minutes=10)  # so long a device may take to make one
_LOCK = 2_041
_VERIFIED = UserVerificationRequirement.REQUIRED


@dataclass(frozen=True, slots=True)
class Passkey:
    """`counts_from`: before then it proves nothing yet."""

    public_id: str
    name: str
    made_at: datetime
    used_at: datetime | None
    counts_from: datetime


def listed(customer: int) -> list[Passkey]:
    return [
        Passkey(row.public_id, row.name, row.made_at, row.used_at, row.made_at + _rest())
        for row in _made(customer)
        if row.made_at is not None
    ]


def has_one_that_counts(customer: int) -> bool:
    return any(each.counts_from <= clock.now() for each in listed(customer))


def adding_options(customer: int) -> dict[str, Any]:
    """What the browser needs to make one. NotAllowed for guests; Conflict where there are as many as there may be."""
    card = directory.customer_card(customer)
    if card.proof != "signed":
        raise NotAllowed
    with transaction.atomic():
        db.lock_names(_LOCK, [customer])
        CustomerPasskey.objects.filter(customer=customer, made_at=None).delete()  # one try at a time
        known = list(_made(customer))
        if len(known) >= MAX_KEYS:
            raise Conflict
        row = CustomerPasskey.objects.create(customer_id=customer, challenge=new_challenge(), asked_at=clock.now())
    user = PublicKeyCredentialUserEntity(
        id=card.public_id.encode(), name=card.name or settings.BRAND_NAME, display_name=card.name or settings.BRAND_NAME
    )
    options, _state = _server().register_begin(
        user,
        [_key(each) for each in known],
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=_VERIFIED,
        challenge=websafe_decode(row.challenge),
    )
    return dict(options)


def add(customer: int, credential: Mapping[str, Any], *, name: str) -> None:
    """Keep it. NotProved if the answer is not of our page, our challenge and a verified user; each challenge serves one try."""
    with transaction.atomic():
        db.lock_names(_LOCK, [customer])
        row = CustomerPasskey.objects.filter(
            customer=customer, made_at=None, asked_at__gt=clock.now() - ASKED_FOR
        ).first()
        if row is None:
            raise NotProved
        CustomerPasskey.objects.filter(pk=row.pk).update(challenge="", asked_at=clock.now() - ASKED_FOR)
    try:
        _require_our_page(credential)
        made = _server().register_complete(_state(row.challenge), credential)
    except (ValueError, TypeError, KeyError, AttributeError, AssertionError) as error:
        raise NotProved from error
    _keep(row, made, name=name)


def _keep(row: CustomerPasskey, made: AuthenticatorData, *, name: str) -> None:
    if made.credential_data is None or not made.is_user_verified():
        raise NotProved
    told: dict[str, Any] = {
        "credential": websafe_encode(made.credential_data.credential_id),
        "public_key": websafe_encode(bytes(made.credential_data)),
        "counter": made.counter,
        "name": clean_line(name, max_chars=MAX_NAME_CHARS) or "Passkey",
        "made_at": clock.now(),
    }
    try:
        with transaction.atomic():
            if not CustomerPasskey.objects.filter(pk=row.pk, made_at=None).update(**told):
                raise NotProved
            _journaled(row.customer_id, "passkey_added")
    except IntegrityError as error:  # the same key a second time, anybody's
        raise NotProved from error


def remove(customer: int, public_id: str) -> None:
    with transaction.atomic():
        gone, _rows = CustomerPasskey.objects.filter(customer=customer, public_id=public_id).delete()
        if not gone:
            raise NotFound
        _journaled(customer, "passkey_removed")


def new_challenge() -> str:
    return websafe_encode(secrets.token_bytes(32))


def asking_options(customer: int, *, challenge: str) -> dict[str, Any]:
    """What the browser needs to show one of this customer's that count by now. NotFound where there is none."""
    known = [_key(each) for each in _counting(customer)]
    if not known:
        raise NotFound
    options, _state = _server().authenticate_begin(
        known, user_verification=_VERIFIED, challenge=websafe_decode(challenge)
    )
    return dict(options)


def prove(customer: int, credential: Mapping[str, Any], *, challenge: str) -> None:
    """NotProved unless it is a passkey of this customer's, over this challenge, on our page, by a verified user, and no copy.

    The caller has used the challenge up before.
    """
    rows = {row.credential: row for row in _counting(customer)}
    try:
        _require_our_page(credential)
        _require_handle(customer, credential)
        known = [_key(row) for row in rows.values()]
        found = _server().authenticate_complete(_state(challenge), known, credential)
        row = rows[websafe_encode(found.credential_id)]
        counter = AuthenticatorData(websafe_decode(credential["response"]["authenticatorData"])).counter
    except (ValueError, TypeError, KeyError, AttributeError, AssertionError) as error:
        raise NotProved from error
    if not _has_moved_on(row, counter):
        with transaction.atomic():
            _journaled(customer, "passkey_copied")
        raise NotProved


def _has_moved_on(row: CustomerPasskey, counter: int) -> bool:
    """The device's own counter, where it keeps one (0 says it does not), must be higher than the last time."""
    mine = CustomerPasskey.objects.filter(pk=row.pk)
    older = mine.filter(counter__lt=counter) if counter else mine.filter(counter=0)
    return bool(older.update(counter=counter, used_at=clock.now()))


def _require_our_page(credential: Mapping[str, Any]) -> None:
    told = CollectedClientData(websafe_decode(credential["response"]["clientDataJSON"]))
    if told.origin != settings.BASE_URL or told.cross_origin:
        raise NotProved


def _require_handle(customer: int, credential: Mapping[str, Any]) -> None:
    """A device may say for whom it keeps the key: then it must be this customer."""
    handle = credential["response"].get("userHandle")
    if handle and websafe_decode(handle).decode() != directory.customer_card(customer).public_id:
        raise NotProved


def _server() -> Fido2Server:
    entity = PublicKeyCredentialRpEntity(id=settings.BASE_HOST, name=settings.BRAND_NAME)
    return Fido2Server(entity, verify_origin=lambda origin: origin == settings.BASE_URL)


def _state(challenge: str) -> dict[str, Any]:
    return {"challenge": challenge, "user_verification": _VERIFIED}


def _key(row: CustomerPasskey) -> AttestedCredentialData:
    return AttestedCredentialData(websafe_decode(row.public_key))


def _made(customer: int) -> list[CustomerPasskey]:
    return list(CustomerPasskey.objects.filter(customer=customer, made_at__isnull=False).order_by("made_at", "pk"))


def _counting(customer: int) -> list[CustomerPasskey]:
    before = clock.now() - _rest()
    return [row for row in _made(customer) if row.made_at is not None and row.made_at <= before]


def _rest() -> timedelta:
    return timedelta(seconds=settings.PASSKEY_REST_S)


def _journaled(customer: int, action: str) -> None:
    journal.write([journal.Act(clock.now(), "customer", customer, action, "customer", customer)])
