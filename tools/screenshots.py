"""Takes the pictures in docs/images from a running demo: `python -m tools.screenshots`. Needs a Chromium (KEFU_CHROMIUM).

A story is played first, so that the screens show people at work. Pictures are reduced to few colours and kept small.
"""

import io
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import PHONE, ROOT, SCREEN, Product, sign_in, start, stop
from tests.journeys.sides import Desk, Phone, chat_in
from tools.browser import launched, wait_until

IMAGES = ROOT / "docs" / "images"
COLOURS = 128
MOST_BYTES = 150_000
SETTLED_MS = 900
STRANGERS = 4
PORT = 8000  # what a newcomer sees

QUESTION = "你好，我两小时前充的 0.25 BTC 还没到账，能帮我看看吗？"
ANSWER = "陈先生您好！我查到了这笔充值：已确认 1/2，第二次确认后会自动入账，一般不超过一小时。"
WORRY = "好的，那我不用做什么，等着就行？"
NOTE = "Deposit is on chain, 1 of 2 confirmations. Fees were low, so it may take a while."
COMFORT = "对，您什么都不用做。入账后会有通知，我也会留意。"
THANKS = "谢谢，安心多了！"
TUNNEL = ("进隧道了，信号不好", "出来再聊")


def main() -> int:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, demo(Path(folder) / "demo") as product, launched() as browser:
        take_start(browser, product)
        phone, desk = play(browser, product)
        take_desk(desk.page)
        take_second_desk(browser, product, address=desk.page.url)
        take_chat(phone)
        take_host(browser, product)
    return 0


@contextmanager
def demo(data: Path) -> Iterator[Product]:
    product = start([sys.executable, "demo/run.py"], root=ROOT, data=data, customers=STRANGERS, port=PORT)
    try:
        yield product
    finally:
        stop(product)


def play(browser: Browser, product: Product) -> tuple[Phone, Desk]:
    """Chen Wei asks, Alice answers and leaves a note."""
    phone = Phone.opened(window(browser, PHONE, locale="zh-CN", scale=2).context, product)
    phone.write(QUESTION)
    desk = Desk(sign_in(window(browser, SCREEN).context, product, name="alice"))
    desk.page.locator("a.line").nth(2).wait_for(timeout=30_000)
    desk.open("unassigned", customer="陈伟")
    desk.page.keyboard.press("Escape")
    desk.page.locator('#stage [data-key="assign"]').click()
    desk.page.locator('#assign-menu [data-key="mine"]').click()
    desk.reply(ANSWER)
    phone.sees(ANSWER)
    phone.write(WORRY)
    desk.sees(WORRY)
    desk.note(NOTE)
    desk.reply(COMFORT)
    phone.sees(COMFORT)
    phone.write(THANKS)
    desk.sees(THANKS)
    return phone, desk


def window(
    browser: Browser, size: dict[str, int], *, locale: str = "en-GB", theme: str = "light", scale: int = 1
) -> Page:
    options: dict[str, Any] = {"viewport": size, "locale": locale, "color_scheme": theme, "device_scale_factor": scale}
    if size == PHONE:
        options |= {"is_mobile": True, "has_touch": True}
    return browser.new_context(**options).new_page()


def take_start(browser: Browser, product: Product) -> None:
    page = window(browser, {"width": 1200, "height": 940})
    page.goto(product.site_url)
    page.wait_for_timeout(2_800)
    keep(page, "start")


def take_desk(page: Page) -> None:
    page.goto(page.url.replace("box=unassigned", "box=open"))
    keep(page, "desk")


def take_second_desk(browser: Browser, product: Product, *, address: str) -> None:
    """Bob reads Chinese: a dark screen, then a phone."""
    wide = sign_in(window(browser, SCREEN, locale="zh-CN", theme="dark").context, product, name="bob")
    wide.goto(address)
    keep(wide, "desk-dark-zh")
    phone = sign_in(window(browser, PHONE, locale="zh-CN", scale=2).context, product, name="bob")
    phone.goto(f"{product.base_url}/desk/?box=open")
    keep(phone, "desk-phone-list-zh")
    phone.goto(address)
    keep(phone, "desk-phone-zh")


def take_chat(phone: Phone) -> None:
    keep(phone.page, "chat-phone-zh")
    phone.switch_network()
    for line in TUNNEL:
        phone.write(line)
    phone.chat.locator('[data-part="banner"].is-shown').wait_for()
    keep(phone.page, "chat-phone-offline-zh")
    phone.switch_network()
    phone.knows_that_it_is(TUNNEL[-1], ("sent", "delivered", "read"))
    phone.chat.locator('[data-part="language"]').press("Enter")
    phone.page.emulate_media(color_scheme="dark")
    keep(phone.page, "chat-phone-dark")


def take_host(browser: Browser, product: Product) -> None:
    """The page of an exchange that carries the chat."""
    page = window(browser, {"width": 1200, "height": 800})
    page.goto(f"{product.site_url}/account?lang=en")
    wait_until(page, "window.Kefu !== undefined")
    page.locator("[data-chat]").click()
    chat_in(page, product).locator("li.message").first.wait_for()
    keep(page, "chat-on-a-page")


def keep(page: Page, name: str) -> None:
    """Save what the page shows now, with few colours."""
    page.wait_for_timeout(SETTLED_MS)
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    file = IMAGES / f"{name}.png"
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
    size = file.stat().st_size
    print(f"{file.relative_to(ROOT)}: {size // 1024} kB")
    if size > MOST_BYTES:
        raise SystemExit(f"{file.name} is larger than {MOST_BYTES // 1000} kB.")


if __name__ == "__main__":
    sys.exit(main())
