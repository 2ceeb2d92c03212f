"""An editor tests a question, has it learned, sees what that changes, and makes it live."""

import re
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.conftest import ROOT, SCREEN, Product, sign_in, start, stop
from tests.journeys.desk import Watched
from tests.journeys.sides import WITHIN_MS

pytestmark = pytest.mark.browser
MEASURED_WITHIN_MS = 60_000
QUESTION = "zebra quagga okapi"


@pytest.fixture(scope="module")
def assisted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    data = tmp_path_factory.mktemp("learning") / "data"
    running = start([sys.executable, "demo/run.py"], root=ROOT, data=data, customers=0, bot="on", encoder="off")
    yield running
    assert stop(running) == 0


@pytest.fixture
def editor(browser: Browser, assisted: Product) -> Iterator[Watched]:
    context = browser.new_context(viewport=SCREEN, locale="en-GB")  # type: ignore[arg-type]
    watched = Watched(sign_in(context, assisted, name="bob"))
    watched.listen()
    yield watched
    context.close()


def test_from_a_question_that_it_does_not_know_to_one_that_it_does(editor: Watched, assisted: Product) -> None:
    page = editor.page
    page.goto(f"{assisted.base_url}/desk/articles/assistant")
    page.get_by_role("link", name="Test a question").click()
    asks(page, QUESTION)
    expect(page.locator("main")).to_contain_text("It would say that it does not know", timeout=WITHIN_MS)
    page.get_by_label("Another answer").fill("reset-password")
    page.get_by_role("button", name="Keep it as a measured question").click()
    expect(page.locator(".banner--good")).to_contain_text("measured questions now", timeout=WITHIN_MS)

    asks(page, f"{QUESTION} gone")
    page.get_by_label("Another answer").fill("reset-password")
    page.get_by_role("button", name="Learn it for this answer").click()
    expect(page.locator(".banner--good")).to_contain_text("What it learns", timeout=WITHIN_MS)
    page.get_by_role("link", name="What it learns").click()
    page.get_by_role("button", name="See what these change").click()

    changed = page.locator("section", has_text="Questions that come out differently")
    expect(changed).to_contain_text(QUESTION, timeout=MEASURED_WITHIN_MS)
    expect(changed.locator("td").first).to_contain_text("handed over, or not known")
    expect(changed.locator("td").last).to_contain_text("Reset a forgotten password")
    assert editor.faults() == []
    page.get_by_role("button", name="Make it live").click()
    page.wait_for_url(re.compile(r"/assistant/learning$"))
    expect(page.locator("main")).to_contain_text("Nothing waits")

    page.get_by_role("link", name="Test a question").click()
    expect(asked_again(page)).to_contain_text("Reset a forgotten password", timeout=WITHIN_MS)
    assert editor.complaints == []


def asks(page: Page, text: str) -> None:
    page.get_by_label("Question").fill(text)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("section h2", has_text="It would")).to_be_visible(timeout=WITHIN_MS)


def asked_again(page: Page) -> Locator:
    """The worker gives what is live to the matching within seconds."""
    asks(page, QUESTION)
    for _ in range(20):
        if page.locator("main").get_by_text("It would say that it does not know").count() == 0:
            break
        page.wait_for_timeout(1_000)
        asks(page, QUESTION)
    return page.locator("main")
