"""What Northwind's web server promises: its pages, the identity it signs, and whom it refuses."""

import http.client
import json
from gettext import GNUTranslations
from html import unescape
from pathlib import Path

import jwt
import pytest

from northwind.identity import AUDIENCE, ISSUER
from northwind.installation import Failed, Installation
from northwind.site import Site
from northwind.tests.conftest import Switch
from northwind.words import words_in

KEFU = Path(__file__).resolve().parents[3] / "kefu"
NAMED = (
    ("conversations", "Talk to a person"),
    ("web/desk", "Reveal"),
    ("web/desk", "Reveals"),
    ("web/desk", "Account requests"),
    ("web/desk", "Account appeals"),
    ("web/verify", "It was not me: stop it"),
)  # what the walk tells to press, and which of Kefu's texts it is


def ask(
    site: Site, path: str, *, method: str = "GET", headers: dict[str, str] | None = None, body: str | None = None
) -> tuple[http.client.HTTPResponse, str]:
    connection = http.client.HTTPConnection(
        "127.0.0.1", site.server_address[1], timeout=30
    )  # a wallet is asked of a command that starts first
    try:
        connection.request(method, path, body=body, headers=headers or {})
        response = connection.getresponse()
        return response, response.read().decode()
    finally:
        connection.close()


def own_page(site: Site) -> dict[str, str]:
    return {"Origin": f"http://127.0.0.1:{site.server_address[1]}", "Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("language", "sides"),
    [
        ("en", ("Be the customer", "Be the agent", "Be the lead")),
        ("zh", ("当一回客户", "当一回客服", "当一回主管")),
    ],
)
def test_the_start_page_offers_every_side(site: Site, language: str, sides: tuple[str, ...]) -> None:
    response, html = ask(site, f"/?lang={language}")
    assert response.status == 200
    assert all(side in html for side in sides)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_start_page_leads_to_a_reveal_an_approval_and_a_veto_by_the_names_that_kefu_shows(
    site: Site, language: str
) -> None:
    _response, html = ask(site, f"/?lang={language}")
    said = unescape(html)
    for app, label in NAMED:
        with (KEFU / app / "locale/zh_Hans/LC_MESSAGES/django.mo").open("rb") as file:
            name = label if language == "en" else GNUTranslations(file).gettext(label)
        assert (f'"{name}"' if language == "en" else f"“{name}”") in said, name
    assert words_in(language)["notice_stop"] in said


def test_a_chinese_browser_is_greeted_in_chinese_and_a_choice_is_kept(site: Site) -> None:
    assert "当一回客户" in ask(site, "/", headers={"Accept-Language": "zh-CN,zh;q=0.9"})[1]
    kept = {"Accept-Language": "zh-CN", "Cookie": "northwind-lang=en"}
    assert "Be the customer" in ask(site, "/", headers=kept)[1]


def test_the_account_page_carries_the_widget_by_one_script_tag(site: Site, installation: Installation) -> None:
    _, html = ask(site, "/account?lang=zh")
    assert html.count(f'<script src="{installation.base_url}/widget.js"') == 1
    assert "陈伟" in html


def test_an_identity_is_signed_short_lived_and_never_the_same(site: Site, installation: Installation) -> None:
    first, second = (json.loads(ask(site, "/account/identity?lang=zh")[1])["identity"] for _ in range(2))
    secret = installation.identity_secret()
    claims = jwt.decode(first, secret, algorithms=["HS256"], audience=AUDIENCE, issuer=ISSUER)
    assert claims["sub"] == "88104821"
    assert claims["name"] == "陈伟"
    assert claims["locale"] == "zh-hans"
    assert 0 < claims["exp"] - claims["iat"] <= 600
    assert claims["jti"] != jwt.decode(second, secret, algorithms=["HS256"], audience=AUDIENCE)["jti"]


def test_another_hosts_name_is_refused(site: Site) -> None:
    response, text = ask(site, "/account/identity", headers={"Host": "evil.example"})
    assert response.status == 421
    assert "identity" not in text


def test_who_comes_by_another_name_is_led_to_where_the_chat_may_stand(site: Site) -> None:
    port = site.server_address[1]
    response, _ = ask(site, "/account?lang=zh", headers={"Host": f"localhost:{port}"})
    assert response.status == 302
    assert response.getheader("Location") == f"http://127.0.0.1:{port}/account?lang=zh"


@pytest.mark.parametrize("origin", [None, "https://evil.example", "http://127.0.0.1:1"])
def test_another_sites_page_opens_no_door(
    site: Site, switch: Switch, origin: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Installation, "signin_url", lambda *_: pytest.fail("a link was made"))
    headers = {"Origin": origin} if origin else {}
    assert ask(site, "/agents/alice", method="POST", headers=headers)[0].status == 403
    assert ask(site, "/account/network", method="PUT", headers=headers, body='{"cut": true}')[0].status == 403
    assert switch.flips == []


def test_each_click_on_be_the_agent_leads_to_a_fresh_link(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    links = iter(["http://localhost:1/sign-in/link/one", "http://localhost:1/sign-in/link/two"])
    monkeypatch.setattr(Installation, "signin_url", lambda *_: next(links))
    for name in ("one", "two"):
        response, _ = ask(site, "/agents/alice", method="POST", headers=own_page(site))
        assert response.status == 303
        assert response.getheader("Location", "").endswith(f"/{name}")


def test_the_pages_script_is_told_the_address_so_that_its_button_can_say_that_it_waits(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Installation, "signin_url", lambda *_: "http://localhost:1/sign-in/link/one")
    asked = {**own_page(site), "Accept": "application/json"}
    response, text = ask(site, "/agents/bob", method="POST", headers=asked)
    assert response.status == 200
    assert json.loads(text) == {"address": "http://localhost:1/sign-in/link/one"}


def test_what_takes_two_leads_has_two_leads_each_with_a_page_of_their_own(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Installation, "signin_url", lambda self, agent: f"http://localhost:1/{agent.key}")
    start = ask(site, "/")[1]
    for name in ("Bob", "Grace"):
        address = f"/agents/{name.lower()}"
        assert f'href="{address}"' in start
        assert f'action="{address}"' in ask(site, address)[1]
        assert (
            ask(site, address, method="POST", headers=own_page(site))[0].getheader("Location")
            == f"http://localhost:1/{name}"
        )
    assert "He cannot end it alone" in start


def test_a_link_that_cannot_be_made_is_told_in_words(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> str:
        raise Failed("no such agent <Alice>.")

    monkeypatch.setattr(Installation, "signin_url", fail)
    response, html = ask(site, "/agents/alice", method="POST", headers=own_page(site))
    assert response.status == 502
    assert "no such agent &lt;Alice&gt;." in html


def test_the_switch_cuts_and_restores(site: Site, switch: Switch) -> None:
    for cut in (True, False):
        body = json.dumps({"cut": cut})
        _, text = ask(site, "/account/network", method="PUT", headers=own_page(site), body=body)
        assert json.loads(text) == {"cut": cut}
    assert switch.flips == [True, False]


@pytest.mark.parametrize("body", ["", "[]", "{", '{"off": 1}'])
def test_a_nonsense_switch_is_refused(site: Site, switch: Switch, body: str) -> None:
    assert ask(site, "/account/network", method="PUT", headers=own_page(site), body=body)[0].status == 400
    assert switch.flips == []


@pytest.mark.parametrize("path", ["/static/../site.py", "/static/%2e%2e/site.py", "/static/none.css", "/etc/passwd"])
def test_only_what_is_meant_to_be_served_is_served(site: Site, path: str) -> None:
    assert ask(site, path)[0].status == 404
