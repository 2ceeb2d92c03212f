"""Articles in browsers: written, linted and submitted by one, approved by another; translated; a picture pasted with its words.

Nothing that is typed is lost: not by a reload, not by somebody else's save.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import PHONE, SCREEN, Product, sign_in
from tests.journeys.desk import WITHIN_MS, Watched

pytestmark = pytest.mark.browser

PASTE = """(text) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 60, height: 30 });
  canvas.getContext("2d").fillRect(0, 0, 60, 30);
  return new Promise((done) => canvas.toBlob((blob) => {
    const held = new DataTransfer();
    held.items.add(new File([blob], "Withdraw page.png", { type: "image/png" }));
    const init = { clipboardData: held, bubbles: true, cancelable: true };
    text.dispatchEvent(new ClipboardEvent("paste", init));
    done();
  }, "image/png"));
}"""


@contextmanager
def editor_of(browser: Browser, product: Product, name: str, *, phone: bool = False) -> Iterator[Watched]:
    size = PHONE if phone else SCREEN
    context = browser.new_context(viewport=size, locale="en-GB", is_mobile=phone, has_touch=phone)  # type: ignore[arg-type]
    try:
        desk = Watched(page=sign_in(context, product, name=name))
        desk.listen()
        yield desk
    finally:
        context.close()


def begin(page: Page, product: Product, title: str, *, kind: str = "answer") -> str:
    """The address of a new article, whose editor is open."""
    slug = f"codes-{secrets.token_hex(4)}"
    page.goto(f"{product.base_url}/desk/articles/")
    page.keyboard.press("+")
    expect(page.get_by_role("heading", name="New article")).to_be_visible()
    page.get_by_label("Title", exact=True).fill(title)
    page.locator("#locale").select_option("en")
    page.get_by_label("Address").fill(slug)
    page.get_by_label("Kind").select_option(kind)
    page.get_by_role("button", name="Start writing").click()
    expect(page.locator("#body")).to_be_visible()
    return slug


@pytest.fixture
def sections(browser: Browser, product: Product) -> None:
    """The demo opens its help centre soon after the first answer."""
    with editor_of(browser, product, "alice") as desk:
        for _ in range(60):
            desk.page.goto(f"{product.base_url}/desk/articles/new")
            if desk.page.locator("#section option").count():
                return
            desk.page.wait_for_timeout(1000)
    raise AssertionError("no sections")


@pytest.mark.usefixtures("sections")
def test_one_writes_and_another_publishes(browser: Browser, product: Product) -> None:
    with editor_of(browser, product, "alice") as desk:
        page, keys = desk.page, desk.page.keyboard
        slug = begin(page, product, "Codes by mail", kind="guide")
        assert desk.faults() == []
        page.get_by_label("Summary").fill("When they do not come.")
        page.locator("#body").fill("First, see [this](article:nowhere).\n")
        expect(page.locator("#preview")).to_contain_text("First, see this", timeout=WITHIN_MS)
        expect(page.locator("#lints")).to_contain_text("A link leads nowhere: article:nowhere")
        page.locator("[data-jump]").first.click()
        assert page.evaluate("getSelection().toString()") == "First, see [this](article:nowhere)."
        page.get_by_role("button", name="Submit for review").click()
        expect(page.locator(".writing__told .banner--danger").first).to_contain_text("cannot go out yet")
        expect(page.locator("#body")).to_have_value(re.compile("article:nowhere"))
        page.locator("#body").fill("")
        keys.type("Get a code.\n\n")
        keys.press("Alt+s")
        keys.type("Open the app.")
        keys.press("Control+End")
        page.get_by_role("button", name="Before", exact=True).click()
        keys.type("Your phone.")
        keys.press("Control+End")
        page.get_by_role("button", name="Result", exact=True).click()
        keys.type("A code.")
        expect(page.locator("#preview ol.steps > li")).to_have_text("Open the app.", timeout=WITHIN_MS)
        expect(page.locator("#lints")).to_contain_text("Nothing is wrong with it.")
        assert desk.faults() == []
        page.get_by_role("button", name="Submit for review").click()
        expect(page.get_by_text("Waits for a reviewer")).to_be_visible()
        assert desk.faults() == []
    with editor_of(browser, product, "bob") as desk:
        page = desk.page
        page.goto(f"{product.base_url}/desk/articles/queue")
        assert desk.faults() == []
        page.get_by_role("link", name="Codes by mail").first.click()
        expect(page.locator(".as-read ol.steps")).to_contain_text("Open the app.")
        page.wait_for_load_state()  # the page's keys work from there on
        page.keyboard.press("p")
        expect(page.locator(".writing__head .badge")).to_have_text("Published", timeout=WITHIN_MS)
        page.goto(f"{product.base_url}/desk/articles/?q={slug}")
        expect(page.locator(".ed__lang--out")).to_have_text(re.compile("en"))
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Is it still right?")).to_be_visible()
        assert desk.faults() == []
        assert desk.complaints == []


@pytest.mark.usefixtures("sections")
def test_what_is_typed_survives_a_reload_and_a_colleagues_save(browser: Browser, product: Product) -> None:
    with editor_of(browser, product, "alice") as desk, editor_of(browser, product, "bob") as other:
        page, theirs = desk.page, other.page
        slug = begin(page, product, "Together")
        page.locator("#body").fill("Alice was here.\n")
        expect(page.locator("[data-kept]")).to_have_text("Draft saved", timeout=WITHIN_MS)
        address = f"{product.base_url}/desk/articles/a/{slug}/en/"
        theirs.goto(address)
        expect(theirs.locator("#body")).to_have_value("Alice was here.\n")
        page.context.set_offline(True)
        page.locator("#body").fill("Alice was here, and offline.\n")
        expect(page.locator("[data-kept]")).to_have_text("Draft not saved yet")
        theirs.locator("#body").fill("Bob was here.\n")
        expect(theirs.locator("[data-kept]")).to_have_text("Draft saved", timeout=WITHIN_MS)
        page.context.set_offline(False)
        page.reload()
        expect(page.locator("#body")).to_have_value("Alice was here, and offline.\n")
        expect(page.locator("[data-conflict]")).to_contain_text("saved this draft meanwhile", timeout=WITHIN_MS)
        page.get_by_role("button", name="Look at what changed").click()
        expect(page.locator(".writing__theirs del").first).to_contain_text("Bob")
        expect(page.locator("#body")).to_have_value("Alice was here, and offline.\n")
        assert desk.faults() == []
        page.locator("#body").fill("Both were here.\n")
        expect(page.locator("[data-kept]")).to_have_text("Draft saved", timeout=WITHIN_MS)
        theirs.goto(address)
        expect(theirs.locator("#body")).to_have_value("Both were here.\n")


@pytest.mark.usefixtures("sections")
def test_a_picture_is_pasted_and_says_at_once_what_is_to_be_seen(browser: Browser, product: Product) -> None:
    with editor_of(browser, product, "alice") as desk:
        page = desk.page
        begin(page, product, "With a picture")
        page.locator("#body").fill("Look:\n\n")
        page.locator("#body").evaluate(PASTE)
        dialog = page.locator("#add-picture")
        expect(dialog).to_be_visible()
        expect(dialog.locator("[data-shown]")).to_be_visible()
        expect(dialog.get_by_label("Name", exact=True)).to_have_value("withdraw-page.png")
        dialog.get_by_role("button", name="Insert").click()
        expect(dialog).to_be_visible()
        dialog.get_by_label("What is to be seen, in 简体中文").fill("提现页面")
        dialog.get_by_label("What is to be seen, in English").fill("The withdrawal page")
        dialog.get_by_label("Name", exact=True).fill(f"withdraw-{secrets.token_hex(3)}.png")
        assert desk.faults() == []
        dialog.get_by_role("button", name="Insert").click()
        expect(dialog).to_be_hidden(timeout=WITHIN_MS)
        expect(page.locator("#body")).to_have_value(
            re.compile(r"Look:\n\n!\[The withdrawal page\]\(media:withdraw-[0-9a-f]+\.png\)")
        )
        expect(page.locator("#preview img")).to_have_attribute("alt", "The withdrawal page", timeout=WITHIN_MS)
        page.keyboard.press("Control+z")
        expect(page.locator("#body")).to_have_value("Look:\n\n")


@pytest.mark.usefixtures("sections")
def test_links_and_facts_are_put_in_by_keyboard(browser: Browser, product: Product) -> None:
    with editor_of(browser, product, "alice") as desk:
        page, keys = desk.page, desk.page.keyboard
        begin(page, product, "Linked")
        page.locator("#body").focus()
        keys.press("Alt+v")
        expect(page.locator("#insert-facts")).to_be_visible()
        keys.type("withdrawal_fee btc")
        expect(page.locator("#found-facts .insert").first).to_contain_text("withdrawal_fee BTC", timeout=WITHIN_MS)
        assert desk.faults() == []
        keys.press("Enter")
        expect(page.locator("#body")).to_have_value(re.compile(r"^\{\{ fact:withdrawal_fee BTC \w+ \}\}$"))
        expect(page.locator("#preview .fact")).to_contain_text("BTC", timeout=WITHIN_MS)
        keys.type(" ")
        keys.press("Alt+a")
        keys.type("reset")
        expect(page.locator("#found-articles .insert").first).to_be_visible(timeout=WITHIN_MS)
        keys.press("ArrowDown")
        keys.press("Enter")
        expect(page.locator("#body")).to_have_value(re.compile(r"\]\(article:[a-z-]+\)$"))
        expect(page.locator("#lints")).not_to_contain_text("leads nowhere")


@pytest.mark.usefixtures("sections")
def test_on_a_phone_an_article_is_read_and_written(browser: Browser, product: Product) -> None:
    with editor_of(browser, product, "alice", phone=True) as desk:
        page = desk.page
        page.goto(f"{product.base_url}/desk/articles/")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert desk.faults() == []
        slug = f"phone-{secrets.token_hex(4)}"
        page.goto(f"{product.base_url}/desk/articles/new?title=On+a+phone&slug={slug}&locale=en")
        page.get_by_role("button", name="Start writing").click()
        page.locator("#body").fill("Written **small**.")
        expect(page.locator("#preview strong")).to_have_text("small", timeout=WITHIN_MS)
        body, preview = page.locator("#body").bounding_box(), page.locator("#preview").bounding_box()
        assert body is not None
        assert preview is not None
        assert preview["y"] >= body["y"] + body["height"]
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert desk.faults() == []
