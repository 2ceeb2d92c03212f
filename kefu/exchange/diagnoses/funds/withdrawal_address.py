"""Why a withdrawal's address is refused: its characters, its network, the list of allowed ones, or a missing memo."""

from dataclasses import dataclass

from kefu.exchange.chains import addresses
from kefu.exchange.contract import calls
from kefu.exchange.contract.funds import (
    AddressCheck,
    AskAddress,
    AskNetworks,
    Networks,
    Withdrawal,
    Withdrawals,
)
from kefu.exchange.contract.kinds import AddressUse, Level, TransferReason
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
from kefu.exchange.diagnoses.funds import transfers, withdrawal_address_words, withdrawals
from kefu.exchange.diagnoses.shared_words import CONTACT

OF_ADDRESS = frozenset(
    {
        TransferReason.ADDRESS_INVALID,
        TransferReason.ADDRESS_NOT_ALLOWED,
        TransferReason.ADDRESS_RETIRED,
        TransferReason.WRONG_NETWORK,
        TransferReason.MEMO_MISSING,
        TransferReason.MEMO_UNKNOWN,
    }
)
COMPARE = Step(StepKind.CHECK, "compare-addresses", "compare")
REJECTED = transfers.article("withdrawal-rejected-address", "rejected")
WHITELIST = transfers.article("address-whitelist", "list")


@dataclass(frozen=True, slots=True)
class Subject:
    """The address that is looked at: typed, or of a withdrawal."""

    coin: str
    network: str
    address: str
    memo: str = ""
    reason: TransferReason = TransferReason.NONE
    is_typed: bool = False


def reads(facts: Facts) -> tuple[Wanted, ...]:
    wanted: tuple[Wanted, ...] = () if facts.answer("address") else (withdrawals.wanted(facts),)
    one = _subject(facts)
    if one is None:
        return wanted
    if one.coin and one.network:
        asked = AskAddress(coin=one.coin, network=one.network, address=one.address)
        wanted += (Wanted("address", calls.ADDRESS, asked),)
    return (*wanted, Wanted("networks", calls.NETWORKS, AskNetworks(coin=one.coin))) if one.coin else wanted


def _subject(facts: Facts) -> Subject | None:
    answer = facts.answer
    if answer("address"):
        return Subject(answer("coin"), answer("network"), answer("address"), answer("memo"), is_typed=True)
    refused = withdrawals.meant(facts, prefer=_is_refused)
    if refused is None or not (_is_refused(refused) or answer("withdrawal_id")):
        return None
    return Subject(refused.coin, refused.network, refused.address, refused.memo, refused.reason)


def _is_refused(withdrawal: Withdrawal) -> bool:
    return withdrawal.reason in OF_ADDRESS and withdrawal.state not in transfers.ARRIVED


def judge(facts: Facts) -> Finding:
    if not facts.answer("address"):
        facts.need("withdrawals", Withdrawals)
    one = _subject(facts)
    if one is None:
        return Finding("nothing_refused", State.ACT, {}, (Line(Mark.INFO, "nothing_refused"),), (REJECTED, CONTACT))
    shown = Line(Mark.INFO, "address", {"address": transfers.grouped(one.address)})
    if not one.network:
        lines = (shown, *_fitting(one))
        return Finding("network_needed", State.UNCLEAR, {}, lines, (REJECTED, CONTACT))
    form = by_its_characters(one)
    if form is not None and not form.is_well_formed:
        return _faulty(one, form, shown)
    return _as_known(one, facts, (shown, _form_line(one, form)))


def by_its_characters(one: Subject) -> addresses.AddressVerdict | None:
    """What it says by itself, before anybody is asked. None for a network whose addresses we do not know."""
    try:
        return addresses.looked_at(one.address, one.network)
    except ValueError:
        return None


def _form_line(one: Subject, form: addresses.AddressVerdict | None) -> Line:
    mark, key = (Mark.OK, "well_formed") if form else (Mark.UNKNOWN, "form_unknown")
    return Line(mark, key, {"network": one.network})


def _fitting(one: Subject) -> tuple[Line, ...]:
    return tuple(Line(Mark.INFO, "fits", {"network": each.value}) for each in addresses.fitting(one.address))


def _faulty(one: Subject, fault: addresses.AddressVerdict, shown: Line) -> Finding:
    told = {"network": one.network}
    if fault.error is addresses.AddressError.OTHER_CHAIN:
        lines = (shown, Line(Mark.BAD, "fault_other_chain", told), *_fitting(one))
        return Finding("other_network", State.ACT, told, lines, (withdrawals.ANEW, REJECTED, CONTACT))
    lines = (shown, *_fault_line(fault, one.network))
    return Finding("not_valid", State.ACT, told, lines, (withdrawals.ANEW, REJECTED, COMPARE))


