"""What must be so of every finding a check can make, whatever it says."""

from pathlib import Path

from kefu.exchange import flows
from kefu.exchange.diagnoses import registry, wording
from kefu.exchange.diagnoses.definition import Definition, Facts, Finding, State, StepKind
from kefu.exchange.diagnoses.wording import Told

LIBRARY = Path(__file__).parents[3] / "knowledge" / "library"
ARTICLES = {article.parent.name for article in LIBRARY.glob("*/*/*/article.toml")}
TOOLS = {"connection", "clock", "browser", "slippage", "liquidation", "fees", "position", "address"}
_LEADS = {
    StepKind.FLOW: flows.NAMES,
    StepKind.FREEZE: flows.NAMES,
    StepKind.ARTICLE: ARTICLES,
    StepKind.TOOL: TOOLS,
    StepKind.CHECK: {check.key for check in registry.CHECKS},
    StepKind.CONTACT: {""},
}


def found(check: Definition, facts: Facts) -> Finding:
    """The check's finding, which can be told in each language and leads to what is there."""
    finding = check.judge(facts)
    told(check, finding)
    for step in finding.steps:
        assert step.target in _LEADS[step.kind], step
        assert (step.kind, step.target) != (StepKind.CHECK, check.key)
    kinds = {step.kind for step in finding.steps}
    assert finding.steps, "nothing follows"
    assert StepKind.CONTACT in kinds or finding.state is not State.PERSON
    assert finding.state is not State.CHOOSE or kinds & {StepKind.CHECK, StepKind.ARTICLE}
    keys = [(line.key, tuple(line.params.items())) for line in finding.lines]
    assert len(keys) == len(set(keys)), keys
    return finding


def told(check: Definition, finding: Finding) -> Told:
    """In English, once it has been told in Chinese as well."""
    chinese = wording.told(check, finding, locale="zh-CN")
    english = wording.told(check, finding, locale="en")
    for each in (chinese, english):
        texts = [each.verdict, *(line.text for line in each.lines), *(step.text for step in each.steps)]
        assert all(text and "{" not in text and len(text) <= 220 for text in texts), texts
        assert len({step.text for step in each.steps}) == len(each.steps)
    return english


def keys_of(finding: Finding) -> list[str]:
    return [line.key for line in finding.lines]
