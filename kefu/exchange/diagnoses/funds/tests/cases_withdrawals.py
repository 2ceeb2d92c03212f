"""Every verdict about withdrawals, each with the facts that lead to it."""

from datetime import timedelta

from kefu.exchange.contract.account import Account, Bound, SecondFactor
from kefu.exchange.contract.kinds import AccountState, AddressUse, Flow, TransferReason, TransferState, Trouble
from kefu.exchange.diagnoses.definition import State
from kefu.exchange.diagnoses.funds import withdrawal_address, withdrawal_security, withdrawal_status
from kefu.exchange.diagnoses.funds.tests.world import (
    BITCOIN_ADDRESS,
    ETHEREUM_ADDRESS,
    TRON_ADDRESS,
    TXID,
    Case,
    address,
    network,
    networks,
    withdrawal,
    withdrawals,
    xrp,
)
from kefu.exchange.diagnoses.tests.facts import NOW

STATUS = withdrawal_status.CHECK
SECURITY = withdrawal_security.CHECK
ADDRESS = withdrawal_address.CHECK
LATER = NOW + timedelta(hours=5)
WAITING, REVIEW, SENDING = TransferState.WAITING, TransferState.REVIEW, TransferState.SENDING
FAILED, SENT = TransferState.FAILED, TransferState.SENT


def status(verdict: str, state: State, transfer: TransferState, **changes: object) -> Case:
    world = {"withdrawals": withdrawals(withdrawal(transfer, **changes)), "networks": networks()}  # type: ignore[arg-type]
    return Case(STATUS, verdict, state, {}, world)


OF_REASONS = [
    status(because.verdict, because.state, WAITING, reason=reason)
    for reason, because in withdrawal_status.BECAUSE.items()
]
FAILED_BY_US = (TransferReason.NONE, TransferReason.CHAIN, TransferReason.RISK_REVIEW, TransferReason.SOURCE_CHECK)
OF_FAILURES = [
    status(*(("failed_ours", State.PERSON) if reason in FAILED_BY_US else ("failed", State.ACT)), FAILED, reason=reason)
    for reason in TransferReason
]
STATES = [
    status("needs_you", State.ACT, WAITING, missing=("email_confirmation", "whitelist", "selfie")),
    status("waits_for_you", State.ACT, WAITING),
    status("held_until", State.WAITING, WAITING, reason=TransferReason.HOLD, free_at=LATER),
    status("held", State.WAITING, WAITING, reason=TransferReason.HOLD, free_at=NOW),
    status("review", State.WAITING, REVIEW, hours_ago=24),
    status("long", State.PERSON, REVIEW, hours_ago=24.1),
    status("looked_at", State.PERSON, REVIEW, reason=TransferReason.RISK_REVIEW),
    status("sending", State.WAITING, SENDING, memo="42"),
    status("long", State.PERSON, SENDING, hours_ago=25),
    status("chain", State.WAITING, SENDING, reason=TransferReason.CHAIN),
    status("sent_unconfirmed", State.WAITING, SENT, txid=TXID, reason=TransferReason.CHAIN),
    status("sent", State.WAITING, SENT, txid=TXID, confirmations=3, sent_at=NOW),
    status("sent", State.WAITING, TransferState.SEEN, txid=TXID, confirmations=3),
    status("done", State.FINE, TransferState.DONE, txid=TXID, confirmations=30, sent_at=NOW),
    status("done", State.FINE, TransferState.CREDITED),
    status("failed_on_chain", State.PERSON, FAILED, txid=TXID),
    status("failed", State.ACT, FAILED, reason=TransferReason.HOLD, free_at=NOW),
    status("cancelled", State.FINE, TransferState.CANCELLED),
    Case(
        STATUS,
        "maintenance",
        State.WAITING,
        {},
        {
            "withdrawals": withdrawals(withdrawal(SENDING, hours_ago=48)),
            "networks": networks(network(withdrawals=Flow.PAUSED, paused_why="upgrade")),
        },
    ),
    Case(STATUS, "none", State.FINE, {}, {"withdrawals": withdrawals()}),
    Case(STATUS, "unknown_id", State.PERSON, {"withdrawal_id": "w9"}, {"withdrawals": withdrawals(withdrawal(SENT))}),
    Case(STATUS, "unlearned", State.UNCLEAR, {}, {"withdrawals": Trouble.UNAVAILABLE}),
]

BOUND = Bound(email_masked="c•••@gmail.com")


def security(verdict: str, state: State, *rows: object, **world: object) -> Case:
    return Case(SECURITY, verdict, state, {}, {"withdrawals": withdrawals(*rows), **world})  # type: ignore[arg-type]


