"""Every verdict about deposits, each with the facts that lead to it."""

from datetime import timedelta
from decimal import Decimal

from kefu.exchange.contract.kinds import AddressUse, Flow, TransferReason, TransferState, Trouble
from kefu.exchange.diagnoses.definition import State
from kefu.exchange.diagnoses.funds import confirmations, deposit_details, txid_to_support
from kefu.exchange.diagnoses.funds.tests.world import (
    TRON,
    Case,
    address,
    chain,
    deposit,
    deposits,
    network,
    networks,
    output,
    xrp,
)
from kefu.exchange.diagnoses.tests.facts import NOW

WHERE = confirmations.CHECK
DETAILS = deposit_details.CHECK
TO_SUPPORT = txid_to_support.CHECK
XRPL = {**TRON, "coin": "XRP", "network": "XRPL"}
SHARED = output(AddressUse.EXCHANGE, coin="XRP", address="rShared")
TAGGED = output(AddressUse.EXCHANGE, coin="XRP", address="rShared", memo="77")

KEPT_BACK = [
    Case(
        WHERE,
        reason.value,
        State.WAITING if reason in (TransferReason.MAINTENANCE, TransferReason.CHAIN) else State.PERSON,
        {},
        {"deposits": deposits(deposit(state, reason=reason, memo="77")), "networks": networks()},
    )
    for reason, state in (
        (TransferReason.WRONG_NETWORK, TransferState.REVIEW),
        (TransferReason.MEMO_MISSING, TransferState.REVIEW),
        (TransferReason.MEMO_UNKNOWN, TransferState.REVIEW),
        (TransferReason.BELOW_MINIMUM, TransferState.FAILED),
        (TransferReason.NOT_SUPPORTED, TransferState.FAILED),
        (TransferReason.ADDRESS_RETIRED, TransferState.REVIEW),
        (TransferReason.SOURCE_CHECK, TransferState.WAITING),
        (TransferReason.RISK_REVIEW, TransferState.REVIEW),
        (TransferReason.MAINTENANCE, TransferState.SEEN),
        (TransferReason.CHAIN, TransferState.SEEN),
    )
]


def booked(verdict: str, follows: State, **changes: object) -> Case:
    """Of one deposit that is in the books, with its networks known."""
    return Case(WHERE, verdict, follows, {}, {"deposits": deposits(deposit(**changes)), "networks": networks()})  # type: ignore[arg-type]


COUNTED = [
    booked("on_its_way", State.WAITING, confirmations=12),
    booked("on_its_way", State.WAITING, confirmations=12, expected_at=NOW + timedelta(minutes=1)),
    booked("unconfirmed", State.WAITING, confirmations=0, minutes_ago=600),
    booked("soon", State.WAITING, confirmations=20),
    booked("soon", State.WAITING, needed=0),
    booked("soon", State.WAITING, confirmations=20, minutes_ago=31),  # due a minute after it was seen, plus thirty
    booked("late", State.PERSON, confirmations=20, minutes_ago=31.1),
    booked("stuck", State.PERSON, confirmations=12, minutes_ago=122),
    booked("on_its_way", State.WAITING, confirmations=12, minutes_ago=120),
    booked("looked_at", State.PERSON, state=TransferState.REVIEW, confirmations=20),
    Case(
        WHERE,
        "maintenance",
        State.WAITING,
        {},
        {
            "deposits": deposits(deposit(confirmations=20, minutes_ago=600)),
            "networks": networks(network(deposits=Flow.PAUSED, paused_until=NOW + timedelta(hours=2))),
        },
    ),
]
CREDITED = deposit(TransferState.CREDITED, confirmations=25, credited_at=NOW)
SEARCHED = [
    Case(WHERE, "credited", State.FINE, TRON, {"deposits": deposits(CREDITED), "networks": networks()}),
    Case(WHERE, "none_waiting", State.ACT, {}, {"deposits": deposits(CREDITED)}),
    Case(WHERE, "none", State.ACT, {}, {"deposits": deposits()}),
    Case(WHERE, "network_needed", State.UNCLEAR, {"txid": "b2"}, {"deposits": deposits()}),
    Case(WHERE, "not_booked", State.UNCLEAR, TRON, {"deposits": deposits(), "chain": Trouble.BUSY}),
    Case(WHERE, "not_on_chain", State.ACT, TRON, {"deposits": deposits(), "chain": chain(is_found=False)}),
    Case(WHERE, "failed_on_chain", State.ACT, TRON, {"deposits": deposits(), "chain": chain(has_failed=True)}),
    Case(WHERE, "not_yours", State.PERSON, TRON, {"deposits": deposits(), "chain": chain()}),
    Case(
        *(WHERE, "not_booked", State.UNCLEAR, TRON),
        {"deposits": deposits(), "chain": chain(output(AddressUse.UNKNOWN)), "networks": networks()},
    ),
    Case(
        WHERE,
        "not_yours",
        State.PERSON,
        TRON,
        {"deposits": deposits(), "chain": chain(output(AddressUse.EXCHANGE)), "networks": networks()},
    ),
    Case(
        WHERE,
        "on_its_way",
        State.WAITING,
        {"network": "TRON", "txid": TRON["txid"]},
        {"deposits": deposits(), "chain": chain(output()), "networks": networks()},
    ),
    Case(
        WHERE,
        "unbooked",
        State.PERSON,
        TRON,
        {"deposits": deposits(), "chain": chain(output(), confirmations=20), "networks": networks()},
    ),
    Case(
        WHERE,
        "address_retired",
        State.PERSON,
        TRON,
        {"deposits": deposits(), "chain": chain(output(AddressUse.OWN_RETIRED)), "networks": networks()},
    ),
    Case(
        WHERE,
        "memo_missing",
        State.PERSON,
        XRPL,
        {"deposits": deposits(), "chain": chain(SHARED, name="XRPL"), "networks": xrp()},
    ),
    Case(WHERE, "unlearned", State.UNCLEAR, {}, {"deposits": Trouble.TIMEOUT}),
    Case(WHERE, "sign_in", State.UNCLEAR, {}, {"deposits": Trouble.NOT_PROVED}),
]


