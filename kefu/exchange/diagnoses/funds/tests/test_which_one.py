"""Which deposit, withdrawal or address a check looks at, and what it asks the exchange for."""

from datetime import timedelta
from decimal import Decimal

from kefu.exchange.contract.kinds import AddressUse, Flow, TransferReason, TransferState
from kefu.exchange.diagnoses import wording
from kefu.exchange.diagnoses.definition import Mark
from kefu.exchange.diagnoses.funds import (
    compare_addresses,
    confirmations,
    deposit_details,
    maintenance,
    transfers,
    withdrawal_security,
    withdrawal_status,
)
from kefu.exchange.diagnoses.funds.tests.world import (
    ETHEREUM_ADDRESS,
    TRON,
    TXID,
    chain,
    deposit,
    deposits,
    network,
    networks,
    output,
    run,
    withdrawal,
    withdrawals,
    xrp,
)
from kefu.exchange.diagnoses.tests.facts import NOW, facts

DUST = deposit(TransferState.FAILED, minutes_ago=1, reason=TransferReason.BELOW_MINIMUM, txid="d0")
CREDITED = deposit(TransferState.CREDITED, minutes_ago=2, txid="c0")


def test_without_a_txid_it_is_the_newest_deposit_that_may_still_be_credited() -> None:
    newer, older = deposit(minutes_ago=5, confirmations=7), deposit(minutes_ago=9, txid="e0")
    found = run(confirmations.CHECK, deposits=deposits(DUST, CREDITED, older, newer), networks=networks())
    assert (found.verdict, found.params["confirmations"]) == ("on_its_way", 7)


def test_a_deposit_that_ended_uncredited_is_told_where_no_other_waits_and_only_while_it_is_fresh() -> None:
    assert run(confirmations.CHECK, deposits=deposits(CREDITED, DUST), networks=networks()).verdict == "below_minimum"
    old = deposit(TransferState.FAILED, minutes_ago=31 * 24 * 60)
    assert run(confirmations.CHECK, deposits=deposits(old), networks=networks()).verdict == "none"


def test_coin_and_network_narrow_down_which_deposit_is_meant() -> None:
    items = deposits(deposit(coin="ETH", network="Ethereum"), deposit(minutes_ago=9, confirmations=7))
    found = run(confirmations.CHECK, {"coin": "usdt"}, deposits=items, networks=networks())
    assert found.params["coin"] == "USDT"
    assert run(confirmations.CHECK, {"network": "Bitcoin"}, deposits=items).verdict == "none"


def test_a_txid_finds_its_own_deposit_alone_however_it_is_written() -> None:
    items = deposits(deposit(), CREDITED)
    assert run(confirmations.CHECK, {"txid": "0xC0"}, deposits=items, networks=networks()).verdict == "credited"
    assert run(confirmations.CHECK, {"txid": "f0"}, deposits=items).verdict == "network_needed"


def test_what_was_found_by_itself_is_followed_by_its_own_txid() -> None:
    found = run(confirmations.CHECK, deposits=deposits(deposit(confirmations=3)), networks=networks())
    assert found.follow == TRON


def test_the_chain_is_asked_only_for_what_our_books_do_not_have() -> None:
    def wanted(*rows: object) -> list[str]:
        known = facts(TRON, deposits=deposits(*rows))  # type: ignore[arg-type]
        return [each.name for each in confirmations.CHECK.reads(known)]

    assert wanted(deposit()) == ["deposits", "networks"]
    assert wanted() == ["deposits", "chain", "networks"]


def test_a_deposit_of_another_customer_is_nobodys_here() -> None:
    paid = chain(output(AddressUse.OTHER_CUSTOMER))
    for check in (confirmations.CHECK, deposit_details.CHECK):
        found = run(check, TRON, deposits=deposits(), chain=paid, networks=networks())
        told = wording.told(check, found, locale="en")
        assert found.verdict == "not_yours"
        assert "customer" not in " ".join([told.verdict, *(each.text for each in told.lines)])


