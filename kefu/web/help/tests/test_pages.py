"""The pages as readers and search engines get them: what is where, in which language, and what is refused."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from kefu.knowledge import articles, editing
from kefu.knowledge.models import ArticleText, Visit
from kefu.people.access import Viewer
from kefu.web.help import places

PATHS = ["", "search?q=password", "sections/login", "articles/reset-password", "notices", "tools/clock", "tools/fees"]


def text_of(response: Any) -> str:
    return str(response.content.decode())


def data_of(response: Any) -> dict[str, dict[str, Any]]:
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text_of(response), re.DOTALL)
    return {each["@type"]: each for each in json.loads(block)}


@pytest.mark.parametrize(
    ("asks", "leads_to"),
    [("zh-CN,zh;q=0.9,en;q=0.8", "/help/zh-cn/"), ("en-GB", "/help/en/"), ("fr-FR,fr", "/help/en/"), ("", "/help/en/")],
)
def test_the_door_leads_to_the_readers_language(reader: Client, asks: str, leads_to: str) -> None:
    response = reader.get("/help/", headers={"Accept-Language": asks})
    assert (response.status_code, response["Location"]) == (302, leads_to)


def test_what_was_chosen_last_goes_before_what_the_browser_asks(reader: Client) -> None:
    reader.cookies[places.COOKIE] = "zh-cn"
    assert reader.get("/help/", headers={"Accept-Language": "en"})["Location"] == "/help/zh-cn/"
    reader.cookies[places.COOKIE] = "xx\r\n"
    assert reader.get("/help/", headers={"Accept-Language": "en"})["Location"] == "/help/en/"


def test_home_has_search_areas_with_counts_what_is_asked_most_and_notices(reader: Client) -> None:
    page = text_of(reader.get("/help/zh-cn/"))
    assert '<html lang="zh-CN"' in page
    assert 'action="/help/zh-cn/search"' in page
    assert "2 篇文章" in page
    assert 'href="/help/zh-cn/sections/login"' in page
    assert 'href="/help/zh-cn/articles/reset-password"' in page
    assert "手续费公告" in page
    assert "Empty" not in page


def test_every_published_article_is_reached_by_clicks_alone_in_three_steps(reader: Client) -> None:
    reached, front = {"/help/en/"}, {"/help/en/"}
    for _click in range(3):
        pages = [text_of(reader.get(address)) for address in front]
        front = {link for page in pages for link in re.findall(r'href="(/help/en/[^"?#]*)"', page)} - reached
        front = {link for link in front if "." not in link and not link.endswith("contact")}
        reached |= front
    shown = {link.rpartition("/")[2] for link in reached if "/articles/" in link}
    assert shown == {"reset-password", "sign-in-codes", "notice-fees"}


def test_an_article_is_shown_with_where_it_is_its_parts_and_what_is_near(reader: Client) -> None:
    page = text_of(reader.get("/help/en/articles/reset-password"))
    assert "<h1>Reset your password</h1>" in page
    assert '<section class="before">' in page
    assert '<ol class="steps">' in page
    assert 'href="/help/en/sections/login/password"' in page
    assert 'href="/help/en/articles/sign-in-codes"' in page
    assert "not been checked for a year" not in page


def test_an_article_that_nobody_checked_for_long_says_so(reader: Client) -> None:
    page = text_of(reader.get("/help/en/articles/sign-in-codes"))
    assert "Last checked: <time" in page
    assert "1 January 2020" in page
    assert "not been checked for a year" in page
    assert "2020年1月1日" in text_of(reader.get("/help/zh-cn/articles/sign-in-codes"))


@pytest.mark.parametrize("path", PATHS)
def test_the_language_switch_keeps_the_place(reader: Client, path: str) -> None:
    page = text_of(reader.get(f"/help/en/{path}"))
    assert f'href="/help/zh-cn/{path}"' in page


def test_the_language_switch_keeps_what_was_asked_and_nothing_else(reader: Client) -> None:
    page = text_of(reader.get("/help/en/search?q=reset+%22x%22&section=login&x=1"))
    assert 'href="/help/zh-cn/search?q=reset+%22x%22&amp;section=login"' in page
    assert "x=1" not in page
    about = text_of(reader.get("/help/en/contact?about=reset-password"))
    assert 'href="/help/zh-cn/contact?about=reset-password"' in about


def test_an_article_without_a_translation_is_shown_in_another_language_and_says_so(reader: Client) -> None:
    ArticleText.objects.filter(article__slug="sign-in-codes", locale="zh-CN").delete()
    page = text_of(reader.get("/help/zh-cn/articles/sign-in-codes"))
    assert "还没有这篇文章的译文" in page
    assert "English" in page
    assert '<h1 lang="en">Sign-in codes</h1>' in page
    assert '<link rel="canonical" href="http://localhost:8000/help/en/articles/sign-in-codes">' in page
    assert 'hreflang="zh-CN" href="http' not in page


def test_moved_and_misspelt_addresses_lead_on_for_good(reader: Client) -> None:
    moved = reader.get("/help/en/articles/forgot-password")
    assert (moved.status_code, moved["Location"]) == (301, "/help/en/articles/reset-password")
    spelt = reader.get("/help/zh-CN/articles/reset-password?a=b")
    assert (spelt.status_code, spelt["Location"]) == (301, "/help/zh-cn/articles/reset-password?a=b")


@pytest.mark.parametrize(
    "path", ["articles/nope", "articles/desk-only", "sections/nope", "sections/empty", "nowhere/at/all", "articles/%00"]
)
def test_what_is_not_there_or_not_for_readers_is_answered_with_a_search(reader: Client, path: str) -> None:
    response = reader.get(f"/help/en/{path}")
    assert response.status_code == 404
    assert 'action="/help/en/search"' in text_of(response)
    assert "For the desk" not in text_of(response)
    assert 'name="robots" content="noindex"' in text_of(response)


def test_a_language_that_nothing_is_written_in_is_answered_in_the_readers_own(reader: Client) -> None:
    response = reader.get("/help/fr/", headers={"Accept-Language": "zh-CN"})
    assert response.status_code == 404
    assert '<html lang="zh-CN"' in text_of(response)


def test_staff_read_here_what_everybody_reads(alice_client: Client) -> None:
    assert alice_client.get("/help/en/articles/desk-only", HTTP_HOST="localhost").status_code == 404
    assert "no-cache" in alice_client.get("/help/en/", HTTP_HOST="localhost")["Cache-Control"]


def test_search_engines_are_told_languages_the_one_address_and_what_it_is(reader: Client) -> None:
    response = reader.get("/help/en/articles/reset-password")
    page, base = text_of(response), "http://localhost:8000/help"
    assert f'<link rel="canonical" href="{base}/en/articles/reset-password">' in page
    for hreflang, code in (("zh-CN", "zh-cn"), ("en", "en"), ("x-default", "en")):
        assert f'hreflang="{hreflang}" href="{base}/{code}/articles/reset-password"' in page
    assert '<meta property="og:title" content="Reset your password">' in page
    data = data_of(response)
    assert data["HowTo"]["step"] == [{"@type": "HowToStep", "position": 1, "text": "Reset your password"}]
    assert [each["name"] for each in data["BreadcrumbList"]["itemListElement"]][1:] == ["Signing in", "Passwords"]
    answer = data_of(reader.get("/help/zh-cn/articles/sign-in-codes"))["FAQPage"]
    assert answer["mainEntity"][0]["name"] == "验证码"
    assert "NewsArticle" in data_of(reader.get("/help/en/articles/notice-fees"))
    assert "WebSite" in data_of(reader.get("/help/en/"))


def test_structured_data_cannot_end_its_element(reader: Client) -> None:
    ArticleText.objects.filter(article__slug="sign-in-codes").update(title="</script><script>alert(1)//<!--")
    response = reader.get("/help/en/articles/sign-in-codes")
    assert "</script><script>alert" not in text_of(response)
    assert data_of(response)["FAQPage"]["mainEntity"][0]["name"] == "</script><script>alert(1)//<!--"


def test_the_pages_run_our_own_modules_and_one_import_map_known_by_its_hash(reader: Client) -> None:
    first, second = reader.get("/help/en/"), reader.get("/help/en/")
    policy = first["Content-Security-Policy"]
    assert policy == second["Content-Security-Policy"]
    assert re.search(r"script-src [^;]*'self' 'sha256-[^;]*", policy)
    assert "unsafe" not in policy
    assert "nonce" not in policy
    assert not re.search(r'\son\w+="|\sstyle="|<style', text_of(first))


def test_a_long_section_leads_on_to_its_next_page(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "pager" not in text_of(reader.get("/help/en/sections/login"))
    monkeypatch.setattr(articles, "MAX_IN_SECTION", 1)
    first, second = (text_of(reader.get(f"/help/zh-cn/sections/login{page}")) for page in ("", "?page=2"))
    assert 'rel="next" href="?page=2"' in first
    assert "第 1 页，共 2 页" in first
    assert "/articles/reset-password" in second
    assert "/articles/reset-password" not in first
    assert 'rel="prev" href="?page=1"' in second
    assert '/help/zh-cn/sections/login?page=2"' in re.findall(r'<link rel="canonical"[^>]*>', second)[0]
    for page in ("3", "0", "-1", "x", "²", "9" * 400):
        assert reader.get("/help/en/sections/login", {"page": page}).status_code == 404


def test_what_was_read_under_an_old_address_is_on_the_way_to_a_person_and_counted(reader: Client, bob: Viewer) -> None:
    reader.post("/help/en/visits/pages", {"slug": "sign-in-codes"})
    editing.move(bob, "sign-in-codes", to="login-codes")
    assert 'data-read="login-codes"' in text_of(reader.get("/help/en/contact"))
    assert reader.post("/help/en/visits/pages", {"slug": "sign-in-codes"}).status_code == 204
    assert Visit.objects.get().pages == ["sign-in-codes", "login-codes"]
