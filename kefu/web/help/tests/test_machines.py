"""What programs and caches get: sitemap, robots, feed, OpenSearch; validators, short keeping, compression."""

import xml.etree.ElementTree as ET
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kefu.exchange import facts
from kefu.exchange.models import Fact
from kefu.kit import clock
from kefu.knowledge import media_shelf
from kefu.knowledge.media_shelf import NewMedia
from kefu.knowledge.models import ArticleText
from kefu.knowledge.tests.test_media import ALTS, picture, sent
from kefu.people.access import Viewer
from kefu.web.help import sitemap

BASE = "http://localhost:8000"
MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def test_the_sitemap_lists_each_article_in_each_language_with_the_others(reader: Client) -> None:
    root = ET.fromstring(reader.get("/sitemap.xml").content)
    places = {url.findtext("s:loc", "", MAP): url for url in root.findall("s:url", MAP)}
    assert f"{BASE}/help/zh-cn/articles/reset-password" in places
    assert f"{BASE}/help/en/" in places
    assert not [place for place in places if "desk-only" in place]
    links = places[f"{BASE}/help/en/articles/reset-password"].findall("x:link", MAP)
    assert {link.get("hreflang") for link in links} == {"en", "zh-CN"}


def test_the_sitemap_lists_sections_and_notices_and_when_a_fact_changed_a_page(reader: Client, bob: Viewer) -> None:
    def changed(path: str) -> str:
        urls = ET.fromstring(reader.get("/sitemap.xml").content).findall("s:url", MAP)
        places = {url.findtext("s:loc", "", MAP): url.findtext("s:lastmod", "", MAP) for url in urls}
        return places[f"{BASE}{path}"]

    paths = ("articles/notice-fees", "sections/notices", "notices", "")
    Fact.objects.update(changed_at=clock.now() - timedelta(days=9))
    facts.forget()
    before = [changed(f"/help/en/{path}") for path in paths]
    untouched = changed("/help/zh-cn/sections/login/password")
    monday = clock.now() + timedelta(days=1)
    Fact.objects.filter(name="withdrawal_fee", args="BTC Bitcoin").update(value="0.0002", changed_at=monday)
    facts.forget()
    after = [changed(f"/help/en/{path}") for path in paths]
    assert all(old < new for old, new in zip(before, after, strict=True))
    assert changed("/help/zh-cn/sections/login/password") == untouched


