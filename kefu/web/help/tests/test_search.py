"""Searching: found, narrowed, corrected, not found; whatever is typed is text."""

import json
import re
import time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.test import Client

from kefu.knowledge import crowd
from kefu.knowledge.models import ArticleText
from kefu.people import limits
from kefu.web.help import views
from tests.security.scripts import CORPUS


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_what_is_found_is_shown_with_the_words_that_were_asked_for_marked(reader: Client) -> None:
    page = text_of(reader.get("/help/en/search", {"q": "password"}))
    assert 'href="/help/en/articles/reset-password"' in page
    assert "<mark>password</mark>" in page
    assert "Signing in" in page
    assert "For the desk" not in page


def test_a_search_in_chinese_finds_the_chinese_article_and_stays_in_chinese(reader: Client) -> None:
    page = text_of(reader.get("/help/zh-cn/search", {"q": "密码"}))
    assert 'href="/help/zh-cn/articles/reset-password"' in page
    assert "<mark>密码</mark>" in page


def test_an_article_is_found_once_whichever_language_answers(reader: Client) -> None:
    page = text_of(reader.get("/help/en/search", {"q": "密码 password"}))
    assert page.count('class="result__link" href="/help/en/articles/reset-password"') == 1


def test_a_search_is_narrowed_by_area_and_kind_and_by_nothing_else(reader: Client) -> None:
    def found(**asked: str) -> bool:
        page = text_of(reader.get("/help/en/search", {"q": "password", **asked}))
        return 'class="result__link" href="/help/en/articles/reset-password"' in page

    assert found(section="login", kind="guide")
    assert not found(kind="notice")
    assert not found(section="notices")
    assert found(section="no-such-area", kind="'; DROP TABLE")


def test_a_slip_is_corrected_and_said(reader: Client) -> None:
    page = text_of(reader.get("/help/en/search", {"q": "pasword"}))
    assert "Showing what was found for" in page
    assert 'href="/help/en/articles/reset-password"' in page


