"""Every scenario can be played, and the check that is for it finds what is the matter."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kefu.exchange.contract.connector import CannotTell, Learned, Unlearned
from kefu.exchange.diagnoses import registry
from kefu.exchange.diagnoses.definition import Definition, Facts, Finding
from kefu.exchange.sandbox.connector import Sandbox
from kefu.exchange.sandbox.scenarios.registry import SCENARIOS

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
UID = "88500001"


def the_exchange(folder: Path) -> Sandbox:
    return Sandbox(folder / "northwind.sqlite3", now=lambda: NOW)


def judged(exchange: Sandbox, check: Definition, answers: dict[str, str], *, uid: str) -> Finding:
    """The finding, with what the check wants read as often as it wants more."""
    known: dict[str, Learned[object] | Unlearned] = {}
    for _ in range(3):
        for wanted in check.reads(Facts(NOW, answers, known)):
            if wanted.name not in known:
                known[wanted.name] = learned(exchange, wanted.call, wanted.asked, uid=uid)
    return check.judge(Facts(NOW, answers, known))


def learned(exchange: Sandbox, call: object, asked: object, *, uid: str) -> Learned[object] | Unlearned:
    try:
        return exchange.answer(call, asked, uid=uid)  # type: ignore[arg-type]
    except CannotTell as error:
        return Unlearned(call.name, error.trouble)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", list(SCENARIOS))
def test_the_check_finds_what_the_scenario_is_about(tmp_path: Path, name: str) -> None:
    exchange, scenario = the_exchange(tmp_path), SCENARIOS[name]
    with exchange.world() as world:
        scenario.play(world, UID)
    check = registry.check(scenario.check)
    assert check is not None
    assert judged(exchange, check, scenario.answered(UID), uid=UID).verdict == scenario.verdict


def test_there_is_something_for_every_topic_and_all_of_it_stays_small(tmp_path: Path) -> None:
    exchange = the_exchange(tmp_path)
    for number, scenario in enumerate(SCENARIOS.values()):
        with exchange.world() as world:
            scenario.play(world, str(88_500_000 + number))
    assert {each.topic for each in SCENARIOS.values()} == {"login", "trading", "funds", "kyc", "futures"}
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) < 5_000_000


def test_what_is_played_again_replaces_what_was(tmp_path: Path) -> None:
    exchange = the_exchange(tmp_path)
    for name in ("late-btc-deposit", "deposit-on-its-way", "deposit-on-its-way"):
        with exchange.world() as world:
            SCENARIOS[name].play(world, UID)
    check = registry.check("deposit-confirmations")
    assert check is not None
    late = judged(exchange, check, SCENARIOS["late-btc-deposit"].answered(UID), uid=UID)
    now = judged(exchange, check, SCENARIOS["deposit-on-its-way"].answered(UID), uid=UID)
    assert (late.verdict, now.verdict) == ("unbooked", "on_its_way")  # the chain remembers
