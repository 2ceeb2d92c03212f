"""The help centre for programs: listed, found, read; for everybody, and nothing that is for staff."""

from pathlib import Path

import pytest

from kefu.api.v1.tests.test_api import Caller
from kefu.exchange import starter
from kefu.knowledge import library, library_files
from kefu.knowledge.tests import sample
from kefu.people import limits
from kefu.people.models import Agent
from kefu.trust import admissions


@pytest.fixture(autouse=True)
def _library(db: None, tmp_path: Path) -> None:
    starter.load_starter()
    library.bring(library_files.read(sample.write(tmp_path / "library")))


def test_a_stranger_reads_what_is_asked_most_and_an_article_in_their_language() -> None:
    status, told = Caller()("GET", "/articles?locale=zh-CN")
    assert status == 200
    assert [(each["title"], each["count"]) for each in told["sections"]] == [("登录", 2), ("公告", 1)]
    assert [each["slug"] for each in told["popular"]] == ["reset-password"]
    status, page = Caller()("GET", "/articles/reset-password?locale=zh-hans")
    assert status == 200
    assert (page["article"]["locale"], page["article"]["url"]) == ("zh-CN", "/help/zh-cn/articles/reset-password")
    assert '<ol class="steps">' in page["html"]
    assert Caller()("GET", "/articles/forgot-password")[1]["article"]["slug"] == "reset-password"


def test_articles_are_found_with_the_words_that_answer() -> None:
    status, told = Caller()("GET", "/articles/search?q=password&limit=3&kind=guide&section=login")
    assert (status, told["complete"]) == (200, True)
    assert [each["article"]["slug"] for each in told["answers"]] == ["reset-password"]
    assert any(piece["hit"] for piece in told["answers"][0]["snippet"])
    assert Caller()("GET", "/articles/search?q=pasword")[1]["corrected"] == "password"
    assert Caller()("GET", "/articles/search?q=%00%20")[1]["answers"] == []
    typed = Caller()("GET", "/articles/search?q=password&limit=3&as_typed=true")[1]["answers"]
    assert [each["snippet"] for each in typed] == [[]] * len(typed)


@pytest.mark.parametrize("slug", ["desk-only", "nope", "%00"])
def test_what_is_not_for_the_public_is_not_there(slug: str, alice_agent: Agent) -> None:
    for caller in (Caller(), Caller(admissions.api_token(alice_agent.name))):
        assert caller("GET", f"/articles/{slug}")[0] == 404
        assert "desk-only" not in str(caller("GET", "/articles/search?q=desk"))


@pytest.mark.parametrize("asked", ["limit=0", "limit=21", "kind=secret", "locale=../..", f"section={'x' * 121}"])
def test_what_is_no_question_is_refused_in_the_usual_shape(asked: str) -> None:
    status, told = Caller()("GET", f"/articles/search?q=x&{asked}")
    assert (status, told["error"]["code"]) == (400, "bad_frame")


def test_a_flood_of_searches_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "buckets", limits.MemoryBuckets(clock_s=lambda: 0.0))
    answers = {Caller()("GET", "/articles/search?q=x")[0] for _ in range(41)}
    assert answers - {503} == {200, 429}  # a slow machine has no time for forty at once, either
