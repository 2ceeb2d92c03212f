"""Ways in: a new session at every sign-in, redirects that stay here, links that work once, forms of other sites refused."""

import pytest
from django.conf import settings
from django.test import Client

from kefu.people import limits
from kefu.people.capabilities import Role
from kefu.people.models import Agent
from kefu.trust import admissions

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "a long and quiet password"
ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/\n/evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "https://evil.example",
    "http://localhost:8000@evil.example",
    "http://localhost:8000.evil.example",
    "//localhost:8000@evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "%2f%2fevil.example",
    "evil.example",
    "@evil.example",
    "?next=//evil.example",
    "//evil.example/%2e%2e",
    "/%09/evil.example\r\nLocation: //evil.example",
    "／／evil.example",
    "//﹫evil.example",
    "//[::1]",
    "///\\evil.example",
    "",
]


@pytest.fixture(autouse=True)
def _no_calls_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "buckets", limits.MemoryBuckets())


@pytest.fixture
def agent(db: None) -> Agent:
    return admissions.create("Alice", email="alice@northwind.test", role=Role.AGENT, password=PASSWORD)


def signs_in(client: Client, **changed: str):  # type: ignore[no-untyped-def]
    return client.post("/sign-in", {"email": "alice@northwind.test", "password": PASSWORD} | changed)


def test_the_right_password_leads_to_the_desk_and_the_wrong_one_keeps_the_address(client: Client, agent: Agent) -> None:
    wrong = signs_in(client, password="not that")
    assert wrong.status_code == 422
    assert 'value="alice@northwind.test"' in wrong.content.decode()
    assert "not that" not in wrong.content.decode()
    assert client.get("/desk/").status_code == 401
    assert signs_in(client).headers["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200


def test_an_unknown_address_a_wrong_password_and_a_disabled_agent_sound_the_same(client: Client, agent: Agent) -> None:
    wrong = signs_in(client, password="not that").content.decode()
    unknown = signs_in(client, email="alike@northwind.test").content.decode()
    admissions.disable(agent.pk)
    disabled = signs_in(client).content.decode()
    said = "do not belong together"
    assert all(said in page for page in (wrong, unknown, disabled))


@pytest.mark.parametrize("by_link", [False, True])
def test_signing_in_begins_a_new_session_and_ends_the_one_before(client: Client, agent: Agent, by_link: bool) -> None:
    session = client.session
    session["prepared_by"] = "an attacker"
    session.save()
    before = session.session_key or ""
    client.cookies[settings.SESSION_COOKIE_NAME] = before
    if by_link:
        client.post(admissions.signin_link("Alice"))
    else:
        signs_in(client)
    after = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert after != before
    assert "prepared_by" not in client.session
    assert not client.session.exists(before)


def test_signing_out_ends_the_session_itself(client: Client, agent: Agent) -> None:
    signs_in(client)
    held = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out").headers["Location"] == "/sign-in"
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = held
    assert stolen.get("/desk/").status_code == 401


def test_a_link_is_used_by_its_button_and_only_once(client: Client, agent: Agent) -> None:
    path = admissions.signin_link("Alice")
    for _ in range(2):
        assert client.get(path).status_code == 200
    assert client.get("/desk/").status_code == 401
    assert client.post(path).headers["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200
    assert Client().post(path).status_code == 404
    assert Client().post("/sign-in/link/guessed").status_code == 404


@pytest.mark.parametrize("address", ELSEWHERE)
def test_signing_in_leads_nowhere_else(client: Client, agent: Agent, address: str) -> None:
    assert signs_in(client, next=address).headers["Location"] == "/desk/"


@pytest.mark.parametrize("address", ELSEWHERE)
def test_choosing_a_language_leads_nowhere_else(client: Client, address: str) -> None:
    assert client.post("/language", {"language": "en", "next": address}).headers["Location"] == "/desk/"


def test_an_own_path_is_kept(client: Client, agent: Agent) -> None:
    assert signs_in(client, next="/desk/?box=open").headers["Location"] == "/desk/?box=open"


def test_a_language_is_remembered_and_an_unknown_one_is_not(client: Client) -> None:
    client.post("/language", {"language": "xx"})
    assert settings.LANGUAGE_COOKIE_NAME not in client.cookies
    client.post("/language", {"language": "zh-hans"})
    page = client.get("/sign-in").content.decode()
    assert '<html lang="zh-Hans"' in page
    assert "登录客服工作台" in page


def test_another_sites_form_signs_nobody_in_or_out(agent: Agent) -> None:
    browser = Client(enforce_csrf_checks=True)
    link = admissions.signin_link("Alice")
    for address in ("/sign-in", link, "/sign-out", "/language"):
        sent = {"email": "alice@northwind.test", "password": PASSWORD}
        assert browser.post(address, sent).status_code == 403
    assert browser.get("/desk/").status_code == 401
    assert Client().post(link).status_code == 302
