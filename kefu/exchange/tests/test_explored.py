"""What the exchange does not tell of a transaction is asked of an explorer: in real shapes, or from one that fails."""

import json
from collections.abc import Mapping
from decimal import Decimal
from threading import Event
from typing import Any

import pytest

from kefu.exchange import asking, runs
from kefu.exchange.asking import NOBODY, Asker
from kefu.exchange.chains.tests.test_explorers import BITCOIN_ID, EVM_ID, TRON_ID, Explaining, sample
from kefu.exchange.chains.tests.test_explorers import explaining as _explaining
from kefu.exchange.contract import calls
from kefu.exchange.contract.calls import Call
from kefu.exchange.contract.connector import CannotTell, Connector, Learned
from kefu.exchange.contract.funds import AddressCheck, AskAddress, AskTransaction, Deposits, Network, Networks
from kefu.exchange.contract.kinds import AddressUse, Level, Trouble
from kefu.exchange.diagnoses.definition import Finding, State
from kefu.kit import clock

explaining = _explaining  # the same fixture
CAROL = Asker("88104821", Level.SIGNED_IN)
GENESIS, TAPROOT = (
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
)
TRON_ADDRESS, EVM_ADDRESS = "TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMW", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
USDT, STRANGE = "0xdac17f958d2ee523a2206206994597c13d831ec7", "0x" + "77" * 20
BITCOIN = {"coin": "BTC", "network": "Bitcoin", "txid": BITCOIN_ID}
LONG_S = 30.0


class Exchange(Connector):
    """Has booked nothing and runs no node; says of addresses whose they are, or will not."""

    key = "told"

    def __init__(self) -> None:
        self.whose: dict[str, AddressUse] = {}
        self.masked = ""
        self.troubles: dict[str, Trouble] = {"transaction": Trouble.NOT_OFFERED}
        self.asked: list[str] = []
        self.hangs: Event | None = None

    def answer(self, call: Call[Any, Any], asked: Any, *, uid: str) -> Learned[Any]:
        del uid
        self.asked.append(call.name)
        if call is calls.TRANSACTION and self.hangs:
            self.hangs.wait(LONG_S)
        if call.name in self.troubles:
            raise CannotTell(self.troubles[call.name])
        return Learned(self._said(asked), clock.now())

    def _said(self, asked: object) -> object:
        if isinstance(asked, AskAddress):
            return AddressCheck(self.whose.get(asked.address, AddressUse.OUTSIDE), own_masked=self.masked)
        if isinstance(asked, AskTransaction):
            raise CannotTell(Trouble.NOT_FOUND)
        networks = (("BTC", "Bitcoin", 4), ("USDT", "TRON", 20), ("USDT", "Ethereum", 64))
        zero = Decimal(0)
        many = tuple(Network(coin, name, needed, needed, zero, zero, zero) for coin, name, needed in networks)
        return Deposits(()) if "deposits" in self.asked[-1:] else Networks(many)


