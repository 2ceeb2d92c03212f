"""A check's receipt as screens draw it: lines with marks, the verdict, and where its steps lead."""

from collections.abc import Sequence
from dataclasses import dataclass

from kefu.exchange import flows
from kefu.exchange.chains import links
from kefu.exchange.chains.networks import Network
from kefu.exchange.diagnoses.definition import StepKind
from kefu.exchange.diagnoses.wording import Told, ToldStep
from kefu.knowledge import addresses


@dataclass(frozen=True, slots=True)
class ShownStep:
    """`href` empty: nothing to follow here (a person answers where the receipt stands)."""

    kind: str
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class ShownLine:
    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Receipt:
    title: str
    verdict: str
    state: str
    lines: Sequence[ShownLine]
    steps: Sequence[ShownStep]

    @property
    def ways(self) -> Sequence[ShownStep]:
        """Those of its steps that lead somewhere from here."""
        return [each for each in self.steps if each.href]


def of(told: Told, *, locale: str, contact: str = "") -> Receipt:
    """Steps that lead nowhere in this installation are left out, but for those to a person. `locale`: an article's.

    `contact`: where a person is reached from here; empty where one answers anyhow.
    """
    steps = [
        ShownStep(each.kind.value, each.text, contact if each.kind is StepKind.CONTACT else leads_to(each, locale))
        for each in told.steps
    ]
    return Receipt(
        title=told.title,
        verdict=told.verdict,
        state=told.state.value,
        lines=[ShownLine(each.mark.value, each.text) for each in told.lines],
        steps=[each for each in steps if each.href or each.kind == StepKind.CONTACT],
    )


def leads_to(step: ToldStep, locale: str) -> str:
    match step.kind:
        case StepKind.FLOW:
            return flows.address(step.target) or ""
        case StepKind.FREEZE:
            return flows.address("freeze") or ""
        case StepKind.ARTICLE:
            return addresses.article(step.target, locale)
        case StepKind.CHECK:
            return addresses.check(step.target, locale)
        case StepKind.TOOL:
            return addresses.tool(step.target, locale)
        case StepKind.EXPLORER:
            return _explorer(step.target)
        case _:
            return ""


def _explorer(target: str) -> str:
    """`Bitcoin txid <id>` or `Bitcoin address <text>`; empty for what is not whole."""
    network, sort, text = [*target.rsplit(" ", 2), "", ""][:3]
    if network not in set(Network):
        return ""
    found = links.transaction_link(text, network) if sort == "txid" else links.address_link(text, network)
    return found or ""


def as_json(receipt: Receipt) -> dict[str, object]:
    """What programs and the chat are given."""
    return {
        "title": receipt.title,
        "verdict": receipt.verdict,
        "state": receipt.state,
        "lines": [{"mark": each.mark, "text": each.text} for each in receipt.lines],
        "steps": [{"kind": each.kind, "text": each.text, "href": each.href} for each in receipt.steps],
    }
