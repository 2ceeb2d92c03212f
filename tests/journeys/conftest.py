"""The product as a newcomer starts it, and browsers to walk through it. Everything on free ports, in empty folders."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tools import template

ROOT = Path(__file__).resolve().parents[2]
START_LIMIT_S = 90
STOP_LIMIT_S = 15
PHONE = {"width": 390, "height": 844}
SCREEN = {"width": 1440, "height": 900}


@dataclass(frozen=True, slots=True)
class Product:
    """A running installation: Kefu's pages at `base_url`, Northwind at `site_url`; what its agents' browsers keep."""

    process: subprocess.Popen[str]
    port: int
    data: Path
    sessions: dict[str, str] = field(default_factory=dict, compare=False)

    @property
    def base_url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def site_url(self) -> str:
        return f"http://127.0.0.1:{self.port + 2}"

    @property
    def cookie(self) -> str:
        """The name under which a browser keeps an agent's session."""
        return f"kefu{self.port}"


def free_row(count: int) -> int:
    """The first of so many neighbouring ports that nobody uses now."""
    for first in random.sample(range(20_000, 32_000), 50):  # below what the system hands out by itself
        if not any(is_taken(port) for port in range(first, first + count)):
            return first
    raise AssertionError("no free ports in a row")


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def start(
    command: list[str],
    *,
    root: Path,
    data: Path,
    customers: int,
    port: int = 0,
    bot: str = "off",
    encoder: str = "auto",
) -> Product:
    port = port or free_row(7)
    if root == ROOT:  # a newcomer's own checkout begins with nothing
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        template.put(data)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("KEFU_", "DJANGO_", "PYTEST_"))},
        "PORT": str(port),
        "KEFU_DATA": str(data),
        "NORTHWIND_CUSTOMERS": str(customers),
        "KEFU_BOT": bot,
        "KEFU_ENCODER": encoder,
    }
    process = subprocess.Popen(
        command, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    wait_until_ready(process)
    return Product(process=process, port=port, data=data)


def wait_until_ready(process: subprocess.Popen[str]) -> None:
    assert process.stdout
    said = []
    deadline = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline and (line := process.stdout.readline()):
        said.append(line)
        if "Kefu is ready" in line:
            return
    process.kill()
    process.wait()
    process.stdout.close()
    raise AssertionError("the demo did not start: " + "".join(said))


def stop(product: Product) -> int:
    """Ctrl-C, and what it ended with."""
    product.process.send_signal(signal.SIGINT)
    try:
        return product.process.wait(STOP_LIMIT_S)
    finally:
        product.process.kill()
        if product.process.stdout:
            product.process.stdout.close()


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Kefu and Northwind, without the invented customers."""
    command = [sys.executable, "demo/run.py"]
    running = start(command, root=ROOT, data=tmp_path_factory.mktemp("demo") / "data", customers=0)
    yield running
    assert stop(running) == 0


@pytest.fixture(scope="session")
def browser(chromium: Browser) -> Browser:
    return chromium


@pytest.fixture
def customer(chromium: Browser) -> Iterator[BrowserContext]:
    """A phone, held by somebody who reads Chinese."""
    context = chromium.new_context(viewport=PHONE, locale="zh-CN", has_touch=True, is_mobile=True)  # type: ignore[arg-type]
    yield context
    context.close()


@pytest.fixture
def desk(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport=SCREEN, locale="en-GB")  # type: ignore[arg-type]
    yield context
    context.close()


@pytest.fixture
def second_desk(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport=SCREEN, locale="zh-CN")  # type: ignore[arg-type]
    yield context
    context.close()


def sign_in(context: BrowserContext, product: Product, *, name: str) -> Page:
    """Be the agent: as the start page offers it, and from then on by the session which that opened, while it lasts."""
    page = context.new_page()
    if name in product.sessions:
        context.add_cookies([{"name": product.cookie, "value": product.sessions[name], "url": product.base_url}])
        answer = page.goto(f"{product.base_url}/desk/")
        if answer is not None and answer.ok:
            expect(page.locator("[data-desk]")).to_be_visible()
            return page
        context.clear_cookies(name=product.cookie)  # nobody came for a quarter of an hour: it has ended
    sign_in_by_link(page, product, name=name)
    (session,) = (cookie["value"] for cookie in context.cookies() if cookie["name"] == product.cookie)
    product.sessions[name] = session
    return page


def sign_in_by_link(page: Page, product: Product, *, name: str) -> None:
    page.goto(f"{product.site_url}/agents/bob" if name == "bob" else f"{product.site_url}/")
    page.locator(f'form[action="/agents/{name}"]').evaluate("form => form.removeAttribute('target')")
    page.locator(f'form[action="/agents/{name}"] button').click()
    use_link(page, product)


def use_link(page: Page, product: Product) -> None:
    """The page of a sign-in link has one button, so that a link only looked at is not used up."""
    page.wait_for_url(f"{product.base_url}/sign-in/link/**")
    page.locator("button.button--primary").click()
    page.wait_for_url(f"{product.base_url}/desk**")
