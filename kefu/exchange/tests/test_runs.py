"""Checks that are run: what is read, what is kept for whom, and what is told when the exchange is silent."""

import time
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from kefu.exchange import asking, runs
from kefu.exchange.asking import NOBODY, Asker
from kefu.exchange.contract import calls
from kefu.exchange.contract.calls import Call
from kefu.exchange.contract.connector import CannotTell, Connector, Learned
from kefu.exchange.contract.funds import Deposit, Deposits, Network, Networks, Transaction
from kefu.exchange.contract.kinds import Level, TransferState, Trouble
from kefu.exchange.diagnoses import stored
from kefu.exchange.diagnoses.definition import State
from kefu.exchange.errors import UnknownCheck
from kefu.exchange.runs import By
from kefu.kit import clock
from kefu.people.models import Customer

pytestmark = pytest.mark.django_db
CAROL = Asker("88104821", Level.SIGNED_IN)
ANSWERS = {"coin": "btc", "network": "Bitcoin", "txid": "ab" * 32}


class Exchange(Connector):
    """Answers what it was given; a Trouble is raised, a number of seconds slept."""

    key = "told"

    def __init__(self) -> None:
        self.asked: list[tuple[str, object, str]] = []
        self.says: dict[str, Any] = {
            "networks": Networks((Network("BTC", "Bitcoin", 2, 3, Decimal(0), Decimal(0), Decimal(0)),)),
            "deposits": Deposits((a_deposit(),)),
        }

    def answer(self, call: Call[Any, Any], asked: Any, *, uid: str) -> Learned[Any]:
        self.asked.append((call.name, asked, uid))
        said = self.says[call.name]
        if isinstance(said, Trouble):
            raise CannotTell(said)
        if isinstance(said, float):
            time.sleep(said)
        return Learned(said, clock.now())


def a_deposit(**more: Any) -> Deposit:
    given = {
        "confirmations": 1,
        "needed": 2,
        "state": TransferState.SEEN,
        "seen_at": clock.now(),
        "txid": "ab" * 32,
        **more,
    }
    return Deposit("d1", "BTC", "Bitcoin", Decimal("0.5"), **given)


@pytest.fixture
def exchange(monkeypatch: pytest.MonkeyPatch) -> Exchange:
    told = Exchange()
    asking.forget()
    monkeypatch.setattr(asking, "current", lambda: told)
    return told


@pytest.fixture
def carol() -> int:
    return Customer.objects.create().pk


def test_a_check_reads_what_it_needs_and_says_how_far_a_deposit_is(exchange: Exchange) -> None:
    answered, finding = runs.look("deposit-confirmations", ANSWERS, asker=CAROL)
    assert answered.answers["coin"] == "BTC"
    assert finding is not None
    assert (finding.verdict, finding.state) == ("on_its_way", State.WAITING)
    pairs = {(name, uid) for name, _, uid in exchange.asked}
    assert pairs == {("deposits", "88104821"), ("networks", "")}


def test_what_needs_another_look_is_asked_in_a_second_round(exchange: Exchange) -> None:
    exchange.says |= {"deposits": Deposits(()), "transaction": Transaction("Bitcoin", "ab" * 32, is_found=False)}
    _, finding = runs.look("deposit-confirmations", ANSWERS, asker=CAROL)
    assert finding is not None
    assert finding.verdict == "not_on_chain"
    assert [name for name, _, _ in exchange.asked].count("deposits") == 1


@pytest.mark.parametrize("trouble", [Trouble.UNAVAILABLE, Trouble.BAD_ANSWER, Trouble.REFUSED])
def test_a_silent_exchange_is_told_as_such(exchange: Exchange, trouble: Trouble) -> None:
    exchange.says["deposits"] = trouble
    _, finding = runs.look("deposit-confirmations", ANSWERS, asker=CAROL)
    assert finding is not None
    assert (finding.verdict, finding.state) == ("unlearned", State.UNCLEAR)


def test_a_slow_exchange_keeps_nobody_waiting(exchange: Exchange) -> None:
    exchange.says["deposits"] = calls.DEPOSITS.timeout_s + 1.5
    began = time.monotonic()
    _, finding = runs.look("deposit-confirmations", ANSWERS, asker=CAROL)
    assert finding is not None
    assert finding.verdict == "unlearned"
    assert time.monotonic() - began < calls.DEPOSITS.timeout_s + 0.5


