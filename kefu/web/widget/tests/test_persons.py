"""One person never finds what another left: the chat changes with whoever signs in or out."""

import json
import time

import pytest
from playwright.sync_api import Dialog, Page, expect

from kefu.web.widget.tests.chat_page import Chat
from kefu.web.widget.tests.edge import ANNA, Edge, a_jwt
from tools.browser import wait_until

pytestmark = pytest.mark.browser

STORED = "JSON.stringify(Object.entries(localStorage))"


def identify(page: Page, edge: Edge, uid: str) -> None:
    page.evaluate("jwt => Kefu.identify(jwt)", a_jwt(uid))


def test_who_signs_in_next_sees_nothing_of_the_one_before(page: Page, edge: Edge) -> None:
    chat = Chat.own_page(page, edge)
    identify(page, edge, "carol")
    chat.write("carol's secret")
    chat.says("carol's secret", "sent")
    carol = page.evaluate(STORED)
    chat.box.fill("carol's draft")
    identify(page, edge, "mallory")
    expect(chat.texts).to_have_count(0)
    expect(chat.box).to_have_value("")
    wait_until(page, "Object.keys(localStorage).some(key => key.endsWith(':session'))")
    kept = page.evaluate(STORED)
    assert "carol" not in kept
    carols_token = next(json.loads(value)["token"] for key, value in json.loads(carol) if key.endswith(":session"))
    assert carols_token not in kept
    assert carols_token not in edge.tokens, "her session is ended on the server, too"
    chat.write("mallory's own")
    chat.says("mallory's own", "sent")
    assert [entry["body"] for entry in edge.customers["carol"].entries] == ["carol's secret"]
    assert [entry["body"] for entry in edge.customers["mallory"].entries] == ["mallory's own"]


def test_what_one_person_could_not_send_is_not_sent_by_the_next(page: Page, edge: Edge) -> None:
    chat = Chat.own_page(page, edge)
    identify(page, edge, "carol")
    chat.write("hello")
    chat.says("hello", "sent")
    edge.faults.is_down = True
    edge.cut()
    chat.write("carol's unsent")
    chat.says("carol's unsent", "queued")
    identify(page, edge, "mallory")
    expect(chat.texts).to_have_count(0)
    chat.comes_back(edge)
    chat.write("mallory's own")
    chat.says("mallory's own", "sent")
    assert all("unsent" not in entry["body"] for person in edge.customers.values() for entry in person.entries)


def test_signing_out_leaves_an_empty_chat(page: Page, edge: Edge) -> None:
    edge.signed_in = "carol"
    chat = Chat.embedded(page, edge)
    chat.write("carol's secret")
    chat.says("carol's secret", "sent")
    edge.signed_in = ""
    page.evaluate("Kefu.signOut()")
    expect(chat.texts).to_have_count(0)
    expect(chat.frame.locator('[data-part="person"]')).to_be_hidden()
    expect(chat.frame.get_by_text("How can we help?")).to_be_visible()


def test_the_newest_conversation_is_continued_on_the_next_page(page: Page, edge: Edge) -> None:
    edge.signed_in = "carol"
    chat = Chat.embedded(page, edge)
    chat.write("one")
    chat.says("one", "sent")
    page.goto("about:blank")
    edge.say(edge.customers["carol"], "two")
    chat = Chat.embedded(page, edge)
    chat.shows("one", "two")


def test_an_identity_in_the_address_is_used_and_removed_at_once(page: Page, edge: Edge) -> None:
    chat = Chat.own_page(page, edge, fragment=f"#identity={a_jwt('carol')}")
    chat.write("one")
    chat.says("one", "sent")
    assert list(edge.customers) == ["carol"]
    assert page.url == f"{edge.kefu}/chat"
    assert page.evaluate("history.length") <= 2
    page.reload()
    chat.shows("one")


def test_a_strangers_link_with_an_identity_signs_nobody_in(page: Page, edge: Edge) -> None:
    link = f"<a href='{edge.kefu}/chat#identity={a_jwt('mallory')}'>x</a>"
    edge.pages["/evil"] = (link, "")
    page.goto(f"{edge.stranger}/evil")
    page.click("a")
    chat = Chat(page, page.main_frame)
    chat.write("my account number is ...")
    chat.says("my account number is ...", "sent")
    assert "mallory" not in edge.customers
    assert "identity" not in page.url


def test_the_language_of_the_identity_is_the_pages(page: Page, edge: Edge) -> None:
    chat = Chat.own_page(page, edge, fragment=f"#identity={a_jwt('chen', locale='zh-CN')}")
    expect(chat.frame.get_by_text("有什么可以帮您")).to_be_visible()
    chat.write("你好")
    chat.says("你好", "sent")
    assert list(edge.customers) == ["chen"]


def test_a_chosen_language_stays(page: Page, edge: Edge) -> None:
    chat = Chat.own_page(page, edge)
    chat.box.fill("half a sentence")
    chat.frame.get_by_role("button", name="中文").click()
    expect(chat.frame.get_by_text("有什么可以帮您")).to_be_visible()
    expect(chat.box).to_have_value("half a sentence")
    page.goto(f"{edge.kefu}/chat")
    expect(chat.frame.get_by_text("有什么可以帮您")).to_be_visible()
    chat.frame.get_by_role("button", name="English").click()
    expect(chat.frame.get_by_text("How can we help?")).to_be_visible()


