"""A headless Chromium for tests and pictures: found on this machine, never downloaded. KEFU_CHROMIUM names another."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",
    "--headless=new",
    "--disable-gpu",
    "--disable-background-networking",
    "--auto-accept-this-tab-capture",
)
LACKING = "no Chromium was found; install it (Debian: apt install chromium) or set KEFU_CHROMIUM"


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
    with sync_playwright() as running, running.chromium.launch(executable_path=found, args=list(ARGUMENTS)) as browser:
        yield browser
