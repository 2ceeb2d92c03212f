"""What the checks about signing in tell beside their verdict, and where they lead first."""

from datetime import timedelta
from decimal import Decimal

import pytest

from kefu.exchange.contract.account import Account, Bound, SecondFactor
from kefu.exchange.contract.funds import Withdrawal, Withdrawals
from kefu.exchange.contract.kinds import AccountState, LockReason, TransferState, Trouble
from kefu.exchange.diagnoses.definition import StepKind
from kefu.exchange.diagnoses.login import (
    account_hacked,
    account_status,
    authenticator_clock,
    bound_channels,
    browser_data,
    cannot_sign_in,
    lost_authenticator,
    password_reset,
    sign_in_help,
    username_password,
)
from kefu.exchange.diagnoses.tests.facts import NOW, facts
from kefu.exchange.diagnoses.tests.judged import found, keys_of, told

EARLIER = NOW - timedelta(hours=1)
BOTH = Bound(email_masked="c•••@gmail.com", phone_masked="+86 138••••7306")
TROUBLES = dict.fromkeys(("account", "withdrawals", "second_factor", "bound"), Trouble.NOT_CONNECTED)


def withdrawal(name: str, state: TransferState, hours: int) -> Withdrawal:
    asked_at = NOW - timedelta(hours=hours)
    return Withdrawal(name, "BTC", "Bitcoin", Decimal(1), Decimal(0), "bc1qabcdefghijklmnopqrs9z", state, asked_at)


@pytest.mark.parametrize("seen", ["", *account_hacked.SEEN])
def test_freezing_is_first_without_any_exchange_connected(seen: str) -> None:
    finding = found(account_hacked.CHECK, facts({"seen": seen} if seen else {}, **TROUBLES))
    assert [step.kind for step in finding.steps][:2] == [StepKind.FREEZE, StepKind.CONTACT]
    assert keys_of(finding)[0] == "freeze"
    assert {"mailbox", "each_loss", "messages", "police", "frauds"} <= set(keys_of(finding))


def test_money_that_can_still_be_stopped_is_told_before_what_has_left_and_old_moves_are_not() -> None:
    moves = (
        *(withdrawal(f"left{hours}", TransferState.DONE, hours) for hours in range(1, 7)),
        withdrawal("waits", TransferState.WAITING, 20),
        withdrawal("old", TransferState.REVIEW, 24 * 7),
    )
    finding = found(account_hacked.CHECK, facts(withdrawals=Withdrawals(moves)))
    assert keys_of(finding)[1:6] == ["stoppable", "withdrawn", "withdrawn", "withdrawn", "withdrawn"]
    assert [step.target for step in finding.steps][:2] == ["freeze", "withdraw"]
    line = told(account_hacked.CHECK, finding).lines[1]
    assert line.text == "1 BTC to bc1qab…pqrs9z, asked for 28 Nov 16:00: can still be stopped"


def test_changes_of_the_last_days_are_held_before_the_owner() -> None:
    bound = Bound("c•@a.b", email_changed_at=EARLIER, phone_changed_at=NOW - timedelta(days=8))
    factor = SecondFactor(True, changed_at=EARLIER, reset_asked_at=EARLIER)
    keys = keys_of(found(account_hacked.CHECK, facts(bound=bound, second_factor=factor)))
    assert keys[1:4] == ["email_changed", "factor_changed", "reset_asked"]
    assert "phone_changed" not in keys


def test_an_account_that_its_owner_froze_leads_to_a_person_at_once() -> None:
    finding = found(account_hacked.CHECK, facts(account=Account(AccountState.SELF_FROZEN)))
    assert [step.kind for step in finding.steps] == [StepKind.CONTACT, StepKind.ARTICLE, StepKind.CHECK]
    assert told(account_hacked.CHECK, finding).verdict.startswith("Your account is frozen by you:")


def test_what_a_court_decides_is_not_promised_to_stay() -> None:
    law = found(account_status.CHECK, facts(account=Account(AccountState.FROZEN, LockReason.COURT_ORDER)))
    review = found(account_status.CHECK, facts(account=Account(AccountState.FROZEN, LockReason.COMPLIANCE_REVIEW)))
    assert "stays_yours" not in keys_of(law)
    assert "stays_yours" in keys_of(review)
    assert {"positions", "free"} <= set(keys_of(law))


def test_a_freeze_says_since_when_and_until_when_where_that_is_known() -> None:
    account = Account(AccountState.FROZEN, since_at=EARLIER, opens_at=NOW + timedelta(hours=2))
    assert {"frozen_since", "opens_at"} <= set(keys_of(found(account_status.CHECK, facts(account=account))))
    over = Account(AccountState.FROZEN, opens_at=NOW)
    assert not {"frozen_since", "opens_at"} & set(keys_of(found(account_status.CHECK, facts(account=over))))


@pytest.mark.parametrize(
    ("trouble", "first"), [(Trouble.NOT_PROVED, "not_proved"), (Trouble.BUSY, "unlearned.account")]
)
def test_who_is_locked_out_is_never_told_to_sign_in_first(trouble: Trouble, first: str) -> None:
    finding = found(account_status.CHECK, facts(account=trouble))
    assert keys_of(finding)[0] == first
    assert "login" not in [step.target for step in finding.steps]


@pytest.mark.parametrize(("trouble", "first"), [(Trouble.NOT_PROVED, "not_proved"), (Trouble.BUSY, "not_now")])
def test_why_nothing_bound_is_shown_is_said(trouble: Trouble, first: str) -> None:
    assert keys_of(found(bound_channels.CHECK, facts(bound=trouble)))[0] == first


