"""Every screen of the desk as a picture, for those who change one: wide and narrow, light and dark, two languages.

    python -m tools.look BASE_URL SIGN_IN_LINK FOLDER [--only inbox-1440-light-en]

A link comes from `kefu signin_link NAME`; one is enough, its session is used for all pictures.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tools.browser import launched

SIZES = {1440: 900, 390: 844}
LANGUAGES = {"en": "en-GB", "zh": "zh-CN"}
SETTLE_MS = 700


@dataclass(frozen=True, slots=True)
class View:
    """One way to look at the desk."""

    width: int
    theme: str
    language: str

    @property
    def name(self) -> str:
        return f"{self.width}-{self.theme}-{self.language}"

    def context(self) -> dict[str, Any]:
        narrow = self.width < 600
        return {
            "viewport": {"width": self.width, "height": SIZES[self.width]},
            "color_scheme": self.theme,
            "locale": LANGUAGES[self.language],
            "has_touch": narrow,
            "is_mobile": narrow,
            "device_scale_factor": 2 if narrow else 1,
            "reduced_motion": "reduce",
        }


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="tools.look", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("base_url")
    parser.add_argument("sign_in_link")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="a part of the pictures' names")
    asked = parser.parse_args(arguments)
    asked.folder.mkdir(parents=True, exist_ok=True)
    with launched() as browser:
        session = signed_in(browser, asked.sign_in_link)
        for view in views():
            for name in pictures(browser, asked.base_url, view, session=session, folder=asked.folder, only=asked.only):
                print(asked.folder / name)
    return 0


def views() -> Iterator[View]:
    for width, theme, language in product(SIZES, ("light", "dark"), LANGUAGES):
        yield View(width=width, theme=theme, language=language)


def signed_in(browser: Browser, link: str) -> Any:
    """Uses the link; what it returns lets other windows in."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(link)
    page.locator("main form button").click()
    page.wait_for_url("**/desk/**")
    state = context.storage_state()
    context.close()
    return state


def pictures(browser: Browser, base_url: str, view: View, *, session: Any, folder: Path, only: str) -> Iterator[str]:
    context = browser.new_context(**view.context(), storage_state=session)
    page = context.new_page()
    for screen, show in SCREENS.items():
        name = f"{screen}-{view.name}.png"
        if only in name and show(page, base_url):
            page.wait_for_timeout(SETTLE_MS)
            page.screenshot(path=folder / name)
            yield name
    context.close()


def inbox(page: Page, base_url: str) -> bool:
    page.goto(f"{base_url}/desk/?box=open")
    return True


def empty(page: Page, base_url: str) -> bool:
    """A list with nothing in it, where there is one."""
    for box in ("mine", "unassigned", "closed"):
        page.goto(f"{base_url}/desk/?box={box}")
        if page.locator(".line").count() == 0:
            return True
    return False


def conversation(page: Page, base_url: str) -> bool:
    """The fullest of the newest open ones: the one in one's own hands, if there is any."""
    for box in ("mine", "open"):
        page.goto(f"{base_url}/desk/?box={box}")
        if page.locator(".line").count():
            page.locator(".line").first.click()
            page.locator("[data-thread]").wait_for()
            return True
    return False


def note(page: Page, base_url: str) -> bool:
    if not conversation(page, base_url):
        return False
    page.locator('form.composer label:has(input[value="note"])').click()
    return True


def customer(page: Page, base_url: str) -> bool:
    """The customer's column as a drawer, where it is one."""
    if not conversation(page, base_url) or not page.locator(".thread__side").is_visible():
        return False
    page.locator(".thread__side").click()
    return True


def sign_in(page: Page, base_url: str) -> bool:
    page.goto(re.sub(r"/*$", "/sign-in", base_url))
    return True


SCREENS = {
    "inbox": inbox,
    "empty": empty,
    "conversation": conversation,
    "note": note,
    "customer": customer,
    "sign-in": sign_in,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
