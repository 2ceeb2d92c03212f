"""What the assistant learns from: who proposes, who decides, and what is refused."""

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import an_agent, as_viewer
from kefu.kit.errors import NotAllowed, NotFound
from kefu.knowledge import library, library_files, measured, phrasings
from kefu.knowledge.errors import BadArticle
from kefu.knowledge.models import Phrasing
from kefu.knowledge.tests import sample
from kefu.people.access import NOBODY, Viewer
from kefu.people.capabilities import Role
from kefu.trust.models import JournalEntry

PASSWORD, CHECK = "article:reset-password", "check:deposit-confirmations"


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(BadArticle) as told:
        act()
    return str(told.value.message)


@pytest.fixture
def editor(db: None, tmp_path: Path) -> Viewer:
    library.bring(library_files.read(sample.write(tmp_path / "library")))
    return as_viewer(an_agent("ed", role=Role.LEAD))


def test_what_is_proposed_waits_and_only_what_is_live_is_learned_from(editor: Viewer, bob: Viewer) -> None:
    one = phrasings.propose(bob, PASSWORD, "  密码  忘了进不去 ", locale="zh-CN")
    other = phrasings.add(editor, CHECK, "how many blocks until my coins show", locale="en")
    assert [each.text for each in phrasings.waiting(editor)] == [
        "密码 忘了进不去",
        "how many blocks until my coins show",
    ]
    assert phrasings.live() == {}
    assert phrasings.put_live(editor, [one, other]) == 2
    assert phrasings.live() == {
        PASSWORD: [("密码 忘了进不去", "zh-CN")],
        CHECK: [("how many blocks until my coins show", "en")],
    }
    assert phrasings.waiting(editor) == []
    assert phrasings.counts(editor) == {PASSWORD: 1, CHECK: 1}
    assert JournalEntry.objects.filter(action="phrasings_decided").count() == 1


def test_the_same_words_are_one_phrase_whoever_says_them_and_refused_ones_stay_refused(
    editor: Viewer, bob: Viewer
) -> None:
    one = phrasings.propose(bob, PASSWORD, "Forgot MY password", locale="en")
    assert phrasings.refuse(editor, [one]) == 1
    assert phrasings.add(editor, PASSWORD, "forgot my  password", locale="en") == one
    assert phrasings.waiting(editor) == []
    assert phrasings.put_live(editor, [one]) == 1
    assert phrasings.put_live(editor, [one]) == 0


def test_the_same_words_cannot_be_live_for_two_answers(editor: Viewer) -> None:
    one = phrasings.add(editor, PASSWORD, "it does not let me in", locale="en")
    other = phrasings.add(editor, CHECK, "it does not let me in", locale="en")
    assert "two answers at once" in refusal(lambda: phrasings.put_live(editor, [one, other]))
    phrasings.put_live(editor, [one])
    assert [each.other for each in phrasings.waiting(editor)] == [PASSWORD]
    assert "cannot ask for two answers" in refusal(lambda: phrasings.put_live(editor, [other]))
    assert list(phrasings.live()) == [PASSWORD]


@pytest.mark.parametrize(
    "answer", ["article:none-such", "check:none-such", "reset-password", "", "other:reset-password"]
)
def test_words_for_what_is_no_answer_are_not_found(editor: Viewer, answer: str) -> None:
    with pytest.raises(NotFound):
        phrasings.add(editor, answer, "forgot my password", locale="en")


@pytest.mark.parametrize("text", ["", "   ", "?!", "how do I", "怎么"])
def test_there_must_be_something_to_learn(editor: Viewer, text: str) -> None:
    with pytest.raises(BadArticle):
        phrasings.add(editor, PASSWORD, text, locale="en")
    assert not Phrasing.objects.exists()


def test_it_has_an_end(editor: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phrasings, "MOST_OF_ONE", 2)
    monkeypatch.setattr(phrasings, "MOST_WAITING", 3)
    phrasings.add(editor, PASSWORD, "password one", locale="en")
    phrasings.add(editor, PASSWORD, "password two", locale="en")
    assert "has 2 phrases" in refusal(lambda: phrasings.add(editor, PASSWORD, "password three", locale="en"))
    phrasings.add(editor, CHECK, "blocks", locale="en")
    assert "3 phrases wait" in refusal(lambda: phrasings.add(editor, CHECK, "more blocks", locale="en"))


def test_strangers_teach_nothing(editor: Viewer) -> None:
    one = phrasings.add(editor, PASSWORD, "forgot my password", locale="en")
    with pytest.raises(NotAllowed):
        phrasings.propose(NOBODY, PASSWORD, "forgot my password", locale="en")
    with pytest.raises(NotAllowed):
        phrasings.put_live(NOBODY, [one])


def test_a_measured_question_has_answers_or_is_about_nothing_we_have(editor: Viewer) -> None:
    measured.add(editor, "Where is my password", [PASSWORD, PASSWORD], locale="en")
    nothing = measured.add(editor, "今天天气怎么样", [], locale="zh-CN")
    assert [(each.text, each.answers) for each in measured.questions(editor)] == [
        ("今天天气怎么样", ()),
        ("Where is my password", (PASSWORD,)),
    ]
    measured.add(editor, "where is my  password", [PASSWORD, CHECK], locale="en")
    assert sorted(len(each.answers) for each in measured.questions(editor)) == [0, 2]
    measured.drop(editor, nothing)
    with pytest.raises(NotFound):
        measured.drop(editor, nothing)
    with pytest.raises(NotFound):
        measured.add(editor, "what?", ["article:none-such"], locale="en")
    with pytest.raises(BadArticle):
        measured.add(editor, " ", [], locale="en")
