"""The tools that look at a customer's own device: a good line, one whose live connection is cut, a right and a wrong clock."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import Product
from tests.journeys.sides import WITHIN_MS

pytestmark = pytest.mark.browser

CUT = """{
    const Real = WebSocket;
    window.WebSocket = class extends Real { constructor(address) { super(address.replace("/live", "/nowhere")); } };
}"""


def off_by(context: BrowserContext, seconds: int) -> None:
    context.add_init_script(f"{{ const now = Date.now; Date.now = () => now() + {seconds * 1000}; }}")


def marks_of(page: Page, product: Product) -> dict[str, str]:
    """Each line's mark, once all of them are there."""
    page.goto(f"{product.base_url}/help/en/tools/connection")
    expect(page.locator("[data-shared]")).to_be_visible(timeout=WITHIN_MS * 3)
    lines = page.locator("[data-check]")
    return {str(line.get_attribute("data-check")): str(line.get_attribute("data-mark")) for line in lines.all()}


def test_a_good_line_is_told_and_its_result_goes_into_the_chat(customer: BrowserContext, product: Product) -> None:
    page = customer.new_page()
    marks = marks_of(page, product)
    assert {key: marks[key] for key in ("reach", "proxy", "clock")} == dict.fromkeys(("reach", "proxy", "clock"), "ok")
    assert {marks["time"], marks["socket"]} <= {"ok", "slow"}
    text = page.locator("[data-text]").input_value()
    assert "Live connection (WebSocket): " in text
    assert "Chrome" in text
    assert "127.0.0.1" not in text
    page.get_by_role("button", name="Send it in the chat").click()
    page.wait_for_url("**/chat?locale=en")
    expect(page.locator("textarea[name=text]")).to_have_value(text, timeout=WITHIN_MS)


def test_a_cut_live_connection_points_at_proxy_and_vpn(customer: BrowserContext, product: Product) -> None:
    customer.add_init_script(CUT)
    page = customer.new_page()
    marks = marks_of(page, product)
    assert (marks["reach"], marks["socket"], marks["proxy"]) == ("ok", "failed", "failed")
    expect(page.get_by_text("Pages load but the live connection is cut.")).to_be_visible()
    assert "failed" in page.locator("[data-text]").input_value()


def test_where_nothing_comes_through_no_blame_is_guessed(customer: BrowserContext, product: Product) -> None:
    customer.add_init_script(CUT)
    page = customer.new_page()
    page.route("**/tools/time", lambda route: route.abort())
    marks = marks_of(page, product)
    assert marks == {"reach": "failed", "time": "unknown", "socket": "failed", "proxy": "unknown", "clock": "unknown"}


@pytest.mark.parametrize(
    ("seconds", "verdict", "told", "mark"),
    [(0, "good", None, "ok"), (12, "near", "s fast", "off"), (-95, "far", "s slow", "failed")],
)
def test_a_clock_is_measured_against_the_server(
    customer: BrowserContext, product: Product, seconds: int, verdict: str, told: str | None, mark: str
) -> None:
    off_by(customer, seconds)
    page = customer.new_page()
    page.goto(f"{product.base_url}/help/en/tools/clock")
    expect(page.locator(f'[data-verdict="{verdict}"]')).to_be_visible(timeout=WITHIN_MS)
    assert page.locator("[data-verdict]:visible").count() == 1
    if told:
        words = page.locator("[data-difference]").inner_text()
        assert words.endswith(told)
        assert abs(float(words.split()[0]) - abs(seconds)) < 2
    assert marks_of(page, product)["clock"] == mark
