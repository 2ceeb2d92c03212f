"""Every check of funds says each of its verdicts, in both languages, and leads only to places that exist."""

import re
from collections import defaultdict
from pathlib import Path

import pytest

import kefu.knowledge
from kefu.exchange import flows
from kefu.exchange.diagnoses import registry, wording
from kefu.exchange.diagnoses.definition import Definition, State, StepKind, Topic
from kefu.exchange.diagnoses.funds import transfers, withdrawals
from kefu.exchange.diagnoses.funds.tests import cases_deposits, cases_networks, cases_withdrawals
from kefu.exchange.diagnoses.funds.tests.world import Case, run

CASES = [*cases_deposits.CASES, *cases_withdrawals.CASES, *cases_networks.CASES]
CHECKS = registry.of_topic(Topic.FUNDS)
ARTICLES = {each.parent.name for each in (Path(kefu.knowledge.__path__[0]) / "library").rglob("article.toml")}
TOOLS = {"connection", "clock", "browser", "slippage", "liquidation", "fees", "position", "address"}
SHARED = {*transfers.WORDS["en"], *withdrawals.WORDS["en"]}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_facts_lead_to_the_verdict(case: Case) -> None:
    finding = run(case.check, case.answers, **case.world)
    assert (finding.verdict, finding.state) == (case.verdict, case.state)


@pytest.mark.parametrize("case", CASES, ids=str)
@pytest.mark.parametrize("locale", ["en", "zh-CN"])
def test_each_finding_can_be_told(case: Case, locale: str) -> None:
    told = wording.told(case.check, run(case.check, case.answers, **case.world), locale=locale)
    said = [told.title, told.verdict, *(each.text for each in told.lines), *(each.text for each in told.steps)]
    assert all(said)
    assert not [each for each in said if re.search(r"[{}]|\bNone\b(?! of)", each)]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_step_leads_somewhere(case: Case) -> None:
    finding = run(case.check, case.answers, **case.world)
    places = {
        StepKind.FLOW: flows.NAMES,
        StepKind.ARTICLE: ARTICLES,
        StepKind.CHECK: {each.key for each in registry.CHECKS},
        StepKind.TOOL: TOOLS,
        StepKind.CONTACT: {""},
    }
    for step in finding.steps:
        assert step.kind is StepKind.EXPLORER or step.target in places[step.kind], step
        assert step.kind is not StepKind.EXPLORER or re.fullmatch(r"\S+ txid [0-9a-f]+", step.target)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_who_needs_a_person_has_one_and_who_waits_is_followed(case: Case) -> None:
    finding = run(case.check, case.answers, **case.world)
    if finding.state is State.PERSON:
        assert finding.steps[0].kind is StepKind.CONTACT
    names = {each.name for each in case.check.asks}
    assert set(finding.follow) <= names
    assert not finding.follow or finding.state is State.WAITING


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.key)
def test_no_verdict_and_no_line_is_written_in_vain(check: Definition) -> None:
    said = defaultdict(set)
    for case in CASES:
        if case.check is check:
            finding = run(check, case.answers, **case.world)
            said["verdict"].add(f"verdict.{finding.verdict}")
            said["line"] |= {f"line.{each.key}" for each in finding.lines}
            said["step"] |= {f"step.{each.key}" for each in finding.steps}
    for sort, keys in said.items():
        assert {key for key in check.words["en"] if key.startswith(f"{sort}.")} - SHARED - keys == set()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.key)
def test_its_articles_are_in_the_library(check: Definition) -> None:
    assert set(check.articles) <= ARTICLES


def test_an_article_shows_the_check_it_is_about_before_those_that_ask_what_happened() -> None:
    for slug, key in (("deposit-not-credited", "deposit-confirmations"), ("withdrawal-pending", "withdrawal-status")):
        assert registry.for_article(slug)[0].key == key


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.key)
def test_what_runs_by_itself_needs_no_answer(check: Definition) -> None:
    assert not check.categories or not [each for each in check.asks if each.is_needed]
