"""The EVM explorer before a real node on this machine: coins and tokens on their way, failures, growing confirmations."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from kefu.exchange.chains import txids
from kefu.exchange.chains.addresses import in_mixed_case, looked_at
from kefu.exchange.chains.client import Source
from kefu.exchange.chains.evm import Evm
from kefu.exchange.chains.explorer import ExplorerTrouble, Output, State, TroubleKind
from kefu.exchange.chains.keccak import keccak256
from kefu.exchange.chains.tokens import TRANSFER
from tools import chain_node, npm

pytestmark = pytest.mark.chain
GAS = hex(200_000)


class Node:
    """What the tests ask of it beside the explorer."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._source = Source(url)
        self.accounts = [str(account) for account in self.ask("eth_accounts")]

    def ask(self, method: str, *params: object) -> Any:
        answer = self._source.post("", {"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
        return answer["result"]

    def send(self, **fields: str) -> str:
        return str(self.ask("eth_sendTransaction", {"from": self.accounts[0], "gas": GAS, **fields}))

    def mine(self, blocks: int) -> None:
        for _ in range(blocks):
            self.ask("evm_mine")


@pytest.fixture(scope="module")
def node(request: pytest.FixtureRequest) -> Iterator[Node]:
    if request.config.cache is None:
        raise npm.NotHad("pytest's cache is off, where the node is kept")
    with chain_node.running(request.config.cache.mkdir("chain-node")) as url:
        yield Node(url)


@pytest.fixture
def evm(node: Node) -> Evm:
    return Evm(node.url, decimals={})


@pytest.fixture
def mined_by_hand(node: Node) -> Iterator[None]:
    node.ask("miner_stop")
    yield
    node.ask("miner_start")


def emits_transfer(*, sender: bytes, to: bytes, units: int) -> str:
    """Code that runs once, leaves the log of a token's Transfer, and makes a contract without code."""
    push32, push1, mstore, log3, stop = b"\x7f", b"\x60", b"\x52", b"\xa3", b"\x00"
    code = push32 + units.to_bytes(32, "big") + push1 + b"\x00" + mstore
    code += push32 + to.rjust(32, b"\x00") + push32 + sender.rjust(32, b"\x00") + push32 + TRANSFER
    return "0x" + (code + push1 + b"\x20" + push1 + b"\x00" + log3 + stop).hex()


def test_a_transfer_is_seen_on_its_way_then_in_a_block_and_its_confirmations_grow(
    node: Node, evm: Evm, mined_by_hand: None
) -> None:
    to = node.accounts[1]
    txid = node.send(to=to, value=hex(1_234_567_890_123_456_789))
    assert txids.txid(txid, "Ethereum") == txid
    paid = (Output(in_mixed_case(bytes.fromhex(to[2:])), Decimal("1.234567890123456789")),)
    waiting = evm.transaction(txid)
    assert waiting is not None
    assert (waiting.state, waiting.confirmations, waiting.outputs) == (State.PENDING, 0, paid)

    before = evm.tip()
    node.mine(1)
    seen = evm.transaction(txid)
    assert seen is not None
    assert (seen.state, seen.block_height, seen.confirmations) == (State.CONFIRMED, before + 1, 1)
    assert (seen.outputs, seen.confirmed_at is not None) == (paid, True)
    assert looked_at(seen.outputs[0].address, "Ethereum").is_well_formed

    for more in (2, 3, 12):
        node.mine(before + more - evm.tip())
        grown = evm.transaction(txid)
        assert grown is not None
        assert (grown.confirmations, grown.block_height) == (more, before + 1)


def test_a_token_is_read_out_of_the_log_with_its_decimals(node: Node, evm: Evm) -> None:
    sender, to = (bytes.fromhex(account[2:]) for account in node.accounts[:2])
    txid = node.send(data=emits_transfer(sender=sender, to=to, units=12_345_678))
    contract = node.ask("eth_getTransactionReceipt", txid)["contractAddress"]
    written = in_mixed_case(bytes.fromhex(contract[2:]))
    found = Evm(node.url, decimals={contract: 6}).transaction(txid)
    assert found is not None
    assert found.outputs == (Output(in_mixed_case(to), Decimal("12.345678"), written),)
    unknown = evm.transaction(txid)
    assert unknown is not None
    assert unknown.outputs == (Output(in_mixed_case(to), None, written),)  # nobody guesses its decimals


def test_what_was_reverted_has_failed_and_paid_nobody(node: Node, evm: Evm) -> None:
    txid = node.send(data="0x60006000fd", value="0x1")
    found = evm.transaction(txid)
    assert found is not None
    assert (found.state, found.outputs, found.confirmations) == (State.FAILED, (), 1)


def test_what_the_node_never_saw_is_none(evm: Evm) -> None:
    assert evm.transaction("0x" + "ab" * 32) is None


def test_a_node_that_does_not_understand_gives_a_bad_answer(evm: Evm) -> None:
    with pytest.raises(ExplorerTrouble) as told:
        evm.transaction("0xnonsense")
    assert told.value.kind is TroubleKind.BAD_ANSWER


def test_keccak_is_the_one_the_node_has(node: Node) -> None:
    for length in (0, 1, 134, 135, 136, 137, 271, 272, 273, 1_000):
        data = bytes(at % 251 for at in range(length))
        assert node.ask("web3_sha3", "0x" + data.hex()) == "0x" + keccak256(data).hex()
