"""Headers on every answer, forms that only our own pages can send, redirects that stay, sessions that are new."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from django.test import Client
from django.urls import reverse

from kefu.conversations.records import ConversationRecord
from kefu.people.capabilities import Role
from kefu.people.models import Agent
from kefu.trust import admissions
from tests.running import Server
from tests.security.house import stored

PASSWORD = "correct horse battery staple"


def html_answers(chat: ConversationRecord, staff: Client) -> Iterator[tuple[str, Any]]:
    """Every page and fragment there is, and every kind of error, for strangers and for staff."""
    nobody = Client(raise_request_exception=False, enforce_csrf_checks=True)
    desk = f"/desk/c/{chat.public_id}"
    partial = {"hx-request": "true", "hx-request-type": "partial"}
    pages = ["/sign-in", "/sign-in/link/abc", "/chat", "/desk/", "/desk/?box=closed", "/desk/lines", "/desk/rows"]
    pages += [
        "/verify",
        "/verify/reports",
        "/verify/appeals",
        "/verify/key",
        "/verify/self-check",
        "/desk/self-checks/",
        "/verify/answers",
        f"/verify/answers/{'a' * 26}",
        "/desk/channels/",
        "/desk/official-answers/",
        "/desk/reports/",
    ]
    pages += ["/verify/self-check", "/desk/self-checks/", "/desk/self-checks/abc"]
    pages += ["/vault/", "/vault/abc", f"{desk}/papers", "/desk/papers/abc/"]
    pages += [
        "/verify/stop/abc",
        "/verify/chat-mails/abc",
        "/verify/code",
        f"{desk}/going-on",
        "/desk/requests/",
        "/desk/requests/abc/",
        f"{desk}/request",
    ]
    pages += [f"{desk}/", f"{desk}/entries", f"{desk}/head", "/", "/nothing/here"]
    pages += [f"{desk}/redactions?target=2", f"{desk}/report?target=2"]
    pages += ["/desk/c/nonsense/", f"{desk}/entries?after=x", "/desk/?cursor=~", "/sign-out", f"{desk}/closure"]
    for page in pages:
        for who, client in (("nobody", nobody), ("staff", staff)):
            yield f"{who} {page}", client.get(page)
            yield f"{who} {page} (fragment)", client.get(page, headers=partial)
    yield "without its proof", nobody.post("/sign-in", {"email": "a@b.test", "password": "x"})
    yield "wrong password", Client().post("/sign-in", {"email": "a@b.test", "password": "x"})
    yield "wrong link", Client().post("/sign-in/link/abc")


@pytest.mark.django_db
def test_SEC_F12_every_html_answer_carries_the_whole_policy(chat: ConversationRecord, alice_client: Client) -> None:
    alice_client.raise_request_exception = False
    seen: dict[int, int] = {}
    for what, answer in html_answers(chat, alice_client):
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        seen[answer.status_code] = seen.get(answer.status_code, 0) + 1
        assert faults(answer.headers, is_private=what.startswith("staff") and "/chat" not in what) == [], what
        page = answer.content.decode()
        assert re.search(r'<script(?![^>]*(\bsrc=|\bnonce=|type="application/json"))', page) is None, what
        assert re.search(r"\son\w+=|javascript:|\sstyle=", page) is None, what
    assert {200, 401, 403, 404, 405} <= set(seen) | {405}, seen
    assert sum(seen.values()) > 40


def faults(headers: Any, *, is_private: bool) -> list[str]:
    """What a page's headers lack."""
    told = {part.split()[0]: part.split()[1:] for part in headers.get("Content-Security-Policy", "").split(";") if part}
    scripts = told.get("script-src", ["nothing"])
    wanted = {
        "scripts": not {"'unsafe-inline'", "'unsafe-eval'", "*", "data:", "http:", "https:", "nothing"} & set(scripts),
        "object": told.get("object-src") == ["'none'"],
        "base": told.get("base-uri") == ["'none'"],
        "default": told.get("default-src") == ["'none'"],
        "forms": told.get("form-action") == ["'self'"],
        "frames": bool(told.get("frame-ancestors")) and "*" not in told["frame-ancestors"],
        "styles": "'unsafe-inline'" not in told.get("style-src", []),
        "trusted types": told.get("require-trusted-types-for") == ["'script'"],
        "report": told.get("report-to") == ["kefu"] and "kefu=" in headers.get("Reporting-Endpoints", ""),
        "nosniff": headers.get("X-Content-Type-Options") == "nosniff",
        "opener": headers.get("Cross-Origin-Opener-Policy") == "same-origin",
        "powers": "camera=()" in headers.get("Permissions-Policy", ""),
        "referrer": headers.get("Referrer-Policy") in {"same-origin", "no-referrer"},
        "no-store": not is_private or "no-store" in headers.get("Cache-Control", ""),
    }
    return [name for name, is_well in wanted.items() if not is_well]


