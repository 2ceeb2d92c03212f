"""Moments at the desk are in the zone of whoever reads: in entries, in sentences, in what a screen reader hears."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.journeys.conftest import SCREEN, Product, sign_in
from tests.journeys.desk import Watched, Writer

pytestmark = pytest.mark.browser
SHANGHAI = ZoneInfo("Asia/Shanghai")
CLOCK = re.compile(r'data-time="clock" datetime="([^"]+)">([^<]+)<')


@pytest.fixture
def shanghai(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=SCREEN, locale="en-GB", timezone_id="Asia/Shanghai")  # type: ignore[arg-type]
    yield context
    context.close()


def clocks_of(html: str) -> list[tuple[str, str]]:
    """What the server wrote, and what a clock in Shanghai showed then."""
    return [(shown, f"{datetime.fromisoformat(at).astimezone(SHANGHAI):%H:%M}") for at, shown in CLOCK.findall(html)]


def test_a_desk_in_shanghai_reads_its_own_hours(product: Product, shanghai: BrowserContext) -> None:
    writer = Writer.arrives(product)
    writer.writes("What is the time where you are?")
    alice = Watched(page=sign_in(shanghai, product, name="alice"))
    alice.open(writer)
    alice.sees("What is the time where you are?")
    for address in (alice.page.url, f"{product.base_url}/desk/c/{writer.conversation}/entries"):
        written = clocks_of(alice.page.request.get(address).text())
        assert written
        assert all(shown == local for shown, local in written)

    alice.page.locator('#stage [data-key="snooze"]').click()
    alice.page.locator('#snooze-menu button[value="snooze:14400"]').click()
    line = alice.page.locator('.entry--event[data-kind="snoozed"]')
    expect(line).to_be_visible(timeout=10_000)
    began = datetime.fromisoformat(line.get_attribute("data-at") or "")
    until, now = ((began + wait).astimezone(SHANGHAI) for wait in (timedelta(hours=4), timedelta(0)))
    expect(line).to_contain_text(re.compile(rf"until .*\b({until:%H:%M}|{until + timedelta(minutes=1):%H:%M})"))
    expect(line).not_to_contain_text("UTC")
    expect(alice.page.locator("[data-heard]")).to_contain_text(f"{now:%H:%M}")


def test_a_desk_whose_browser_told_no_zone_yet_is_written_anew_before_it_is_read(
    product: Product, shanghai: BrowserContext
) -> None:
    writer = Writer.arrives(product)
    writer.writes("And now?")
    alice = Watched(page=sign_in(shanghai, product, name="alice"))
    shanghai.clear_cookies(name="kefu-zone")
    alice.open(writer)
    expect(alice.page.locator("html")).to_have_attribute("data-zone", "Asia/Shanghai", timeout=10_000)
    expect(alice.page.locator("html[data-zone-untold]")).to_have_count(0)
    assert "kefu-zone" in {cookie["name"] for cookie in shanghai.cookies()}