def test_nobodys_account_is_asked_for_without_proof(exchange: Exchange) -> None:
    for asker in (NOBODY, Asker("88104821", Level.PUBLIC), Asker("", Level.SIGNED_IN)):
        _, finding = runs.look("deposit-confirmations", ANSWERS, asker=asker)
        assert finding is not None
        assert finding.verdict == "sign_in"
    assert {name for name, _, _ in exchange.asked} <= {"networks"}


def test_fresh_answers_are_not_asked_for_again_and_never_given_to_somebody_else(exchange: Exchange) -> None:
    exchange.says |= {"deposits": Deposits(()), "transaction": Transaction("Bitcoin", "ab" * 32, is_found=True)}
    for asker in (CAROL, CAROL, Asker("1", Level.SIGNED_IN)):
        runs.look("deposit-confirmations", ANSWERS, asker=asker)
    assert [uid for name, _, uid in exchange.asked if name == "transaction"] == ["88104821", "1"]
    assert [name for name, _, _ in exchange.asked].count("networks") == 1


def test_without_a_connected_exchange_a_check_says_that_it_could_not_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "current", lambda: None)
    _, finding = runs.look("deposit-confirmations", ANSWERS, asker=CAROL)
    assert finding is not None
    assert finding.verdict == "unlearned"


def test_bad_answers_come_back_with_a_sentence_and_nothing_is_asked(exchange: Exchange) -> None:
    answered, finding = runs.look("deposit-details", {"coin": "B T C", "txid": "a b"}, asker=CAROL)
    assert finding is None
    assert set(answered.problems) == {"coin", "txid"}
    assert answered.missing == ("network",)
    assert exchange.asked == []
    with pytest.raises(UnknownCheck):
        runs.look("no-such", {}, asker=CAROL)


@pytest.mark.usefixtures("exchange")
def test_runs_wait_for_a_conversation_and_come_along_once(carol: int) -> None:
    stranger = Customer.objects.create().pk
    answered, finding = runs.look("deposit-confirmations", ANSWERS, asker=CAROL)
    assert finding is not None
    for _ in range(runs.MOST_LOOSE + 5):
        kept = runs.keep("deposit-confirmations", answered, finding, customer=carol, by=By.CUSTOMER)
    assert [run.id for run in runs.loose(carol)] == [kept.id]
    assert runs.loose(stranger) == []
    runs.take_along(stranger, kept.id, conversation="a" * 26)
    assert runs.of_conversation("a" * 26) == []
    for _twice in range(2):
        runs.take_along(carol, kept.id, conversation="a" * 26)
    assert [run.finding for run in runs.of_conversation("a" * 26)] == [finding]
    assert runs.loose(carol) == []


@pytest.mark.usefixtures("exchange")
def test_what_nobody_took_along_is_forgotten_after_a_week(carol: int, monkeypatch: pytest.MonkeyPatch) -> None:
    answered, finding = runs.look("deposit-confirmations", ANSWERS, asker=CAROL)
    assert finding is not None
    runs.keep("deposit-confirmations", answered, finding, customer=carol, by=By.CUSTOMER)
    later = clock.now() + timedelta(days=8)
    assert runs.sweep(clock.now()) == 0
    assert runs.sweep(later) == 1


def test_a_finding_survives_being_stored(exchange: Exchange) -> None:
    exchange.says["networks"] = Networks(())
    _, finding = runs.look("deposit-confirmations", ANSWERS, asker=CAROL)
    assert finding is not None
    assert stored.from_json(stored.to_json(finding)) == finding
    with pytest.raises(ValueError, match="finding"):
        stored.from_json({"verdict": "x"})


@pytest.mark.parametrize(
    ("network", "pasted", "told"),
    [
        ("trc20", f"https://tronscan.org/#/transaction/{'AB' * 32}", ""),
        ("BEP20 (BSC)", "ab" * 32, ""),
        ("Bitcoin", "ab" * 20, "not a whole TxID"),
        ("Bitcoin", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "This is an address"),
        ("Bitcoin", f"0x{'ab' * 32}", "another network: Ethereum"),
    ],
)
@pytest.mark.usefixtures("exchange")
def test_a_txid_is_read_as_its_network_writes_it_or_refused_with_its_reason(
    network: str, pasted: str, told: str
) -> None:
    answered, _ = runs.look("deposit-confirmations", {"coin": "x1", "network": network, "txid": pasted}, asker=NOBODY)
    assert told in answered.problems.get("txid", "")
    assert bool(told) == ("txid" in answered.problems)
    assert told or answered.answers["txid"].removeprefix("0x") == "ab" * 32
