"""Matching with an encoder: examples in other words, a classifier that is trained beside, and what happens without it."""

import io
from datetime import timedelta

import pytest

from kefu.search import index, meaning, vectors
from kefu.search.encoder import Choice, Part
from kefu.search.index import Document, Query
from kefu.search.matching import examples, learning, matcher
from kefu.search.matching.matched import Matched
from kefu.search.models import Head
from kefu.search.tests.fake_model import FakeModel

np = pytest.importorskip("numpy")
pytestmark = pytest.mark.django_db(transaction=True)

CATS, DOGS = 10, 20


@pytest.fixture
def pets(chosen: Choice) -> Choice:
    index.put([Document("pets", 1, "Feeding", "a bowl", scopes=["public"], locale="en")])
    for key, word in ((CATS, "cat"), (DOGS, "dog")):
        examples.put("pets", key, [(f"my {word} number {at}", "en") for at in range(8)], scopes=["public"])
    while vectors.fill():
        pass
    assert learning.learn() == 1
    _load()
    return chosen


@pytest.mark.usefixtures("pets")
def test_what_is_meant_is_found_in_words_that_nobody_said() -> None:
    for words, key in (("kitten", CATS), ("hound", DOGS), ("狗", DOGS)):
        found = _match(words)
        assert (found.candidates[0].key, found.by) == (key, "meaning")
        assert found.candidates[0].probability >= found.margin > 0.3


def test_the_classifier_is_trained_anew_when_examples_change_but_not_at_each(pets: Choice) -> None:
    first = Head.objects.get()
    assert learning.learn() == 0
    examples.put("pets", 30, [("cat dog cat dog", "en")], scopes=["public"])
    assert learning.learn() == 0, "its vector is not there yet"
    while vectors.fill():
        pass
    assert learning.learn() == 0, "it was trained a moment ago"
    Head.objects.update(trained_at=first.trained_at - timedelta(hours=1))
    assert learning.learn() == 1
    assert Head.objects.get().version == first.version + 1
    assert Head.objects.get().model == pets.name


@pytest.mark.usefixtures("pets")
def test_words_answer_while_the_encoder_is_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "PATIENCE_S", 0.01)
    monkeypatch.setattr(FakeModel, "pause_s", 1.0)
    found = _match("my cat")
    assert (found.candidates[0].key, found.by) == (CATS, "words")


@pytest.mark.usefixtures("pets")
def test_a_classifier_tells_nobody_of_what_they_may_not_read() -> None:
    hidden = Query("kitten", "pets", scopes=["staff"], locale="en", budget_ms=5_000)
    assert matcher.match(hidden).candidates == []


@pytest.mark.usefixtures("pets")
def test_what_was_removed_is_meant_no_more() -> None:
    examples.remove("pets", [CATS])
    assert CATS not in [each.key for each in _match("kitten").candidates]
    _load()
    assert CATS not in [each.key for each in _match("kitten").candidates]


@pytest.mark.usefixtures("chosen")
def test_too_few_examples_train_nothing() -> None:
    examples.put("pets", CATS, [("my cat", "en")])
    while vectors.fill():
        pass
    assert learning.learn() == 0
    assert not Head.objects.exists()


def test_a_head_tells_classes_apart_and_survives_packing() -> None:
    from_head = pytest.importorskip("kefu.search.head")
    rows = np.array([[100, 10, 0, 90], [110, 0, 5, 90], [0, 100, 90, 0], [5, 110, 90, 10]], dtype=np.int8)
    parts = [Part(2), Part(2)]
    head = from_head.Head.unpacked(from_head.trained(rows, [7, 7, 9, 9], parts, seconds=5).packed())
    best = head.classes(rows[0].astype(np.float32) / 127, parts)
    assert [key for key, *_ in best] == [7, 9]
    assert best[0][2] > 0.9
    assert best[0][3] > 0.8
    assert abs(best[1][3]) < 0.2
    assert head.classes(rows[3].astype(np.float32) / 127, parts)[0][0] == 9


def test_a_head_without_votes_answers_by_its_matrix(monkeypatch: pytest.MonkeyPatch) -> None:
    from_head, votes = pytest.importorskip("kefu.search.head"), pytest.importorskip("kefu.search.votes")
    monkeypatch.setattr(votes, "MOST_ROWS", 3)
    rows = np.array([[100, 10, 0, 90], [110, 0, 5, 90], [0, 100, 90, 0], [5, 110, 90, 10]], dtype=np.int8)
    parts = [Part(2), Part(2)]
    many = from_head.Head.unpacked(from_head.trained(rows, [7, 7, 9, 9], parts, seconds=5).packed())
    with np.load(io.BytesIO(many.packed())) as told:
        earlier = {name: told[name] for name in told.files if name not in {"rows", "worth", "fine"}}
    stream = io.BytesIO()
    np.savez(stream, **earlier)
    for head in (many, from_head.Head.unpacked(stream.getvalue())):
        best = head.classes(rows[0].astype(np.float32) / 127, parts)
        assert [(key, vote) for key, _, _, vote in best] == [(7, 0.0), (9, 0.0)]


def test_a_part_that_a_question_lacks_counts_neither_for_nor_against() -> None:
    held = pytest.importorskip("kefu.search.held")
    parts = [Part(2), Part(2, worth=3.0)]
    rows = np.array([[127, 0, 127, 0], [0, 127, 127, 0], [127, 0, 0, 0]], dtype=np.int8)
    whole = held.compared(rows, np.array([1, 0, 1, 0], dtype=np.float32), parts, None)
    assert np.allclose(whole, [1.0, 0.75, 0.25])
    lacking = held.compared(rows, np.array([1, 0, 0, 0], dtype=np.float32), parts, None)
    assert np.allclose(lacking, [1.0, 0.0, 1.0])


def _match(words: str) -> Matched:
    return matcher.match(Query(words, "pets", scopes=["public"], locale="en", budget_ms=5_000))


def _load() -> None:
    assert meaning.load("pets")
    assert meaning.load(examples.shelf_of("pets"))