def test_a_change_of_language_loses_nothing_where_storage_is_forbidden(storeless: Page, edge: Edge) -> None:
    """A person can forbid frames of other sites to store anything."""
    chat = Chat.embedded(storeless, edge)
    assert (
        chat.frame.evaluate("(() => { try { return localStorage.length } catch { return 'forbidden' } })()")
        == "forbidden"
    )
    chat.write("one")
    chat.says("one", "sent")
    edge.faults.is_down = True
    edge.cut()
    chat.write("two")
    chat.box.fill("half a sentence")
    storeless.evaluate("Kefu.setLocale('zh-CN')")
    expect(chat.frame.get_by_placeholder("输入消息")).to_have_value("half a sentence")
    chat.comes_back(edge)
    chat.says("two", "sent")
    chat.shows("one", "two")
    assert chat.frame.evaluate("window.name") == ""


def test_nobody_is_moved_but_told_what_is_new_in_another_conversation(page: Page, edge: Edge) -> None:
    chat = Chat.own_page(page, edge)
    chat.write("my deposit")
    chat.says("my deposit", "sent")
    carol, split_off = edge.only_customer(), "b" * 26
    edge.customers[carol.uid].others.append(split_off)  # the newest, now
    page.reload()
    chat.shows("my deposit")
    wait_until_heard(edge, split_off)
    said = {"kind": "warned", "author": ANNA, "body": "", "text": "Anna asks you to stay polite.", "data": {}}
    edge.tell(carol, {"type": "entry", "conversation": split_off, "seq": 1, "mine": False, "version": 1, **said})
    row = chat.frame.locator(".others__row")
    expect(row).to_contain_text("New in another of your conversations: Anna asks you to stay polite.")
    chat.shows("my deposit")
    row.get_by_role("button", name="Open it").click()
    expect(row).to_be_hidden()
    expect(chat.texts).to_have_count(0)


def wait_until_heard(edge: Edge, conversation: str) -> None:
    for _ in range(200):
        if any(frame["type"] == "subscribe" and frame["conversation"] == conversation for frame in edge.heard):
            return
        time.sleep(0.05)
    raise AssertionError("nobody listens to the other conversation")


def test_what_happens_is_worded_in_the_language_of_this_window(page: Page, edge: Edge) -> None:
    """The same customer may read another one elsewhere: each socket says which it wants."""
    page.goto(f"{edge.kefu}/chat?locale=zh-hans")
    chat = Chat(page, page.main_frame)
    chat.write("one")
    chat.says("one", "sent")
    assert [frame.get("locale") for frame in edge.heard if frame["type"] == "hello"] == ["zh-hans"]


def test_words_not_sent_yet_are_still_there_after_the_host_page_was_loaded_anew(page: Page, edge: Edge) -> None:
    chat = Chat.embedded(page, edge)
    chat.write("one")
    chat.says("one", "sent")
    edge.faults.is_down = True
    edge.cut()
    chat.write("two")
    expect(chat.banner).to_contain_text("Your messages are kept", timeout=20_000)
    chat = Chat.embedded(page, edge)
    chat.says("two", "queued")
    chat.comes_back(edge)
    chat.says("two", "sent")
    chat.shows("one", "two")


def test_a_language_that_the_host_sets_while_the_chat_is_loading_is_not_lost(page: Page, edge: Edge) -> None:
    page.goto(f"{edge.host}/host")
    page.evaluate("Kefu.open(); Kefu.setLocale('zh-CN')")
    said = page.frame_locator("kefu-widget iframe").get_by_text("有什么可以帮您")
    expect(said).to_be_visible(timeout=20_000)


def test_who_leaves_is_asked_first_where_storage_is_forbidden_and_words_would_go(storeless: Page, edge: Edge) -> None:
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    storeless.on("dialog", leave)
    chat = Chat.embedded(storeless, edge)
    expect(chat.frame.get_by_text("What is it about?")).to_be_visible(timeout=20_000)  # it knows who is there
    chat.box.click()
    chat.box.press_sequentially("half")
    storeless.evaluate("Kefu.setLocale('zh-CN')")
    expect(chat.frame.get_by_placeholder("输入消息")).to_have_value("half", timeout=20_000)
    assert asked == [], "they go along"
    chat.box.click()
    chat.box.press_sequentially(" a sentence")
    storeless.reload()
    assert asked == ["beforeunload"]


def test_an_unreachable_identity_is_said_and_tried_again(page: Page, edge: Edge) -> None:
    edge.data = 'data-identity-url="/missing" data-locale="en"'
    chat = Chat.embedded(page, edge)
    chat.box.fill("half a sentence")
    expect(chat.banner).to_contain_text("could not confirm who you are")
    edge.signed_in = "carol"
    page.evaluate("Kefu.identify(async () => (await fetch('/identity')).text())")
    chat.frame.locator(".composer__send").click()
    chat.says("half a sentence", "sent")
    assert list(edge.customers) == ["carol"]
