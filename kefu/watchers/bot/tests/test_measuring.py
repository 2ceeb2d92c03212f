"""What a change of phrases would do to the measured questions, found in the worker before anything is live."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from conftest import an_agent, as_viewer
from kefu.kit import clock
from kefu.kit.errors import NotAllowed, NotFound
from kefu.knowledge import measured, phrasings, teaching, trials
from kefu.knowledge.errors import BadArticle
from kefu.people.access import NOBODY, Viewer
from kefu.people.capabilities import Role
from kefu.search.matching import examples
from kefu.watchers.bot import measuring, trying
from kefu.watchers.bot.models import BotTurn
from kefu.watchers.bot.trying import Because

PASSWORD, PHONE = "article:reset-password", "article:change-phone"
pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(articles: None) -> Iterator[Viewer]:
    teaching.forget()
    yield as_viewer(an_agent("ed", role=Role.LEAD))
    teaching.forget()


@pytest.fixture
def asked(editor: Viewer) -> Viewer:
    measured.add(editor, "how do I reset a forgotten password", [PASSWORD], locale="en")
    measured.add(editor, "zebra okapi", [PHONE], locale="en")
    measured.add(editor, "pancakes with syrup", [], locale="en")
    teaching.teach(clock.now())
    return editor


def test_what_comes_is_measured_before_it_is_live_and_then_made_live(asked: Viewer) -> None:
    phrase = phrasings.add(asked, PHONE, "zebra quagga okapi", locale="en")
    trials.ask(asked, adds=[phrase])
    assert measuring.work(clock.now()) == 1
    assert measuring.work(clock.now()) == 0
    found = trials.current(asked)
    assert found is not None
    assert found.is_measured
    assert (found.result["by"], found.result["before"]["questions"]) == ("words", 3)
    assert (found.result["before"]["first"], found.result["after"]["first"]) == (1, 2)
    (changed,) = found.result["changed"]
    assert (changed["text"], changed["before"], changed["is_worse"]) == ("zebra okapi", "handed", False)
    assert changed["after"] in {"right", "offered"}
    assert phrasings.live() == {}, "nothing is live yet"
    assert trying.tried(asked, "zebra okapi", locale="en").weighed.candidates == []  # type: ignore[union-attr]
    trials.make_live(asked, found.id, version=found.version)
    assert phrasings.live() == {PHONE: [("zebra quagga okapi", "en")]}
    assert trials.current(asked) is None
    assert trials.latest(asked) is not None


def test_what_goes_is_measured_too_and_dropping_changes_nothing(asked: Viewer) -> None:
    phrase = phrasings.add(asked, PHONE, "zebra quagga okapi", locale="en")
    phrasings.put_live(asked, [phrase])
    teaching.teach(clock.now())
    trials.ask(asked, removes=[phrase])
    measuring.work(clock.now())
    found = trials.current(asked)
    assert found is not None
    assert (found.result["before"]["first"], found.result["after"]["first"]) == (2, 1)
    assert [each["is_worse"] for each in found.result["changed"]] == [True]
    trials.drop(asked, found.id)
    assert list(phrasings.live()) == [PHONE]
    trials.tidy(clock.now())
    assert examples.keys(teaching.TRIAL) == set()


def test_a_change_while_it_is_measured_counts_and_no_late_result_does(asked: Viewer) -> None:
    one, other = (phrasings.add(asked, PHONE, words, locale="en") for words in ("zebra one", "zebra two"))
    trials.ask(asked, adds=[one])
    late = trials.waiting()
    assert late is not None
    trials.ask(asked, adds=[other])
    assert not trials.tell(late, done=1, of=3)
    assert not trials.keep(late, {})
    with pytest.raises(BadArticle):
        trials.make_live(asked, late.id, version=late.version)
    measuring.work(clock.now())
    found = trials.current(asked)
    assert found is not None
    assert list(found.adds) == [one, other]
    with pytest.raises(BadArticle):
        trials.make_live(asked, found.id, version=found.version - 1)


def test_a_phrase_that_says_a_measured_question_just_so_proves_nothing(asked: Viewer) -> None:
    trials.ask(asked, adds=[phrasings.add(asked, PHONE, "Zebra okapi", locale="en")])
    measuring.work(clock.now())
    found = trials.current(asked)
    assert found is not None
    assert found.result["changed"] == []


def test_what_nobody_decides_ends_and_it_has_bounds(asked: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "MOST_CHANGES", 2)
    with pytest.raises(BadArticle):
        trials.ask(asked, adds=["a", "b", "c"])
    trials.ask(asked, adds=["a"])
    trials.tidy(clock.now() + trials.ENDS_AFTER - timedelta(minutes=1))
    assert trials.current(asked) is not None
    trials.tidy(clock.now() + trials.ENDS_AFTER + timedelta(minutes=1))
    assert trials.current(asked) is None


def test_outsiders_try_nothing(asked: Viewer, carol: Viewer) -> None:
    trials.ask(asked)
    open_one = trials.current(asked)
    assert open_one is not None
    for viewer in (NOBODY, carol):
        for act in (
            trials.ask,
            trials.current,
            lambda v: trials.drop(v, open_one.id),
            lambda v: trying.tried(v, "hello", locale="en"),
            lambda v: measured.bring(v, "", locale="en"),
        ):
            with pytest.raises(NotAllowed):
                act(viewer)
    with pytest.raises(NotFound):
        trials.drop(asked, "no-such")


@pytest.mark.parametrize(
    ("text", "because", "decision"),
    [
        ("how do I reset a forgotten password", Because.SURE, "answer"),
        ("忘记密码怎么重置", Because.SURE, "answer"),
        ("zebra okapi", Because.NOTHING, "dont_know"),
        ("fees", Because.TWO, "clarify"),
        ("I want to talk to a human", Because.TOPIC, "hand_over"),
        ("my account was hacked", Because.HACKED, "hand_over"),
    ],
)
def test_a_try_says_what_it_would_do_and_why_and_writes_nothing(
    editor: Viewer, text: str, because: Because, decision: str
) -> None:
    found = trying.tried(editor, text, locale="en")
    assert found is not None
    assert (found.because, found.decision.name) == (because, decision)
    assert not BotTurn.objects.exists()


def test_nothing_asked_is_nothing_tried(editor: Viewer) -> None:
    assert trying.tried(editor, "  ", locale="en") is None


def test_lines_are_brought_all_or_none(editor: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = '{"question": "forgot it", "answer": "reset-password"}\n\n{"question": "天气", "answer": null}\n'
    assert measured.bring(editor, lines, locale="en") == 2
    assert {(each.text, each.locale, each.answers) for each in measured.questions(editor)} == {
        ("forgot it", "en", (PASSWORD,)),
        ("天气", "zh-CN", ()),
    }
    for bad, told in (
        ("no json", "Line 2"),
        ('{"question": "x", "answer": "no-such"}', "no such article"),
        ('{"question": 1, "answer": null}', "Write it as"),
        ('{"question": "x", "answer": {"a": 1}}', "a list of names"),
        ("[" * 100_000, "Write it as"),
    ):
        with pytest.raises(BadArticle) as refused:
            measured.bring(editor, '{"question": "new", "answer": null}\n' + bad, locale="en")
        assert told in str(refused.value.message)
    assert len(measured.questions(editor)) == 2
    monkeypatch.setattr(measured, "MOST_AT_ONCE", 1)
    with pytest.raises(BadArticle):
        measured.bring(editor, lines, locale="en")
