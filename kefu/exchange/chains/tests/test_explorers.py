"""Explorers before a small server on this machine that answers in their real shapes, or badly."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from kefu.exchange.chains import client, explorers
from kefu.exchange.chains.esplora import Esplora
from kefu.exchange.chains.evm import Evm
from kefu.exchange.chains.explorer import ExplorerTrouble, Output, State, TroubleKind
from kefu.exchange.chains.networks import EVM, Network
from kefu.exchange.chains.tokens import DECIMALS
from kefu.exchange.chains.trongrid import TronGrid
from kefu.settings import env

SAMPLES = Path(__file__).with_name("samples")
BITCOIN_ID = "15e10745f15593a899cef391191bdd3d7c12412cc4696b7bcb669d0feadc8521"
TRON_ID = "8a1e1fd0d3d4d6a2f9b1c3e5a7b9d1f30527496b8dafc1e3f507294b6d8fa1c3"
EVM_ID = "0x" + "ab" * 32
TETHER = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
MINED_AT = datetime(2024, 11, 13, 0, 13, 9, tzinfo=UTC)

Reply = tuple[int, bytes]
Replies = dict[str, Reply | Callable[[dict[str, Any]], Reply]]


class Explaining:
    """The server: what it answers by path, and what it was asked."""

    def __init__(self) -> None:
        self.replies: Replies = {}
        self.headers: dict[str, str] = {}
        self.asked: list[str] = []
        self.url = ""

    def reply(self, path: str, body: bytes) -> Reply:
        self.asked.append(path)
        found = self.replies.get(path, (404, b"Transaction not found"))
        return found(json.loads(body)) if callable(found) else found


@pytest.fixture
def explaining() -> Iterator[Explaining]:
    made = Explaining()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(b"")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["Content-Length"])))

        def _answer(self, body: bytes) -> None:
            status, answer = made.reply(self.path, body)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(answer)), **made.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_port}"
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


def sample(name: str) -> Reply:
    return 200, (SAMPLES / f"{name}.json").read_bytes()


def tron(explaining: Explaining, kind: str) -> TronGrid:
    explaining.replies = {
        "/wallet/gettransactionbyid": sample(f"tron_{kind}"),
        "/wallet/gettransactioninfobyid": sample(f"tron_{kind}_info"),
        "/wallet/getblock": sample("tron_block"),
    }
    return TronGrid(explaining.url, decimals=DECIMALS["TRON"])


def test_bitcoin_in_a_block(explaining: Explaining) -> None:
    explaining.replies = {f"/tx/{BITCOIN_ID}": sample("esplora_confirmed"), "/blocks/tip/height": (200, b"870002")}
    found = Esplora(explaining.url).transaction(BITCOIN_ID)
    assert found is not None
    assert (found.state, found.block_height, found.confirmations) == (State.CONFIRMED, 870_000, 3)
    assert found.confirmed_at == MINED_AT
    assert found.outputs == (
        Output("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", Decimal("0.12345678")),
        Output("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", Decimal("20999999.87650000")),
    )


def test_bitcoin_on_its_way_and_bitcoin_nobody_saw(explaining: Explaining) -> None:
    explaining.replies = {f"/tx/{BITCOIN_ID}": sample("esplora_waiting")}
    found = Esplora(explaining.url).transaction(BITCOIN_ID)
    assert found is not None
    assert (found.state, found.confirmations, found.block_height, found.confirmed_at) == (State.PENDING, 0, None, None)
    assert len(found.outputs) == 2
    assert Esplora(explaining.url).transaction("ab" * 32) is None


def test_a_tip_behind_the_block_still_counts_the_block(explaining: Explaining) -> None:
    explaining.replies = {f"/tx/{BITCOIN_ID}": sample("esplora_confirmed"), "/blocks/tip/height": (200, b"869990")}
    found = Esplora(explaining.url).transaction(BITCOIN_ID)
    assert found is not None
    assert found.confirmations == 1


def test_tron_tokens(explaining: Explaining) -> None:
    found = tron(explaining, "token").transaction(TRON_ID)
    assert found is not None
    assert (found.state, found.block_height, found.confirmations) == (State.CONFIRMED, 67_000_000, 19)
    assert found.confirmed_at == MINED_AT
    assert found.outputs == (Output("TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMW", Decimal("25.000000"), TETHER),)


def test_trx_with_a_memo_first_on_its_way_then_in_a_block(explaining: Explaining) -> None:
    explorer = tron(explaining, "coin")
    info = explaining.replies["/wallet/gettransactioninfobyid"]
    explaining.replies["/wallet/gettransactioninfobyid"] = (200, b"{}")
    waiting = explorer.transaction(TRON_ID)
    explaining.replies["/wallet/gettransactioninfobyid"] = info
    found = explorer.transaction(TRON_ID)
    assert waiting is not None
    assert found is not None
    assert (waiting.state, found.state) == (State.PENDING, State.CONFIRMED)
    assert waiting.outputs == found.outputs == (Output(TETHER, Decimal("1.500000"), memo="订单 42"),)


def test_tron_that_failed_paid_nobody_and_tron_nobody_saw_is_none(explaining: Explaining) -> None:
    explorer = tron(explaining, "token")
    told = json.loads(sample("tron_token_info")[1])
    explaining.replies["/wallet/gettransactioninfobyid"] = (200, json.dumps({**told, "result": "FAILED"}).encode())
    found = explorer.transaction(TRON_ID)
    assert found is not None
    assert (found.state, found.outputs) == (State.FAILED, ())
    explaining.replies["/wallet/gettransactionbyid"] = (200, b"{}")
    assert explorer.transaction(TRON_ID) is None


def explorers_before(explaining: Explaining) -> list[tuple[Callable[[], object], str]]:
    return [
        (lambda: Esplora(explaining.url).transaction(BITCOIN_ID), f"/tx/{BITCOIN_ID}"),
        (lambda: Esplora(explaining.url).tip(), "/blocks/tip/height"),
        (lambda: Evm(explaining.url, decimals={}).transaction(EVM_ID), "/"),
        (lambda: Evm(explaining.url, decimals={}).tip(), "/"),
        (lambda: TronGrid(explaining.url, decimals={}).transaction(TRON_ID), "/wallet/gettransactionbyid"),
        (lambda: TronGrid(explaining.url, decimals={}).tip(), "/wallet/getblock"),
    ]


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (429, b"slow down", TroubleKind.BUSY),
        (503, b"", TroubleKind.UNAVAILABLE),
        (302, b"", TroubleKind.BAD_ANSWER),
        (403, b"{}", TroubleKind.BAD_ANSWER),
        (200, b"", TroubleKind.BAD_ANSWER),
        (200, b"<html>", TroubleKind.BAD_ANSWER),
        (200, b"[]", TroubleKind.BAD_ANSWER),
        (200, b"-1", TroubleKind.BAD_ANSWER),
        (200, b"true", TroubleKind.BAD_ANSWER),
        (200, b"1e3", TroubleKind.BAD_ANSWER),
        (200, b"9" * 5_000, TroubleKind.BAD_ANSWER),
        (200, b"[" * 100_000, TroubleKind.BAD_ANSWER),
        (200, b'{"txid":1,"txID":1,"result":1}', TroubleKind.BAD_ANSWER),
        (200, b'{"txid":"00","txID":"00","result":{"hash":"0x00"}}', TroubleKind.BAD_ANSWER),  # another's
        (200, b" " * (client.MAX_ANSWER_BYTES + 1), TroubleKind.BAD_ANSWER),
        (200, b'"\xff"', TroubleKind.BAD_ANSWER),
    ],
)
def test_no_answer_is_trouble_of_a_kind_and_never_a_guess(
    explaining: Explaining, status: int, body: bytes, kind: TroubleKind
) -> None:
    explaining.headers = {"Retry-After": "7", "Location": "http://127.0.0.1:1/"}
    for ask, path in explorers_before(explaining):
        explaining.replies = {path: (status, body)}
        with pytest.raises(ExplorerTrouble) as told:
            ask()
        assert told.value.kind is kind
        assert told.value.retry_after_s == (7 if status == 429 else None)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("tron_token_info", {"blockNumber": "67000000"}),
        ("tron_token_info", {"blockTimeStamp": 2**62}),
        ("tron_token_info", {"id": "00"}),
        ("tron_token_info", {"log": [{"address": "a614", "topics": [], "data": ""}, "x"]}),
        ("tron_token_info", {"log": [{"address": "a614", "topics": ["zz"], "data": ""}]}),
        ("tron_token", {"raw_data": {"contract": [{"type": "TransferContract", "parameter": {"value": {}}}]}}),
        ("tron_token", {"ret": None}),
    ],
)
def test_one_field_out_of_shape_is_a_bad_answer(explaining: Explaining, name: str, change: dict[str, object]) -> None:
    explorer = tron(explaining, "token")
    path = "/wallet/gettransactioninfobyid" if name.endswith("info") else "/wallet/gettransactionbyid"
    explaining.replies[path] = (200, json.dumps({**json.loads(sample(name)[1]), **change}).encode())
    with pytest.raises(ExplorerTrouble) as told:
        explorer.transaction(TRON_ID)
    assert told.value.kind is TroubleKind.BAD_ANSWER


def test_who_is_slow_is_a_timeout_and_who_is_gone_is_unavailable(
    explaining: Explaining, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "DEADLINE_S", 0.2)

    stop = Event()

    def late(asked: dict[str, Any]) -> Reply:
        stop.wait(0.6)
        return 200, b"{}"

    explaining.replies = {"/wallet/getblock": late}
    with pytest.raises(ExplorerTrouble) as told:
        TronGrid(explaining.url, decimals={}).tip()
    assert told.value.kind is TroubleKind.TIMEOUT
    with pytest.raises(ExplorerTrouble) as told:
        TronGrid("http://127.0.0.1:1", decimals={}).tip()
    assert told.value.kind is TroubleKind.UNAVAILABLE


def test_a_node_that_wants_us_to_wait_is_busy(explaining: Explaining) -> None:
    explaining.replies = {"/": (200, b'{"jsonrpc":"2.0","id":1,"error":{"code":-32005,"message":"limit"}}')}
    with pytest.raises(ExplorerTrouble) as told:
        Evm(explaining.url, decimals={}).tip()
    assert told.value.kind is TroubleKind.BUSY


def test_the_setting_says_who_serves_which_network(explaining: Explaining, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEFU_EXPLORERS", f"Bitcoin=esplora:{explaining.url}/api/; TRON=trongrid:https://tron.test;")
    monkeypatch.setattr(settings, "EXPLORERS", env.explorers("KEFU_EXPLORERS"))
    explaining.replies = {"/api/blocks/tip/height": (200, b"7")}
    found = explorers.for_network("Bitcoin")
    assert isinstance(found, Esplora)
    assert found.tip() == 7
    assert isinstance(explorers.for_network("TRON"), TronGrid)
    assert explorers.for_network("Ethereum") is None
    with pytest.raises(ValueError, match="Dogecoin"):
        explorers.for_network("Dogecoin")


def test_without_the_setting_nobody_is_asked() -> None:
    assert [explorers.for_network(network) for network in Network] == [None] * len(Network)


def test_settings_and_chains_mean_the_same_networks() -> None:
    assert {Esplora.key: (Network.BITCOIN,), Evm.key: EVM, TronGrid.key: (Network.TRON,)} == env.EXPLORERS
    assert set(DECIMALS) <= set(Network)


@pytest.mark.parametrize(
    "value",
    [
        "nonsense",
        "Bitcoin",
        "Bitcoin=https://x.test",
        "Bitcoin=trongrid:https://x.test",
        "Dogecoin=esplora:https://x.test",
        "Bitcoin=esplora:https://x.test;Bitcoin=esplora:https://y.test",
        "Bitcoin=esplora:",
        "Bitcoin=esplora:http://x.test",
        "Bitcoin=esplora:http://localhost:3000",
        "Bitcoin=esplora:https://x.test:8443",
        "Bitcoin=esplora:https://x.test:99999",
        "Bitcoin=esplora:https://*.test",
        "Bitcoin=esplora:https://user:word@x.test",
        "Bitcoin=esplora:https://x.test?key=secret",
        "Bitcoin=esplora:https://x.test#a",
        "Bitcoin=esplora:https://x test",
        "Bitcoin=esplora:ftp://x.test",
        "Bitcoin=esplora:https://[broken",
    ],
)
def test_nonsense_in_the_setting_is_refused_with_a_sentence(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEFU_EXPLORERS", value)
    with pytest.raises(ImproperlyConfigured, match=r"^KEFU_EXPLORERS.*\.$") as told:
        env.explorers("KEFU_EXPLORERS")
    assert "secret" not in str(told.value)