def test_change_of_an_exchange_wallet_is_no_deposit_where_no_memo_is_needed() -> None:
    paid = chain(output(AddressUse.EXCHANGE))
    answered = run(deposit_details.CHECK, TRON, deposits=deposits(), chain=paid, networks=networks())
    assert answered.verdict == "not_yours"


def test_a_deposit_booked_by_hand_is_not_told_to_lack_its_memo() -> None:
    answers = {**TRON, "coin": "XRP", "network": "XRPL"}
    paid = chain(output(AddressUse.EXCHANGE, coin="XRP"), name="XRPL")
    booked = deposits(deposit(TransferState.CREDITED, coin="XRP", network="XRPL"))
    assert run(deposit_details.CHECK, answers, deposits=booked, chain=paid, networks=xrp()).verdict == "all_match"


def test_the_newest_withdrawal_is_told_and_the_named_one_before_it() -> None:
    done = withdrawal(TransferState.DONE, hours_ago=30, withdrawal_id="w0")
    both = withdrawals(done, withdrawal(TransferState.REVIEW))
    assert run(withdrawal_status.CHECK, withdrawals=both, networks=networks()).verdict == "review"
    named = run(withdrawal_status.CHECK, {"withdrawal_id": "w0"}, withdrawals=both, networks=networks())
    assert named.verdict == "done"


def test_the_withdrawal_that_lacks_a_step_is_told_before_a_newer_one() -> None:
    lacking = withdrawal(TransferState.WAITING, hours_ago=3, missing=("two_factor",))
    found = run(withdrawal_security.CHECK, withdrawals=withdrawals(withdrawal(TransferState.SENT), lacking))
    assert found.verdict == "one_missing"


def test_a_withdrawal_that_waits_is_followed_by_its_number() -> None:
    both = withdrawals(withdrawal(TransferState.SENT, withdrawal_id="w7"))
    assert run(withdrawal_status.CHECK, withdrawals=both).follow == {"withdrawal_id": "w7"}


def test_an_end_of_a_pause_that_has_passed_is_not_told() -> None:
    for ends, key in ((NOW, "deposits_paused"), (NOW + timedelta(seconds=1), "deposits_paused_until")):
        paused = networks(network(deposits=Flow.PAUSED, paused_until=ends))
        assert run(maintenance.CHECK, {"coin": "USDT"}, networks=paused).lines[0].key == key


def test_an_impostor_is_found_by_the_groups_between_its_ends() -> None:
    impostor = ETHEREUM_ADDRESS[:8] + "1" + ETHEREUM_ADDRESS[9:]
    found = run(compare_addresses.CHECK, {"first": ETHEREUM_ADDRESS, "second": impostor})
    groups = [each.params for each in found.lines if each.key == "group"]
    assert found.verdict == "look_alike"
    assert groups == [{"place": 3, "first": "053F", "second": "153F"}]


def test_transactions_ids_and_addresses_are_the_same_as_people_write_them() -> None:
    assert transfers.is_same("0xAB", "ab")
    assert not transfers.is_same(TXID, "a1")
    assert transfers.is_same_address("0xAB", "0xab")
    assert not transfers.is_same_address("TAB", "Tab")


def test_an_amount_is_a_number_above_zero() -> None:
    assert transfers.amount_of("1000.5") == Decimal("1000.5")
    assert [transfers.amount_of(text) for text in ("0", "-1", "NaN", "Infinity", "1,5", "")] == [None] * 6


def test_a_paused_network_is_said_beside_a_deposit_that_waits() -> None:
    slow = networks(network(deposits=Flow.SLOW, paused_why="congestion"))
    found = run(confirmations.CHECK, deposits=deposits(deposit(confirmations=2)), networks=slow)
    assert [(each.mark, each.key) for each in found.lines[1:]] == [
        (Mark.WAIT, "deposits_slow"),
        (Mark.INFO, "paused_why"),
    ]
