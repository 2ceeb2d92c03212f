"""Accounts that cannot be entered, and second factors that are gone."""

from dataclasses import replace
from datetime import timedelta

from kefu.exchange.contract.account import Account, Bound, SecondFactor
from kefu.exchange.contract.kinds import AccountState, LockReason
from kefu.exchange.sandbox.figures import figure
from kefu.exchange.sandbox.scenarios.definition import LOGIN, Scenario
from kefu.exchange.sandbox.world import World

STATUS = "account-status"


def account_locked(world: World, uid: str) -> None:
    """Too many wrong passwords, six minutes ago; it opens by itself."""
    since = world.ago(minutes=6)
    opens = since + timedelta(minutes=float(figure("lock_minutes")))
    locked = Account(AccountState.LOCKED, LockReason.WRONG_TRIES, since, opens, tries_left=0, region="CN")
    world.account(uid, locked)


def account_tries(world: World, uid: str) -> None:
    world.account(uid, Account(AccountState.ACTIVE, tries_left=2, region="CN"))


def account_review(world: World, uid: str) -> None:
    _frozen(world, uid, LockReason.COMPLIANCE_REVIEW, hours=26)


def account_suspicious(world: World, uid: str) -> None:
    _frozen(world, uid, LockReason.SUSPICIOUS_LOGIN, hours=2)


def account_court(world: World, uid: str) -> None:
    _frozen(world, uid, LockReason.COURT_ORDER, hours=24 * 9)


def account_self_frozen(world: World, uid: str) -> None:
    frozen = Account(AccountState.SELF_FROZEN, LockReason.OWNER_REQUEST, world.ago(hours=3), region="CN")
    world.account(uid, frozen)


def account_disabled(world: World, uid: str) -> None:
    world.account(uid, Account(AccountState.DISABLED, LockReason.TERMS, world.ago(days=12), region="CN"))


def account_held(world: World, uid: str) -> None:
    until = world.now + timedelta(hours=float(figure("hold_hours")) - 2)
    world.account(uid, Account(AccountState.ACTIVE, region="CN", withdrawals_held_until=until))


def account_fine(world: World, uid: str) -> None:
    world.account(uid, Account(AccountState.ACTIVE, since_at=world.ago(days=400), region="CN"))


def factor_reset(world: World, uid: str) -> None:
    """The phone is gone; the papers were handed in five hours ago."""
    asked = world.ago(hours=5)
    world.second_factor(uid, SecondFactor(has_totp=True, changed_at=world.ago(days=300), reset_asked_at=asked))


def factor_lost(world: World, uid: str) -> None:
    world.second_factor(uid, SecondFactor(has_totp=True, changed_at=world.ago(days=300), failed_tries=4))


def phone_changed(world: World, uid: str) -> None:
    """A new phone was bound yesterday: by its owner, or by somebody else."""
    usual = Bound("u•••r@mail.example", "+86 136••••0000", world.ago(days=400))
    world.bound(uid, replace(usual, phone_masked="+86 177••••4021", phone_changed_at=world.ago(hours=22)))


def _frozen(world: World, uid: str, reason: LockReason, *, hours: float) -> None:
    world.account(uid, Account(AccountState.FROZEN, reason, world.ago(hours=hours), region="CN"))


SCENARIOS = tuple(
    Scenario(name, LOGIN, summary, make, check, verdict)
    for name, summary, make, check, verdict in (
        ("account-locked", "Locked after too many tries", account_locked, STATUS, "locked_until"),
        ("account-tries", "Two tries are left", account_tries, "username-password", "tries_left"),
        ("account-review", "Frozen: a review is under way", account_review, STATUS, "frozen_review"),
        ("account-suspicious", "Frozen after a suspicious sign-in", account_suspicious, STATUS, "frozen_suspicious"),
        ("account-court", "Frozen by a court", account_court, STATUS, "frozen_law"),
        ("account-self-frozen", "Frozen by its owner's own link", account_self_frozen, STATUS, "frozen_by_owner"),
        ("account-disabled", "Disabled for good", account_disabled, STATUS, "disabled"),
        ("account-held", "Open, withdrawals held after a change", account_held, STATUS, "active_held"),
        ("account-fine", "Open, nothing the matter", account_fine, STATUS, "active"),
        ("factor-reset", "Authenticator lost, reset under way", factor_reset, "lost-authenticator", "under_way"),
        ("factor-lost", "Authenticator lost, codes refused", factor_lost, "lost-authenticator", "reset"),
        ("phone-changed", "A new phone was bound yesterday", phone_changed, "bound-channels", "changed"),
    )
)
