"""Takes a TxID to support: checked for its chain and looked up, so that nobody has to ask for it again."""

from kefu.exchange.contract import calls
from kefu.exchange.contract.funds import AskDeposits, AskTransaction, Deposit, Deposits, Transaction
from kefu.exchange.contract.kinds import Level
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
    Wanted,
)
from kefu.exchange.diagnoses.funds import transfers
from kefu.exchange.diagnoses.shared_words import CONTACT

FIND_TXID = transfers.article("find-txid", "find_txid")
PROGRESS = Step(StepKind.CHECK, "deposit-confirmations", "progress")


def reads(facts: Facts) -> tuple[Wanted, ...]:
    network, txid = facts.answer("network"), facts.answer("txid")
    return (
        Wanted("chain", calls.TRANSACTION, AskTransaction(network=network, txid=txid)),
        Wanted("deposits", calls.DEPOSITS, AskDeposits(txid=txid)),
    )


def judge(facts: Facts) -> Finding:
    network, txid = facts.answer("network"), facts.answer("txid")
    told = {"network": network, "txid": txid}
    taken = (Line(Mark.OK, "txid", told), Line(Mark.OK, "network", told), _chain(facts), *_booked(facts))
    chain = facts.maybe("chain", Transaction)
    look = transfers.explorer(network, txid)
    if chain is not None and not chain.is_found:
        return Finding("unknown_there", State.ACT, told, taken, (FIND_TXID, CONTACT, *look))
    deposit = _deposit(facts)
    if deposit is not None and deposit.state in transfers.ARRIVED:
        return Finding("credited", State.FINE, transfers.sums(deposit), taken, (PROGRESS, CONTACT))
    return Finding("ready", State.PERSON, told, taken, (CONTACT, PROGRESS, *look))


def _chain(facts: Facts) -> Line:
    chain = facts.maybe("chain", Transaction)
    if chain is None:
        return Line(Mark.UNKNOWN, "chain_unknown")
    if not chain.is_found:
        return Line(Mark.BAD, "not_found")
    if chain.has_failed:
        return Line(Mark.BAD, "failed")
    return Line(Mark.OK, "found", {"confirmations": chain.confirmations})


def _booked(facts: Facts) -> tuple[Line, ...]:
    if facts.maybe("deposits", Deposits) is None:
        return ()
    deposit = _deposit(facts)
    if deposit is None:
        return (Line(Mark.INFO, "not_booked"),)
    is_there = deposit.state in transfers.ARRIVED
    return (Line(Mark.OK if is_there else Mark.WAIT, "credited" if is_there else "booked", transfers.sums(deposit)),)


def _deposit(facts: Facts) -> Deposit | None:
    found = facts.maybe("deposits", Deposits)
    items = found.items if found else ()
    return next((each for each in items if transfers.is_same(each.txid, facts.answer("txid"))), None)


CHECK = Definition(
    key="txid-to-support",
    topic=Topic.FUNDS,
    level=Level.PUBLIC,
    asks=(Question("network", Ask.NETWORK), Question("txid", Ask.TXID)),
    reads=reads,
    judge=judge,
    articles=("find-txid", "what-details-to-give"),
    words=transfers.worded(
        en={
            "title": "Give a TxID to support",
            "intro": "With the TxID our people find your transfer at once. "
            "It is taken over into the chat; you need not type it again.",
            "ask.network": "Network",
            "ask.txid": "TxID (transaction hash)",
            "ask.txid.hint": "It is public and safe to share. We never need a password, a code or a seed phrase.",
            "verdict.ready": "The TxID is complete and goes into the chat with you.",
            "verdict.unknown_there": "The TxID is well formed, but {network} does not know it. "
            "Compare it with the sender's once more before you wait.",
            "verdict.credited": "This transaction is already credited: {amount} {coin}.",
            "line.txid": "TxID: {txid}",
            "line.network": "Right form for {network}",
            "line.found": "On the blockchain, {confirmations} confirmations",
            "line.not_found": "Not found there: the wrong network was chosen, it was not sent yet, or a part is missing",
            "line.failed": "Failed on the blockchain: the coins never left the sender",
            "line.chain_unknown": "The blockchain could not be asked just now; our people look there themselves",
            "line.booked": "Among your deposits: {amount} {coin}, not credited yet",
            "line.credited": "Among your deposits: {amount} {coin}, credited",
            "line.not_booked": "Not among your deposits",
            "step.find_txid": "How to find the TxID",
            "step.progress": "See how far the deposit is",
        },
        zh={
            "title": "把 TxID 交给客服",
            "intro": "有了 TxID，客服马上就能找到您的那一笔。它会自动带入对话，不用再填一次。",
            "ask.network": "网络",
            "ask.txid": "TxID（交易哈希）",
            "ask.txid.hint": "它是公开信息，可以放心提供。我们从不需要密码、验证码或助记词。",
            "verdict.ready": "TxID 完整无误，会随您一起进入对话。",
            "verdict.unknown_there": "TxID 格式正确，但 {network} 网络上查不到。请先与转出方再核对一次。",
            "verdict.credited": "这笔交易已经入账：{amount} {coin}。",
            "line.txid": "交易哈希：{txid}",
            "line.network": "格式符合 {network} 网络",
            "line.found": "已上链，{confirmations} 个确认",
            "line.not_found": "链上查不到：可能选错了网络、转出方尚未发出，或 TxID 不完整",
            "line.failed": "链上执行失败：币没有离开转出方",
            "line.chain_unknown": "暂时无法查询区块链，客服会自行查询",
            "line.booked": "充值记录中有这一笔：{amount} {coin}，尚未入账",
            "line.credited": "充值记录中有这一笔：{amount} {coin}，已入账",
            "line.not_booked": "充值记录中没有这一笔",
            "step.find_txid": "怎样找到 TxID",
            "step.progress": "查看充值进度",
        },
    ),
)
