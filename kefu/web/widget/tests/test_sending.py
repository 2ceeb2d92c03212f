"""What is written arrives: once, in order, whatever the network does. Against `edge.py`, told to fail."""

import pytest
from playwright.sync_api import Page, expect

from kefu.web.widget.tests.chat_page import Chat
from kefu.web.widget.tests.edge import Edge
from tools.browser import wait_until

pytestmark = pytest.mark.browser


def bodies(edge: Edge) -> list[str]:
    return [entry["body"] for entry in edge.only_customer().entries]


def test_a_guest_writes_and_the_agent_answers(page: Page, edge: Edge) -> None:
    chat = Chat.embedded(page, edge)
    assert edge.customers == {}, "nobody is made a customer by looking"
    chat.write("My deposit has not arrived")
    chat.says("My deposit has not arrived", "sent")
    edge.say(edge.only_customer(), "Let me look")
    chat.shows("My deposit has not arrived", "Let me look")
    edge.tell(edge.only_customer(), {"type": "receipt", "side": "staff", "delivered": 1, "read": 0})
    chat.says("My deposit has not arrived", "delivered")
    edge.tell(edge.only_customer(), {"type": "receipt", "side": "staff", "delivered": 1, "read": 1})
    chat.says("My deposit has not arrived", "read")


def test_a_send_without_an_ack_is_sent_again_and_never_doubles(page: Page, edge: Edge) -> None:
    chat = Chat.embedded(page, edge)
    edge.faults.swallow_acks = 2
    edge.faults.drop_before_store = 1
    for text in ("one", "two", "three"):
        chat.write(text)
    chat.shows("one", "two", "three")
    chat.says("three", "sent")
    assert bodies(edge) == ["one", "two", "three"]
    sends = [frame["client_msg_id"] for frame in edge.heard if frame["type"] == "send"]
    assert len(sends) > 3
    assert len(set(sends)) == 3


def test_a_log_put_back_from_a_backup_is_read_anew_and_what_it_lost_is_sent_again(page: Page, edge: Edge) -> None:
    chat = Chat.embedded(page, edge)
    for text in ("one", "two"):
        chat.write(text)
        chat.says(text, "sent")
    customer = edge.only_customer()
    edge.say(customer, "an answer that is lost")
    chat.shows("one", "two", "an answer that is lost")
    edge.faults.skip_entries = 1
    chat.write("three")
    chat.says("three", "sent")  # acknowledged, and its entry has not come
    for _lost in range(3):
        customer.entries.pop()
    customer.entries[0]["body"] = "one, as it was then"
    customer.keys = {key: seq for key, seq in customer.keys.items() if seq == 1}
    edge.cut()
    chat.shows("one, as it was then", "three")
    chat.says("three", "sent")
    edge.say(customer, "and on it goes")
    chat.shows("one, as it was then", "three", "and on it goes")
    assert bodies(edge) == ["one, as it was then", "three", "and on it goes"]


@pytest.mark.parametrize(("locale", "told"), [("en", "We cannot load your messages yet"), ("zh-hans", "暂时无法加载")])
def test_a_chat_loaded_anew_without_a_connection_says_that_it_cannot_show_the_messages_yet(
    page: Page, edge: Edge, locale: str, told: str
) -> None:
    page.goto(f"{edge.kefu}/chat?locale={locale}")
    chat = Chat(page, page.main_frame)
    unloaded = page.locator('[data-part="unloaded"]')
    chat.write("before")
    chat.says("before", "sent")
    edge.faults.is_down = True
    edge.cut()
    expect(chat.banner).to_be_visible()
    expect(unloaded).to_be_hidden()  # what is here stays here
    page.reload()
    expect(unloaded).to_be_visible()
    expect(unloaded).to_contain_text(told)
    chat.write("and now")
    chat.says("and now", "queued")
    expect(unloaded).to_be_visible()
    expect(page.locator('[data-part="skeleton"]')).to_be_hidden()
    chat.comes_back(edge)
    chat.shows("before", "and now")
    chat.says("and now", "sent")
    expect(unloaded).to_be_hidden()


