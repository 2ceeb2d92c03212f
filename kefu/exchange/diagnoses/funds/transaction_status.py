"""What a block explorer would say of a transaction: its status, confirmations, time and receivers, and a link to one."""

from kefu.exchange.contract import calls
from kefu.exchange.contract.funds import AskTransaction, Output, Transaction
from kefu.exchange.contract.kinds import AddressUse, Level
from kefu.exchange.diagnoses.definition import (
    Ask,
    Definition,
    Facts,
    Finding,
    Line,
    Mark,
    Question,
    State,
    Step,
    StepKind,
    Topic,
    Value,
    Wanted,
)
from kefu.exchange.diagnoses.funds import transfers
from kefu.exchange.diagnoses.shared_words import CONTACT

MOST_OUTPUTS = 5
PROGRESS = Step(StepKind.CHECK, "deposit-confirmations", "progress")
FIND_TXID = transfers.article("find-txid", "find_txid")
READ_IT = transfers.article("check-blockchain-explorer", "read_it")


def reads(facts: Facts) -> tuple[Wanted, ...]:
    asked = AskTransaction(network=facts.answer("network"), txid=facts.answer("txid"))
    return (Wanted("chain", calls.TRANSACTION, asked),)


def judge(facts: Facts) -> Finding:
    network = facts.answer("network")
    told = {"network": network}
    look = transfers.explorer(network, facts.answer("txid"))
    chain = facts.maybe("chain", Transaction)
    if chain is None:
        return Finding("look_there", State.UNCLEAR, told, (Line(Mark.UNKNOWN, "unknown", told),), (*look, READ_IT))
    if not chain.is_found:
        line = Line(Mark.BAD, "not_found", told)
        return Finding("not_found", State.ACT, told, (line,), (*look, FIND_TXID, CONTACT))
    lines = (*_lines(chain), *_outputs(chain))
    if chain.has_failed:
        return Finding("failed", State.ACT, told, lines, (*look, CONTACT))
    if not chain.confirmations:
        return Finding("pending", State.WAITING, told, lines, (*look, PROGRESS), facts.answers)
    return Finding("confirmed", State.FINE, {**told, "confirmations": chain.confirmations}, lines, (*look, PROGRESS))


def _lines(chain: Transaction) -> tuple[Line, ...]:
    if chain.has_failed:
        status = Line(Mark.BAD, "status_failed")
    elif chain.confirmations:
        status = Line(Mark.OK, "status_confirmed")
    else:
        status = Line(Mark.WAIT, "status_pending")
    mark = Mark.OK if chain.confirmations else Mark.WAIT
    lines = (status, Line(mark, "confirmations", {"confirmations": chain.confirmations}))
    return (*lines, Line(Mark.INFO, "time", {"at": chain.at})) if chain.at else lines


def _outputs(chain: Transaction) -> tuple[Line, ...]:
    """The customer's own first: a payment to many has it somewhere."""
    ordered = sorted(chain.outputs, key=lambda each: each.use is not AddressUse.OWN_CURRENT)
    lines = tuple(_output(each) for each in ordered[:MOST_OUTPUTS])
    rest = len(ordered) - MOST_OUTPUTS
    return (*lines, Line(Mark.INFO, "more", {"count": rest})) if rest > 0 else lines


def _output(output: Output) -> Line:
    told: dict[str, Value] = {"amount": output.amount, "coin": output.coin, "address": output.address}
    if output.use is AddressUse.OWN_CURRENT:
        return Line(Mark.OK, "to_you", told)
    return Line(Mark.INFO, "to", told)


CHECK = Definition(
    key="transaction-status",
    topic=Topic.FUNDS,
    level=Level.PUBLIC,
    asks=(Question("network", Ask.NETWORK), Question("txid", Ask.TXID)),
    reads=reads,
    judge=judge,
    articles=("check-blockchain-explorer", "find-txid"),
    words=transfers.worded(
        en={
            "title": "Look at a transaction on the blockchain",
            "intro": "Status, confirmations and time of a transaction, and the way to the right block explorer.",
            "ask.network": "Network",
            "ask.txid": "TxID (transaction hash)",
            "ask.txid.hint": "It is public and safe to share.",
            "verdict.confirmed": "The transaction went through on {network} and has {confirmations} confirmations.",
            "verdict.pending": "{network} knows the transaction, but it is in no block yet. Time alone will do it.",
            "verdict.failed": "The transaction failed on {network}: no coins moved, only the network's fee was paid.",
            "verdict.not_found": "{network} does not know this transaction.",
            "verdict.look_there": "We cannot show it here just now; the block explorer of {network} shows the same.",
            "line.status_confirmed": "Status: successful",
            "line.status_pending": "Status: waiting for a block",
            "line.status_failed": "Status: failed",
            "line.confirmations": "Confirmations: {confirmations}",
            "line.time": "Time: {at}",
            "line.to": "{amount} {coin} to {address}",
            "line.to_you": "{amount} {coin} to your deposit address {address}",
            "line.more": "{count} more receivers: see the explorer",
            "line.not_found": "Not sent yet, sent on another network, or a part of the TxID is missing",
            "line.unknown": "{network}: could not be asked from here",
            "step.read_it": "How to read an explorer",
            "step.find_txid": "How to find the TxID",
            "step.progress": "It is a deposit: see how far it is",
        },
        zh={
            "title": "查询链上交易状态",
            "intro": "查看交易的状态、确认数和时间，并打开对应的区块浏览器。",
            "ask.network": "网络",
            "ask.txid": "TxID（交易哈希）",
            "ask.txid.hint": "它是公开信息，可以放心提供。",
            "verdict.confirmed": "这笔交易在 {network} 网络上已成功，有 {confirmations} 个确认。",
            "verdict.pending": "{network} 网络已收到这笔交易，还没有写进区块，等待即可。",
            "verdict.failed": "这笔交易在 {network} 网络上失败了：币没有转移，只扣了网络费。",
            "verdict.not_found": "{network} 网络上查不到这笔交易。",
            "verdict.look_there": "这里暂时无法显示，{network} 的区块浏览器上可以看到同样的内容。",
            "line.status_confirmed": "状态：成功",
            "line.status_pending": "状态：等待打包",
            "line.status_failed": "状态：失败",
            "line.confirmations": "确认数：{confirmations}",
            "line.time": "时间：{at}",
            "line.to": "{amount} {coin} 转到 {address}",
            "line.to_you": "{amount} {coin} 转到您的充值地址 {address}",
            "line.more": "另有 {count} 个收款地址，请在浏览器中查看",
            "line.not_found": "可能尚未发出、用了别的网络，或 TxID 不完整",
            "line.unknown": "{network} 网络：这里暂时无法查询",
            "step.read_it": "怎样看区块浏览器",
            "step.find_txid": "怎样找到 TxID",
            "step.progress": "这是充值：查看进度",
        },
    ),
)
