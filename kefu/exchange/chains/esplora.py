"""Bitcoin by an Esplora: mempool.space and blockstream.info speak it, and so does one's own."""

from kefu.exchange.chains import tokens
from kefu.exchange.chains.answers import Told, bad, moment, whole
from kefu.exchange.chains.client import Source
from kefu.exchange.chains.explorer import ChainTransaction, Explorer, Output, State, confirmations


class Esplora(Explorer):
    key = "esplora"

    def __init__(self, url: str) -> None:
        self._source = Source(url)

    def transaction(self, txid: str) -> ChainTransaction | None:
        answer = self._source.get(f"/tx/{txid}")
        if answer is None:
            return None
        told = Told(answer)
        if told.text("txid") != txid:
            raise bad()
        outputs = tuple(_output(Told(row)) for row in told.rows("vout") if Told(row).has("scriptpubkey_address"))
        status = told.told("status")
        if not status.flag("confirmed"):
            return ChainTransaction(txid, State.PENDING, outputs=outputs)
        height = status.whole("block_height")
        at = moment(status.whole("block_time"))
        return ChainTransaction(txid, State.CONFIRMED, height, confirmations(height, self.tip()), at, outputs)

    def tip(self) -> int:
        return whole(self._source.get("/blocks/tip/height"))


def _output(row: Told) -> Output:
    return Output(row.text("scriptpubkey_address"), tokens.amount(row.whole("value"), tokens.BITCOIN))