def test_a_newcomer_without_a_connection_is_not_told_of_messages_that_never_were(page: Page, edge: Edge) -> None:
    chat = Chat.own_page(page, edge)
    edge.faults.is_down = True
    chat.write("first words")
    chat.says("first words", "queued")
    expect(chat.banner).to_be_visible()
    expect(page.locator('[data-part="unloaded"]')).to_be_hidden()


def test_what_is_written_offline_is_kept_and_sent_in_order(page: Page, edge: Edge) -> None:
    chat = Chat.embedded(page, edge)
    chat.write("before")
    chat.says("before", "sent")
    page.context.set_offline(True)
    edge.cut()
    for text in ("one", "two", "three"):
        chat.write(text)
        chat.says(text, "queued")
    expect(chat.banner).to_contain_text("Your messages are kept and will be sent")
    assert bodies(edge) == ["before"]
    page.context.set_offline(False)
    chat.says("three", "sent")
    expect(chat.banner).to_be_hidden()
    assert bodies(edge) == ["before", "one", "two", "three"]
    chat.shows("before", "one", "two", "three")


def test_where_nothing_outlasts_the_page_nothing_is_said_to_be_kept_but_what_to_do(page: Page, edge: Edge) -> None:
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('forbidden'); } })")
    chat = Chat.embedded(page, edge)
    chat.write("before")
    chat.says("before", "sent")
    page.context.set_offline(True)
    edge.cut()
    chat.write("after")
    chat.says("after", "queued")
    expect(chat.banner.locator("[data-text]")).to_have_text(
        "You are offline. Please leave this page open until your messages are sent."
    )
    page.context.set_offline(False)
    chat.says("after", "sent")
    expect(chat.frame.get_by_text("They are safe")).to_have_count(0)


def test_a_hole_is_never_shown_but_asked_for_again(page: Page, edge: Edge) -> None:
    chat = Chat.embedded(page, edge)
    chat.write("one")
    chat.says("one", "sent")
    edge.faults.skip_entries = 1
    edge.say(edge.only_customer(), "two")
    edge.say(edge.only_customer(), "three")
    chat.shows("one", "two", "three")
    assert [frame["after"] for frame in edge.heard if frame["type"] == "subscribe"] == [0, 1]


def test_an_entry_that_comes_twice_is_shown_once(page: Page, edge: Edge) -> None:
    chat = Chat.embedded(page, edge)
    edge.faults.double_entries = True
    chat.write("one")
    chat.says("one", "sent")
    edge.say(edge.only_customer(), "two")
    chat.shows("one", "two")


def test_a_session_that_ended_is_started_again_and_the_text_stays(page: Page, edge: Edge) -> None:
    chat = Chat.own_page(page, edge)
    edge.signed_in = "u1"
    page.evaluate("Kefu.identify(async () => (await fetch('/identity')).text())")
    expect(chat.frame.locator("[data-part=log] li")).to_have_count(0)
    wait_until(page, "Object.keys(localStorage).some(key => key.endsWith(':session'))")
    chat.write("one")
    chat.says("one", "sent")
    edge.tokens.clear()
    chat.box.fill("half a sentence")
    edge.cut(4401)
    page.wait_for_timeout(300)
    expect(chat.box).to_have_value("half a sentence")
    chat.frame.locator(".composer__send").click()
    chat.shows("one", "half a sentence")
    chat.says("half a sentence", "sent")
    assert len(set(edge.identities)) == len(edge.identities) == 2
    assert bodies(edge) == ["one", "half a sentence"]


def test_a_guest_whose_session_ended_goes_on_in_a_new_one(page: Page, edge: Edge) -> None:
    chat = Chat.own_page(page, edge)
    chat.write("one")
    chat.says("one", "sent")
    edge.tokens.clear()
    edge.cut(4401)
    chat.write("two")
    chat.says("two", "sent")
    chat.shows("two")
    assert sorted([entry["body"] for entry in person.entries] for person in edge.customers.values()) == [
        ["one"],
        ["two"],
    ]


