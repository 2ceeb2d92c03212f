"""What the invented exchange does and tells when it is asked to: each key once. Withdrawals pause after a takeover's steps."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from kefu.exchange.contract.account import Account, Bound, SecondFactor
from kefu.exchange.contract.actions import Acted, AskAct, AskNotify, Notified
from kefu.exchange.contract.connector import CannotTell
from kefu.exchange.contract.kinds import AccountState, Action, Channel, LockReason, Trouble
from kefu.exchange.sandbox import store
from kefu.exchange.sandbox.reading.look import Look
from kefu.exchange.sandbox.store import Allowed, KeptAct, KeptNotice, Key

T = TypeVar("T")

HOLD = timedelta(hours=24)
ADDRESS_WORDS = 3  # coin, network, address


def notify(look: Look, asked: AskNotify) -> Notified:
    """To whatever is bound, and into the app."""
    look.store.hold()
    kept = look.store.first(store.NOTIFIED, uid=look.uid, ref=asked.key)
    if kept is not None:
        return _same(kept.value.asked, asked, kept.value.told)
    _account(look)
    bound = look.store.first(store.BOUND, uid=look.uid)
    reached = [Channel.EMAIL] if bound and bound.value.email_masked else []
    reached += [Channel.SMS] if bound and bound.value.phone_masked else []
    told = Notified((*reached, Channel.IN_APP))
    look.store.put(store.NOTIFIED, Key(look.uid, asked.key, asked.request_id), KeptNotice(asked, told), at=look.now)
    return told


def act(look: Look, asked: AskAct) -> Acted:
    look.store.hold()
    kept = look.store.first(store.ACTED, uid=look.uid, ref=asked.key)
    if kept is not None:
        return _same(kept.value.asked, asked, kept.value.told)
    acted = Acted(look.now, _DOES[asked.action](look, asked.value))
    look.store.put(store.ACTED, Key(look.uid, asked.key, asked.request_id), KeptAct(asked, acted), at=look.now)
    return acted


def _reset_second_factor(look: Look, value: str) -> datetime:
    del value
    gone = SecondFactor(changed_at=look.now, hold_hours=int(HOLD.total_seconds() // 3600))
    look.store.put(store.SECOND_FACTORS, Key(look.uid), gone, at=look.now)
    return _held(look)


def _unfreeze(look: Look, value: str) -> None:
    del value
    opened = replace(
        _account(look), state=AccountState.ACTIVE, reason=LockReason.NONE, since_at=look.now, opens_at=None
    )
    look.store.put(store.ACCOUNTS, Key(look.uid), opened, at=look.now)


def _change_email(look: Look, value: str) -> datetime:
    name, _at, host = value.partition("@")
    if not name or not host:
        raise CannotTell(Trouble.BAD_ANSWER, "no address")
    row = look.store.first(store.BOUND, uid=look.uid)
    masked = f"{name[0]}•••@{host}"
    bound = replace(row.value if row else Bound(), email_masked=masked, email_changed_at=look.now)
    look.store.put(store.BOUND, Key(look.uid), bound, at=look.now)
    return _held(look)


def _unlock_address(look: Look, value: str) -> None:
    words = value.split()
    if len(words) != ADDRESS_WORDS:
        raise CannotTell(Trouble.BAD_ANSWER, "coin, network and address")
    _account(look)
    look.store.put(store.ALLOWED, Key(look.uid, " ".join(words)), Allowed(*words), at=look.now)


_DOES: dict[Action, Callable[[Look, str], datetime | None]] = {
    Action.RESET_SECOND_FACTOR: _reset_second_factor,
    Action.UNFREEZE: _unfreeze,
    Action.CHANGE_EMAIL: _change_email,
    Action.UNLOCK_ADDRESS: _unlock_address,
}


def _held(look: Look) -> datetime:
    until = look.now + HOLD
    look.store.put(store.ACCOUNTS, Key(look.uid), replace(_account(look), withdrawals_held_until=until), at=look.now)
    return until


def _account(look: Look) -> Account:
    row = look.store.first(store.ACCOUNTS, uid=look.uid)
    if row is None:
        raise CannotTell(Trouble.NOT_FOUND, "no such account")
    return row.value


def _same(before: object, asked: object, told: T) -> T:
    """A key stands for one thing."""
    if before != asked:
        raise CannotTell(Trouble.BAD_ANSWER, "this key was used for something else")
    return told
