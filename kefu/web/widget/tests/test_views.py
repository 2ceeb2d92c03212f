"""The two addresses as a browser gets them: who may frame the chat, what travels, what is never set."""

import re
from typing import Any

import pytest
from django.test import Client

from kefu.trust import notice

HOST = "http://127.0.0.1:8002"
STRANGERS = [
    "https://evil.example",
    f"{HOST}.evil.example",
    f"{HOST}/",
    f"{HOST}@evil.example",
    "http://127.0.0.1:80022",
    "http://127.0.0.1",
    "https://127.0.0.1:8002",
    f"{HOST} https://evil.example",
    f"{HOST}; script-src *",
    "null",
    "*",
    "javascript:alert(1)",
]


@pytest.fixture
def client() -> Client:
    """Enforces what the fast test client waives."""
    return Client(HTTP_HOST="localhost", enforce_csrf_checks=True)


def policy_of(response: Any) -> dict[str, list[str]]:
    directives = (part.split() for part in response["Content-Security-Policy"].split(";"))
    return {name: values for name, *values in directives}


def test_the_chat_may_be_framed_by_exactly_the_page_that_asked(client: Client) -> None:
    response = client.get("/chat", {"host": HOST})
    assert response.status_code == 200
    assert policy_of(response)["frame-ancestors"] == [HOST]
    assert f'data-host="{HOST}"' in response.content.decode()


def test_a_full_page_may_be_framed_by_nobody(client: Client) -> None:
    response = client.get("/chat")
    assert policy_of(response)["frame-ancestors"] == ["'none'"]
    assert 'data-host=""' in response.content.decode()


@pytest.mark.parametrize("stranger", STRANGERS)
def test_an_unknown_host_is_refused_and_may_not_frame_the_refusal(client: Client, stranger: str) -> None:
    response = client.get("/chat", {"host": stranger})
    assert response.status_code == 403
    assert policy_of(response)["frame-ancestors"] == ["'none'"]
    assert "data-host" not in response.content.decode()


def test_the_chat_runs_no_inline_script_and_only_our_own(client: Client) -> None:
    response = client.get("/chat", {"host": HOST})
    policy = policy_of(response)
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == ["'self'"]
    assert policy["style-src"] == ["'self'"]
    assert policy["object-src"] == policy["base-uri"] == ["'none'"]
    assert policy["require-trusted-types-for"] == ["'script'"]
    scripts = re.findall(r"<script(?![^>]*application/json)[^>]*>", response.content.decode())
    assert scripts
    assert all("src=" in script for script in scripts)
    assert not re.search(r'\son\w+="|\sstyle="', response.content.decode())


@pytest.mark.parametrize("path", ["/widget.js", "/chat", f"/chat?host={HOST}&locale=zh-CN"])
def test_no_cookie_is_set(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert not response.cookies


@pytest.mark.parametrize("path", ["/widget.js", "/chat"])
def test_the_headers_of_every_answer(client: Client, path: str) -> None:
    response = client.get(path)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


def test_the_chat_is_not_kept_by_caches_and_asks_for_no_device(client: Client) -> None:
    response = client.get("/chat")
    assert response["Cache-Control"] == "no-store"
    assert "camera=()" in response["Permissions-Policy"]


def test_the_chat_answers_to_reading_alone(client: Client) -> None:
    assert client.post("/chat").status_code in {403, 405}


@pytest.mark.parametrize(
    ("wanted", "accepted", "spoken"),
    [
        ("zh-CN", "en", "zh-Hans"),
        ("zh", "en", "zh-Hans"),
        ("en-GB", "zh-CN", "en"),
        ("", "zh-CN,zh;q=0.9", "zh-Hans"),
        ("", "en", "en"),
        ("xx", "en", "en"),
        ('"><script>', "en", "en"),
    ],
)
def test_the_language_is_the_wanted_one_else_the_browsers(
    client: Client, wanted: str, accepted: str, spoken: str
) -> None:
    response = client.get("/chat", {"locale": wanted}, headers={"Accept-Language": accepted})
    assert f'<html lang="{spoken}"' in response.content.decode()


def test_the_notice_stands_in_every_chat_from_its_one_source(client: Client) -> None:
    html = client.get("/chat", {"host": HOST, "locale": "en"}).content.decode()
    assert str(notice.never_ask().short) in html
    assert str(notice.never_ask().long) in html


def test_chinese_customers_read_chinese(client: Client) -> None:
    html = client.get("/chat", {"locale": "zh-CN"}).content.decode()
    assert "有什么可以帮您" in html
    assert "How can we help" not in html


@pytest.mark.parametrize(
    ("headers", "counts"),
    [
        ({"Sec-Fetch-Site": "none"}, "yes"),
        ({"Sec-Fetch-Site": "same-origin"}, "yes"),
        ({}, "yes"),
        ({"Sec-Fetch-Site": "cross-site"}, "no"),
        ({"Sec-Fetch-Site": "same-site", "Referer": "https://evil.example/"}, "no"),
        ({"Sec-Fetch-Site": "cross-site", "Referer": f"{HOST}/account"}, "yes"),
    ],
)
def test_a_strangers_link_cannot_sign_a_visitor_in(client: Client, headers: dict[str, str], counts: str) -> None:
    assert f'data-fragment="{counts}"' in client.get("/chat", headers=headers).content.decode()


def test_the_loader_is_small_and_knows_its_own_origin(client: Client, settings: Any) -> None:
    settings.BASE_URL = "https://help.northwind.test"
    response = client.get("/widget.js")
    script = response.content.decode()
    assert response["Content-Type"].startswith("text/javascript")
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert '"origin":"https://help.northwind.test"' in script
    assert "打开客服聊天" in script
    assert len(response.content) < 5_000


def test_the_loader_needs_no_eval_no_markup_and_no_wildcard(client: Client) -> None:
    script = client.get("/widget.js").content.decode()
    for hazard in ("eval(", "Function(", "innerHTML", "document.write", '"*"', "'*'", ".style."):
        assert hazard not in script


def test_a_message_never_travels_in_an_address(client: Client) -> None:
    """A form sent before its script is there would put the text into the page's address."""
    forms = re.findall(r"<form[^>]*>", client.get("/chat").content.decode())
    assert forms
    assert all('method="dialog"' in form for form in forms)
