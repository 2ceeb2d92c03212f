"""Ethereum and its family by a node's JSON-RPC: the coin itself, and tokens by the Transfer they leave in the log."""

from collections.abc import Iterator, Mapping
from typing import Any

from kefu.exchange.chains import tokens
from kefu.exchange.chains.addresses import in_mixed_case
from kefu.exchange.chains.answers import Told, bad, hexed, moment, quantity
from kefu.exchange.chains.client import Source
from kefu.exchange.chains.explorer import (
    ChainTransaction,
    Explorer,
    ExplorerTrouble,
    Output,
    State,
    TroubleKind,
    confirmations,
)

_TOO_MUCH = -32005  # "limit exceeded" (EIP-1474)
_OUTCOMES = {0: State.FAILED, 1: State.CONFIRMED}


class Evm(Explorer):
    """`decimals`: those of the tokens of this network, by contract in lower case."""

    key = "evm"

    def __init__(self, url: str, *, decimals: Mapping[str, int]) -> None:
        self._source, self._decimals = Source(url), decimals

    def transaction(self, txid: str) -> ChainTransaction | None:
        answer = self._call("eth_getTransactionByHash", txid)
        if answer is None:
            return None
        told = Told(answer)
        _must_be(told, "hash", txid)
        receipt = self._call("eth_getTransactionReceipt", txid)
        if receipt is None:
            return ChainTransaction(txid, State.PENDING, outputs=tuple(_of_coin(told)))
        return self._mined(txid, told, Told(receipt))

    def tip(self) -> int:
        return quantity(self._call("eth_blockNumber"))

    def _mined(self, txid: str, told: Told, receipt: Told) -> ChainTransaction:
        _must_be(receipt, "transactionHash", txid)
        height = receipt.quantity("blockNumber")
        block = Told(self._call("eth_getBlockByNumber", hex(height), False))
        if block.hexed("hash", length=32) != receipt.hexed("blockHash", length=32):
            raise ExplorerTrouble(TroubleKind.UNAVAILABLE)  # the chain turned between two questions: ask again
        state = _OUTCOMES.get(receipt.quantity("status"), State.UNKNOWN) if receipt.has("status") else State.UNKNOWN
        outputs = (*_of_coin(told), *self._of_tokens(receipt)) if state is not State.FAILED else ()
        at = moment(block.quantity("timestamp"))
        return ChainTransaction(txid, state, height, confirmations(height, self.tip()), at, outputs)

    def _of_tokens(self, receipt: Told) -> Iterator[Output]:
        for row in map(Told, receipt.rows("logs")):
            topics = [hexed(topic, length=32) for topic in row.rows("topics")]
            if len(topics) != 3 or topics[0] != tokens.TRANSFER:
                continue
            contract = in_mixed_case(row.hexed("address", length=20))
            units = int.from_bytes(row.hexed("data", length=32), "big")
            decimals = self._decimals.get(contract.lower())
            amount = None if decimals is None else tokens.amount(units, decimals)
            yield Output(in_mixed_case(topics[2][12:]), amount, contract)

    def _call(self, method: str, *params: object) -> Any:
        answer = Told(self._source.post("", {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}))
        if answer.has("error"):
            is_busy = answer.told("error").raw("code") == _TOO_MUCH
            raise ExplorerTrouble(TroubleKind.BUSY if is_busy else TroubleKind.BAD_ANSWER)
        return answer.raw("result")


def _must_be(told: Told, name: str, txid: str) -> None:
    if told.text(name).lower() != txid:
        raise bad()


def _of_coin(told: Told) -> Iterator[Output]:
    """Nothing for a call that carries no coin, and for a contract being made."""
    value = told.quantity("value")
    if value and told.has("to"):
        yield Output(in_mixed_case(told.hexed("to", length=20)), tokens.amount(value, tokens.EVM_COIN))
