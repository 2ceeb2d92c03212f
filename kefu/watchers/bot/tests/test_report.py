"""What is counted of the assistant: contained, handed over, wrong, and by what it was about."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from conftest import a_customer, says
from kefu.conversations import log
from kefu.conversations.records import EntryRecord
from kefu.kit import clock
from kefu.kit.errors import NotAllowed
from kefu.knowledge import answers, library, library_files
from kefu.knowledge.tests import sample
from kefu.people.access import Viewer
from kefu.watchers.bot import report
from kefu.watchers.bot.models import BotTurn
from kefu.watchers.bot.report import Outcome, Wrong

PASSWORD, CHECK = "article:reset-password", "check:deposit-confirmations"
LONG_AGO = timedelta(days=2)


@pytest.fixture
def shelf(db: None, tmp_path: Path) -> None:
    library.bring(library_files.read(sample.write(tmp_path / "library")))


class Talks:
    """Conversations with turns of the assistant in them."""

    def __init__(self) -> None:
        self.made = 0

    def opened(self, customer: Viewer) -> EntryRecord:
        self.made += 1
        words, key = f"question {self.made}", f"open-{self.made}"
        return log.stored(
            log.open(customer.id, author=says(customer), body=words, key=key, locale="en", origin=f"door-{self.made}")
        )

    def turn(
        self, entry: EntryRecord, customer: Viewer, decision: str, *, ago: timedelta = LONG_AGO, **more: Any
    ) -> BotTurn:
        self.made += 1
        given = {"key": PASSWORD, "locale": "en", "query": f"question {self.made}", **more}
        return BotTurn.objects.create(
            conversation=entry.conversation,
            public_id=entry.conversation_public_id,
            customer=customer.id,
            entry=1_000_000 + self.made,
            decision=decision,
            made_at=clock.now() - ago,
            **given,
        )


@pytest.fixture
def talks(shelf: None) -> Talks:
    return Talks()


def someone(name: str) -> Viewer:
    return a_customer(name).viewer


def test_what_ended_without_a_person_is_contained_and_what_did_not_is_not(talks: Talks, bob: Viewer) -> None:
    said: dict[str, list[tuple[str, timedelta, dict[str, str]]]] = {
        "a": [("answer", LONG_AGO, {})],
        "b": [("answer", timedelta(minutes=5), {"feedback": "helped"})],
        "c": [("answer", timedelta(minutes=5), {})],
        "d": [("answer", LONG_AGO, {}), ("hand_over", LONG_AGO, {"key": ""})],
        "e": [("greeting", LONG_AGO, {"key": ""})],
    }
    for name, turns in said.items():
        customer = someone(name)
        entry = talks.opened(customer)
        for decision, ago, more in turns:
            talks.turn(entry, customer, decision, ago=ago, **more)
    found = report.report(bob, days=30)
    assert (found.total.talks, found.total.contained, found.total.handed_over, found.total.wrong) == (4, 2, 1, 0)
    assert [(line.topic, line.locale, line.talks) for line in found.lines] == [("login", "en", 4)]
    outcomes = [talk.outcome for talk in report.talks(bob, days=30, only="contained")]
    assert outcomes == [Outcome.CONTAINED, Outcome.CONTAINED]


def test_it_was_wrong_where_somebody_says_so_or_the_customer_comes_back(talks: Talks, bob: Viewer) -> None:
    said, corrected, back, late = (someone(name) for name in ("said", "corrected", "back", "late"))
    talks.turn(talks.opened(said), said, "answer", feedback="not_it")
    talks.turn(talks.opened(corrected), corrected, "answer", verdict="corrected", corrected_to=CHECK)
    talks.turn(talks.opened(back), back, "answer", ago=timedelta(hours=70))
    talks.opened(back)
    talks.turn(talks.opened(late), late, "answer", ago=timedelta(hours=80))
    talks.opened(late)
    wrong = {talk.customer: talk.wrong for talk in report.talks(bob, days=30, only="wrong")}
    assert wrong == {said.id: {Wrong.SAID_SO}, corrected.id: {Wrong.CORRECTED}, back.id: {Wrong.CAME_BACK}}
    assert report.confusions(bob, days=30) == [(PASSWORD, CHECK, 1, ["question 4"])]


def test_a_topic_is_the_section_of_what_was_answered_or_found_nearest(talks: Talks, bob: Viewer) -> None:
    one, two, three = someone("one"), someone("two"), someone("three")
    talks.turn(talks.opened(one), one, "answer")
    nearest = [{"key": PASSWORD, "title": "", "score": 1, "probability": 0.2}]
    talks.turn(talks.opened(two), two, "hand_over", key="", candidates=nearest, locale="zh-hans")
    talks.turn(talks.opened(three), three, "dont_know", key="")
    lines = {(line.topic, line.locale): line.talks for line in report.report(bob, days=30).lines}
    assert lines == {("login", "en"): 1, ("login", "zh"): 1, ("", "en"): 1}
    assert [talk.customer for talk in report.talks(bob, days=30, topic="", locale="en")] == [three.id]
    assert report.report(bob, days=1).total.talks == 0


def test_only_staff_read_it(talks: Talks, carol: Viewer) -> None:
    with pytest.raises(NotAllowed):
        report.report(carol, days=30)
    with pytest.raises(NotAllowed):
        report.talks(carol, days=30)


def test_answers_have_titles_in_the_readers_language(shelf: None) -> None:
    titles = answers.titles({PASSWORD, CHECK, "article:gone", "check:gone", "what"}, locale="en")
    assert titles[PASSWORD] == "Reset your password"
    assert set(titles) == {PASSWORD, CHECK}
    assert answers.sections(locale="zh-hans")["login"] == "登录"
