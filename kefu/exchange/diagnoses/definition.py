"""What a check is: questions, facts, a pure verdict, and the words for it. One definition, drawn by every surface.

The help article, the desk's panel, the form before a chat and the bot's dialogue all read these values, and nothing else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from kefu.exchange.contract.calls import Call
from kefu.exchange.contract.connector import Learned, Unlearned
from kefu.exchange.contract.kinds import Level

R = TypeVar("R")
Value = str | int | Decimal | datetime
Params = Mapping[str, Value]


class Topic(StrEnum):
    LOGIN = "login"
    TRADING = "trading"
    FUNDS = "funds"
    KYC = "kyc"
    FUTURES = "futures"


class Ask(StrEnum):
    """What sort of answer a question takes; `answers` says of each whether it is well formed."""

    CHOICE = "choice"
    TXID = "txid"
    ORDER_ID = "order_id"
    WITHDRAWAL_ID = "withdrawal_id"
    COIN = "coin"
    NETWORK = "network"
    ADDRESS = "address"
    MEMO = "memo"
    MARKET = "market"
    AMOUNT = "amount"
    MOMENT = "moment"
    COUNTRY = "country"
    ERROR_TEXT = "error_text"


@dataclass(frozen=True, slots=True)
class Question:
    """`choices`: of a CHOICE. `only_if`: asked only where an earlier answer is one of these: ("branch", ("late",))."""

    name: str
    ask: Ask
    is_needed: bool = True
    choices: tuple[str, ...] = ()
    only_if: tuple[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A fact to be read: under which name, by which call."""

    name: str
    call: Call[Any, Any]
    asked: object


class NotLearned(Exception):
    """A verdict needs what could not be learned. The runner tells that, and goes on."""

    def __init__(self, unlearned: Unlearned) -> None:
        self.unlearned = unlearned
        super().__init__(unlearned.trouble.value)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a verdict is made of: the answers, what was learned by name, and the moment."""

    now: datetime
    answers: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[str, Learned[Any] | Unlearned] = field(default_factory=dict)
    user_agent: str = ""

    def need(self, name: str, kind: type[R]) -> R:
        """NotLearned if it is not there."""
        found = self.known[name]
        if isinstance(found, Unlearned):
            raise NotLearned(found)
        if not isinstance(found.value, kind):
            raise TypeError(f"{name} is no {kind.__name__}")
        return found.value

    def maybe(self, name: str, kind: type[R]) -> R | None:
        """None where it was not asked for or not learned."""
        found = self.known.get(name)
        return found.value if isinstance(found, Learned) and isinstance(found.value, kind) else None

    def answer(self, name: str) -> str:
        return self.answers.get(name, "")


class Mark(StrEnum):
    OK = "ok"
    WAIT = "wait"
    BAD = "bad"
    INFO = "info"
    UNKNOWN = "unknown"


class State(StrEnum):
    """What follows from a verdict."""

    FINE = "fine"  # nothing is wrong, or it is done
    WAITING = "waiting"  # time alone will do it; somebody may follow it
    ACT = "act"  # the customer can do it
    PERSON = "person"  # one of our people has to look
    UNCLEAR = "unclear"  # not enough could be learned
    CHOOSE = "choose"  # leads to other checks


SETTLED = frozenset({State.FINE, State.WAITING, State.ACT, State.PERSON})  # says what is the matter


class StepKind(StrEnum):
    FLOW = "flow"  # a page of the exchange's own: a name of `exchange.flows`
    ARTICLE = "article"  # a slug of the help centre
    CHECK = "check"  # another definition's key
    TOOL = "tool"  # a page of the help centre's tools: connection, clock, browser, slippage, ...
    EXPLORER = "explorer"  # "Bitcoin txid <id>" or "Bitcoin address <text>": linked only where the chain is known
    CONTACT = "contact"  # a person, with all that was gathered
    FREEZE = "freeze"  # the exchange's own freeze link


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was found. Its words are `line.<key>`."""

    mark: Mark
    key: str
    params: Params = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """What to do next. Its words are `step.<key>`; the first one is the button."""

    kind: StepKind
    target: str
    key: str
    params: Params = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """The receipt. The verdict's sentence is `verdict.<verdict>`.

    `follow`: the answers with which it is run again while it waits (empty: nobody follows it).
    """

    verdict: str
    state: State
    params: Params = field(default_factory=dict)
    lines: tuple[Line, ...] = ()
    steps: tuple[Step, ...] = ()
    follow: Mapping[str, str] = field(default_factory=dict)


Words = Mapping[str, Mapping[str, str]]
Reads = Callable[[Facts], tuple[Wanted, ...]]
Judge = Callable[[Facts], Finding]


def nothing(facts: Facts) -> tuple[Wanted, ...]:
    """Reads no fact."""
    del facts
    return ()


@dataclass(frozen=True, slots=True)
class Definition:
    """A check. `words`: locale (en, zh-CN) -> key -> text with {fields}; `title`, `intro`, `ask.<name>`,
    `ask.<name>.hint`, `ask.<name>.<choice>`, `verdict.*`, `line.*`, `step.*`, `term.<value>` for values in words.

    `reads` is asked again with what was learned until it wants nothing new, three times at most. `categories`: of the
    conversations for which it runs by itself as soon as its questions can be answered. `level`: what must be proved.
    `tells`: which findings of such a run are told to a customer who chose the category; the others are for staff alone.
    PERSON among them makes a claim of the conversation.
    `tool`: one of the help centre's that belongs to it and stands above its questions there.
    """

    key: str
    topic: Topic
    words: Words
    judge: Judge
    level: Level = Level.PUBLIC
    asks: tuple[Question, ...] = ()
    reads: Reads = nothing
    articles: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    tells: frozenset[State] = frozenset()
    tool: str = ""
