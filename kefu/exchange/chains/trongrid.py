"""TRON by a node's HTTP API, as TronGrid offers it: TRX itself, and TRC-20 tokens by the Transfer they leave in the log."""

from collections.abc import Iterator, Mapping

from kefu.exchange.chains import tokens
from kefu.exchange.chains.answers import Told, bad, hexed, moment
from kefu.exchange.chains.client import Source
from kefu.exchange.chains.explorer import ChainTransaction, Explorer, Output, State, confirmations
from kefu.kit import base58

_VERSION = b"\x41"
_MEMO_CHARS = 256


class TronGrid(Explorer):
    key = "trongrid"

    def __init__(self, url: str, *, decimals: Mapping[str, int]) -> None:
        self._source, self._decimals = Source(url), decimals

    def transaction(self, txid: str) -> ChainTransaction | None:
        answer = self._source.post("/wallet/gettransactionbyid", {"value": txid})
        if answer == {}:
            return None
        told = Told(answer)
        if told.text("txID") != txid:
            raise bad()
        info = self._source.post("/wallet/gettransactioninfobyid", {"value": txid})
        if info == {}:
            return ChainTransaction(txid, State.PENDING, outputs=tuple(_of_coin(told)))
        return self._mined(txid, told, Told(info))

    def tip(self) -> int:
        """Without `detail` the block comes without its transactions, which are more than we read."""
        block = Told(self._source.post("/wallet/getblock", {"detail": False}))
        return block.told("block_header").told("raw_data").whole("number")

    def _mined(self, txid: str, told: Told, info: Told) -> ChainTransaction:
        if info.text("id") != txid:
            raise bad()
        height = info.whole("blockNumber")
        at = moment(info.whole("blockTimeStamp") // 1000)
        state = _outcome(told, info)
        outputs = (*_of_coin(told), *self._of_tokens(info)) if state is not State.FAILED else ()
        return ChainTransaction(txid, state, height, confirmations(height, self.tip()), at, outputs)

    def _of_tokens(self, info: Told) -> Iterator[Output]:
        for row in map(Told, info.rows("log") if info.has("log") else []):
            topics = [hexed(topic, length=32) for topic in (row.rows("topics") if row.has("topics") else [])]
            if len(topics) != 3 or topics[0] != tokens.TRANSFER:
                continue
            contract = _written(_VERSION + row.hexed("address", length=20))
            units = int.from_bytes(row.hexed("data", length=32), "big")
            decimals = self._decimals.get(contract)
            amount = None if decimals is None else tokens.amount(units, decimals)
            yield Output(_written(_VERSION + topics[2][12:]), amount, contract)


def _outcome(told: Told, info: Told) -> State:
    """`result` stands there for failures alone; the transaction itself says how its contract ended."""
    if info.has("result") and info.text("result") == "FAILED":
        return State.FAILED
    endings = [Told(row) for row in told.rows("ret")]
    if not endings or not endings[0].has("contractRet"):
        return State.UNKNOWN
    return State.CONFIRMED if endings[0].text("contractRet") == "SUCCESS" else State.FAILED


def _of_coin(told: Told) -> Iterator[Output]:
    raw = told.told("raw_data")
    memo = raw.hexed("data").decode("utf-8", "replace")[:_MEMO_CHARS] if raw.has("data") else ""
    for contract in map(Told, raw.rows("contract")):
        if contract.text("type") == "TransferContract":
            value = contract.told("parameter").told("value")
            to = value.hexed("to_address", length=21)
            yield Output(_written(to), tokens.amount(value.whole("amount"), tokens.TRX), memo=memo)


def _written(raw: bytes) -> str:
    if raw[:1] != _VERSION:
        raise bad()
    return base58.with_checksum(raw)