def details(verdict: str, state: State, answers: dict[str, str] = TRON, **world: object) -> Case:
    return Case(DETAILS, verdict, state, answers, {"deposits": deposits(), "networks": networks(), **world})


COMPARED = [
    details("all_match", State.FINE, chain=chain(output())),
    details("all_match", State.FINE, chain=chain(output()), networks=Trouble.TIMEOUT),
    details(
        "all_match",
        State.FINE,
        XRPL,
        networks=xrp(),
        chain=chain(output(coin="XRP", memo="42"), name="XRPL"),
    ),
    details("not_on_chain", State.ACT, chain=chain(is_found=False)),
    details("failed_on_chain", State.ACT, chain=chain(has_failed=True)),
    details(
        "not_yours",
        State.PERSON,
        chain=chain(output(AddressUse.OUTSIDE)),
        own=address(own_masked="TJRabP…jpRTv8"),
    ),
    details("coin_differs", State.PERSON, chain=chain(output(coin="USDC"))),
    details("network_not_offered", State.PERSON, chain=chain(output()), networks=networks(network(name="Ethereum"))),
    details(
        "wrong_network",
        State.PERSON,
        chain=chain(output()),
        deposits=deposits(deposit(reason=TransferReason.WRONG_NETWORK)),
    ),
    details("memo_missing", State.PERSON, XRPL, networks=xrp(), chain=chain(SHARED, name="XRPL")),
    details("memo_unknown", State.PERSON, XRPL, networks=xrp(), chain=chain(TAGGED, name="XRPL")),
    details("below_minimum", State.PERSON, chain=chain(output(amount=Decimal("0.5")))),
    details("address_retired", State.PERSON, chain=chain(output(AddressUse.OWN_RETIRED)), own=address(own_masked="T…")),
    details("typed_differs", State.PERSON, {**TRON, "address": "TOther", "memo": "9"}, chain=chain(output())),
    details("unlearned", State.UNCLEAR, chain=Trouble.TIMEOUT),
]


def to_support(verdict: str, state: State, **world: object) -> Case:
    return Case(TO_SUPPORT, verdict, state, TRON, world)


TAKEN = [
    to_support("ready", State.PERSON, chain=chain(), deposits=deposits(deposit())),
    to_support("ready", State.PERSON, chain=chain(has_failed=True), deposits=deposits()),
    to_support("ready", State.PERSON, chain=Trouble.NOT_PROVED, deposits=Trouble.NOT_PROVED),
    to_support("unknown_there", State.ACT, chain=chain(is_found=False)),
    to_support("credited", State.FINE, chain=chain(), deposits=deposits(CREDITED)),
]

CASES = [*KEPT_BACK, *COUNTED, *SEARCHED, *COMPARED, *TAKEN]
