"""Whether deposits and withdrawals of a coin run, on which networks, and when what is paused is expected back."""

from kefu.exchange.contract import calls
from kefu.exchange.contract.funds import AskNetworks, Network, Networks
from kefu.exchange.contract.kinds import Flow
from kefu.exchange.diagnoses.definition import (
    Ask,
    Definition,
    Facts,
    Finding,
    Line,
    Mark,
    Question,
    State,
    Topic,
    Wanted,
)
from kefu.exchange.diagnoses.funds import transfers
from kefu.exchange.diagnoses.shared_words import CONTACT

MOST_NETWORKS = 15
MEANS = transfers.article("coin-maintenance", "means")


def reads(facts: Facts) -> tuple[Wanted, ...]:
    return (Wanted("networks", calls.NETWORKS, AskNetworks(coin=facts.answer("coin"))),)


def judge(facts: Facts) -> Finding:
    coin, network = facts.answer("coin"), facts.answer("network")
    items = facts.need("networks", Networks).items
    asked = [each for each in items if transfers.fits(coin, each.coin) and transfers.fits(network, each.network)]
    if not asked:
        return Finding("not_offered", State.UNCLEAR, {}, (Line(Mark.INFO, "not_offered"),), (transfers.STATUS, CONTACT))
    disturbed = [each for each in asked if Flow.PAUSED in _flows(each) or Flow.SLOW in _flows(each)]
    if not disturbed:
        return Finding("all_open", State.FINE, {}, _open(asked), (transfers.STATUS,))
    lines = _lines(disturbed, asked if coin else [], facts)
    verdict = _verdict(disturbed, facts)
    follow = facts.answers if coin else {}
    first = disturbed[0]
    told = {"coin": first.coin, "network": first.network}
    until = transfers.announced_end(first, facts.now)
    if verdict == "paused_until" and until:
        return Finding(verdict, State.WAITING, {**told, "until": until}, lines, (transfers.STATUS, MEANS), follow)
    return Finding(verdict, State.WAITING, told, lines, (transfers.STATUS, MEANS), follow)


def _verdict(disturbed: list[Network], facts: Facts) -> str:
    if len(disturbed) > 1:
        return "several"
    if Flow.PAUSED not in _flows(disturbed[0]):
        return "slow"
    return "paused_until" if transfers.announced_end(disturbed[0], facts.now) else "paused"


def _flows(network: Network) -> tuple[Flow, Flow]:
    return network.deposits, network.withdrawals


def _lines(disturbed: list[Network], asked: list[Network], facts: Facts) -> tuple[Line, ...]:
    """What does not run, then the coin's other ways: the same coin often has a network that runs."""
    lines: list[Line] = []
    for each in disturbed[:MOST_NETWORKS]:
        told = (*transfers.deposit_flow(each, facts.now), *transfers.withdrawal_flow(each, facts.now))
        lines += [line for line in told if line.key != "paused_why"]
        lines += [line for line in told if line.key == "paused_why"][:1]
    lines += _open([each for each in asked if each not in disturbed])
    if len(disturbed) > MOST_NETWORKS:
        lines.append(Line(Mark.INFO, "more", {"count": len(disturbed) - MOST_NETWORKS}))
    return tuple(lines)


def _open(networks: list[Network]) -> tuple[Line, ...]:
    return tuple(
        Line(Mark.OK, "open", {"coin": each.coin, "network": each.network}) for each in networks[:MOST_NETWORKS]
    )


CHECK = Definition(
    key="network-maintenance",
    topic=Topic.FUNDS,
    asks=(Question("coin", Ask.COIN, is_needed=False), Question("network", Ask.NETWORK, is_needed=False)),
    reads=reads,
    judge=judge,
    articles=("coin-maintenance", "notice-maintenance-window"),
    words=transfers.worded(
        en={
            "title": "Is my coin under maintenance?",
            "intro": "Whether deposits and withdrawals run now, and when what is paused is expected back.",
            "ask.coin": "Coin",
            "ask.coin.hint": "Leave it empty to see whatever is paused.",
            "ask.network": "Network",
            "verdict.all_open": "Deposits and withdrawals run; nothing is paused.",
            "verdict.slow": "{coin} on {network} runs, but slower than usual. Nothing is lost by that.",
            "verdict.paused": "{coin} on {network} is paused; no end has been announced yet. "
            "Your balance is not touched by that.",
            "verdict.paused_until": "{coin} on {network} is paused and expected back {until}. "
            "Your balance is not touched by that.",
            "verdict.several": "Several networks do not run as usual. Your balance is not touched by that; "
            "below is what is paused and what is slow.",
            "verdict.not_offered": "We do not offer this coin on this network.",
            "line.open": "{coin} on {network}: deposits and withdrawals run",
            "line.not_offered": "Compare the name with the deposit page",
            "line.more": "{count} more: name a coin to see its networks",
            "step.means": "What a pause means for your coins",
        },
        zh={
            "title": "我的币种在维护吗？",
            "intro": "查看充值和提现现在是否正常，以及暂停的预计何时恢复。",
            "ask.coin": "币种",
            "ask.coin.hint": "不填则显示所有暂停的网络。",
            "ask.network": "网络",
            "verdict.all_open": "充值和提现都正常，没有暂停。",
            "verdict.slow": "{coin}（{network} 网络）可以使用，但比平时慢，币不会因此丢失。",
            "verdict.paused": "{coin}（{network} 网络）暂停中，恢复时间尚未公布。您的余额不受影响。",
            "verdict.paused_until": "{coin}（{network} 网络）暂停中，预计 {until} 恢复。您的余额不受影响。",
            "verdict.several": "有几条网络目前不正常，您的余额不受影响。下面列出了暂停和变慢的网络。",
            "verdict.not_offered": "平台不支持这个币种的该网络。",
            "line.open": "{coin}（{network} 网络）：充值和提现正常",
            "line.not_offered": "请与充值页上的名称核对",
            "line.more": "另有 {count} 项：选择币种即可查看",
            "step.means": "维护对您的币有什么影响",
        },
    ),
)
