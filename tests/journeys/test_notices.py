"""A customer writes while no desk is in sight: sealed, sent, shown by the browser's own worker, clicked, and answered for.

Chromium cannot reach a push service here, so what our service on loopback got is handed to its worker as one would.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect

from kefu.watchers.notify.tests.receiver import PushService, push_service
from tests.journeys.desk import Watched
from tests.running import Server, started

pytestmark = pytest.mark.browser

WITHIN_S = 25
PUSHED_WITHIN_MS = 12_000
SHOWN = (
    "scope => navigator.serviceWorker.getRegistration(scope).then((one) => one.getNotifications())"
    ".then((all) => all.map(({ title, body, tag, lang }) => ({ title, body, tag, lang })))"
)
CLICK = """async () => {
  const [notification] = await registration.getNotifications();
  dispatchEvent(new NotificationEvent("notificationclick", { notification }));
}"""


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as running:
        yield running


@pytest.fixture
def server(service: PushService, tmp_path: Path) -> Iterator[Server]:
    with started(tmp_path, KEFU_PUSH_PLACES=service.origin) as running:
        yield running


@pytest.fixture
def context(chromium: Browser, server: Server) -> Iterator[BrowserContext]:
    made = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN", permissions=["notifications"])
    yield made
    made.close()


def sign_in(context: BrowserContext, server: Server) -> Page:
    page = context.new_page()
    page.goto(server.command("signin_link", "agent1"))
    page.locator("button.button--primary").click()
    page.wait_for_url(f"{server.base_url}/desk**")
    return page


def give(server: Server, chat: str) -> None:
    """The conversation, to agent1."""
    me = server.api("GET", "/me", token=server.token("agent1")).json()["viewer"]["id"]
    place = f"/conversations/{chat}/assignment"
    assert server.api("PUT", place, token=server.token("admin"), json={"agent": me}).status_code == 200


def enrol(page: Page, service: PushService) -> None:
    """As the page does it, with a subscription of our own service."""
    keys = service.browser.keys
    sent = {"endpoint": service.endpoint(), "keys": {"p256dh": keys.p256dh, "auth": keys.auth}}
    status = page.evaluate(
        """sent => fetch("/desk/notices/browsers", {
             method: "POST",
             headers: { "X-CSRFToken": document.querySelector("[data-desk]").dataset.csrf, "Content-Type": "application/json" },
             body: JSON.stringify(sent),
           }).then(({ status }) => status)""",
        sent,
    )
    assert status == 201


def hand_over(page: Page, *, data: str) -> None:
    """What a push service does with an opened message."""
    cdp: CDPSession = page.context.new_cdp_session(page)
    found: list[dict[str, Any]] = []
    cdp.on("ServiceWorker.workerRegistrationUpdated", lambda told: found.extend(told["registrations"]))
    cdp.send("ServiceWorker.enable")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_timeout(300)
    ours = next(one for one in found if one["scopeURL"].endswith("/desk/"))
    origin = ours["scopeURL"].removesuffix("/desk/")
    cdp.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": origin, "registrationId": ours["registrationId"], "data": data},
    )


def arrived(service: PushService) -> str:
    deadline = time.monotonic() + WITHIN_S
    while not service.got and time.monotonic() < deadline:
        time.sleep(0.1)
    [told] = service.got
    service.claims(told)
    return service.browser.open(told.body).decode()


def test_an_agent_who_is_away_is_led_to_the_customer_who_wrote(
    server: Server, service: PushService, context: BrowserContext
) -> None:
    page = sign_in(context, server)
    page.goto(f"{server.base_url}/desk/notices")
    page.locator("[data-push-take]").click()  # registers the worker; a browser without a push service says so
    expect(page.locator('[data-state="failed"]')).to_be_visible()
    enrol(page, service)

    customer = server.session("away-customer")
    chat = server.chat(customer, "first")
    give(server, chat)
    sealed = arrived(service)
    assert "first" not in sealed

    hand_over(page, data=sealed)
    page.wait_for_timeout(500)
    [notice] = page.evaluate(SHOWN, "/desk/")
    assert (notice["title"], notice["lang"], notice["tag"]) == ("有会话分配给你", "zh-hans", f"kefu-{chat}")

    (worker,) = context.service_workers
    worker.evaluate(CLICK)
    page.wait_for_url(f"{server.base_url}/desk/c/{chat}/**")
    page.goto(f"{server.base_url}/desk/notices")
    expect(page.locator(".notices__browser")).to_contain_text("上次显示")


def test_an_agent_whose_desk_is_in_sight_hears_it_there_and_is_not_pushed(
    server: Server, service: PushService, context: BrowserContext
) -> None:
    page = sign_in(context, server)
    enrol(page, service)
    page.goto(f"{server.base_url}/desk/?box=unassigned")  # and learns that browsers of hers are told
    page.wait_for_load_state("networkidle")
    chat = server.chat(server.session("seen-customer"), "hello")
    with page.expect_request("**/desk/notices/sight"):
        give(server, chat)
    expect(page.locator(".toast", has_text="有会话分配给你")).to_be_visible()
    page.wait_for_timeout(PUSHED_WITHIN_MS)
    assert service.got == []


def test_the_page_of_choices_is_for_everybody(server: Server, context: BrowserContext) -> None:
    page = sign_in(context, server)
    page.goto(f"{server.base_url}/desk/notices")
    assert Watched(page=page).faults() == []
    page.get_by_label("在以下时段保持安静").check()
    page.get_by_role("button", name="保存设置").click()
    expect(page.get_by_label("在以下时段保持安静")).to_be_checked()
    assert Watched(page=page).faults() == []


def test_the_workers_answer_no_fetch_and_keep_no_page(server: Server, context: BrowserContext) -> None:
    page = sign_in(context, server)
    page.goto(f"{server.base_url}/desk/notices")
    page.locator("[data-push-take]").click()
    expect(page.locator('[data-state="failed"]')).to_be_visible()
    page.reload()
    assert page.evaluate("() => caches.keys()") == []
    via_worker = page.evaluate("() => performance.getEntriesByType('navigation')[0].workerStart")
    assert via_worker == 0
