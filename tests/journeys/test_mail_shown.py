"""A hostile mail with HTML, taken in by a served Kefu and looked at in a browser whose every request is written down.

Nothing of it runs or reaches out; its pictures come through us alone, and only once they were asked for.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kefu.channels.tests import mails
from kefu.channels.tests.test_originals import with_page
from kefu.files.tests import strangers
from kefu.files.tests.strangers import Stranger
from kefu.ui.mailpage.tests import hostile
from tests.journeys.conftest import PHONE
from tests.journeys.test_signed_out import desk_of
from tests.running import Server, started

pytestmark = pytest.mark.browser
WITHIN_MS = 15_000
COMES = """
import django; django.setup()
from pathlib import Path
from kefu.channels import accounts, arrivals, senders, taking_in
from kefu.channels.arrivals import Brought
from kefu.channels.contract import AccountRecord
from kefu.channels.models_arrivals import Arrived
from kefu.channels.tests.mails import SUPPORT
from kefu.conversations.models import Conversation
from kefu.kit import clock
from kefu.trust.mails.tests.zone import Zone
from kefu.trust.models import Channel
Channel.objects.create(sort="domain", value="northwind.example", name="Northwind", proof="ours")
senders.records = lambda: Zone({})
account = accounts.save(AccountRecord("email", SUPPORT, "Northwind Support"))
row = arrivals.accept(account.id, Brought(Path(PLACE).read_bytes()))
for _ in range(100):
    taking_in.work(clock.now())
    found = Arrived.objects.get(pk=row).conversation
    if found:
        break
print(Conversation.objects.get(pk=found).public_id)
"""
LINKS = (
    '<a href="https://northw1nd.example/login">Sign in</a> <a href="https://evil.test/x">https://bank.test/login</a>'
)


def written(stranger: Stranger) -> str:
    """Every payload there is, its canary a server that hears us; then what an honest mail holds."""
    host = stranger.origin.removeprefix("http://")
    bad = [each.replace("canary.test", host).replace("CANARY.TEST", host) for each in hostile.PAYLOADS.values()]
    shown = f'<img src="{stranger.origin}/shown.png" alt="our logo"><img src="{stranger.origin}/pixel.png" width=1 height=1>'
    return f"<h1>Hello from Carol</h1>{shown}<p>{LINKS}</p>" + "".join(f"<div>{each}</div>" for each in bad[:40])


@pytest.fixture
def stranger() -> Iterator[Stranger]:
    with strangers.running() as running:
        yield running


@pytest.fixture
def server(tmp_path: Path, stranger: Stranger) -> Iterator[Server]:
    with started(tmp_path, KEFU_MAIL_PICTURES=stranger.origin) as running:
        yield running


@pytest.fixture
def chat(server: Server, stranger: Stranger, tmp_path: Path) -> str:
    """A mail that came in; its conversation."""
    place = tmp_path / "mail.eml"
    place.write_bytes(mails.raw(with_page(page=written(stranger))))
    return server._run("-c", COMES.replace("PLACE", json.dumps(str(place))))


def heard_of(page: Page) -> list[str]:
    """All that the browser asks for from now on, and what would show that something ran."""
    heard: list[str] = []
    page.context.on("request", lambda request: heard.append(request.url))
    page.on("websocket", lambda socket: heard.append(socket.url))
    page.context.on("page", lambda opened: heard.append(f"opened {opened.url}"))
    page.on("dialog", lambda dialog: heard.append(f"said {dialog.message}"))
    page.on("download", lambda download: heard.append(f"saved {download.url}"))
    return heard


def strange(server: Server, heard: list[str]) -> list[str]:
    ours = (server.base_url, server.content_url, server.ws_url.removesuffix("/live"))
    return [each for each in heard if not each.startswith((*ours, "data:", "blob:"))]


@pytest.mark.parametrize("phone", [False, True], ids=["screen", "phone"])
def test_SEC_F01_F05_a_hostile_mail_runs_nothing_and_reaches_nobody_until_its_pictures_are_asked_for(
    browser: Browser, server: Server, chat: str, stranger: Stranger, phone: bool
) -> None:
    name = server.new_agent("Ines reads mails", role="agent")
    view = {"viewport": PHONE, "has_touch": True, "is_mobile": True} if phone else {}
    with desk_of(browser, server, name, **view) as page:
        heard = heard_of(page)
        page.goto(f"{server.base_url}/desk/c/{chat}/?box=unassigned")
        page.get_by_role("link", name="Show as it was sent").click(timeout=WITHIN_MS)
        frame = page.frame_locator("iframe.mail__frame")
        expect(frame.get_by_role("heading", name="Hello from Carol")).to_be_visible(timeout=WITHIN_MS)
        expect(page.locator(".mail__bar")).to_contain_text("not loaded")
        odd = page.locator(".mail__links li", has_text="northw1nd.example")
        expect(odd.locator(".badge--danger")).to_contain_text("looks like ours and is not")
        expect(page.locator(".mail__links li", has_text="evil.test/x").locator(".badge--danger")).to_contain_text(
            "leads elsewhere than it says"
        )
        assert frame.locator("a[href], form, script, iframe, [onerror], [onload]").count() == 0
        frame.get_by_text("Sign in").first.click()
        page.wait_for_timeout(1_000)
        assert "/mails/" in page.url
        assert page.evaluate("[window.hit, frames.length]") == [None, 1]
        assert stranger.asked == []
        assert strange(server, heard) == []
        page.get_by_role("button", name="Load pictures").click()
        logo = frame.locator("img[alt='our logo']")
        expect(logo).to_be_visible(timeout=WITHIN_MS)
        assert page.frames[1].evaluate("() => [...document.images].every(each => each.src.startsWith('http'))") is True
        page.wait_for_timeout(1_500)
        paths = [path for path, _ in stranger.asked]
        assert "/shown.png" in paths
        assert "/pixel.png" not in paths, "what only tells that it was opened is never fetched"
        for _path, fields in stranger.asked:
            assert not {"Cookie", "Referer", "Origin"} & set(fields)
            assert "Mozilla" not in fields.get("User-Agent", ""), "our server asked, not the browser"
        page.get_by_role("link", name="Source").click()
        expect(page.locator("pre, code").first).to_contain_text("Content-Type", timeout=WITHIN_MS)
        shown = page.content()
        assert "<script>top.hit" not in shown
        assert "carol@example.test" not in shown
        assert page.evaluate("window.hit") is None
        assert strange(server, heard) == []
