"""Files of other kinds: in pieces, through cuts and reloads; as chips; and the recorder of one's own screen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from kefu.files.tests import samples
from kefu.web.widget.tests.chat_page import Chat
from kefu.web.widget.tests.edge import Edge
from kefu.web.widget.tests.test_pictures import choose

pytestmark = pytest.mark.browser
LARGE = samples.PDF + b"x" * 1_500_000


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    file = tmp_path / "充值凭证 2026.pdf"
    file.write_bytes(LARGE)
    return file


@pytest.fixture
def wide(chromium: Browser) -> Iterator[BrowserContext]:
    """A computer: only there a page can see the screen."""
    context = chromium.new_context(viewport={"width": 1_280, "height": 800}, locale="en-GB")
    yield context
    context.close()


def test_a_document_is_a_chip_that_downloads(page: Page, edge: Edge, pdf: Path) -> None:
    chat = Chat.own_page(page, edge)
    choose(chat, pdf)
    expect(chat.frame.locator(".tray__item")).to_have_attribute("data-state", "ready")
    expect(chat.frame.locator(".tray__item")).to_contain_text("PDF · 1.4 MB")
    chat.write("the proof")
    chat.says("the proof", "sent")
    chip = chat.frame.get_by_role("link", name="Download 充值凭证 2026.pdf")
    expect(chip).to_have_attribute("data-state", "ready")
    with page.context.expect_page() as opened:
        chip.press("Enter")
    assert "/picture?" in opened.value.url
    (upload,) = edge.files.made.values()
    assert upload.data == LARGE


def test_on_a_phone_three_files_are_all_in_sight_before_they_are_sent(page: Page, edge: Edge, tmp_path: Path) -> None:
    chat = Chat.own_page(page, edge)
    for number in range(3):
        file = tmp_path / f"a proof with quite a long name of its own, {number}.pdf"
        file.write_bytes(samples.PDF)
        choose(chat, file)
    items = chat.frame.locator(".tray__item")
    expect(items).to_have_count(3)
    for item in items.all():
        expect(item).to_have_attribute("data-state", "ready")
        expect(item).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize(("state", "said"), [("checking", "Being checked"), ("removed", "Removed: the virus scanner")])
def test_what_may_not_be_had_says_why(page: Page, edge: Edge, pdf: Path, state: str, said: str) -> None:
    edge.files.state = state
    chat = Chat.own_page(page, edge)
    choose(chat, pdf)
    chat.write("the proof")
    chip = chat.frame.locator(".message .file")
    expect(chip).to_contain_text(said)
    expect(chip).not_to_have_attribute("href", "")
    if state == "checking":
        edge.files.state = "ready"
        expect(chat.frame.get_by_role("link", name="Download")).to_be_visible(timeout=10_000)


def test_after_a_cut_only_what_is_missing_travels(page: Page, edge: Edge, pdf: Path) -> None:
    edge.files.cut_after = 2
    chat = Chat.own_page(page, edge)
    choose(chat, pdf)
    chat.write("the proof")
    expect(chat.message("the proof").locator(".file")).to_have_attribute("data-state", "waiting")
    edge.files.cut_after = None
    chat.says("the proof", "sent")
    assert [offset for offset, _ in edge.files.pieces] == sorted({offset for offset, _ in edge.files.pieces})
    assert sum(size for _, size in edge.files.pieces) == len(LARGE)


def test_after_a_reload_only_what_is_missing_travels(page: Page, edge: Edge, pdf: Path) -> None:
    edge.files.cut_after = 1
    chat = Chat.own_page(page, edge)
    choose(chat, pdf)
    chat.write("the proof")
    expect(chat.message("the proof").locator(".file")).to_have_attribute("data-state", "waiting")
    page.reload()
    edge.files.cut_after = None
    chat.says("the proof", "sent")
    (upload,) = edge.files.made.values()
    assert upload.data == LARGE
    assert sum(size for _, size in edge.files.pieces) == len(LARGE)
    assert edge.only_customer().entries[0]["data"]["files"][0]["name"] == "充值凭证 2026.pdf"


def test_what_was_chosen_and_not_sent_is_there_after_a_reload(page: Page, edge: Edge, pdf: Path) -> None:
    chat = Chat.own_page(page, edge)
    choose(chat, pdf)
    expect(chat.frame.locator(".tray__item")).to_have_attribute("data-state", "ready")
    page.reload()
    expect(chat.frame.locator(".tray__item")).to_have_attribute("data-state", "ready")
    chat.write("the proof")
    chat.says("the proof", "sent")
    page.reload()
    chat.says("the proof", "sent")
    expect(chat.frame.locator(".tray__item")).to_have_count(0)


def test_what_was_sent_is_not_offered_again_where_the_page_left_before_its_database_was_done(
    page: Page, edge: Edge, pdf: Path
) -> None:
    chat = Chat.own_page(page, edge)
    choose(chat, pdf)
    expect(chat.frame.locator(".tray__item")).to_have_attribute("data-state", "ready")
    page.evaluate("() => { IDBObjectStore.prototype.delete = function () { return this.count('never') } }")
    chat.write("the proof")
    chat.says("the proof", "sent")
    page.reload()
    chat.says("the proof", "sent")
    page.wait_for_timeout(500)
    expect(chat.frame.locator(".tray__item")).to_have_count(0)


def test_ones_own_screen_is_recorded_looked_at_and_sent(wide: BrowserContext, edge: Edge) -> None:
    page = wide.new_page()
    chat = Chat.embedded(page, edge)
    record = chat.frame.get_by_role("button", name="Record your screen")
    record.click()
    dialog = chat.frame.get_by_role("dialog")
    for told in ("never sound", "at most 3 minutes", "before it is sent", "passwords, codes"):
        expect(dialog).to_contain_text(told)
    dialog.get_by_role("button", name="Choose and start").click()
    bar = chat.frame.locator('[data-part="recording"]')
    expect(bar).to_contain_text("Your screen is being recorded")
    expect(bar).to_contain_text("2:5")
    expect(bar.get_by_role("button", name="Stop")).to_be_focused()
    page.wait_for_timeout(1_500)
    page.keyboard.press("Enter")
    expect(dialog.locator("video")).to_be_visible()
    expect(bar).to_be_hidden()
    assert dialog.locator("video").evaluate(
        "v => new Promise(r => { v.onloadeddata = () => r(v.videoWidth); v.load() })"
    )
    dialog.get_by_role("button", name="Add to message").click()
    expect(chat.frame.locator(".tray__item")).to_have_attribute("data-state", "ready")
    chat.write("see what happens")
    chat.says("see what happens", "sent")
    (upload,) = edge.files.made.values()
    assert upload.data.startswith(b"\x1a\x45\xdf\xa3")
    assert upload.name.startswith("Screen recording")
    assert b"OpusHead" not in upload.data


def test_no_is_a_good_answer_and_records_nothing(wide: BrowserContext, edge: Edge) -> None:
    page = wide.new_page()
    chat = Chat.embedded(page, edge)
    record = chat.frame.get_by_role("button", name="Record your screen")
    record.click()
    page.keyboard.press("Escape")
    expect(chat.frame.get_by_role("dialog")).to_be_hidden()
    expect(chat.frame.locator('[data-part="recording"]')).to_be_hidden()
    expect(record).to_be_focused()
    expect(record).to_have_attribute("aria-pressed", "false")


def test_a_phone_offers_no_recorder(page: Page, edge: Edge) -> None:
    chat = Chat.own_page(page, edge)
    page.wait_for_load_state("networkidle")
    expect(chat.frame.locator('[data-part="record"]')).to_be_hidden()
