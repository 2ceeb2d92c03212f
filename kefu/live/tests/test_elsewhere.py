"""Who is present on other machines: told only where somebody asked, and forgotten when nobody tells it any more."""

from typing import Any

import pytest

from kefu.conversations.typing import Typing
from kefu.kit import wake
from kefu.live import elsewhere
from kefu.live.elsewhere import Elsewhere, Presence

HERE = Presence(people=(("p1", "Alice"),), customer_online=True)


class Clock:
    now_s = 1_000.0

    def __call__(self) -> float:
        return self.now_s


class Machines:
    """Two live processes, and what passes between them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.clock = Clock()
        self.one, self.other = Elsewhere(clock_s=self.clock), Elsewhere(clock_s=self.clock)
        self.passed: list[tuple[str, list[Any]]] = []
        monkeypatch.setattr(wake, "tell_others", lambda topic, refs: self.passed.append((topic, refs)))

    def taken(self, topic: str) -> list[Any]:
        found = [ref for told, refs in self.passed for ref in refs if told == topic]
        self.passed.clear()
        return found


@pytest.fixture
def machines(monkeypatch: pytest.MonkeyPatch) -> Machines:
    return Machines(monkeypatch)


def test_nobody_is_told_what_nobody_asked_for(machines: Machines) -> None:
    machines.one.tell(7, HERE)
    assert machines.passed == []


def test_who_asked_is_told_and_sees_both_sides(machines: Machines) -> None:
    machines.other.ask([7])
    assert machines.one.asked(machines.taken(elsewhere.ASK)) == [7]
    machines.one.tell(7, HERE)
    assert machines.other.heard(machines.taken(elsewhere.HERE)) == [7]
    assert machines.other.at(7) == HERE
    assert machines.other.at(8) == Presence()


def test_a_machine_hears_neither_its_own_question_nor_its_own_answer(machines: Machines) -> None:
    machines.one.ask([7])
    assert machines.one.asked(machines.taken(elsewhere.ASK)) == []
    machines.other.ask([7])
    machines.one.asked(machines.taken(elsewhere.ASK))
    machines.one.tell(7, HERE)
    assert machines.one.heard(machines.taken(elsewhere.HERE)) == []


def test_a_machine_that_died_is_forgotten_within_a_minute(machines: Machines) -> None:
    machines.other.ask([7])
    machines.one.asked(machines.taken(elsewhere.ASK))
    machines.one.tell(7, HERE)
    machines.other.heard(machines.taken(elsewhere.HERE))
    machines.clock.now_s += elsewhere.LIVES_S
    assert machines.other.at(7) == Presence()
    assert machines.other.forget_old(looked_at={7}) == [7]
    machines.one.tell(7, HERE)
    assert machines.passed == []  # nor does anybody go on telling who stopped asking


def test_what_nobody_looks_at_any_more_is_dropped(machines: Machines) -> None:
    machines.other.ask([7])
    machines.one.asked(machines.taken(elsewhere.ASK))
    machines.one.tell(7, HERE)
    machines.other.heard(machines.taken(elsewhere.HERE))
    assert machines.other.forget_old(looked_at=()) == []
    assert machines.other.at(7) == Presence()


def test_memory_is_bounded(machines: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elsewhere, "MAX_ROWS", 10)
    assert len(machines.one.heard([["x", row, [], True] for row in range(100)])) == 10


def test_typing_says_the_alias_beside_the_name(machines: Machines) -> None:
    machines.one.typing(Typing(7, is_customer=False, name="Alice", alias="A.", on=True))
    assert machines.taken(elsewhere.TYPING) == [[7, False, "Alice", "A.", True]]
