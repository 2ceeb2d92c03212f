"""What was answered to a check's questions, held against what each of them takes. Bad answers get a sentence that helps."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _

from kefu.exchange.chains import txids
from kefu.exchange.chains.networks import Network
from kefu.exchange.chains.txids import TxidError, TxidFault
from kefu.exchange.contract import codec
from kefu.exchange.diagnoses.definition import Ask, Definition, Question
from kefu.kit.text import clean_line
from kefu.trust import shield

MAX_CHARS = 300
_ALIASES = {
    **{each.value.lower().replace(" ", ""): each.value for each in Network},
    **dict.fromkeys(("btc", "bitcoinbtc", "比特币"), Network.BITCOIN.value),
    **dict.fromkeys(("eth", "erc20", "ethereumerc20", "以太坊"), Network.ETHEREUM.value),
    **dict.fromkeys(("trx", "trc20", "trontrc20", "波场"), Network.TRON.value),
    **dict.fromkeys(("bsc", "bep20", "bnb", "bnbchain", "bnbsmartchainbep20"), Network.BNB.value),
    **dict.fromkeys(("arb", "arbitrumone"), Network.ARBITRUM.value),
    **dict.fromkeys(("sol", "spl"), Network.SOLANA.value),
    **dict.fromkeys(("xrp", "ripple", "xrpledger"), Network.XRPL.value),
    **dict.fromkeys(("matic", "polygonpos"), Network.POLYGON.value),
}
_PUBLIC = frozenset({Ask.TXID, Ask.ADDRESS})  # 64 digits are what was asked for
_CODE = re.compile(r"[A-Za-z0-9_-]{3,64}\Z")
_COIN = re.compile(r"[A-Z0-9]{2,12}\Z")
_MARKET = re.compile(r"[A-Z0-9]{2,12}[/-]?[A-Z0-9-]{0,12}\Z")
_WORD = re.compile(r"[\w .()+-]{1,40}\Z")
_UNBROKEN = re.compile(r"[!-~]{1,300}\Z")
_LONG = re.compile(r"[!-~]{32,300}\Z")  # no chain has shorter TxIDs; a page of an explorer is longer still
_COUNTRY = re.compile(r"[A-Z]{2}\Z")


@dataclass(frozen=True, slots=True)
class Answered:
    """`problems`: a sentence by the question's name. `missing`: needed and not answered yet, in order."""

    answers: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        return not self.problems and not self.missing


def checked(definition: Definition, given: Mapping[str, str]) -> Answered:
    """Each answer cleaned, in the order of the questions; those that are not asked (any more) are left out."""
    answers: dict[str, str] = {}
    problems: dict[str, str] = {}
    missing: list[str] = []
    for question in definition.asks:
        if not is_asked(question, answers):
            continue
        text = _cleaned(given.get(question.name, ""), is_txid=question.ask in _PUBLIC)
        if not text:
            missing += [question.name] if question.is_needed else []
            continue
        try:
            answers[question.name] = _read(question, text)
        except _Bad as bad:
            problems[question.name] = str(bad)
    _hold_against_network(definition, answers, problems)
    return Answered(answers, problems, tuple(missing))


def is_asked(question: Question, answers: Mapping[str, str]) -> bool:
    if question.only_if is None:
        return True
    name, values = question.only_if
    return answers.get(name) in values


def _cleaned(typed: str, *, is_txid: bool) -> str:
    """Without secrets: what is answered here is stored, shown in receipts and asked of the exchange."""
    plain = unicodedata.normalize("NFKC", typed[:MAX_CHARS])  # one character may become eighteen
    return clean_line(shield.cut(plain, is_txid=is_txid).text, max_chars=MAX_CHARS).strip()


def _hold_against_network(definition: Definition, answers: dict[str, str], problems: dict[str, str]) -> None:
    """A TxID is written as its network writes it, or refused with what is wrong about it."""
    network = next(
        (answers[each.name] for each in definition.asks if each.ask is Ask.NETWORK and each.name in answers), ""
    )
    if network not in set(Network):
        return
    for question in definition.asks:
        if question.ask is Ask.TXID and question.name in answers:
            found = txids.txid(answers[question.name], network)
            if isinstance(found, str):
                answers[question.name] = found
            else:
                problems[question.name] = str(_told(found, network))
                del answers[question.name]


def _told(error: TxidError, network: str) -> object:
    match error.fault:
        case TxidFault.IS_ADDRESS:
            return _("This is an address. The TxID (transaction hash) stands in the details of the transfer.")
        case TxidFault.TOO_SHORT | TxidFault.TOO_LONG:
            return _("This is not a whole TxID of %(network)s. Copy it again with the copy button.") % {
                "network": network
            }
        case TxidFault.OTHER_CHAIN:
            others = ", ".join(each.value for each in error.chains[:3])
            return _("This TxID is of another network: %(others)s. Compare the network that was sent on.") % {
                "others": others
            }
        case _:
            return _("A TxID has digits and letters alone. Copy it again with the copy button.")


class _Bad(ValueError):
    """With a sentence for whoever typed it."""


def _read(question: Question, text: str) -> str:
    if question.ask is Ask.CHOICE:
        if text not in question.choices:
            raise _Bad(_("Choose one of the answers."))
        return text
    return _READ[question.ask](text)


def _shaped(shape: re.Pattern[str], told: object, *, change: Callable[[str], str] = str) -> Callable[[str], str]:
    def read(text: str) -> str:
        changed = change(text)
        if not shape.match(changed):
            raise _Bad(told)
        return changed

    return read


def _network(text: str) -> str:
    """By its name here, whatever else it is called on the sender's side."""
    if not _WORD.match(text):
        raise _Bad(_("Choose the network."))
    plain = re.sub(r"[\s()-]", "", text).lower()
    return _ALIASES.get(plain, text)


def _figure(text: str) -> str:
    plain = text.replace(" ", "")
    plain = plain.replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", plain) else plain
    try:
        found = Decimal(plain)
    except InvalidOperation:
        found = Decimal("NaN")
    if not codec.is_writable(found) or found < 0 or len(plain) > 40:
        raise _Bad(_("Type a number, for example 0.25."))
    return f"{found:f}"


def _moment(text: str) -> str:
    try:
        found: datetime | None = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or not codec.is_of_our_time(found):
        raise _Bad(_("Type a day and a time, for example 2026-11-29 14:05."))
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


_READ: Mapping[Ask, Callable[[str], str]] = {
    Ask.TXID: _shaped(_LONG, _("A TxID is one run of letters and digits. Copy it whole, without spaces.")),
    Ask.ORDER_ID: _shaped(
        _CODE, _("An order's number has letters, digits and dashes alone. Copy it from your orders.")
    ),
    Ask.WITHDRAWAL_ID: _shaped(_CODE, _("Copy the withdrawal's number from your withdrawal history.")),
    Ask.COIN: _shaped(_COIN, _("Type the coin's short name, for example BTC or USDT."), change=str.upper),
    Ask.NETWORK: _network,
    Ask.ADDRESS: _shaped(_UNBROKEN, _("An address is one run of letters and digits. Copy it whole, without spaces.")),
    Ask.MEMO: _shaped(_UNBROKEN, _("Copy the memo or tag as it stands, without spaces.")),
    Ask.MARKET: _shaped(_MARKET, _("Type the market, for example BTC/USDT."), change=str.upper),
    Ask.AMOUNT: _figure,
    Ask.MOMENT: _moment,
    Ask.COUNTRY: _shaped(_COUNTRY, _("Type the country's two letters, for example SG."), change=str.upper),
    Ask.ERROR_TEXT: str,
}