HELD = Account(AccountState.ACTIVE, withdrawals_held_until=LATER)
STEPS = [
    security("one_missing", State.ACT, withdrawal(WAITING, missing=("email_confirmation",)), bound=BOUND),
    security("one_missing", State.ACT, withdrawal(WAITING, reason=TransferReason.TWO_FACTOR)),
    security("missing", State.ACT, withdrawal(WAITING, missing=("whitelist", "video_check", "other")), account=HELD),
    security("missing", State.ACT, withdrawal(WAITING, missing=("email_confirmation", "two_factor"))),
    security("held", State.WAITING, withdrawal(WAITING, reason=TransferReason.LIMIT)),
    security("held", State.WAITING, withdrawal(WAITING, reason=TransferReason.TRADE_LOCK)),
    security("held_until", State.WAITING, withdrawal(WAITING, reason=TransferReason.HOLD), account=HELD),
    security("account_held", State.WAITING, account=HELD),
    security("not_named", State.PERSON, withdrawal(WAITING)),
    security("nothing_missing", State.FINE, withdrawal(SENT), second_factor=SecondFactor()),
    security("none", State.FINE, second_factor=SecondFactor(has_totp=True, reset_asked_at=NOW)),
    Case(SECURITY, "unlearned", State.UNCLEAR, {}, {"withdrawals": Trouble.BUSY}),
]


def typed(verdict: str, state: State, text: str, name: str = "TRON", **world: object) -> Case:
    answers = {"coin": "USDT", "network": name, "address": text}
    return Case(ADDRESS, verdict, state, answers, {"networks": networks(network(name=name)), **world})


def refused(verdict: str, state: State, reason: TransferReason, **changes: object) -> Case:
    world = {"withdrawals": withdrawals(withdrawal(FAILED, reason=reason, **changes)), "networks": networks()}  # type: ignore[arg-type]
    return Case(ADDRESS, verdict, state, {}, world)


LETTER_CHANGED = TRON_ADDRESS[:-1] + "9"
FAULTS = [
    typed("not_valid", State.ACT, text, name)
    for text, name in (
        ("   ", "TRON"),
        (TRON_ADDRESS[:9] + " " + TRON_ADDRESS[9:], "TRON"),
        ("Т" + TRON_ADDRESS[1:], "TRON"),  # a Cyrillic letter
        (TRON_ADDRESS[:-1] + "0", "TRON"),
        ("X" + TRON_ADDRESS[1:], "TRON"),
        (TRON_ADDRESS[:-3], "TRON"),
        (LETTER_CHANGED, "TRON"),
        ("bc1QW508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "Bitcoin"),
        ("mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn", "Bitcoin"),
    )
]
XRP_ANSWERS = {"coin": "XRP", "network": "XRPL", "address": "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh"}
ADDRESSES = [
    typed("other_network", State.ACT, ETHEREUM_ADDRESS),
    typed("seems_right", State.FINE, TRON_ADDRESS, address=address(is_on_own_list=True)),
    typed("seems_right", State.FINE, TRON_ADDRESS, address=Trouble.TIMEOUT),
    typed("not_checked", State.UNCLEAR, "anything", "Cosmos", networks=networks(network(name="Cosmos"))),
    typed("not_offered", State.ACT, TRON_ADDRESS, networks=networks(network(name="Ethereum"))),
    typed("contract", State.ACT, TRON_ADDRESS, address=address(AddressUse.CONTRACT)),
    typed("not_allowed", State.ACT, TRON_ADDRESS, address=address(is_on_own_list=False)),
    typed("memo_needed", State.ACT, TRON_ADDRESS, address=address(needs_memo=True)),
    typed("your_own", State.ACT, TRON_ADDRESS, address=address(AddressUse.OWN_CURRENT)),
    typed("your_own", State.ACT, TRON_ADDRESS, address=address(AddressUse.OWN_RETIRED)),
    Case(ADDRESS, "seems_right", State.FINE, XRP_ANSWERS, {"networks": xrp(), "address": address()}),
    Case(
        ADDRESS,
        "seems_right",
        State.FINE,
        {**XRP_ANSWERS, "memo": "42"},
        {"networks": xrp(), "address": address(needs_memo=True)},
    ),
    Case(ADDRESS, "network_needed", State.UNCLEAR, {"address": BITCOIN_ADDRESS}),
    refused("not_valid", State.ACT, TransferReason.ADDRESS_INVALID, address=LETTER_CHANGED),
    refused("refused", State.PERSON, TransferReason.ADDRESS_INVALID),
    refused("refused", State.PERSON, TransferReason.ADDRESS_RETIRED),
    refused("refused", State.PERSON, TransferReason.MEMO_UNKNOWN),
    refused("network_refused", State.PERSON, TransferReason.WRONG_NETWORK),
    refused("not_allowed", State.ACT, TransferReason.ADDRESS_NOT_ALLOWED),
    refused("memo_needed", State.ACT, TransferReason.MEMO_MISSING),
    refused("nothing_refused", State.ACT, TransferReason.LIMIT),
    Case(ADDRESS, "unlearned", State.UNCLEAR, {}, {"withdrawals": Trouble.TIMEOUT}),
]

CASES = [*OF_REASONS, *OF_FAILURES, *STATES, *STEPS, *FAULTS, *ADDRESSES]