def test_no_more_than_are_shown_are_counted_and_the_others_are_offered(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MAX_RESULTS", 1)
    asked = {"q": "password sign in", "section": "login"}
    page = text_of(reader.get("/help/en/search", asked))
    assert "The first 1 articles for" in page
    assert page.count('class="result__link"') == 1
    more = re.search(r'href="(/help/en/search[^"]*more=1)"', page)
    assert more
    longer = text_of(reader.get(more[1].replace("&amp;", "&")))
    assert longer.count('class="result__link"') > 1
    assert "The first" not in longer
    assert "Show more" not in longer


def test_where_too_many_search_pages_are_answered_and_searches_told_to_wait(reader: Client) -> None:
    crowd.crowd._left_s = -100.0
    for path in ("/help/en/search?q=password", "/help/en/suggestions?q=pass", "/api/v1/articles/search?q=password"):
        refused = reader.get(path)
        assert refused.status_code == 503
        assert int(refused["Retry-After"]) >= 1
    assert "Very many people are searching" in text_of(reader.get("/help/en/search?q=password"))
    assert reader.get("/help/en/articles/reset-password").status_code == 200
    assert reader.post("/help/en/contact", {"text": "password"}).status_code == 200


def test_nothing_found_says_what_to_try_and_offers_contact(reader: Client) -> None:
    page = text_of(reader.get("/help/en/search", {"q": "qqqqzzzz", "kind": "guide"}))
    assert "Nothing found for “qqqqzzzz”" in page
    assert "Search everywhere" in page
    assert 'href="/help/en/contact"' in page
    assert 'href="/help/en/articles/reset-password"' in page


def test_suggestions_name_questions_and_articles(reader: Client) -> None:
    told = json.loads(reader.get("/help/en/suggestions", {"q": "pass"}).content)
    assert [each["address"] for each in told["articles"]] == ["/help/en/articles/reset-password"]
    assert told["words"]
    assert json.loads(reader.get("/help/en/suggestions", {"q": "  "}).content) == {"words": [], "articles": []}


@pytest.mark.parametrize(
    "typed",
    [
        "a" * 50_000,
        "密" * 50_000,
        "pass\x00word",
        "\x01\x02\x1f\x7f",
        '" OR 1=1; DROP TABLE articles --',
        'title:password NEAR("a" "b") * ^ {x} (',
        "%' UNION SELECT password FROM people_agent --",
        "<script>alert(1)</script>",
        "\u202e\u200bpassword",
        "😀" * 500,
    ],
    ids=["long", "long Chinese", "NUL", "controls", "SQL", "FTS", "UNION", "HTML", "turned", "emoji"],
)
@pytest.mark.parametrize("path", ["search", "suggestions"])
def test_whatever_is_typed_is_text_and_answered_in_time(reader: Client, path: str, typed: str) -> None:
    began = time.perf_counter()
    response = reader.get(f"/help/en/{path}", {"q": typed})
    assert response.status_code == 200
    assert time.perf_counter() - began < 2
    assert "<script>alert(1)" not in text_of(response)


def test_searches_are_never_kept_by_a_cache(reader: Client) -> None:
    for path in ("search", "suggestions"):
        assert "no-store" in reader.get(f"/help/en/{path}", {"q": "x"})["Cache-Control"]


def test_a_flood_of_searches_is_told_when_to_come_back(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "buckets", limits.MemoryBuckets(clock_s=lambda: 0.0))
    answers = [reader.get("/help/en/suggestions", {"q": "x"}) for _ in range(50)]
    assert [answer.status_code for answer in answers].count(429) == 10
    assert int(answers[-1]["Retry-After"]) >= 1
    assert reader.get("/help/en/").status_code == 200


def test_F01_a_hostile_article_is_text_on_every_page(reader: Client) -> None:
    hostile = [text for text in CORPUS if "<" in text]
    assert len(hostile) > 50
    for at in range(0, len(hostile), 10):
        text = " ".join(hostile[at : at + 10])
        ArticleText.objects.filter(article__slug="reset-password").update(title=text[:200], summary=text, body=text)
        cache.clear()
        for path in (
            "",
            "articles/reset-password",
            "sections/login/password",
            "search?q=password",
            "contact?about=reset-password",
        ):
            assert wrongs_in(text_of(reader.get(f"/help/en/{path}"))) == []


def wrongs_in(page: str) -> list[str]:
    """Elements and attributes of a page that could run or load what a text says."""
    found = Elements()
    found.feed(page)
    return found.wrongs


class Elements(HTMLParser):
    OURS = {"module", "importmap", "application/ld+json"}

    def __init__(self) -> None:
        super().__init__()
        self.wrongs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        is_foreign = tag in {"iframe", "object", "embed", "base", "style", "math", "marquee"}
        is_script = tag == "script" and given.get("type") not in self.OURS
        leads = [
            given.get(name, "") for name in ("href", "src", "action", "formaction", "srcdoc", "poster", "xlink:href")
        ]
        if is_foreign or is_script or any(name.startswith("on") or name == "style" for name in given):
            self.wrongs.append(f"{tag} {given}")
        self.wrongs += [
            given[name] for name in ("src", "poster", "srcset") if given.get(name) and given[name][0] != "/"
        ]
        self.wrongs += [
            each
            for each in leads
            if each and not re.match(r"/|#|http://localhost:8000/|https?://|mailto:support@northwind\.example$", each)
        ]


def test_what_was_found_is_drawn_by_the_styles_that_the_page_loads(reader: Client) -> None:
    html = reader.get("/help/en/search?q=deposit").content.decode()
    loaded = "".join(styles(name) for name in re.findall(r'href="/static/(help/[^"]+\.css)"', html))
    assert all(f".{name}" in loaded for name in ("searching", "filters", "result__title"))


def styles(name: str) -> str:
    """A sheet with what it imports."""
    path = Path(str(finders.find(name)))
    text = path.read_text(encoding="utf-8")
    return text + "".join(
        (path.parent / each).read_text() for each in re.findall(r'@import url\("(css/[^"]+)"\)', text)
    )


@pytest.mark.parametrize("typed", ["my account was hacked", "我的账号被盗了", "hesabım çalındı"])
def test_who_searches_because_of_a_thief_is_offered_the_freeze_link_first(
    reader: Client, settings: Any, typed: str
) -> None:
    settings.EXCHANGE_LINKS = "https://exchange.example/{name}"
    html = reader.get("/help/en/search", {"q": typed}).content.decode()
    assert 'href="https://exchange.example/freeze"' in html
    assert "freeze" not in reader.get("/help/en/search", {"q": "how can I avoid being hacked"}).content.decode()