def test_SEC_F12_a_page_without_a_policy_would_be_noticed() -> None:
    assert len(faults({}, is_private=True)) == 13  # all but style-src, which falls back to nothing


@pytest.mark.urls("tests.security.with_a_broken_page")
@pytest.mark.django_db
def test_SEC_F12_a_page_that_breaks_says_nothing_and_carries_the_policy(caplog: pytest.LogCaptureFixture) -> None:
    answer = Client(raise_request_exception=False).get("/breaks")
    assert answer.status_code == 500
    assert faults(answer.headers, is_private=False) == []
    assert b"secret-insides" not in answer.content
    assert b"Traceback" not in answer.content


def strange_answers(base: str) -> list[httpx.Response]:
    return [
        httpx.get(f"{base}/", headers={"Host": "evil.test"}),
        httpx.get(f"{base}/nothing"),
        httpx.get(f"{base}/%00"),
        httpx.get(f"{base}/desk/"),
        httpx.get(f"{base}/static/nothing.js"),
        httpx.get(f"{base}/static/../kefu/settings/base.py"),
        httpx.get(f"{base}/static/%2e%2e/%2e%2e/settings/base.py"),
        httpx.request("TRACE", f"{base}/"),
        httpx.get(f"{base}/?{'a' * 20_000}"),
        httpx.post(f"{base}/sign-in", content=b"x" * 300_000),
    ]


def test_SEC_F12_on_the_real_server_strange_requests_get_harmless_answers(server: Server) -> None:
    for answer in strange_answers(server.base_url):
        assert answer.status_code in {302, 400, 401, 403, 404, 405, 413, 414}, answer.url
        assert "evil.test" not in answer.text + answer.headers.get("Location", "")


@pytest.mark.alone
def test_SEC_F12_even_strange_requests_get_every_header_and_not_our_server_s_name(server: Server) -> None:
    """A proxy before us answers some of them by itself."""
    for answer in strange_answers(server.base_url):
        assert not {"Server", "X-Powered-By"} & {name.title() for name in answer.headers}
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            assert faults(answer.headers, is_private=False) == [], answer.url


AWAY = [
    "//evil.test",
    "///evil.test",
    "////evil.test",
    "/\\evil.test",
    "\\/evil.test",
    "\\\\evil.test",
    "/\\/evil.test",
    "https://evil.test",
    "https:evil.test",
    "https:/evil.test",
    "http:evil.test",
    "HTTPS://evil.test",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "ftp://evil.test",
    "@evil.test",
    "//evil.test@localhost",
    "//localhost@evil.test",
    "https://localhost@evil.test",
    "https://localhost:8000.evil.test",
    "http://localhost:80000",
    "/%2f%2fevil.test/..//evil.test",
    "%2f%2fevil.test",
    "/%5cevil.test",
    "/\t/evil.test",
    "\t//evil.test",
    " //evil.test",
    "/\n/evil.test",
    "/\r\nLocation: https://evil.test",
    "/\x00/evil.test",
    "//evil。test",
    "／／evil.test",
    "/./\\evil.test",
    "/.//evil.test",
    "?next=//evil.test",
    "#//evil.test",
    "evil.test",
    "",
    "https://[::1]evil.test",
]


@pytest.mark.django_db
@pytest.mark.parametrize("away", AWAY, ids=repr)
def test_SEC_S10_signing_in_and_choosing_a_language_lead_nowhere_else(alice_agent: Agent, away: str) -> None:
    admissions.change_password(alice_agent.pk, password=PASSWORD)
    signed_in = Client().post("/sign-in", {"email": alice_agent.email, "password": PASSWORD, "next": away})
    by_query = Client().post(f"/sign-in?{httpx.QueryParams({'next': away})}", {"email": "x", "password": "y"})
    chosen = Client().post("/language", {"language": "en", "next": away})
    assert signed_in.status_code == chosen.status_code == 302
    for answer in (signed_in, chosen):
        stays(answer.headers["Location"])
    assert 'value="//' not in by_query.content.decode()
    assert Client().get("/sign-in", headers={"referer": f"https://evil.test/{away[:5]!r}"}).status_code == 200


def stays(location: str) -> None:
    """As browsers read it: backslashes are slashes, tabs and line ends are nothing."""
    read = re.sub(r"[\t\r\n]", "", location).strip().replace("\\", "/")
    assert read.startswith("/"), location
    assert not read.startswith("//"), location


