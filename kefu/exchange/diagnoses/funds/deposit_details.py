"""Whether coin, network, address and memo of a deposit are the customer's own, read from the transaction itself."""

from kefu.exchange.contract import calls
from kefu.exchange.contract.connector import Unlearned
from kefu.exchange.contract.funds import (
    AddressCheck,
    AskAddress,
    AskDeposits,
    AskNetworks,
    AskTransaction,
    Deposit,
    Deposits,
    Network,
    Networks,
    Output,
    Transaction,
)
from kefu.exchange.contract.kinds import AddressUse, Level, TransferReason, Trouble
from kefu.exchange.diagnoses.definition import (
    Ask,
    Definition,
    Facts,
    Finding,
    Line,
    Mark,
    NotLearned,
    Question,
    State,
    Step,
    StepKind,
    Topic,
    Value,
    Wanted,
)
from kefu.exchange.diagnoses.funds import deposit_details_words, transfers
from kefu.exchange.diagnoses.shared_words import CONTACT

MOST_OUTPUTS = 5  # lines about addresses that are nobody's here
OWN = frozenset({AddressUse.OWN_CURRENT, AddressUse.OWN_RETIRED})
PROGRESS = Step(StepKind.CHECK, "deposit-confirmations", "progress")
STEPS: dict[str, Step] = {
    "wrong_network": transfers.article("deposit-wrong-network", "wrong_network"),
    "network_not_offered": transfers.article("deposit-wrong-network", "wrong_network"),
    "memo_missing": transfers.article("deposit-missing-memo", "memo"),
    "memo_unknown": transfers.article("deposit-missing-memo", "memo"),
    "below_minimum": transfers.article("deposit-below-minimum", "below_minimum"),
    "address_retired": Step(StepKind.FLOW, "deposit", "new_address"),
    "not_yours": transfers.article("sent-to-wrong-address", "wrong_address"),
}


def reads(facts: Facts) -> tuple[Wanted, ...]:
    coin, network, txid = facts.answer("coin"), facts.answer("network"), facts.answer("txid")
    wanted: tuple[Wanted, ...] = (
        Wanted("deposits", calls.DEPOSITS, AskDeposits(txid=txid)),
        Wanted("chain", calls.TRANSACTION, AskTransaction(network=network, txid=txid)),
        Wanted("networks", calls.NETWORKS, AskNetworks(coin=coin)),
    )
    chain = facts.maybe("chain", Transaction)
    if chain and chain.outputs:
        paid_to = chain.outputs[0].address
        wanted += (Wanted("own", calls.ADDRESS, AskAddress(coin=coin, network=network, address=paid_to)),)
    return wanted


def judge(facts: Facts) -> Finding:
    chain = facts.need("chain", Transaction)
    network = facts.answer("network")
    look = transfers.explorer(network, facts.answer("txid"))
    if not chain.is_found:
        line = Line(Mark.BAD, "not_on_chain", {"network": network})
        return Finding("not_on_chain", State.ACT, {"network": network}, (line,), (*look, CONTACT))
    if chain.has_failed:
        return Finding("failed_on_chain", State.ACT, {}, (Line(Mark.BAD, "failed_on_chain"),), (*look, CONTACT))
    output = _meant(chain, facts)
    if output is None and not transfers.is_known_whose(chain):
        facts.need("deposits", Deposits)  # says that it is because nothing is proved, where it is
        raise NotLearned(Unlearned(calls.ADDRESS.name, Trouble.UNAVAILABLE))
    lines = _compared(chain, output, facts)
    verdict = _verdict(output, facts)
    if verdict == "all_match":
        return Finding(verdict, State.FINE, {}, lines, (PROGRESS, *look))
    steps = (CONTACT, *((STEPS[verdict],) if verdict in STEPS else ()), *look)
    return Finding(verdict, State.PERSON, _named(output, facts), lines, steps)


def _meant(chain: Transaction, facts: Facts) -> Output | None:
    """What went to the customer, of the named coin before others; else what went to an address many share."""
    coin = facts.answer("coin")
    own = [each for each in chain.outputs if each.use in OWN]
    shared = [each for each in chain.outputs if _is_shared(each, facts)]
    return next(iter(sorted(own or shared, key=lambda each: not transfers.is_same(each.coin, coin))), None)


def _is_shared(output: Output, facts: Facts) -> bool:
    return output.use is AddressUse.EXCHANGE and transfers.reached_us(output, _network(facts))


def _verdict(output: Output | None, facts: Facts) -> str:
    """The first thing that does not fit, the gravest first."""
    if output is None:
        return "not_yours"
    booked = _booked(output, facts)
    network = _network(facts)
    reason = booked.reason if booked else TransferReason.NONE
    if reason is TransferReason.NONE and not (booked and booked.state in transfers.ARRIVED):
        reason = transfers.reason_of(output, network)
    if reason.value in STEPS:
        return reason.value
    if not transfers.is_same(output.coin, facts.answer("coin")):
        return "coin_differs"
    if network is None and facts.maybe("networks", Networks) is not None:
        return "network_not_offered"
    if _typed_differs(output, facts):
        return "typed_differs"
    return "all_match"


