"""A check run on facts made by hand, as the runner would: it reads what it needs, is told in each language, leads somewhere."""

from dataclasses import dataclass
from pathlib import Path

import kefu
from kefu.exchange import flows
from kefu.exchange.diagnoses import registry
from kefu.exchange.diagnoses.definition import Definition, Facts, Finding, Step, StepKind
from kefu.exchange.diagnoses.wording import told

TOOLS = {"connection", "clock", "browser", "slippage", "liquidation", "fees", "position", "address"}
ARTICLES = {found.parent.name for found in (Path(kefu.__file__).parent / "knowledge/library").rglob("article.toml")}


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
    assert {each.name for each in check.reads(facts)} == set(facts.known)
    finding = check.judge(facts)
    for locale in ("en", "zh-CN"):
        said = told(check, finding, locale=locale)
        texts = [said.verdict, *(line.text for line in said.lines), *(step.text for step in said.steps)]
        assert "{" not in "".join(texts)
    assert [step for step in finding.steps if not leads_somewhere(step)] == []
    return finding


def leads_somewhere(step: Step) -> bool:
    """A notice is named by the exchange: whether it is ours is for the page to see."""
    known = {
        StepKind.FLOW: step.target.partition("?")[0] in flows.NAMES,
        StepKind.ARTICLE: step.target in ARTICLES or step.key == "notice",
        StepKind.CHECK: registry.check(step.target) is not None,
        StepKind.TOOL: step.target in TOOLS,
    }
    return known.get(step.kind, True)


def unsaid(check: Definition, cases: list[Case], *, but: set[str]) -> set[str]:
    """Verdicts, lines and steps that the check has words for and that no case reaches."""
    findings = [judged(case.check, case.facts) for case in cases if case.check is check]
    said = {f"verdict.{found.verdict}" for found in findings}
    said |= {f"line.{each.key}" for found in findings for each in found.lines}
    said |= {f"step.{each.key}" for found in findings for each in found.steps}
    return {key for key in check.words["en"] if key.startswith(("verdict.", "line.", "step."))} - said - but
