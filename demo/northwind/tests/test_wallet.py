"""The account page's live part: what the exchange tells is shown, in words, and a scene can be let happen from there."""

import json
from typing import Any

import pytest

from northwind.exchange import MOVES, SCENES, Exchange
from northwind.installation import Failed, Installation
from northwind.site import Site
from northwind.tests.test_site import ask, own_page
from northwind.words import WORDS

UID = "88104821"


def test_the_page_shows_what_the_exchange_tells_and_goes_on_with_it(site: Site) -> None:
    html = ask(site, "/account?lang=zh")[1]
    assert all(told in html for told in ("+ 0.25 BTC", "已确认 1/2", "7f3a9c51…e2b0d84c", "充值 5,000 USDT", "0.4182"))
    assert "2 小时前</time>" in html, "as old as the story says"
    assert ask(site, "/account/scene", method="POST", headers=own_page(site), body="late-btc-deposit")[0].status == 200
    html = ask(site, "/account/wallet?lang=en")[1]
    assert "+ 0.31 BTC" in html
    assert "All confirmations are there" in html
    for scene, told in (
        ("account-locked", "opens by itself in 24 min"),
        ("liquidated-long", "BTCUSDT long closed by force"),
    ):
        assert ask(site, "/account/scene", method="POST", headers=own_page(site), body=scene)[0].status == 200
        assert told in ask(site, "/account/wallet?lang=en")[1]
    ask(site, "/account/scene", method="POST", headers=own_page(site), body="deposit-on-its-way")
    ask(site, "/account/scene", method="POST", headers=own_page(site), body="+10m")
    html = ask(site, "/account/wallet?lang=en")[1]
    assert "No deposit on its way" in html
    assert "0.6682" in html, "what was credited is there"


def test_an_exchange_that_says_nothing_is_told_in_words(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> str:
        raise Failed("it <sleeps>.")

    monkeypatch.setattr(Installation, "kefu", fail)
    response, html = ask(site, "/account?lang=en")
    assert response.status == 200
    assert "Your wallet cannot be shown just now. it &lt;sleeps&gt;." in html
    assert ask(site, "/account/scene", method="POST", headers=own_page(site), body=SCENES[0])[0].status == 502


@pytest.mark.parametrize("body", ["", "no-such", "late-btc-deposit --uid 1", "+999d"])
def test_only_what_stands_on_the_menu_can_happen(site: Site, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    monkeypatch.setattr(Installation, "kefu", lambda *_: pytest.fail("a command was run"))
    assert ask(site, "/account/scene", method="POST", headers=own_page(site), body=body)[0].status == 400


def test_another_sites_page_lets_nothing_happen(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Installation, "kefu", lambda *_: pytest.fail("a command was run"))
    elsewhere = {"Origin": "https://evil.example"}
    assert ask(site, "/account/scene", method="POST", headers=elsewhere, body=SCENES[0])[0].status == 403


def test_each_entry_of_the_menu_has_its_words() -> None:
    assert [name for name in (*SCENES, *MOVES) if f"scene_{name}" not in WORDS] == []


def test_two_windows_that_look_ask_once(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[str, ...]] = []

    def answer(_: Installation, *words: str) -> str:
        calls.append(words)
        if words[1] == "notices":
            return ""
        value: dict[str, Any] = {"items": []}
        return "\n".join(json.dumps({"value": value}) for _ in range(6))

    monkeypatch.setattr(Installation, "kefu", answer)
    exchange = Exchange(installation, uid=UID)
    assert exchange.wallet() is exchange.wallet()
    assert [words[1] for words in calls] == ["ask", "notices"]
