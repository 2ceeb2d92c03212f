"""An administrator sets a mailbox up, is told what is wrong with it, and closes it; a lead sees to what was not taken in."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.desk import Watched
from tests.journeys.test_signed_out import desk_of
from tests.running import Server

pytestmark = pytest.mark.browser
WITHIN_MS = 30_000
NARROW = {"width": 320, "height": 700}
ADDRESS = "papers@nw.example"


def fits(page: Page) -> bool:
    return bool(page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"))


def test_a_mailbox_is_set_up_tried_and_closed_by_the_keyboard_and_on_a_small_screen(
    browser: Browser, server: Server
) -> None:
    name = server.new_agent("Ada sets up", role="admin")
    with desk_of(browser, server, name) as page:
        watched = Watched(page)
        watched.listen()
        page.get_by_role("button", name="More").click()
        page.get_by_role("link", name="Addresses").click()
        page.get_by_role("link", name="Add a mailbox").focus()
        page.keyboard.press("Enter")
        page.get_by_role("textbox", name="Address", exact=True).fill(ADDRESS)
        page.get_by_label("Name that customers see beside it").fill("Papers")
        page.get_by_label("Server that takes our mails").fill("localhost")
        page.get_by_label("Encryption").select_option("none")
        assert watched.faults() == []
        page.get_by_role("button", name="Save").press("Enter")
        expect(page.get_by_text("Saved. Mail is sent and read by it within a minute.")).to_be_visible()
        expect(page.get_by_text("kefu._domainkey.nw.example")).to_be_visible()
        page.get_by_role("button", name="Check this address now").press("Enter")
        expect(page.get_by_role("status").get_by_text("is not in the registry")).to_be_visible(timeout=WITHIN_MS)
        expect(page.get_by_role("status").get_by_text("does not answer at localhost, port 25")).to_be_visible()
        page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        assert fits(page)
        assert watched.faults() == []
        page.get_by_text("Close it …").click()
        page.get_by_role("checkbox", name="I am sure").check()
        page.get_by_role("button", name="Close it").click()
        expect(page.get_by_text("Closed: nothing is sent or read by it any more.")).to_be_visible()
        page.get_by_role("link", name="← Addresses").click()
        expect(page.get_by_role("row", name=ADDRESS)).to_contain_text("closed")
        assert fits(page)
        assert watched.faults() == []
        assert watched.complaints == []


def test_what_was_not_taken_in_is_tried_again_and_let_go(browser: Browser, server: Server, tmp_path: Path) -> None:
    own = ("--label", "Inbox", "--smtp-host", "localhost", "--smtp-security", "none")
    server.command("mailbox", "add", "inbox@nw.example", *own)
    (tmp_path / "mail.eml").write_bytes(b"Subject: Who am I?\r\nTo: inbox@nw.example\r\n\r\nNobody.\r\n")
    server.command("ingest_mail", "--to", "inbox@nw.example", str(tmp_path / "mail.eml"))
    name = server.new_agent("Lea lets go", role="lead")
    with desk_of(browser, server, name, viewport=NARROW) as page:
        watched = Watched(page)
        watched.listen()
        page.goto(f"{server.base_url}/desk/parked/")
        card = page.get_by_role("listitem").filter(has_text="inbox@nw.example")
        expect(card).to_contain_text("It names no sender")
        assert fits(page)
        assert watched.faults() == []
        card.get_by_role("button", name="Try again").click()
        expect(page.get_by_text("It is looked at again within seconds.")).to_be_visible()
        page.goto(f"{server.base_url}/desk/parked/")
        card.get_by_text("Let it go …").click()
        card.get_by_role("checkbox").check()
        card.get_by_role("button", name="Let it go").click()
        expect(page.get_by_text("It is gone.")).to_be_visible()
        expect(card).to_have_count(0)
        assert watched.complaints == []
