"""What must be so of every finding a check can make, whatever it says: told in each language, leading to what is there."""

from dataclasses import dataclass
from pathlib import Path

import kefu
from kefu.exchange import flows
from kefu.exchange.diagnoses import registry, wording
from kefu.exchange.diagnoses.definition import Definition, Facts, Finding, State, Step, StepKind
from kefu.exchange.diagnoses.wording import Told

LIBRARY = Path(kefu.__file__).parent / "knowledge" / "library"
ARTICLES = {article.parent.name for article in LIBRARY.rglob("article.toml")}
TOOLS = {"connection", "clock", "browser", "slippage", "liquidation", "fees", "position", "address", "photo"}


@dataclass(frozen=True)
class Case:
    """`facts` are all that the check reads: not one more, and what was not learned is among them as a Trouble."""

    check: Definition
    facts: Facts
    verdict: str

    @property
    def name(self) -> str:
        return f"{self.check.key}-{self.verdict}"


def judged(check: Definition, facts: Facts) -> Finding:
    """The finding of a check that reads just these facts; tables of facts made alike may be said line by line alike."""
    assert {each.name for each in check.reads(facts)} == set(facts.known)
    return _led(check, check.judge(facts))


def found(check: Definition, facts: Facts) -> Finding:
    """The finding of a check for one person: short, nothing twice, and something follows."""
    finding = _led(check, check.judge(facts))
    told(check, finding)
    assert (StepKind.CHECK, check.key) not in {(step.kind, step.target) for step in finding.steps}
    assert finding.steps, "nothing follows"
    kinds = {step.kind for step in finding.steps}
    assert StepKind.CONTACT in kinds or finding.state is not State.PERSON
    assert finding.state is not State.CHOOSE or kinds & {StepKind.CHECK, StepKind.ARTICLE}
    keys = [(line.key, tuple(line.params.items())) for line in finding.lines]
    assert len(keys) == len(set(keys)), keys
    return finding


def _led(check: Definition, finding: Finding) -> Finding:
    for each in _in_both(check, finding):
        assert "{" not in "".join(_texts(each))
    assert [step for step in finding.steps if not leads_somewhere(step)] == []
    return finding


def leads_somewhere(step: Step) -> bool:
    """A notice is named by the exchange: whether it is ours is for the page to see."""
    known = {
        StepKind.FLOW: step.target.partition("?")[0] in flows.NAMES,
        StepKind.FREEZE: step.target in flows.NAMES,
        StepKind.ARTICLE: step.target in ARTICLES or step.key == "notice",
        StepKind.CHECK: registry.check(step.target) is not None,
        StepKind.TOOL: step.target in TOOLS,
        StepKind.CONTACT: step.target == "",
    }
    return known[step.kind]


def told(check: Definition, finding: Finding) -> Told:
    """In English, once it has been told in Chinese as well."""
    chinese, english = _in_both(check, finding)
    for each in (chinese, english):
        assert all(text and len(text) <= 220 for text in _texts(each)), each
        assert len({step.text for step in each.steps}) == len(each.steps)
    return english


def _in_both(check: Definition, finding: Finding) -> tuple[Told, Told]:
    return wording.told(check, finding, locale="zh-CN"), wording.told(check, finding, locale="en")


def _texts(said: Told) -> list[str]:
    return [said.verdict, *(line.text for line in said.lines), *(step.text for step in said.steps)]


def keys_of(finding: Finding) -> list[str]:
    return [line.key for line in finding.lines]


def unsaid(check: Definition, cases: list[Case], *, but: set[str]) -> set[str]:
    """Verdicts, lines and steps that the check has words for and that no case reaches."""
    findings = [judged(case.check, case.facts) for case in cases if case.check is check]
    said = {f"verdict.{found.verdict}" for found in findings}
    said |= {f"line.{each.key}" for found in findings for each in found.lines}
    said |= {f"step.{each.key}" for found in findings for each in found.steps}
    return {key for key in check.words["en"] if key.startswith(("verdict.", "line.", "step."))} - said - but