def test_a_sitemap_of_more_than_the_protocol_allows_is_several(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = {url.text for url in ET.fromstring(reader.get("/sitemap.xml").content).iterfind("s:url/s:loc", MAP)}
    assert reader.get("/sitemap-1.xml").status_code == 200
    assert reader.get("/sitemap-2.xml").status_code == 404
    monkeypatch.setattr(sitemap, "MAX_ADDRESSES", 5)
    index = ET.fromstring(reader.get("/sitemap.xml").content)
    parts = [str(each.text).removeprefix(BASE) for each in index.iterfind("s:sitemap/s:loc", MAP)]
    assert len(parts) > 2
    files = [ET.fromstring(reader.get(part).content).findall("s:url/s:loc", MAP) for part in parts]
    assert max(map(len, files)) <= 5
    found = [url.text for file in files for url in file]
    assert set(found) == whole
    assert len(found) == len(whole)


def test_robots_are_shown_the_sitemap_and_kept_from_the_desk_and_searches(reader: Client) -> None:
    said = reader.get("/robots.txt").content.decode()
    assert f"Sitemap: {BASE}/sitemap.xml" in said
    assert "Disallow: /desk" in said
    assert "Disallow: /help/*/search" in said


def test_notices_are_a_feed_in_each_language(reader: Client) -> None:
    response = reader.get("/help/zh-cn/notices.rss")
    assert response["Content-Type"].startswith("application/rss+xml")
    channel = ET.fromstring(response.content).find("channel")
    assert channel is not None
    assert channel.findtext("language") == "zh-CN"
    assert [item.findtext("title") for item in channel.findall("item")] == ["手续费公告"]
    assert channel.findtext("lastBuildDate")
    assert channel.findtext("item/link") == f"{BASE}/help/zh-cn/articles/notice-fees"


def test_a_browser_learns_how_to_search(reader: Client) -> None:
    root = ET.fromstring(reader.get("/help/en/opensearch.xml").content)
    (url,) = root.findall("{http://a9.com/-/spec/opensearch/1.1/}Url")
    assert url.get("template") == f"{BASE}/help/en/search?q={{searchTerms}}"


@pytest.mark.parametrize(
    "path", ["/help/en/", "/help/en/articles/reset-password", "/sitemap.xml", "/help/en/notices.rss"]
)
def test_a_page_is_kept_a_short_while_and_not_sent_again_unchanged(reader: Client, path: str) -> None:
    first = reader.get(path)
    assert first["Cache-Control"] == "public, max-age=20"
    assert not first.cookies
    again = reader.get(path, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert not again.content
    assert again.get("Content-Security-Policy") == first.get("Content-Security-Policy")
    assert reader.get(path, headers={"If-None-Match": '"another"'}).status_code == 200


def test_a_changed_word_or_fact_is_another_page(reader: Client) -> None:
    path = "/help/en/articles/notice-fees"
    first = reader.get(path)
    assert first["Last-Modified"]
    facts.forget()
    ArticleText.objects.filter(article__slug="notice-fees").update(title="New fees")
    assert reader.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 200
    later = (clock.now() + timedelta(days=1)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert reader.get(path, headers={"If-Modified-Since": later}).status_code == 200


def test_pages_travel_compressed_where_the_browser_can(reader: Client) -> None:
    whole, packed = reader.get("/help/en/"), reader.get("/help/en/", headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) * 2 < len(whole.content)


def test_a_picture_of_an_article_is_served_sealed_and_nothing_else_is(reader: Client, alice: Viewer) -> None:
    card = media_shelf.add(alice, sent(alice, picture()), NewMedia("addresses.jpg", ALTS))
    response = reader.get(card.picture.address)
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    assert b"".join(response.streaming_content)[:2] == b"\xff\xd8"  # type: ignore[attr-defined]
    assert response["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    for other in (
        f"/help/media/{card.public_id}/other.jpg",
        f"/help/media/{'a' * 26}/addresses.jpg",
        "/help/media/x/y",
    ):
        assert reader.get(other).status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-1", 206, slice(0, 2)),
        ("bytes=3-", 206, slice(3, None)),
        ("bytes=-2", 206, slice(-2, None)),
        ("bytes=5-999999999", 206, slice(5, None)),
        ("bytes=-999999999", 206, slice(0, None)),
        ("bytes=999999999-", 416, slice(0, 0)),
        ("bytes=-0", 416, slice(0, 0)),
        ("bytes=7-3", 200, slice(0, None)),
        ("bytes=0-1,4-5", 200, slice(0, None)),
        ("lines=1-2", 200, slice(0, None)),
    ],
)
def test_a_part_of_a_medium_is_what_a_player_of_videos_asks_for(
    reader: Client, alice: Viewer, asked: str, status: int, part: slice
) -> None:
    address = media_shelf.add(alice, sent(alice, picture()), NewMedia("addresses.jpg", ALTS)).picture.address
    whole = b"".join(reader.get(address).streaming_content)  # type: ignore[attr-defined]
    answer = reader.get(address, headers={"Range": asked, "Accept-Encoding": "gzip"})
    assert (answer.status_code, answer["Accept-Ranges"]) == (status, "bytes")
    assert b"".join(answer) == whole[part]
    first, last, _step = part.indices(len(whole))
    named = {206: f"bytes {first}-{last - 1}/{len(whole)}", 416: f"bytes */{len(whole)}"}
    assert answer.headers.get("Content-Range") == named.get(status)


def test_the_root_leads_strangers_to_the_help_centre_and_staff_to_the_desk(
    reader: Client, alice_client: Client, settings: Any
) -> None:
    assert reader.get("/")["Location"] == "/help/"
    assert alice_client.get("/", HTTP_HOST="localhost")["Location"] == "/desk/"
    settings.HOME_URL = "https://northwind.test/"
    assert reader.get("/")["Location"] == "https://northwind.test/"
