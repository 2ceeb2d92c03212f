"""Synonyms: the bundled ones, what editors make of them, and when it is seen."""

import pytest

from kefu.kit.errors import Invalid, NotFound
from kefu.search import glossary, index
from kefu.search.index import Document, Query
from kefu.search.models import Synonym

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh() -> None:
    glossary.forget()


def test_the_bundled_groups_are_many_and_each_means_something() -> None:
    assert len(glossary.groups()) >= 120
    assert all(len({glossary.form_of(word) for word in group.words}) >= 2 for group in glossary.groups())


def test_a_group_of_ones_own_counts_at_once_until_it_is_dropped() -> None:
    index.put([Document("help", 1, "Northwind points", ""), Document("help", 2, "Other", "")])
    assert _found("海风积分") == []
    name = glossary.add(["海风积分", "Northwind points"])
    assert _found("海风积分怎么用") == [1]
    glossary.drop(name)
    assert _found("海风积分") == []


def test_a_bundled_group_is_changed_and_comes_back_as_it_was() -> None:
    before = glossary.starter()["liquidated"]
    glossary.change("liquidated", ["爆仓", "boom"])
    changed = {group.name: group for group in glossary.groups()}["liquidated"]
    assert changed.words == ("爆仓", "boom")
    assert changed.is_changed
    assert "boom" in _others("爆仓")
    glossary.drop("liquidated")
    assert "boom" not in _others("爆仓")
    assert "liquidated" in _others("爆仓")
    assert glossary.starter()["liquidated"] == before


def test_a_bundled_group_can_be_silenced() -> None:
    glossary.change("liquidated", [])
    assert "liquidated" not in _others("爆仓")


def test_the_longest_of_what_overlaps_is_meant() -> None:
    said = [match.said for match in glossary.matches("我的谷歌验证码不对")]
    assert "谷歌验证码" in said
    assert "验证码" not in said


def test_another_process_s_change_is_seen_when_the_list_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    _others("爆仓")
    Synonym.objects.create(starter="liquidated", words=["爆仓", "boom"])
    assert "boom" not in _others("爆仓")
    assert glossary.FRESH_S <= 60
    monkeypatch.setattr(glossary, "FRESH_S", 0.0)
    assert "boom" in _others("爆仓")


def test_once_warm_a_search_reads_no_list_again(monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[object] = []
    read = glossary._read

    def counted(version: object) -> None:
        reads.append(version)
        read(version)

    monkeypatch.setattr(glossary, "_read", counted)
    glossary.forget()
    index.warm()
    assert len(reads) == 1
    _found("提币")
    assert len(reads) == 1


@pytest.mark.parametrize("words", [["alone"], ["same", "SAME"], ["", " ", "\x00"], [f"word {n}" for n in range(41)]])
def test_a_group_that_says_nothing_is_refused(words: list[str]) -> None:
    with pytest.raises(Invalid):
        glossary.add(words)


def test_a_group_that_does_not_exist_is_not_changed() -> None:
    for name in ("own-999", "own-x", "nobody"):
        with pytest.raises(NotFound):
            glossary.change(name, ["one", "two"])


def _others(text: str) -> set[str]:
    return {word for match in glossary.matches(text) for word in match.others}


def _found(text: str) -> list[int]:
    return [hit.key for hit in index.search(Query(text, "help", budget_ms=5_000)).hits]
