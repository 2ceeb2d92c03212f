"""How many confirmations each coin needs on each network: a table made from what the exchange says now."""

from kefu.exchange.contract import calls
from kefu.exchange.contract.funds import AskNetworks, Network, Networks
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

MOST_ROWS = 30
HERE = Step(StepKind.CHECK, "deposit-confirmations", "mine")


def reads(facts: Facts) -> tuple[Wanted, ...]:
    return (Wanted("networks", calls.NETWORKS, AskNetworks(coin=facts.answer("coin"))),)


def judge(facts: Facts) -> Finding:
    coin, network = facts.answer("coin"), facts.answer("network")
    items = facts.need("networks", Networks).items
    rows = [each for each in items if transfers.fits(coin, each.coin) and transfers.fits(network, each.network)]
    if not rows:
        return Finding("not_offered", State.UNCLEAR, {}, (Line(Mark.INFO, "not_offered"),), (HERE, CONTACT))
    lines = tuple(_row(each) for each in rows[:MOST_ROWS])
    if len(rows) > MOST_ROWS:
        lines += (Line(Mark.INFO, "more", {"count": len(rows) - MOST_ROWS}),)
    if len(rows) == 1:
        return Finding("one", State.FINE, _told(rows[0]), lines, (HERE,))
    return Finding("table", State.FINE, {}, lines, (HERE,))


def _row(network: Network) -> Line:
    """With the time it takes about, where the exchange says how fast blocks come."""
    seconds = network.confirmations * network.seconds_a_block
    told = _told(network)
    if not seconds:
        return Line(Mark.INFO, "row", told)
    if seconds < 60:
        return Line(Mark.INFO, "row_under_a_minute", told)
    return Line(Mark.INFO, "row_minutes", {**told, "minutes": -(-seconds // 60)})


def _told(network: Network) -> dict[str, Value]:
    return {
        "coin": network.coin,
        "network": network.network,
        "confirmations": network.confirmations,
        "unlock": network.unlock_confirmations,
    }


CHECK = Definition(
    key="confirmations-by-coin",
    topic=Topic.FUNDS,
    asks=(Question("coin", Ask.COIN, is_needed=False), Question("network", Ask.NETWORK, is_needed=False)),
    reads=reads,
    judge=judge,
    articles=("confirmations-by-coin",),
    words=transfers.worded(
        en={
            "title": "How many confirmations does my coin need?",
            "intro": "These are the numbers our system works with at this moment.",
            "ask.coin": "Coin",
            "ask.coin.hint": "Leave it empty to see all.",
            "ask.network": "Network",
            "verdict.one": "{coin} on {network}: credited after {confirmations}, "
            "can be withdrawn after {unlock} confirmations.",
            "verdict.table": "Each network counts differently: blocks of one come in seconds, of another in minutes. "
            "A larger number does not mean a longer wait.",
            "verdict.not_offered": "We do not offer this coin on this network.",
            "line.row": "{coin} on {network}: credited after {confirmations}, can be withdrawn after {unlock}",
            "line.row_under_a_minute": "{coin} on {network}: credited after {confirmations} (usually under a minute), "
            "can be withdrawn after {unlock}",
            "line.row_minutes": "{coin} on {network}: credited after {confirmations} (usually {minutes} min), "
            "can be withdrawn after {unlock}",
            "line.more": "{count} more: name a coin to see its networks",
            "line.not_offered": "Do not send it here before you have seen it on the deposit page",
            "step.mine": "See how far my deposit is",
        },
        zh={
            "title": "各币种要几个确认？",
            "intro": "这是系统此刻使用的数字。",
            "ask.coin": "币种",
            "ask.coin.hint": "不填则显示全部。",
            "ask.network": "网络",
            "verdict.one": "{coin}（{network} 网络）：{confirmations} 个确认后到账，{unlock} 个确认后可以提现。",
            "verdict.table": "每条网络的出块快慢不同，需要的确认数也不同。确认数大的网络，等待时间不一定更长。",
            "verdict.not_offered": "平台不支持这个币种在该网络上充值。",
            "line.row": "{coin}（{network} 网络）：{confirmations} 个确认到账，{unlock} 个可提现",
            "line.row_under_a_minute": "{coin}（{network} 网络）：{confirmations} 个确认到账（通常不到一分钟），"
            "{unlock} 个可提现",
            "line.row_minutes": "{coin}（{network} 网络）：{confirmations} 个确认到账（通常约 {minutes} 分钟），"
            "{unlock} 个可提现",
            "line.more": "另有 {count} 项：选择币种即可查看",
            "line.not_offered": "充值页上没有显示之前，请不要转入",
            "step.mine": "查看我的充值进度",
        },
    ),
)