def _booked(output: Output, facts: Facts) -> Deposit | None:
    found = facts.maybe("deposits", Deposits)
    txid = facts.answer("txid")
    items = [each for each in found.items if transfers.is_same(each.txid, txid)] if found else []
    return next((each for each in items if transfers.is_same(each.coin, output.coin)), None)


def _network(facts: Facts) -> Network | None:
    return transfers.network_of(facts, facts.answer("coin"), facts.answer("network"))


def _typed_differs(output: Output, facts: Facts) -> bool:
    """What the customer believes to have sent to, where they said so."""
    address, memo = facts.answer("address"), facts.answer("memo")
    return bool(address and not transfers.is_same_address(address, output.address)) or bool(
        memo and memo != output.memo
    )


def _compared(chain: Transaction, output: Output | None, facts: Facts) -> tuple[Line, ...]:
    network: tuple[Line, ...] = _offered(facts)
    if output is None:
        return (*network, *_strangers(chain), *_own_masked(facts))
    booked = _booked(output, facts)
    if booked and booked.reason is TransferReason.WRONG_NETWORK:
        network = (Line(Mark.BAD, "network_other", {"network": booked.network}),)
    return (*_coin(output, facts), *network, *_address(output, facts), *_memo(output, facts), *_amount(output, facts))


def _coin(output: Output, facts: Facts) -> tuple[Line, ...]:
    coin = facts.answer("coin")
    if transfers.is_same(output.coin, coin):
        return (Line(Mark.OK, "coin", {"coin": output.coin}),)
    return (Line(Mark.BAD, "coin_differs", {"coin": coin, "found": output.coin}),)


def _offered(facts: Facts) -> tuple[Line, ...]:
    told = {"coin": facts.answer("coin"), "network": facts.answer("network")}
    if facts.maybe("networks", Networks) is None:
        return (Line(Mark.UNKNOWN, "network_unknown", told),)
    if _network(facts) is None:
        return (Line(Mark.BAD, "network_not_offered", told),)
    return (Line(Mark.OK, "network", told),)


def _address(output: Output, facts: Facts) -> tuple[Line, ...]:
    told = {"address": output.address}
    retired = output.use is AddressUse.OWN_RETIRED
    key = "address_shared" if output.use is AddressUse.EXCHANGE else "address_retired" if retired else "address"
    lines: tuple[Line, ...] = (Line(Mark.BAD if retired else Mark.OK, key, told),)
    typed = facts.answer("address")
    if typed and not transfers.is_same_address(typed, output.address):
        lines += (Line(Mark.BAD, "address_typed", {"address": typed}),)
    return lines + (_own_masked(facts) if retired else ())


def _own_masked(facts: Facts) -> tuple[Line, ...]:
    own = facts.maybe("own", AddressCheck)
    return (Line(Mark.INFO, "own", {"address": own.own_masked}),) if own and own.own_masked else ()


def _memo(output: Output, facts: Facts) -> tuple[Line, ...]:
    network, typed = _network(facts), facts.answer("memo")
    if network is None or not (network.needs_memo or typed):
        return ()
    lines: tuple[Line, ...] = ()
    if not output.memo:
        lines = (Line(Mark.BAD, "memo_missing"),)
    elif output.use is AddressUse.EXCHANGE and transfers.reason_of(output, network) is TransferReason.MEMO_UNKNOWN:
        lines = (Line(Mark.BAD, "memo_unknown", {"memo": output.memo}),)
    else:
        lines = (Line(Mark.OK, "memo", {"memo": output.memo}),)
    return (*lines, Line(Mark.BAD, "memo_typed", {"memo": typed})) if typed and typed != output.memo else lines


def _amount(output: Output, facts: Facts) -> tuple[Line, ...]:
    network = _network(facts)
    told: dict[str, Value] = {"amount": output.amount, "coin": output.coin}
    if network is None or output.amount >= network.deposit_minimum or not transfers.is_same(output.coin, network.coin):
        return (Line(Mark.INFO, "amount", told),)
    return (Line(Mark.BAD, "below_minimum", {**told, "minimum": network.deposit_minimum}),)


def _strangers(chain: Transaction) -> tuple[Line, ...]:
    """Where it went: addresses are public on the chain; whose they are is not told."""
    shown = chain.outputs[:MOST_OUTPUTS]
    return tuple(
        Line(Mark.BAD, "went_to", {"amount": each.amount, "coin": each.coin, "address": each.address}) for each in shown
    )


def _named(output: Output | None, facts: Facts) -> dict[str, str]:
    named = {"coin": facts.answer("coin"), "network": facts.answer("network")}
    return {**named, "found": output.coin} if output else named


CHECK = Definition(
    key="deposit-details",
    topic=Topic.FUNDS,
    level=Level.SIGNED_IN,
    asks=(
        Question("coin", Ask.COIN),
        Question("network", Ask.NETWORK),
        Question("txid", Ask.TXID),
        Question("address", Ask.ADDRESS, is_needed=False),
        Question("memo", Ask.MEMO, is_needed=False),
    ),
    reads=reads,
    judge=judge,
    articles=("check-coin-network-address", "deposit-wrong-network"),
    words=deposit_details_words.WORDS,
)