@pytest.mark.parametrize(
    ("branch", "first"),
    [("forgot", "password-reset"), ("locked", "account-status")],
)
def test_a_branch_leads_to_its_check(branch: str, first: str) -> None:
    assert found(cannot_sign_in.CHECK, facts({"branch": branch})).steps[0].target == first


@pytest.mark.parametrize(
    ("message", "first"),
    [
        ("wrong_password", "username-password"),
        ("wrong_code", "authenticator-clock"),
        ("no_code", "receive-no-code"),
        ("lost_device", "lost-authenticator"),
        ("new_device", "new-device-check"),
        ("blank_page", "browser-data"),
        ("not_me", "account-hacked"),
        ("other", "sign-in-help"),
    ],
)
def test_a_message_leads_to_its_check(message: str, first: str) -> None:
    finding = found(cannot_sign_in.CHECK, facts({"branch": "refused", "message": message}))
    assert finding.steps[0].target == first


def test_the_password_page_is_the_button_and_says_where_the_code_goes() -> None:
    finding = found(password_reset.CHECK, facts(bound=BOTH, second_factor=SecondFactor(has_totp=True)))
    assert (finding.steps[0].kind, finding.steps[0].target) == (StepKind.FLOW, "password-reset")
    assert keys_of(finding) == ["code_phone", "code_email", "authenticator", "held", "never_here"]
    assert password_reset.CHECK.asks == ()


def test_only_what_fits_the_user_name_is_compared() -> None:
    phone = keys_of(found(username_password.CHECK, facts({"kind": "phone"}, account=Trouble.BUSY)))
    email = keys_of(found(username_password.CHECK, facts({"kind": "email"}, account=Trouble.BUSY)))
    either = keys_of(found(username_password.CHECK, facts(account=Trouble.BUSY)))
    assert ("region_code" in phone, "typing" in phone) == (True, False)
    assert ("region_code" in email, "typing" in email) == (False, True)
    assert {"which", "region_code", "typing", "caps_lock"} <= set(either)


def test_before_the_last_try_a_reset_is_the_button() -> None:
    finding = found(username_password.CHECK, facts(account=Account(AccountState.ACTIVE, tries_left=1)))
    assert finding.steps[0].target == "password-reset"


def test_a_page_in_a_chat_app_is_opened_outside_first() -> None:
    agent = "Mozilla/5.0 (Linux; Android 14; wv) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36 MicroMessenger/8"
    assert keys_of(found(browser_data.CHECK, facts(user_agent=agent)))[:2] == ["open_outside", "clear_in_app"]


def test_the_browser_that_was_chosen_counts_and_not_the_one_in_use() -> None:
    finding = found(browser_data.CHECK, facts({"browser": "firefox"}, user_agent="Chrome/130.0"))
    assert finding.params == {"browser": "firefox"}


def test_everything_answered_goes_along_in_short() -> None:
    answers = {"stuck": "page", "seen": "x" * 300, "since": "2026-11-29T10:00:00+00:00", "tried": "network"}
    finding = found(sign_in_help.CHECK, facts({**answers, "futures": "yes"}, account=Account(AccountState.ACTIVE)))
    assert keys_of(finding)[:6] == ["futures", "stuck", "tried", "seen", "since", "account"]
    texts = [line.text for line in told(sign_in_help.CHECK, finding).lines]
    assert texts[1] == "Stuck at: the page does not open"
    assert texts[3] == f"On the screen: {'x' * 120}"
    assert texts[4] == "Since 29 Nov 10:00"


def test_wrong_codes_and_an_authenticator_bound_anew_are_told() -> None:
    factor = SecondFactor(True, failed_tries=3, changed_at=EARLIER)
    assert {"tries", "bound_anew"} <= set(keys_of(found(authenticator_clock.CHECK, facts(second_factor=factor))))
    few = SecondFactor(True, failed_tries=2)
    assert not {"tries", "bound_anew"} & set(keys_of(found(authenticator_clock.CHECK, facts(second_factor=few))))


def test_on_a_computer_the_clocks_of_both_sorts_of_phone_are_told() -> None:
    keys = keys_of(found(authenticator_clock.CHECK, facts(user_agent="Mozilla/5.0 (Windows NT 10.0) Chrome/130.0")))
    assert {"where_iphone", "where_android"} <= set(keys)
    assert "where_iphone" not in keys_of(found(authenticator_clock.CHECK, facts({"phone": "xiaomi"})))


def test_how_long_withdrawals_pause_is_told_only_where_the_exchange_says_it() -> None:
    said = facts(second_factor=SecondFactor(True, hold_hours=24), bound=BOTH)
    assert "Withdrawals pause for 24 hours after a reset, in case it was not you" in [
        line.text for line in told(lost_authenticator.CHECK, found(lost_authenticator.CHECK, said)).lines
    ]
    assert "hold" in keys_of(found(lost_authenticator.CHECK, facts(second_factor=SecondFactor(True))))


def test_a_pause_that_runs_already_and_a_missing_channel_are_told() -> None:
    held = Account(AccountState.ACTIVE, withdrawals_held_until=NOW + timedelta(hours=1))
    keys = keys_of(found(lost_authenticator.CHECK, facts(account=held, bound=Bound())))
    assert {"held_until", "none_reachable"} <= set(keys)
    over = Account(AccountState.ACTIVE, withdrawals_held_until=NOW)
    assert "held_until" not in keys_of(found(lost_authenticator.CHECK, facts(account=over)))


def test_who_lost_the_phone_to_somebody_freezes_before_anything_is_reset() -> None:
    finding = found(lost_authenticator.CHECK, facts({"happened": "stolen"}))
    assert [step.kind for step in finding.steps][:2] == [StepKind.FREEZE, StepKind.CONTACT]