def _fault_line(fault: addresses.AddressVerdict, network: str) -> tuple[Line, ...]:
    """People count characters from one."""
    if fault.error is None:
        return ()
    key = f"fault_{fault.error.value}"
    if fault.position is None:
        return (Line(Mark.BAD, key, {"network": network}),)
    return (Line(Mark.BAD, f"{key}_at", {"network": network, "place": fault.position + 1}),)


def _as_known(one: Subject, facts: Facts, shown: tuple[Line, ...]) -> Finding:
    """Nothing is wrong with its characters: what the exchange knows about it and why it refused it."""
    known = facts.maybe("address", AddressCheck)
    told = {"coin": one.coin, "network": one.network}
    lines = (*shown, *_known_lines(one, known, facts))
    if _is_offered(one, facts) is False:
        return Finding(
            "not_offered", State.ACT, told, (*lines, Line(Mark.BAD, "not_offered", told)), (withdrawals.ANEW, CONTACT)
        )
    if known and known.use is AddressUse.CONTRACT:
        return Finding("contract", State.ACT, told, lines, (withdrawals.ANEW, REJECTED))
    if one.reason is TransferReason.ADDRESS_NOT_ALLOWED or (known and known.is_on_own_list is False):
        return Finding("not_allowed", State.ACT, told, lines, (withdrawals.ADDRESSES, WHITELIST, CONTACT))
    if one.reason is TransferReason.MEMO_MISSING or (known and known.needs_memo and not one.memo):
        return Finding("memo_needed", State.ACT, told, lines, (withdrawals.ANEW, REJECTED, CONTACT))
    if known and known.use in (AddressUse.OWN_CURRENT, AddressUse.OWN_RETIRED):
        return Finding("your_own", State.ACT, told, lines, (withdrawals.ANEW, REJECTED))
    if one.reason in OF_ADDRESS:
        verdict = "network_refused" if one.reason is TransferReason.WRONG_NETWORK else "refused"
        return Finding(verdict, State.PERSON, told, lines, (CONTACT, REJECTED))
    if by_its_characters(one) is None:
        return Finding("not_checked", State.UNCLEAR, told, lines, (COMPARE, CONTACT))
    return Finding("seems_right", State.FINE, told, (*lines, Line(Mark.INFO, "only_form")), (COMPARE, CONTACT))


def _is_offered(one: Subject, facts: Facts) -> bool | None:
    """None where nobody could say."""
    if facts.maybe("networks", Networks) is None:
        return None
    return transfers.network_of(facts, one.coin, one.network) is not None


def _known_lines(one: Subject, known: AddressCheck | None, facts: Facts) -> tuple[Line, ...]:
    if known is None:
        return (Line(Mark.UNKNOWN, "not_looked_up"),)
    lines = []
    if known.use in (AddressUse.CONTRACT, AddressUse.OWN_CURRENT, AddressUse.OWN_RETIRED):
        lines.append(Line(Mark.BAD, f"use_{known.use.value}"))
    if known.is_on_own_list is not None:
        on_list = known.is_on_own_list
        lines.append(Line(Mark.OK if on_list else Mark.BAD, "on_list" if on_list else "not_on_list"))
    if known.needs_memo:
        lines.append(Line(Mark.BAD, "memo_missing") if not one.memo else Line(Mark.OK, "memo", {"memo": one.memo}))
    elif (network := transfers.network_of(facts, one.coin, one.network)) and network.needs_memo and not one.memo:
        lines.append(Line(Mark.INFO, "memo_perhaps", {"network": one.network}))
    return tuple(lines)


CHECK = Definition(
    key="withdrawal-address",
    topic=Topic.FUNDS,
    level=Level.SIGNED_IN,
    asks=(
        Question("withdrawal_id", Ask.WITHDRAWAL_ID, is_needed=False),
        Question("coin", Ask.COIN, is_needed=False),
        Question("network", Ask.NETWORK, is_needed=False),
        Question("address", Ask.ADDRESS, is_needed=False),
        Question("memo", Ask.MEMO, is_needed=False),
    ),
    reads=reads,
    judge=judge,
    articles=("withdrawal-rejected-address", "compare-address-fully"),
    words=withdrawal_address_words.WORDS,
)
