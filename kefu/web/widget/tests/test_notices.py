"""A customer is offered to be told when they have left: quietly, when it makes sense, and never by a prompt on its own."""

import pytest
from playwright.sync_api import Locator, Page, expect

from kefu.web.widget.tests.chat_page import Chat
from kefu.web.widget.tests.edge import Edge, a_jwt

pytestmark = pytest.mark.browser

# a browser with a push service, and no more of it than the page uses
BROWSER = """
  let held = null;
  Notification.requestPermission = async () => (window.asked = (window.asked ?? 0) + 1, window.says ?? "granted");
  PushManager.prototype.subscribe = async (wanted) => (held = {
    wanted,
    toJSON: () => ({ endpoint: "https://push.test/one", expirationTime: null, keys: { p256dh: "p", auth: "a" } }),
    unsubscribe: async () => { held = null; return true; },
    options: wanted,
  });
  PushManager.prototype.getSubscription = async () => held;
"""


def offer(chat: Chat) -> Locator:
    return chat.frame.locator('[data-part="notices"]')


@pytest.fixture
def able(page: Page) -> Page:
    page.add_init_script(BROWSER)
    return page


def test_nothing_is_asked_before_there_is_something_to_wait_for(able: Page, edge: Edge) -> None:
    chat = Chat.own_page(able, edge)
    expect(chat.box).to_be_visible()
    expect(offer(chat)).to_be_hidden()
    chat.write("where is my deposit")
    chat.says("where is my deposit", "sent")
    expect(offer(chat)).to_contain_text("We can tell you in this browser when we answer.")
    assert able.evaluate("window.asked ?? 0") == 0
    edge.say(edge.only_customer(), "It has arrived")
    expect(chat.message("It has arrived")).to_be_visible()
    expect(offer(chat)).to_be_hidden()


def test_who_takes_the_offer_is_enrolled_and_may_end_it_at_any_time(able: Page, edge: Edge) -> None:
    chat = Chat.own_page(able, edge)
    chat.write("hello")
    offer(chat).get_by_role("button", name="Tell me").click()
    expect(offer(chat)).to_contain_text("This browser will tell you when we answer.")
    assert able.evaluate("window.asked") == 1
    [browser] = edge.only_customer().browsers
    assert browser == {"endpoint": "https://push.test/one", "keys": {"p256dh": "p", "auth": "a"}}
    offer(chat).get_by_role("button", name="Stop").click()
    expect(offer(chat)).to_contain_text("We can tell you")
    assert edge.only_customer().browsers == []
    assert (
        able.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all[0].pushManager.getSubscription())")
        is None
    )


def test_who_says_no_is_not_asked_again(able: Page, edge: Edge) -> None:
    chat = Chat.own_page(able, edge)
    chat.write("hello")
    offer(chat).get_by_role("button", name="No, thank you").click()
    expect(offer(chat)).to_be_hidden()
    able.reload()
    chat = Chat(able, able.main_frame)
    expect(chat.message("hello")).to_be_visible()
    expect(offer(chat)).to_be_hidden()


def test_the_next_person_in_this_browser_is_not_told_what_the_one_before_asked_for(able: Page, edge: Edge) -> None:
    chat = Chat.own_page(able, edge)
    able.evaluate("jwt => Kefu.identify(jwt)", a_jwt("carol"))
    chat.write("carol's question")
    offer(chat).get_by_role("button", name="Tell me").click()
    expect(offer(chat)).to_contain_text("This browser will tell you")
    able.evaluate("jwt => Kefu.identify(jwt)", a_jwt("mallory"))
    expect(chat.texts).to_have_count(0)
    chat.write("mallory's question")
    expect(offer(chat)).to_contain_text("We can tell you in this browser")
    assert "mallory" in edge.customers
    assert edge.customers["mallory"].browsers == []


def test_a_browser_without_a_push_service_says_so_and_the_chat_goes_on(page: Page, edge: Edge) -> None:
    page.context.grant_permissions(["notifications"], origin=edge.kefu)
    chat = Chat.own_page(page, edge)
    chat.write("hello")
    offer(chat).get_by_role("button", name="Tell me").click()
    expect(offer(chat)).to_contain_text("could not reach its push service")
    chat.write("still here")
    chat.says("still here", "sent")


def test_in_a_strangers_page_an_anonymous_visitor_is_offered_nothing(page: Page, edge: Edge) -> None:
    chat = Chat.embedded(page, edge)
    chat.write("hello")
    chat.says("hello", "sent")
    expect(offer(chat)).to_be_hidden()


def test_in_a_strangers_page_whoever_is_signed_in_is_offered_a_window_of_its_own(page: Page, edge: Edge) -> None:
    edge.signed_in = "carol"
    chat = Chat.embedded(page, edge)
    chat.write("hello")
    chat.says("hello", "sent")
    with page.context.expect_page() as opening:
        offer(chat).get_by_role("button", name="Open the window").click()
    own = Chat(opening.value, opening.value.main_frame)
    own.shows("hello")
    assert opening.value.url.startswith(f"{edge.kefu}/chat?locale=")
    assert "identity" not in opening.value.url
