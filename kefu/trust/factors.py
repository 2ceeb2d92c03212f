"""The second factors of our people: which there are, codes of authenticator apps, recovery codes. allauth keeps them.

A code works once: the counter of the last one taken stands in the row, so that neither a restart nor a second process
forgets it. Passkeys: `trust.passkeys`.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.db import transaction

from kefu.kit import clock, crypto
from kefu.kit.errors import Conflict, NotFound
from kefu.people import desk_sessions, second_factor
from kefu.people.capabilities import Role
from kefu.people.models import Agent
from kefu.people.second_factor import Shown
from kefu.trust import signins

PERIOD_S, TOLERATED_STEPS = 30, 1
CODE_DIGITS = 6
_KINDS = {Authenticator.Type.TOTP: Shown.TOTP, Authenticator.Type.WEBAUTHN: Shown.PASSKEY}


@dataclass(frozen=True, slots=True)
class Factor:
    """One device or app. `handle` names it in forms."""

    handle: str
    kind: Shown
    name: str
    added_at: datetime
    used_at: datetime | None


def factors_of(agent: Agent) -> list[Factor]:
    return [_factor(row) for row in _rows(agent)]


def kinds_of(agent: Agent) -> frozenset[Shown]:
    return frozenset(_KINDS[Authenticator.Type(row.type)] for row in _rows(agent))


def kinds_by_agent(agent_ids: Collection[int]) -> dict[int, set[Shown]]:
    """The same for many at once; who has none is left out."""
    rows = Authenticator.objects.filter(user_id__in=agent_ids, type__in=_KINDS).values_list("user_id", "type")
    found: dict[int, set[Shown]] = {}
    for agent, kind in rows:
        found.setdefault(agent, set()).add(_KINDS[Authenticator.Type(kind)])
    return found


def lacking() -> Counter[Role]:
    """How many of each role may sign in by a password and have no factor yet."""
    have = Authenticator.objects.filter(type__in=_KINDS).values("user_id")
    active = Agent.objects.filter(is_active=True).exclude(pk__in=have).only("role", "password")
    return Counter(Role(agent.role) for agent in active if agent.has_usable_password())


def codes_left(agent: Agent) -> int | None:
    """How many recovery codes still work; None if there are none at all."""
    row = _recovery(agent)
    return None if row is None else len(RecoveryCodes(row).get_unused_codes())


# -- authenticator apps ---------------------------------------------------------------------------------------------
def new_secret() -> str:
    return totp.generate_totp_secret()


def totp_url(agent: Agent, secret: str) -> str:
    return str(get_adapter().build_totp_url(agent, secret))


def totp_picture(url: str) -> str:
    """The address as a QR code: a whole SVG file, drawn here."""
    return str(get_adapter().build_totp_svg(url))


def add_totp(agent: Agent, secret: str, *, code: str) -> bool:
    """Keep this secret if the code proves that the app has it. Conflict if there is an app already."""
    counter = _counter_of(secret, code)
    if counter is None:
        return False
    with transaction.atomic():
        _lock(agent)
        if Authenticator.objects.filter(user=agent, type=Authenticator.Type.TOTP).exists():
            raise Conflict
        row = totp.TOTP.activate(agent, secret).instance
        row.data["last_counter"] = counter
        row.save(update_fields=["data"])
        signins.by_agent(agent, "factor_added", detail=Shown.TOTP.value)
    return True


def take_code(agent: Agent, code: str) -> bool:
    """Whether an app's code is right, new, and not older than one already taken. It is used up by that."""
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().filter(user=agent, type=Authenticator.Type.TOTP).first()
        if row is None:
            return False
        counter = _counter_of(get_adapter().decrypt(row.data["secret"]), code)
        if counter is None or counter <= row.data.get("last_counter", 0):
            return False
        row.data["last_counter"], row.last_used_at = counter, clock.now()
        row.save(update_fields=["data", "last_used_at"])
    return True


# -- recovery codes ---------------------------------------------------------------------------------------------------
def make_recovery_codes(agent: Agent) -> list[str]:
    """New ones; those before work no more. They can be read this once."""
    with transaction.atomic():
        _lock(agent)
        Authenticator.objects.filter(user=agent, type=Authenticator.Type.RECOVERY_CODES).delete()
        made = RecoveryCodes.activate(agent)
        signins.by_agent(agent, "recovery_codes_made")
    return made.generate_codes()


def take_recovery_code(agent: Agent, code: str) -> bool:
    """Whether it is one of the agent's and unused. It is used up by that."""
    row = _recovery(agent)
    if row is None:
        return False
    with transaction.atomic():
        is_right = bool(RecoveryCodes(row).validate_code(code))
        if is_right:
            Authenticator.objects.filter(pk=row.pk).update(last_used_at=clock.now())
            signins.by_agent(agent, "recovery_code_used")
    return is_right


# -- taking away ------------------------------------------------------------------------------------------------------
def remove(agent: Agent, handle: str) -> Factor:
    """Conflict if what remains would not let the agent in again; recovery codes go with the last factor."""
    with transaction.atomic():
        _lock(agent)
        rows = _rows(agent)
        row = next((row for row in rows if crypto.same(_handle(row), handle)), None)
        if row is None:
            raise NotFound
        rest = {_KINDS[Authenticator.Type(other.type)] for other in rows if other.pk != row.pk}
        if not second_factor.meets(rest, demand=desk_sessions.demand_of(agent)):
            raise Conflict(code="last_factor")
        factor = _factor(row)
        row.delete()
        if not rest:
            Authenticator.objects.filter(user=agent).delete()
        signins.by_agent(agent, "factor_removed", detail=factor.kind.value)
    return factor


def _counter_of(secret: str, code: str) -> int | None:
    """The time step this is the code of, if it is one of about now. Every step is compared: the time tells nothing."""
    now = int(clock.now().timestamp()) // PERIOD_S
    typed, found = "".join(code.split()), None
    for counter in range(now - TOLERATED_STEPS, now + TOLERATED_STEPS + 1):
        if crypto.same(totp.format_hotp_value(totp.hotp_value(secret, counter)), typed):
            found = counter
    return found


def _lock(agent: Agent) -> None:
    Agent.objects.select_for_update().get(pk=agent.pk)


def _rows(agent: Agent) -> list[Authenticator]:
    return list(Authenticator.objects.filter(user=agent, type__in=_KINDS).order_by("created_at"))


def _recovery(agent: Agent) -> Authenticator | None:
    return Authenticator.objects.filter(user=agent, type=Authenticator.Type.RECOVERY_CODES).first()


def _factor(row: Authenticator) -> Factor:
    kind = _KINDS[Authenticator.Type(row.type)]
    name = str(row.data.get("name", "")) if kind is Shown.PASSKEY else settings.BRAND_NAME
    return Factor(_handle(row), kind, name, row.created_at, row.last_used_at)


def _handle(row: Authenticator) -> str:
    return crypto.keyed_hash("trust.factor", str(row.pk))[:32]
