"""Each verdict of the checks about signing in, reached with facts made by hand."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from kefu.exchange.contract.account import Account, Bound, SecondFactor
from kefu.exchange.contract.funds import Withdrawal, Withdrawals
from kefu.exchange.contract.kinds import AccountState, LockReason, TransferState, Trouble
from kefu.exchange.diagnoses.definition import Definition, State, Topic
from kefu.exchange.diagnoses.login import (
    account_hacked,
    account_status,
    authenticator_clock,
    bound_channels,
    browser_data,
    cannot_sign_in,
    change_network,
    lost_authenticator,
    password_reset,
    sign_in_help,
    username_password,
)
from kefu.exchange.diagnoses.registry import of_topic
from kefu.exchange.diagnoses.tests.facts import NOW, facts
from kefu.exchange.diagnoses.tests.judged import found

SOON, EARLIER = NOW + timedelta(minutes=20), NOW - timedelta(minutes=1)
NOT_PROVED = Trouble.NOT_PROVED
BOTH = Bound(email_masked="c•••@gmail.com", phone_masked="+86 138••••7306")


def account(state: AccountState, reason: LockReason = LockReason.NONE, **more: Any) -> dict[str, Any]:
    return {"account": Account(state, reason, **more)}


def frozen(reason: LockReason) -> dict[str, Any]:
    return account(AccountState.FROZEN, reason, since_at=EARLIER)


def withdrawal(state: TransferState, asked_at: datetime = EARLIER) -> Withdrawal:
    address = "TXYZ1234567890abcdefghijkLMNOPQRST"
    return Withdrawal("w1", "USDT", "TRON", Decimal("120.50"), Decimal(1), address, state, asked_at)


A = AccountState
ACTIVE = account(A.ACTIVE)
CASES: list[tuple[Definition, str, State, dict[str, str], dict[str, Any]]] = [
    (account_status.CHECK, "active", State.FINE, {}, ACTIVE),
    (account_status.CHECK, "active_held", State.WAITING, {}, account(A.ACTIVE, withdrawals_held_until=SOON)),
    (account_status.CHECK, "active", State.FINE, {}, account(A.ACTIVE, withdrawals_held_until=NOW)),
    (account_status.CHECK, "locked", State.WAITING, {}, account(A.LOCKED, LockReason.WRONG_TRIES)),
    (account_status.CHECK, "locked_until", State.WAITING, {}, account(A.LOCKED, opens_at=SOON)),
    (account_status.CHECK, "lock_over", State.ACT, {}, account(A.LOCKED, opens_at=NOW)),
    (account_status.CHECK, "frozen_suspicious", State.ACT, {}, frozen(LockReason.SUSPICIOUS_LOGIN)),
    (account_status.CHECK, "frozen_by_owner", State.ACT, {}, frozen(LockReason.OWNER_REQUEST)),
    (account_status.CHECK, "frozen_by_owner", State.ACT, {}, account(A.SELF_FROZEN)),
    (account_status.CHECK, "frozen_review", State.PERSON, {}, frozen(LockReason.COMPLIANCE_REVIEW)),
    (account_status.CHECK, "frozen_law", State.PERSON, {}, frozen(LockReason.COURT_ORDER)),
    (account_status.CHECK, "frozen_terms", State.PERSON, {}, frozen(LockReason.TERMS)),
    (account_status.CHECK, "frozen", State.PERSON, {}, account(A.FROZEN, LockReason.WRONG_TRIES, opens_at=SOON)),
    (account_status.CHECK, "frozen", State.PERSON, {}, frozen(LockReason.NONE)),
    (account_status.CHECK, "disabled", State.PERSON, {}, account(A.DISABLED, LockReason.TERMS)),
    (account_status.CHECK, "no_account", State.ACT, {}, account(A.UNKNOWN)),
    (account_status.CHECK, "not_looked_up", State.UNCLEAR, {}, {"account": NOT_PROVED}),
    (account_status.CHECK, "not_looked_up", State.UNCLEAR, {}, {"account": Trouble.TIMEOUT}),
    (cannot_sign_in.CHECK, "choose", State.CHOOSE, {}, {}),
    (cannot_sign_in.CHECK, "forgot", State.CHOOSE, {"branch": "forgot"}, {"account": NOT_PROVED}),
    (cannot_sign_in.CHECK, "locked", State.CHOOSE, {"branch": "locked"}, account(A.LOCKED, opens_at=NOW)),
    (cannot_sign_in.CHECK, "not_open", State.CHOOSE, {"branch": "forgot"}, account(A.LOCKED)),
    (cannot_sign_in.CHECK, "not_open", State.CHOOSE, {"branch": "forgot"}, account(A.LOCKED, opens_at=SOON)),
    (cannot_sign_in.CHECK, "not_open", State.CHOOSE, {"branch": "locked"}, account(A.SELF_FROZEN)),
    *(
        (cannot_sign_in.CHECK, message, State.CHOOSE, {"branch": "refused", "message": message}, ACTIVE)
        for message in cannot_sign_in.CHECK.asks[1].choices
    ),
    (cannot_sign_in.CHECK, "not_me", State.CHOOSE, {"branch": "refused", "message": "not_me"}, account(A.FROZEN)),
    (password_reset.CHECK, "reset", State.ACT, {}, {"bound": BOTH, "second_factor": SecondFactor(has_totp=True)}),
    (password_reset.CHECK, "reset", State.ACT, {}, {"bound": NOT_PROVED, "second_factor": NOT_PROVED}),
    (password_reset.CHECK, "nothing_bound", State.PERSON, {}, {"bound": Bound()}),
    (bound_channels.CHECK, "bound", State.ACT, {}, {"bound": BOTH}),
    (
        bound_channels.CHECK,
        "bound",
        State.ACT,
        {},
        {"bound": Bound("c•@a.b", email_changed_at=NOW - timedelta(days=7))},
    ),
    (bound_channels.CHECK, "changed", State.PERSON, {}, {"bound": Bound("c•@a.b", email_changed_at=EARLIER)}),
    (bound_channels.CHECK, "changed", State.PERSON, {}, {"bound": Bound("", "+86•1", phone_changed_at=EARLIER)}),
    (bound_channels.CHECK, "none", State.PERSON, {}, {"bound": Bound()}),
    (bound_channels.CHECK, "not_looked_up", State.UNCLEAR, {}, {"bound": NOT_PROVED}),
    (bound_channels.CHECK, "not_looked_up", State.UNCLEAR, {}, {"bound": Trouble.NOT_CONNECTED}),
    (username_password.CHECK, "compare", State.ACT, {}, {"account": NOT_PROVED}),
    (username_password.CHECK, "compare", State.ACT, {"kind": "phone"}, ACTIVE),
    (username_password.CHECK, "tries_left", State.ACT, {"kind": "email"}, account(A.ACTIVE, tries_left=2)),
    (username_password.CHECK, "last_try", State.ACT, {}, account(A.ACTIVE, tries_left=1)),
    (username_password.CHECK, "none_left", State.ACT, {}, account(A.ACTIVE, tries_left=0)),
    (username_password.CHECK, "locked", State.CHOOSE, {}, account(A.LOCKED, opens_at=SOON)),
    (username_password.CHECK, "compare", State.ACT, {}, account(A.LOCKED, opens_at=NOW)),
    (username_password.CHECK, "no_account", State.ACT, {}, account(A.UNKNOWN)),
    (browser_data.CHECK, "unknown_browser", State.ACT, {}, {}),
    *((browser_data.CHECK, "clear", State.ACT, {"browser": each}, {}) for each in browser_data.CHECK.asks[0].choices),
    (change_network.CHECK, "try", State.ACT, {}, {}),
    (change_network.CHECK, "one_works", State.ACT, {"seen": "one_works"}, {}),
    (change_network.CHECK, "none_works", State.PERSON, {"seen": "none_works"}, {}),
    (change_network.CHECK, "live_stands", State.ACT, {"seen": "live_stands"}, {}),
    (change_network.CHECK, "vpn", State.ACT, {"seen": "vpn"}, {}),
    (change_network.CHECK, "certificate", State.ACT, {"seen": "certificate"}, {}),
    (sign_in_help.CHECK, "ready", State.PERSON, {}, {"account": NOT_PROVED}),
    *((sign_in_help.CHECK, "ready", State.PERSON, {"stuck": each}, {}) for each in sign_in_help.STUCK),
    *((sign_in_help.CHECK, "ready", State.PERSON, {"tried": each}, {}) for each in sign_in_help.TRIED),
    *((sign_in_help.CHECK, "ready", State.PERSON, {}, account(each)) for each in AccountState),
    (sign_in_help.CHECK, "urgent", State.PERSON, {"futures": "yes"}, {}),
    *((authenticator_clock.CHECK, "set_clock", State.ACT, {"phone": each}, {}) for each in authenticator_clock.PHONES),
    (authenticator_clock.CHECK, "none_bound", State.ACT, {}, {"second_factor": SecondFactor(has_sms=True)}),
    (authenticator_clock.CHECK, "none_bound", State.ACT, {}, {"second_factor": SecondFactor(has_passkey=True)}),
    (
        lost_authenticator.CHECK,
        "reset",
        State.PERSON,
        {},
        dict.fromkeys(("second_factor", "bound", "account"), NOT_PROVED),
    ),
    (lost_authenticator.CHECK, "stolen", State.PERSON, {"happened": "stolen"}, {"bound": Bound()}),
    (
        lost_authenticator.CHECK,
        "under_way",
        State.PERSON,
        {},
        {"second_factor": SecondFactor(True, reset_asked_at=NOW)},
    ),
    (lost_authenticator.CHECK, "none_bound", State.ACT, {}, {"second_factor": SecondFactor()}),
    (lost_authenticator.CHECK, "passkey", State.ACT, {}, {"second_factor": SecondFactor(True, True)}),
    *((account_hacked.CHECK, "freeze_now", State.PERSON, {"seen": each}, {}) for each in account_hacked.SEEN),
    (account_hacked.CHECK, "freeze_now", State.PERSON, {}, account(A.FROZEN)),
    (account_hacked.CHECK, "frozen", State.PERSON, {}, account(A.SELF_FROZEN)),
    (account_hacked.CHECK, "frozen", State.PERSON, {}, account(A.DISABLED)),
    *(
        (account_hacked.CHECK, "stop_money", State.PERSON, {}, {"withdrawals": Withdrawals((withdrawal(state),))})
        for state in (TransferState.WAITING, TransferState.REVIEW)
    ),
    *(
        (account_hacked.CHECK, "freeze_now", State.PERSON, {}, {"withdrawals": Withdrawals((withdrawal(state),))})
        for state in (TransferState.SENT, TransferState.CANCELLED)
    ),
]


@pytest.mark.parametrize(("check", "verdict", "state", "answers", "known"), CASES)
def test_facts_lead_to_their_verdict(
    check: Definition, verdict: str, state: State, answers: dict[str, str], known: dict[str, Any]
) -> None:
    finding = found(check, facts(answers, **known))
    assert (finding.verdict, finding.state) == (verdict, state)


def test_each_verdict_that_has_words_is_reached() -> None:
    reached: dict[str, set[str]] = {}
    for check, verdict, *_rest in CASES:
        reached.setdefault(check.key, set()).add(verdict)
    for check in of_topic(Topic.LOGIN):
        verdicts = {key.removeprefix("verdict.") for key in check.words["en"] if key.startswith("verdict.")}
        assert verdicts == reached[check.key], check.key


def test_nothing_is_asked_that_must_be_answered_before_an_account_can_be_frozen_or_a_person_spoken_to() -> None:
    for check in (account_hacked.CHECK, sign_in_help.CHECK):
        assert not any(question.is_needed for question in check.asks)
