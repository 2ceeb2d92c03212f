"""Pictures: chosen, pasted or dropped; with progress, removable, tried again; shown, enlarged."""

import base64
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kefu.web.widget.tests.chat_page import Chat
from kefu.web.widget.tests.edge import PIXEL, Edge

pytestmark = pytest.mark.browser

DROP = """([name, type, data]) => {
    const bytes = Uint8Array.from(atob(data), c => c.charCodeAt(0));
    const items = new DataTransfer();
    items.items.add(new File([bytes], name, { type }));
    const how = { bubbles: true, cancelable: true };
    dispatchEvent(new ClipboardEvent("paste", { ...how, clipboardData: items }));
    document.body.dispatchEvent(new DragEvent("drop", { ...how, dataTransfer: items }));
}"""


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    file = tmp_path / "充值截图.png"
    file.write_bytes(PIXEL)
    return file


def choose(chat: Chat, *files: Path) -> None:
    chat.frame.locator('[data-part="picker"]').set_input_files(files)


def test_a_picture_is_sent_shown_and_enlarged(page: Page, edge: Edge, picture: Path) -> None:
    chat = Chat.own_page(page, edge)
    choose(chat, picture)
    expect(chat.frame.locator(".tray__item")).to_have_attribute("data-state", "ready")
    chat.write("the screenshot")
    chat.says("the screenshot", "sent")
    expect(chat.frame.locator(".tray__item")).to_have_count(0)
    thumbnail = chat.frame.locator(".message .picture")
    expect(thumbnail).to_have_class(re.compile("picture--shown"))
    thumbnail.click()
    expect(chat.frame.locator(".lightbox")).to_be_visible()
    page.keyboard.press("Escape")
    expect(chat.frame.locator(".lightbox")).to_be_hidden()
    expect(thumbnail).to_be_focused()
    page.reload()
    expect(chat.frame.locator(".message .picture")).to_have_class(re.compile("picture--shown"))
    assert f"POST localhost:{edge.port}/api/v1/files/links" in edge.requests


def test_a_message_waits_for_its_picture_and_not_the_one_behind_it(page: Page, edge: Edge, picture: Path) -> None:
    edge.files.slow_s = 2.0
    chat = Chat.own_page(page, edge)
    choose(chat, picture)
    chat.write("with a picture")
    expect(chat.box).to_have_value("")
    expect(chat.message("with a picture")).to_contain_text("Sending when its files are up")
    chat.write("and a word that is in a hurry")
    chat.says("and a word that is in a hurry", "sent")
    assert [entry["body"] for entry in edge.only_customer().entries] == ["and a word that is in a hurry"]
    chat.says("with a picture", "sent")
    assert len(edge.only_customer().entries[1]["data"]["files"]) == 1


def test_a_picture_may_be_taken_back_on_its_way(page: Page, edge: Edge, picture: Path) -> None:
    edge.files.slow_s = 5.0
    chat = Chat.own_page(page, edge)
    choose(chat, picture)
    chat.frame.get_by_role("button", name="Remove 充值截图.png").click()
    expect(chat.frame.locator(".tray__item")).to_have_count(0)
    chat.write("without")
    chat.says("without", "sent")
    assert edge.only_customer().entries[0]["data"]["files"] == []


def test_a_refused_picture_says_why_and_leaves_the_way_free_for_another(page: Page, edge: Edge, picture: Path) -> None:
    edge.files.refuse = 1
    chat = Chat.own_page(page, edge)
    choose(chat, picture)
    expect(chat.frame.locator(".tray__item")).to_contain_text("This is not a picture.")
    expect(chat.frame.locator(".composer__send")).to_be_disabled()
    chat.frame.locator(".tray__remove").click()
    choose(chat, picture)
    expect(chat.frame.locator(".tray__item")).to_have_attribute("data-state", "ready")


def test_a_picture_refused_after_its_message_was_sent_gives_the_words_back(
    page: Page, edge: Edge, picture: Path
) -> None:
    edge.files.refuse, edge.files.slow_s = 1, 1.0
    chat = Chat.own_page(page, edge)
    choose(chat, picture)
    chat.write("look at this")
    expect(chat.message("look at this")).to_contain_text("This is not a picture.")
    chat.message("look at this").get_by_role("button", name="Edit").click()
    expect(chat.box).to_have_value("look at this")
    chat.frame.locator(".tray__remove").click()
    chat.frame.locator(".composer__send").click()
    chat.says("look at this", "sent")
    assert edge.only_customer().entries[0]["data"]["files"] == []


def test_a_picture_chosen_offline_goes_when_the_network_is_back(page: Page, edge: Edge, picture: Path) -> None:
    chat = Chat.own_page(page, edge)
    chat.write("one")
    chat.says("one", "sent")
    page.context.set_offline(True)
    edge.cut()
    choose(chat, picture)
    expect(chat.frame.locator(".tray__item")).to_have_attribute("data-state", "waiting")
    chat.write("two")
    page.context.set_offline(False)
    chat.says("two", "sent")
    assert len(edge.only_customer().entries[1]["data"]["files"]) == 1


def test_each_refused_file_beside_a_good_one_stays_in_sight_until_it_is_put_away_or_a_second_message_goes(
    page: Page, edge: Edge, picture: Path
) -> None:
    bad = [picture.with_name(name) for name in ("tool.exe", "letter.docx")]
    for file in bad:
        file.write_bytes(b"MZ")
    chat = Chat.own_page(page, edge)
    choose(chat, bad[0], picture, bad[1])
    expect(chat.frame.locator(".tray__item")).to_have_attribute("data-state", "ready")
    said = chat.frame.locator(".refused__item")
    expect(said).to_contain_text(["tool.exe cannot be taken", "letter.docx cannot be taken"])
    chat.write("look at this")
    chat.says("look at this", "sent")
    expect(chat.frame.get_by_text("A person reads this and answers here.")).to_be_visible()
    said.first.get_by_role("button").click()
    expect(said).to_have_count(1)
    edge.say(edge.only_customer(), "I look")
    expect(chat.frame.get_by_text("A person reads this and answers here.")).to_be_hidden()
    chat.write("thank you")
    expect(said).to_have_count(0)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("x.svg", b"<svg onload=alert(1)>", "cannot be taken"),
        ("x.docx", b"PK", "cannot be taken"),
        ("run.exe", b"MZ", "cannot be taken"),
        ("empty.txt", b"", "is empty"),
        ("big.png", b"x" * (20 * 1024 * 1024 + 1), "is larger than 20 MB"),
    ],
)
def test_what_we_cannot_take_is_told_before_it_travels(
    page: Page, edge: Edge, tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    chat = Chat.own_page(page, edge)
    file = tmp_path / name
    file.write_bytes(data)
    choose(chat, file)
    expect(chat.frame.locator(".refused__item")).to_contain_text(said)
    assert not any("/uploads" in request for request in edge.requests)


def test_pasted_and_dropped_pictures_are_taken(page: Page, edge: Edge) -> None:
    chat = Chat.own_page(page, edge)
    page.wait_for_load_state("networkidle")
    page.evaluate(DROP, ["p.png", "image/png", base64.b64encode(PIXEL).decode()])
    expect(chat.frame.locator('.tray__item[data-state="ready"]')).to_have_count(2)
