"""Where to begin with coins that did not arrive, were refused, or went to a wrong address."""

from kefu.exchange.contract import calls
from kefu.exchange.contract.funds import AskNetworks, Network, Networks
from kefu.exchange.diagnoses.definition import (
    Ask,
    Definition,
    Facts,
    Finding,
    Line,
    Question,
    State,
    Step,
    StepKind,
    Topic,
    Wanted,
)
from kefu.exchange.diagnoses.funds import transfers
from kefu.exchange.diagnoses.shared_words import CONTACT

MOST_NETWORKS = 5  # of those that do not run: who asks about one coin has few

BRANCHES: dict[str, tuple[Step, ...]] = {
    "deposit_missing": (
        Step(StepKind.CHECK, "deposit-confirmations", "confirmations"),
        Step(StepKind.CHECK, "deposit-details", "details"),
    ),
    "withdrawal_missing": (
        Step(StepKind.CHECK, "withdrawal-status", "withdrawal"),
        Step(StepKind.CHECK, "transaction-status", "transaction"),
    ),
    "refused": (
        Step(StepKind.CHECK, "withdrawal-status", "withdrawal"),
        Step(StepKind.CHECK, "withdrawal-security", "security"),
        Step(StepKind.CHECK, "network-maintenance", "maintenance"),
    ),
    "wrong_address": (
        Step(StepKind.CHECK, "withdrawal-address", "address"),
        Step(StepKind.CHECK, "compare-addresses", "compare"),
        transfers.article("sent-to-wrong-address", "sent"),
    ),
}


def reads(facts: Facts) -> tuple[Wanted, ...]:
    coin = facts.answer("coin")
    return (Wanted("networks", calls.NETWORKS, AskNetworks(coin=coin)),) if coin else ()


def judge(facts: Facts) -> Finding:
    branch = facts.answer("branch")
    if branch not in BRANCHES:
        return Finding("unsure", State.CHOOSE, {}, (), (BRANCHES["deposit_missing"][0], *_first_of_others(), CONTACT))
    return Finding(branch, State.CHOOSE, {}, _not_running(facts), (*BRANCHES[branch], CONTACT))


def _first_of_others() -> tuple[Step, ...]:
    return (BRANCHES["withdrawal_missing"][0], BRANCHES["wrong_address"][0])


def _not_running(facts: Facts) -> tuple[Line, ...]:
    """Networks of the coin that do not run explain most of these questions."""
    found = facts.maybe("networks", Networks)
    items: tuple[Network, ...] = found.items if found else ()
    is_deposit = facts.answer("branch") == "deposit_missing"
    flow = transfers.deposit_flow if is_deposit else transfers.withdrawal_flow
    lines = [line for each in items for line in flow(each, facts.now)[:1]]
    return tuple(lines[:MOST_NETWORKS])


CHECK = Definition(
    key="missing-funds",
    topic=Topic.FUNDS,
    asks=(
        Question("branch", Ask.CHOICE, choices=tuple(BRANCHES)),
        Question("coin", Ask.COIN, is_needed=False),
    ),
    reads=reads,
    judge=judge,
    articles=("sent-to-wrong-address", "deposit-not-credited", "withdrawal-pending", "withdrawal-failed"),
    words=transfers.worded(
        en={
            "title": "Coins did not arrive, were refused, or went to a wrong address",
            "intro": "Tell us what happened; each way leads to a check that looks at your own transfer.",
            "ask.branch": "What happened?",
            "ask.branch.deposit_missing": "I sent coins here and they are not in my account",
            "ask.branch.withdrawal_missing": "I withdrew coins and they have not arrived",
            "ask.branch.refused": "My withdrawal is refused or failed",
            "ask.branch.wrong_address": "The address is refused, or I used a wrong one",
            "ask.coin": "Coin",
            "verdict.unsure": "Begin with the one that is nearest to what happened.",
            "verdict.deposit_missing": "We look for your deposit on the blockchain and in our books.",
            "verdict.withdrawal_missing": "We look how far your withdrawal is, and on which side it waits.",
            "verdict.refused": "We look why the withdrawal did not go out. What was not sent has not left us.",
            "verdict.wrong_address": "We look at the address. If the withdrawal still waits, cancel it first: "
            "nobody can call back what is on the blockchain.",
            "step.confirmations": "Where is my deposit?",
            "step.details": "Compare coin, network, address and memo",
            "step.withdrawal": "How far is my withdrawal?",
            "step.transaction": "Look at the transaction on the blockchain",
            "step.security": "What is missing of the security steps?",
            "step.maintenance": "Is the network under maintenance?",
            "step.address": "Why is the address refused?",
            "step.compare": "Compare two addresses",
            "step.sent": "Already sent to a wrong address",
        },
        zh={
            "title": "未到账、被拒绝或地址错误",
            "intro": "请选择发生了什么，我们会带您去查您自己的那一笔。",
            "ask.branch": "发生了什么？",
            "ask.branch.deposit_missing": "转进来的币没有到账",
            "ask.branch.withdrawal_missing": "提出去的币对方没收到",
            "ask.branch.refused": "提现被拒绝或失败",
            "ask.branch.wrong_address": "提示地址错误，或填错了地址",
            "ask.coin": "币种",
            "verdict.unsure": "请从最接近的一项开始。",
            "verdict.deposit_missing": "我们到链上和平台账本里查找您的充值。",
            "verdict.withdrawal_missing": "我们来看您的提现走到哪一步，停在哪一方。",
            "verdict.refused": "我们来看提现为什么没有发出。没有发出的币不会离开平台。",
            "verdict.wrong_address": "我们来检查这个地址。如果提现还没发出，请先取消：上链之后谁也撤不回来。",
            "step.confirmations": "我的充值到哪一步了？",
            "step.details": "核对币种、网络、地址和标签",
            "step.withdrawal": "我的提现到哪一步了？",
            "step.transaction": "到链上查看这笔交易",
            "step.security": "安全验证还差哪一步？",
            "step.maintenance": "网络是否在维护？",
            "step.address": "地址为什么被拒？",
            "step.compare": "比对两个地址",
            "step.sent": "已经转错地址怎么办",
        },
    ),
)