def test_what_a_closed_tab_left_is_sent_by_the_next(page: Page, edge: Edge) -> None:
    chat = Chat.own_page(page, edge)
    chat.write("one")
    chat.says("one", "sent")
    edge.faults.is_down = True
    edge.cut()
    chat.write("two")
    chat.write("three")
    chat.says("three", "queued")
    page.reload()
    expect(chat.message("three")).to_have_count(1)
    chat.comes_back(edge)
    chat.says("three", "sent")
    chat.shows("one", "two", "three")
    assert bodies(edge) == ["one", "two", "three"]


def test_two_tabs_of_one_person_show_one_log(page: Page, edge: Edge) -> None:
    first = Chat.own_page(page, edge)
    first.write("one")
    first.says("one", "sent")
    second_page = page.context.new_page()
    second = Chat.own_page(second_page, edge)
    second.shows("one")
    second.write("two")
    first.shows("one", "two")
    first.write("three")
    second.shows("one", "two", "three")
    edge.say(edge.only_customer(), "four")
    for tab in (first, second):
        tab.shows("one", "two", "three", "four")
    assert bodies(edge) == ["one", "two", "three", "four"]


def test_the_box_is_bounded_and_says_so(page: Page, edge: Edge) -> None:
    edge.faults.is_down = True
    chat = Chat.own_page(page, edge)
    text = "x" * 8_000
    for _ in range(40):
        chat.write(text)
        if chat.box.input_value():
            break
    expect(chat.frame.locator("[data-hint]")).to_contain_text("No more messages can be kept")
    expect(chat.box).to_have_value(text)
    count = chat.texts.count()
    assert 28 <= count <= 32
    page.reload()
    expect(chat.texts).to_have_count(count)
    expect(chat.box).to_have_value(text)


def test_a_message_that_is_too_long_is_refused_before_it_leaves(page: Page, edge: Edge) -> None:
    chat = Chat.own_page(page, edge)
    chat.box.fill("长" * 8_001)
    expect(chat.frame.locator("[data-hint]")).to_contain_text("Too long by 1")
    expect(chat.frame.locator(".composer__send")).to_be_disabled()
    chat.box.press("Control+Enter")
    expect(chat.texts).to_have_count(0)


def test_edits_and_removals_change_what_they_name(page: Page, edge: Edge) -> None:
    chat = Chat.embedded(page, edge)
    chat.write("one")
    chat.says("one", "sent")
    customer = edge.only_customer()
    edge.say(customer, "wrong")
    edge.say(customer, "bad")
    edge.say(customer, "right", kind="edited", version=2, data={"target": 2})
    edge.say(customer, "", kind="redacted", version=2, data={"target": 3, "reason": "x"})
    chat.shows("one", "right")
    expect(chat.frame.get_by_text("This message was removed.")).to_have_count(1)
    expect(chat.frame.get_by_text("Edited")).to_have_count(1)


def test_an_edit_of_ones_own_tells_what_was_taken_out(page: Page, edge: Edge) -> None:
    chat = Chat.own_page(page, edge)
    chat.write("one")
    chat.says("one", "sent")
    customer, advice = edge.only_customer(), {"sort": "password", "text": "Please change it now.", "link": ""}
    edge.say(customer, "my [removed: password]", kind="edited", version=2, data={"target": 1, "cut": [advice]})
    chat.shows("my [removed: password]")
    expect(chat.frame.locator(".message__cut")).to_have_text("Please change it now.")
    edge.say(customer, "never mind", kind="edited", version=3, data={"target": 1})
    chat.shows("never mind")
    expect(chat.frame.locator(".message__cut")).to_have_count(0)


def test_what_was_removed_before_is_shown_as_removed(page: Page, edge: Edge) -> None:
    chat = Chat.embedded(page, edge)
    chat.write("one")
    chat.says("one", "sent")
    edge.say(edge.only_customer(), "", version=2)
    expect(chat.frame.get_by_text("This message was removed.")).to_have_count(1)
