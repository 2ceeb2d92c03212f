"""What strangers send is shown as text; what strangers' pages say is not heard. SEC-B06, SEC-F01."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kefu.web.widget.tests.chat_page import Chat
from kefu.web.widget.tests.edge import Edge, a_jwt

pytestmark = pytest.mark.browser

CORPUS = (Path(__file__).parent / "samples" / "hostile.txt").read_text(encoding="utf-8").splitlines()
EVIL = """<!doctype html><title>Evil</title><iframe src="%(src)s"></iframe>"""
FORGED = [
    {"kefu": 1, "type": kind, **more}
    for kind in (
        "identity",
        "shown",
        "changed",
        "locale",
        "ready",
        "who",
        "close",
        "unread",
        "__proto__",
        "constructor",
    )
    for more in (
        {"id": 1, "jwt": a_jwt("mallory")},
        {"shown": True, "page": "https://evil.example", "locale": "zh-hans", "count": 7, "id": 1, "jwt": None},
        {"origin": "https://evil.example", "baseUrl": "https://evil.example", "failed": True, "id": 1},
    )
]


def test_the_corpus_is_large_enough() -> None:
    assert len(CORPUS) >= 60
    assert len(set(CORPUS)) == len(CORPUS)


def test_hostile_text_is_shown_as_text_and_runs_nowhere(page: Page, edge: Edge) -> None:
    canaries: list[str] = []
    page.on("dialog", lambda dialog: canaries.append(dialog.message))
    page.on("request", lambda request: canaries.append(request.url) if "evil.example" in request.url else None)
    chat = Chat.embedded(page, edge)
    chat.write("start")
    chat.says("start", "sent")
    customer = edge.only_customer()
    for text in CORPUS:
        edge.say(customer, text, author={"kind": "agent", "id": "a", "name": text})
    expect(chat.texts).to_have_count(len(CORPUS) + 1)
    assert chat.texts.evaluate_all("nodes => nodes.map(node => node.textContent)") == ["start", *CORPUS]
    inside = chat.frame.locator(".log").evaluate(
        "log => [...new Set([...log.querySelectorAll('*')].map(n => n.localName))]"
    )
    assert set(inside) <= {"li", "p", "div", "span", "time", "a", "svg", "use", "button"}
    assert chat.frame.locator(".log button:not(.message__who)").count() == 0  # ours: the name that leads to a card
    schemes = chat.frame.locator(".log a").evaluate_all("links => links.map(link => link.protocol)")
    assert set(schemes) <= {"http:", "https:"}
    assert chat.frame.evaluate("window.pwned") is None
    assert canaries == []


def test_own_hostile_text_is_text_too(page: Page, edge: Edge) -> None:
    chat = Chat.own_page(page, edge)
    for text in CORPUS[:10]:
        chat.write(text)
    expect(chat.texts).to_have_count(10)
    assert chat.frame.evaluate("window.pwned") is None


@pytest.mark.parametrize(
    ("text", "shown", "href"),
    [
        ("see https://example.com/a?b=1.", "https://example.com/a?b=1", "https://example.com/a?b=1"),
        ("(https://example.com/a_(b))", "https://example.com/a_(b)", "https://example.com/a_(b)"),
        ("请看https://example.com/x，谢谢", "https://example.com/x", "https://example.com/x"),
        ("https://аpple.com/", "https://xn--pple-43d.com/", "https://xn--pple-43d.com/"),
        ("HTTPS://EXAMPLE.com", "https://example.com", "https://example.com/"),
    ],
)
def test_a_link_shows_where_it_leads(page: Page, edge: Edge, text: str, shown: str, href: str) -> None:
    chat = Chat.own_page(page, edge)
    chat.write(text)
    link = chat.frame.locator(".message a")
    expect(link).to_have_text(shown)
    assert link.evaluate("a => [a.href, a.rel, a.target]") == [href, "noopener noreferrer", "_blank"]


@pytest.mark.parametrize(
    "text",
    [
        "https://bank.example@evil.example/",
        "https://user:password@evil.example/",
        "https://evil.example/\u202egpj.exe",
        "https://evil\u200b.example/",
        "javascript:alert(1)",
        "https://",
        "https://[::1",
        "data:text/html,x",
    ],
)
def test_what_hides_where_it_leads_is_no_link(page: Page, edge: Edge, text: str) -> None:
    chat = Chat.own_page(page, edge)
    chat.write(text)
    expect(chat.texts).to_have_count(1)
    expect(chat.frame.locator(".message a")).to_have_count(0)


def test_another_origin_can_neither_frame_the_chat_nor_speak_to_it(page: Page, edge: Edge) -> None:
    heard: list[str] = []

    def note(message: str) -> None:
        heard.append(message)

    page.expose_function("heard", note)
    page.add_init_script(
        "if (location.pathname === '/evil') addEventListener('message', (e) => heard(JSON.stringify(e.data)))"
    )
    for source in (
        f"{edge.kefu}/chat?host={edge.host}",
        f"{edge.kefu}/chat",
        f"{edge.kefu}/chat?host={edge.stranger}",
    ):
        edge.pages["/evil"] = (EVIL % {"src": source}, "")
        page.goto(f"{edge.stranger}/evil")
        page.evaluate("messages => messages.forEach(m => frames[0].postMessage(m, '*'))", FORGED)
        page.wait_for_timeout(300)
        assert page.frames[1].url.startswith("chrome-error://")
    assert heard == []
    assert edge.customers == {}
    assert not any("/live" in request or "/api/" in request for request in edge.requests)


def test_a_stranger_with_a_handle_on_the_window_is_not_heard(page: Page, edge: Edge) -> None:
    """A full page opened by another site: the opener may post, and is not the host."""
    edge.pages["/evil"] = ("<!doctype html>", "")
    page.goto(f"{edge.stranger}/evil")
    with page.context.expect_page() as opened:
        page.evaluate("address => { window.chat = open(address) }", f"{edge.kefu}/chat?host={edge.host}")
    chat = Chat(opened.value, opened.value.main_frame)
    expect(chat.box).to_be_visible()
    page.evaluate("messages => messages.forEach(m => window.chat.postMessage(m, '*'))", FORGED)
    page.wait_for_timeout(300)
    assert edge.identities == []
    assert chat.frame.evaluate("document.documentElement.lang") == "en"


def test_the_host_page_hears_the_frame_alone(page: Page, edge: Edge) -> None:
    """Messages from the host page's own other scripts and frames change nothing in the loader or the chat."""
    edge.signed_in = "carol"
    chat = Chat.embedded(page, edge)
    expect(chat.frame.locator('[data-part="person"]')).to_have_text("carol")
    page.evaluate("messages => messages.forEach(m => postMessage(m, '*'))", FORGED)
    page.evaluate(
        """messages => {
            const other = document.createElement("iframe");
            document.body.append(other);
            const chat = document.querySelector("kefu-widget").shadowRoot.querySelector("iframe").contentWindow;
            const script = other.contentWindow;
            for (const m of messages) other.contentWindow.Function("w", "m", "w.postMessage(m, '*')")(chat, m);
        }""",
        FORGED,
    )
    page.wait_for_timeout(300)
    expect(chat.frame.locator('[data-part="person"]')).to_have_text("carol")
    expect(chat.box).to_be_visible()
    assert chat.frame.evaluate("document.documentElement.lang") == "en"
    assert set(edge.customers) == {"carol"}


def test_nothing_is_posted_to_everybody() -> None:
    folder = Path(__file__).parents[1] / "static" / "widget"
    scripts = [file.read_text(encoding="utf-8") for file in folder.rglob("*.js")]
    assert sum(script.count("postMessage(") for script in scripts) == 2
    for script in scripts:
        assert not any(hazard in script for hazard in ("'*'", '"*"', "insertAdjacentHTML", "eval("))


def test_a_string_becomes_elements_in_one_place_alone_that_articles_pass() -> None:
    folder = Path(__file__).parents[1] / "static" / "widget"
    hazards = ("innerHTML", "outerHTML", "createHTML", "setHTML", "parseFromString")
    makers = [
        file for file in folder.rglob("*.js") if any(each in file.read_text(encoding="utf-8") for each in hazards)
    ]
    assert [file.name for file in makers] == ["markup.js"]
    users = [file.name for file in folder.rglob("*.js") if "markup.js" in file.read_text(encoding="utf-8")]
    assert users == ["panel.js"]
