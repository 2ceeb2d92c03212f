"""What the checks of deposits and withdrawals share: which network is meant, how it runs, and links to explorers."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation

from kefu.exchange.contract.funds import Deposit, Network, Networks, Output, Transaction, Withdrawal
from kefu.exchange.contract.kinds import AddressUse, Flow, TransferReason, TransferState
from kefu.exchange.diagnoses.definition import Facts, Line, Mark, Params, Step, StepKind, Words

ARRIVED = frozenset({TransferState.CREDITED, TransferState.DONE})
ENDED = ARRIVED | {TransferState.FAILED, TransferState.CANCELLED}
OURS = (AddressUse.OWN_CURRENT, AddressUse.OWN_RETIRED, AddressUse.EXCHANGE)
WHYS = ("upgrade", "congestion", "incident", "wallet")

WORDS: Words = {
    "en": {
        "line.deposits_slow": "Deposits of {coin} on {network}: slower than usual",
        "line.deposits_paused": "Deposits of {coin} on {network}: paused, no end announced yet",
        "line.deposits_paused_until": "Deposits of {coin} on {network}: paused, expected back {until}",
        "line.withdrawals_slow": "Withdrawals of {coin} on {network}: slower than usual",
        "line.withdrawals_paused": "Withdrawals of {coin} on {network}: paused, no end announced yet",
        "line.withdrawals_paused_until": "Withdrawals of {coin} on {network}: paused, expected back {until}",
        "line.paused_why": "Reason: {why}",
        "term.upgrade": "the network is being upgraded",
        "term.congestion": "the network is congested",
        "term.incident": "the network is disturbed",
        "term.wallet": "wallet maintenance",
        "step.explorer": "See it on the block explorer",
        "step.status": "Open the status page",
    },
    "zh-CN": {
        "line.deposits_slow": "{coin}（{network} 网络）：充值比平时慢",
        "line.deposits_paused": "{coin}（{network} 网络）：充值暂停，恢复时间尚未公布",
        "line.deposits_paused_until": "{coin}（{network} 网络）：充值暂停，预计 {until} 恢复",
        "line.withdrawals_slow": "{coin}（{network} 网络）：提现比平时慢",
        "line.withdrawals_paused": "{coin}（{network} 网络）：提现暂停，恢复时间尚未公布",
        "line.withdrawals_paused_until": "{coin}（{network} 网络）：提现暂停，预计 {until} 恢复",
        "line.paused_why": "原因：{why}",
        "term.upgrade": "网络升级",
        "term.congestion": "网络拥堵",
        "term.incident": "网络异常",
        "term.wallet": "钱包维护",
        "step.explorer": "在区块浏览器中查看",
        "step.status": "打开状态页",
    },
}

STATUS = Step(StepKind.FLOW, "status", "status")


def worded(*, en: Mapping[str, str], zh: Mapping[str, str]) -> Words:
    """A check's own words, and these."""
    return {"en": {**WORDS["en"], **en}, "zh-CN": {**WORDS["zh-CN"], **zh}}


def article(slug: str, key: str) -> Step:
    return Step(StepKind.ARTICLE, slug, key)


def explorer(network: str, txid: str) -> tuple[Step, ...]:
    """Nothing to link to before a transaction has an id."""
    return (Step(StepKind.EXPLORER, f"{network} txid {txid}", "explorer"),) if network and txid else ()


def is_same(one: str, other: str) -> bool:
    """Of coins, networks and TxIDs, which people and wallets write in either case, with or without 0x."""
    return one.casefold().removeprefix("0x") == other.casefold().removeprefix("0x")


def is_same_address(one: str, other: str) -> bool:
    """Capitals tell addresses apart, except in hexadecimal and bech32 ones."""
    if one.casefold().startswith(("0x", "bc1")):
        return one.casefold() == other.casefold()
    return one == other


def fits(answered: str, found: str) -> bool:
    """Whether what was found is what was asked for, where anything was."""
    return not answered or is_same(answered, found)


def network_of(facts: Facts, coin: str, network: str) -> Network | None:
    """None where it is not offered, or nobody could say."""
    found = facts.maybe("networks", Networks)
    items = found.items if found else ()
    return next((each for each in items if is_same(each.coin, coin) and is_same(each.network, network)), None)


def deposit_flow(network: Network | None, now: datetime) -> tuple[Line, ...]:
    """Says so where deposits are slow or paused."""
    return _flow(network, network.deposits, "deposits", now) if network else ()


def withdrawal_flow(network: Network | None, now: datetime) -> tuple[Line, ...]:
    """Says so where withdrawals are slow or paused."""
    return _flow(network, network.withdrawals, "withdrawals", now) if network else ()


def _flow(network: Network, flow: Flow, direction: str, now: datetime) -> tuple[Line, ...]:
    told: dict[str, str | datetime] = {"coin": network.coin, "network": network.network}
    if flow is Flow.OPEN:
        return ()
    why = (Line(Mark.INFO, "paused_why", {"why": network.paused_why}),) if network.paused_why in WHYS else ()
    if flow is Flow.SLOW:
        return (Line(Mark.WAIT, f"{direction}_slow", told), *why)
    until = announced_end(network, now)
    if until:
        return (Line(Mark.WAIT, f"{direction}_paused_until", {**told, "until": until}), *why)
    return (Line(Mark.WAIT, f"{direction}_paused", told), *why)


def announced_end(network: Network, now: datetime) -> datetime | None:
    """An end that has passed while it is still paused says nothing."""
    return network.paused_until if network.paused_until and network.paused_until > now else None


def sums(transfer: Deposit | Withdrawal) -> Params:
    """What the words about a deposit or withdrawal may name."""
    return {
        "amount": transfer.amount,
        "coin": transfer.coin,
        "network": transfer.network,
        "confirmations": transfer.confirmations,
    }


def grouped(address: str) -> str:
    """In groups of four, so that the middle is read too."""
    return " ".join(address[start : start + 4] for start in range(0, len(address), 4))


def amount_of(text: str) -> Decimal | None:
    """None for what is no amount above zero."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and amount > 0 else None


def is_known_whose(chain: Transaction) -> bool:
    """Whether "not yours" can be said at all: of each address that was paid somebody said whose it is."""
    return all(each.use is not AddressUse.UNKNOWN for each in chain.outputs)


def reached_us(output: Output, network: Network | None) -> bool:
    """An address that many share tells whose a payment is by its memo alone; elsewhere it may be anybody's change."""
    return output.use is not AddressUse.EXCHANGE or (network is not None and network.needs_memo)


def reason_of(output: Output, network: Network | None) -> TransferReason:
    """Why what a transaction paid to us is not credited by itself, as far as the chain shows it."""
    needs_memo = network is not None and network.needs_memo
    if output.use is AddressUse.OWN_RETIRED:
        return TransferReason.ADDRESS_RETIRED
    if needs_memo and not output.memo:
        return TransferReason.MEMO_MISSING
    if needs_memo and output.use is AddressUse.EXCHANGE:
        return TransferReason.MEMO_UNKNOWN
    if network and output.amount < network.deposit_minimum:
        return TransferReason.BELOW_MINIMUM
    return TransferReason.NONE
