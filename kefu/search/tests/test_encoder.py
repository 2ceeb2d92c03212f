"""Search by meaning: with an endpoint of ours in place of a model. It may be slow, fall over or be away: words are left."""

import os
import signal
import time

import pytest
from django.conf import LazySettings

from kefu.search import index, meaning, vectors
from kefu.search.child import Child, Silent
from kefu.search.encoder import Choice
from kefu.search.index import Document, Query
from kefu.search.tests.fake_model import FakeModel

pytest.importorskip("numpy")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pets(chosen: Choice) -> None:
    index.put(
        [
            Document("help", 1, "All about a cat", "Feed it.", scopes=["public"], locale="en"),
            Document("help", 2, "All about a dog", "Walk it.", scopes=["public"], locale="en"),
            Document("help", 3, "A dog of staff", "Walk it.", scopes=["staff"], locale="en"),
        ]
    )
    while vectors.fill():
        pass
    assert meaning.load("help")


@pytest.mark.usefixtures("pets")
def test_a_question_finds_what_answers_it_in_other_words_and_languages() -> None:
    assert _found("狗")[0] == 2
    assert _found("kitten")[0] == 1
    assert index.search(Query("狗", "help", scopes=["public"], with_meaning=False, budget_ms=5_000)).hits == []


@pytest.mark.usefixtures("pets")
def test_what_a_viewer_may_not_read_is_not_near_either() -> None:
    assert 3 not in _found("狗")
    assert 3 in _found("狗", scopes=("staff",))


@pytest.mark.usefixtures("pets")
def test_what_was_removed_is_near_nothing() -> None:
    index.remove("help", [2])
    assert 2 not in _found("狗")
    assert meaning.load("help")
    assert 2 not in meaning.nearest(Query("狗", "help"))


@pytest.mark.usefixtures("pets")
def test_a_page_that_changed_gets_its_vectors_anew() -> None:
    index.put([Document("help", 1, "All about a hound", "dog dog", scopes=["public"], locale="en")])
    assert vectors.fill() == 1
    assert vectors.fill() == 0
    assert meaning.load("help")
    assert _found("狗")[:2] == [2, 1] or _found("狗")[:2] == [1, 2]


@pytest.mark.usefixtures("pets")
def test_words_answer_while_the_encoder_is_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "PATIENCE_S", 0.06)
    monkeypatch.setattr(meaning, "PATIENT_SHARE", 0.0)
    monkeypatch.setattr(FakeModel, "pause_s", 1.0)
    began = time.monotonic()
    assert _found("cat") == [1]
    assert time.monotonic() - began < 0.9


def test_words_answer_while_an_endpoint_says_something_else(
    pets: None, chosen: Choice, monkeypatch: pytest.MonkeyPatch
) -> None:
    life = meaning.child(chosen).life
    monkeypatch.setattr(FakeModel, "is_broken", True)
    assert _found("cat") == [1]
    monkeypatch.setattr(FakeModel, "is_broken", False)
    assert _found("狗")[0] == 2
    assert meaning.child(chosen).life == life


def test_words_answer_when_the_encoder_was_killed_and_it_comes_back(pets: None, chosen: Choice) -> None:
    running = meaning.child(chosen)
    os.kill(running.pid, signal.SIGKILL)
    _until(lambda: not running.is_ready)
    assert _found("cat") == [1]
    running._starts_from = 0.0  # its pause is over
    assert meaning.load("help")
    assert _found("狗")[0] == 2


def test_a_process_nobody_asks_ends_itself(chosen: Choice) -> None:
    child = Child(chosen, idle_s=0.1)
    assert child.wait_ready(20)
    _until(lambda: child.pid == 0)
    with pytest.raises(Silent):
        child.ask({"do": "encode", "texts": ["cat"]}, wait_s=1)
    child.stop()


def test_nothing_is_asked_where_no_encoder_is_there(settings: LazySettings) -> None:
    settings.SEARCH_ENCODER = "off"
    assert meaning.choice() is None
    assert meaning.nearest(Query("cat", "help")) == {}
    index.put([Document("help", 1, "cat", "")])
    assert vectors.fill() == 0


def test_pieces_are_short_enough_and_leave_no_title_out() -> None:
    text = "第一句话说明了很多事情。" * 300
    for _, piece in vectors.pieces("标题", "一个\n两个", text, is_small=True):
        assert len(piece) <= vectors.CJK_CHUNK_CHARS
    assert vectors.pieces("标题", "一个\n两个", "", is_small=False) == [(0, "标题"), (1, "标题\n一个 两个")]


def _found(text: str, *, scopes: tuple[str, ...] = ("public",)) -> list[int]:
    return [hit.key for hit in index.search(Query(text, "help", scopes=scopes, budget_ms=10_000)).hits]


def _until(is_so: object) -> None:
    ends = time.monotonic() + 20
    while time.monotonic() < ends:
        if callable(is_so) and is_so():
            return
        time.sleep(0.02)
    raise AssertionError("it never came so far")