@pytest.mark.django_db
def test_SEC_S04_a_session_is_new_at_every_sign_in_and_the_old_one_is_dead(alice_agent: Agent, settings: Any) -> None:
    admissions.change_password(alice_agent.pk, password=PASSWORD)
    name, client = settings.SESSION_COOKIE_NAME, Client()
    client.cookies[name] = "chosen-by-somebody-else-1234567890"
    keys = [client.cookies[name].value]
    for _ in range(2):
        assert client.post("/sign-in", {"email": alice_agent.email, "password": PASSWORD}).status_code == 302
        keys.append(client.cookies[name].value)
    assert client.post(admissions.signin_link(alice_agent.name)).status_code == 302
    keys.append(client.cookies[name].value)
    assert len(set(keys)) == 4
    for old in keys[:-1]:
        other = Client()
        other.cookies[name] = old
        assert other.get("/desk/").status_code in {302, 401}
    assert client.get("/desk/").status_code == 200
    cookie = client.cookies[name]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert client.post("/sign-out").status_code == 302
    back = Client()
    back.cookies[name] = keys[-1]
    assert back.get("/desk/").status_code in {302, 401}


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["role", "password", "disabled"])
def test_SEC_S04_what_an_agent_may_do_changes_and_old_sessions_end(
    alice_agent: Agent, alice_client: Client, change: str
) -> None:
    token = admissions.api_token(alice_agent.name)
    bearer = Client(headers={"authorization": f"Bearer {token}"})
    assert alice_client.get("/desk/").status_code == bearer.get("/api/v1/me").status_code == 200
    if change == "role":
        admissions.change_role(alice_agent.pk, role=Role.AUDITOR)
    elif change == "password":
        admissions.change_password(alice_agent.pk, password=PASSWORD)
    else:
        admissions.disable(alice_agent.pk)
    assert alice_client.get("/desk/").status_code in {302, 401}
    if change == "disabled":
        assert bearer.get("/api/v1/me").status_code == 401


@pytest.mark.django_db
def test_SEC_S04_a_sign_in_link_works_once_and_only_when_its_button_is_pressed(alice_agent: Agent) -> None:
    link = admissions.signin_link(alice_agent.name)
    assert [Client().get(link).status_code for _ in range(3)] == [200] * 3
    assert Client().post(link).status_code == 302
    assert Client().post(link).status_code == 404
    assert Client().post(link[:-1] + "x").status_code == 404


def forms(chat: ConversationRecord) -> dict[str, dict[str, str]]:
    place = f"/desk/c/{chat.public_id}"
    return {
        f"{place}/messages": {"body": "forged", "key": "k" * 20},
        f"{place}/assignment": {"agent": ""},
        f"{place}/closure": {"reason": "solved"},
        f"{place}/reopening": {},
        f"{place}/redactions": {"target": "2"},
        f"{place}/report": {"target": "2"},
        "/desk/ticket": {},
        "/desk/uploads": {"name": "a.txt", "bytes": "5"},
        "/sign-out": {},
        "/sign-in": {"email": "a@b.test", "password": "x"},
        "/language": {"language": "en"},
    }


@pytest.mark.django_db
def test_SEC_S11_a_form_without_our_own_proof_changes_nothing(
    chat: ConversationRecord, bob_agent: Agent, settings: Any
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(bob_agent)
    for address, sent in forms(chat).items():
        for headers in ({}, {"origin": "https://evil.test"}, {"origin": "null"}, {"x-csrftoken": "a" * 64}):
            before = stored()
            assert client.post(address, sent, headers=headers).status_code == 403, address
            text = client.post(address, '{"body": "forged"}', content_type="text/plain", headers=headers)
            assert text.status_code == 403, address
            assert stored() == before, address
    link = admissions.signin_link(bob_agent.name)
    assert Client(enforce_csrf_checks=True).post(link).status_code == 403  # nobody is signed in by another site


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_SEC_S11_looking_changes_nothing_however_it_is_dressed(
    chat: ConversationRecord, bob_client: Client, method: str
) -> None:
    for address, sent in forms(chat).items():
        before = stored()
        headers = {"x-http-method-override": "POST", "x-http-method": "POST", "x-method-override": "POST"}
        query = {**sent, "_method": "POST"}
        answer = bob_client.generic(method, f"{address}?{httpx.QueryParams(query)}", headers=headers)
        assert answer.status_code in {200, 405}, address
        assert stored() == before, address
    assert bob_client.get(reverse("desk:inbox")).status_code == 200, "still signed in"