@pytest.fixture
def exchange(explaining: Explaining, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Exchange:
    settings.EXPLORERS = {
        "Bitcoin": ("esplora", explaining.url),
        "TRON": ("trongrid", explaining.url),
        "Ethereum": ("evm", explaining.url),
    }
    asking.forget()
    told = Exchange()
    monkeypatch.setattr(asking, "current", lambda: told)
    explaining.replies = {
        f"/tx/{BITCOIN_ID}": sample("esplora_confirmed"),
        "/blocks/tip/height": (200, b"870002"),
        "/wallet/gettransactionbyid": sample("tron_token"),
        "/wallet/gettransactioninfobyid": sample("tron_token_info"),
        "/wallet/getblock": sample("tron_block"),
        "/": rpc(USDT),
    }
    return told


def rpc(contract: str) -> Any:
    """A node of Ethereum that knows one transfer of a token, 25 of them where it has six decimals."""
    block_hash, to = "0x" + "cd" * 32, EVM_ADDRESS.lower()[2:]
    transfer = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
    log = {
        "address": contract,
        "topics": [transfer, "0x" + "11" * 32, "0x" + "00" * 12 + to],
        "data": f"0x{25_000_000:064x}",
    }
    said = {
        "eth_getTransactionByHash": {"hash": EVM_ID, "to": contract, "value": "0x0"},
        "eth_getTransactionReceipt": {
            "transactionHash": EVM_ID,
            "blockNumber": "0x10",
            "blockHash": block_hash,
            "status": "0x1",
            "logs": [log],
        },
        "eth_getBlockByNumber": {"hash": block_hash, "timestamp": "0x6733ee55"},
        "eth_blockNumber": "0x14",
    }

    def reply(asked: dict[str, Any]) -> tuple[int, bytes]:
        return 200, json.dumps({"jsonrpc": "2.0", "id": 1, "result": said[asked["method"]]}).encode()

    return reply


def found(answers: Mapping[str, str], *, check: str = "deposit-confirmations", asker: Asker = CAROL) -> Finding:
    _answered, finding = runs.look(check, answers, asker=asker)
    assert finding is not None
    return finding


def lines_of(finding: Finding) -> list[str]:
    return [line.key for line in finding.lines]


@pytest.mark.parametrize("trouble", [Trouble.NOT_OFFERED, Trouble.UNAVAILABLE, Trouble.NOT_FOUND], ids=str)
def test_a_deposit_that_no_node_of_ours_told_of_is_counted_by_an_explorer(exchange: Exchange, trouble: Trouble) -> None:
    exchange.troubles = {"transaction": trouble}
    exchange.whose = {TAPROOT: AddressUse.OWN_CURRENT}
    finding = found(BITCOIN)
    assert (finding.verdict, finding.state) == ("stuck", State.PERSON)  # of 2024, with 3 of 4 confirmations
    assert (finding.params["confirmations"], finding.params["amount"]) == (3, Decimal("20999999.87650000"))
    assert lines_of(finding)[-1] == "by_explorer"


@pytest.mark.parametrize(
    ("network", "txid", "address"),
    [("TRON", TRON_ID, TRON_ADDRESS), ("Ethereum", EVM_ID, EVM_ADDRESS)],
    ids=["trongrid", "evm"],
)
def test_a_token_that_was_paid_is_named(exchange: Exchange, network: str, txid: str, address: str) -> None:
    exchange.whose = {address: AddressUse.OWN_CURRENT}
    finding = found({"coin": "USDT", "network": network, "txid": txid}, check="deposit-details")
    assert (finding.verdict, finding.state) == ("all_match", State.FINE)
    assert finding.lines[-2].params == {"amount": Decimal("25.000000"), "coin": "USDT"}


@pytest.mark.usefixtures("exchange")
def test_what_went_elsewhere_is_said_only_where_every_address_was_asked_for(exchange: Exchange) -> None:
    assert found(BITCOIN).verdict == "not_yours"
    asking._kept.clear()
    exchange.troubles |= {"address": Trouble.NOT_OFFERED}
    finding = found(BITCOIN)
    assert (finding.verdict, finding.state) == ("not_booked", State.UNCLEAR)
    assert "whose_unknown" in lines_of(finding)
    assert found(BITCOIN, check="deposit-details").state is State.UNCLEAR


def test_a_token_that_nobody_knows_is_neither_named_nor_called_a_strangers(
    exchange: Exchange, explaining: Explaining
) -> None:
    explaining.replies["/"] = rpc(STRANGE)
    finding = found({"coin": "USDT", "network": "Ethereum", "txid": EVM_ID})
    assert (finding.verdict, finding.state) == ("not_booked", State.UNCLEAR)
    assert exchange.asked


def test_of_a_payment_to_many_the_customers_own_is_found_by_how_it_looks(
    exchange: Exchange, explaining: Explaining
) -> None:
    told = json.loads(sample("esplora_confirmed")[1])
    told["vout"] = [{"scriptpubkey_address": f"1Nobody{each}", "value": 1_000} for each in range(300)] + told["vout"]
    explaining.replies[f"/tx/{BITCOIN_ID}"] = (200, json.dumps(told).encode())
    exchange.masked = f"{TAPROOT[:6]}…{TAPROOT[-6:]}"
    exchange.whose = {TAPROOT: AddressUse.OWN_CURRENT}
    assert found(BITCOIN).params["amount"] == Decimal("20999999.87650000")
    assert exchange.asked.count("address") == 7


def test_who_has_proved_nothing_learns_what_is_public_and_no_more(exchange: Exchange) -> None:
    finding = found({"network": "Bitcoin", "txid": BITCOIN_ID}, check="transaction-status", asker=NOBODY)
    assert (finding.verdict, lines_of(finding)[-1]) == ("confirmed", "by_explorer")
    assert lines_of(finding).count("to") == 2
    assert exchange.asked == []
    for check in ("deposit-confirmations", "deposit-details"):
        assert found(BITCOIN, check=check, asker=NOBODY).verdict == "sign_in"


def test_the_exchanges_own_word_goes_first_and_no_explorer_is_asked(
    exchange: Exchange, explaining: Explaining, monkeypatch: pytest.MonkeyPatch
) -> None:
    from_node = calls.TRANSACTION.answers("Bitcoin", BITCOIN_ID, is_found=False)
    exchange.troubles = {}
    monkeypatch.setattr(
        Exchange, "_said", lambda _self, asked: from_node if type(asked) is AskTransaction else Deposits(())
    )
    finding = found({"network": "Bitcoin", "txid": BITCOIN_ID})
    assert (finding.verdict, "by_explorer" in lines_of(finding)) == ("not_on_chain", False)
    assert explaining.asked == []


@pytest.mark.parametrize(
    "reply", [(503, b""), (429, b""), (200, b"<html>"), (200, b'{"txid":"00"}')], ids=["away", "busy", "page", "other"]
)
def test_an_explorer_that_fails_changes_nothing(
    exchange: Exchange, explaining: Explaining, reply: tuple[int, bytes]
) -> None:
    explaining.replies[f"/tx/{BITCOIN_ID}"] = reply
    finding = found(BITCOIN)
    assert (finding.verdict, lines_of(finding)) == ("not_booked", ["not_booked", "chain_unknown"])
    assert exchange.asked


def test_an_exchange_that_hangs_is_not_waited_for(exchange: Exchange, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "ALONE", 0.0)
    exchange.hangs = Event()
    exchange.whose = {TAPROOT: AddressUse.OWN_CURRENT}
    finding = found(BITCOIN)
    exchange.hangs.set()
    assert (finding.verdict, lines_of(finding)[-1]) == ("stuck", "by_explorer")


@pytest.mark.usefixtures("exchange")
def test_no_path_of_the_customers_making_reaches_an_explorer(explaining: Explaining) -> None:
    for txid in ("../../admin/" + "a" * 52, BITCOIN_ID[:-1], f"{BITCOIN_ID}?x=1"):
        wanted = {"chain": (calls.TRANSACTION, AskTransaction("Bitcoin", txid))}
        assert not isinstance(asking.ask_all(wanted, asker=CAROL)["chain"], Learned)
    assert explaining.asked == []


def test_where_no_explorer_is_set_nobody_is_asked(exchange: Exchange, explaining: Explaining, settings: Any) -> None:
    settings.EXPLORERS = {}
    assert found(BITCOIN).verdict == "not_booked"
    assert explaining.asked == []
    assert exchange.asked
