"""A headless Chromium for tests and pictures: found on this machine, never downloaded. KEFU_CHROMIUM names another."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",
    "--headless=new",
    "--disable-gpu",
    "--disable-background-networking",
    "--auto-accept-this-tab-capture",
)
# Replaces Playwright's own list, which also takes ThirdPartyStoragePartitioning away: without it a frame on another site's
# page has no storage at all, which no browser as it is sold does.
STEADY = (
    "--disable-features=AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,"
    "HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,PaintHolding,AvoidCorsURLLoaderRestartOnRedirect,"
    "OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch,"
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup"  # each new window would load the address bar's own pages: half of its cost
)
LACKING = "no Chromium was found; install it (Debian: apt install chromium) or set KEFU_CHROMIUM"


WITHIN_MS = 10_000
EVERY_MS = 50


class NoBrowser(Exception):
    """There is none; the text says how to get one."""


def path() -> str | None:
    return os.environ.get("KEFU_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def launched() -> Iterator[Browser]:
    """One browser; a second one would not start beside it in the same thread. NoBrowser if none is installed."""
    found = path()
    if found is None:
        raise NoBrowser(LACKING)
    with (
        sync_playwright() as running,
        running.chromium.launch(executable_path=found, args=[*ARGUMENTS, STEADY]) as browser,
    ):
        yield browser


@contextmanager
def without_storage(beside: Browser) -> Iterator[Browser]:
    """Another one beside the first, in which a frame on another site's page may store nothing, as a person can choose."""
    with beside.browser_type.launch(executable_path=path(), args=list(ARGUMENTS)) as browser:
        yield browser


def wait_until(page: Page, expression: str, *, timeout_ms: float = WITHIN_MS) -> None:
    """Ask the page until the expression is true. AssertionError when the time is over.

    Playwright's own `wait_for_function` evaluates text inside the page, which the policy of our pages refuses: it would
    pass only where the answer is true at the first look.
    """
    ends_at = time.monotonic() + timeout_ms / 1000
    while not page.evaluate(expression):
        if time.monotonic() > ends_at:
            raise AssertionError(f"not so after {timeout_ms:.0f} ms: {expression}")
        page.wait_for_timeout(EVERY_MS)
