"""bin/bench desk: the desk's pages with a million conversations, and the desk under the hand. Ends with one line of JSON.

The pages' own time is taken in process, with few conversations and with many. Then a headless Chromium is driven by keys:
from a key to the frame after the one in which its effect stands in the page.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from bench import full_inbox, product
from bench.errors import BenchError, run
from bench.product import Product
from bench.served import compare
from bench.served.compare import Wanted
from tools.browser import launched

SCREEN = {"width": 1440, "height": 900}
READS_FOR_MS = 400
PROBE = (Path(__file__).parent / "desk_probe.js").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Act:
    """A key, and what is true in the page when its effect is there."""

    name: str
    key: str
    shows: str


MOST_OWN = 50
ACTS = (
    Act("select", "x", "document.querySelector('.bulk').checkVisibility()"),
    Act("select none", "Escape", "!document.querySelector('.bulk').checkVisibility()"),
    Act("take", "a", "document.querySelector('#toasts .toast')"),
    Act("choose who", "g", "document.querySelector('#assign-menu:popover-open')"),
    Act("not now", "Escape", "!document.querySelector('.menu:popover-open')"),
    Act("write", "r", "document.activeElement?.name === 'body'"),
    Act("leave the text", "Escape", "document.activeElement?.name !== 'body'"),
    Act("keys", "?", "document.querySelector('#keys').open"),
    Act("close them", "Escape", "!document.querySelector('#keys').open"),
)


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/bench desk", description=__doc__)
    parser.add_argument("--conversations", type=int, default=10_000)
    parser.add_argument("--against", type=int, default=1_000_000, help="as many for the pages; 0 leaves them out")
    parser.add_argument("--asked", type=int, default=3, help="how often each page is asked for")
    parser.add_argument("--every", type=int, default=1, help="one of so many pages is asked for")
    parser.add_argument("--databases", default="", help="a folder for the pages' databases, to be used again")
    parser.add_argument("--no-browser", action="store_true")
    parser.add_argument("--steps", type=int, default=60, help="conversations walked through")
    parser.add_argument("--rounds", type=int, default=6, help="of all the other actions")
    asked = parser.parse_args(words)
    found: dict[str, object] = {}
    if asked.against:
        wanted = Wanted(asked.conversations, asked.against, rounds=asked.asked, every=asked.every, keep=asked.databases)
        found |= compare.measured(wanted)
    if not asked.no_browser:
        found |= under_the_hand(asked)
    print(json.dumps(found, ensure_ascii=False))
    return 0


def under_the_hand(asked: argparse.Namespace) -> dict[str, object]:
    with product.running() as server:
        began = time.monotonic()
        full_inbox.fill(server, asked.conversations)
        print(f"{asked.conversations} conversations made in {time.monotonic() - began:.1f} s", file=sys.stderr)
        with launched() as browser:
            page = browser.new_context(viewport=SCREEN).new_page()  # type: ignore[arg-type]
            open_desk(page, server)
            walked = walk(page, asked.steps)
            jumped = jump(page, asked.steps // 3)
            acted = act(page, asked.rounds)
            served = [each for each in page.evaluate("served()") if each > 0]
    return told(walked=walked, jumped=jumped, acted=acted, served=served)


def open_desk(page: Page, server: Product) -> None:
    page.add_init_script(PROBE)
    page.goto(sign_in_link(server, "agent1"))
    page.locator("main form button").click()
    page.wait_for_url("**/desk/**")
    page.goto(f"{server.base_url}/desk/?box=open")
    page.locator(".line").nth(10).wait_for()
    page.wait_for_timeout(1500)  # the socket says hello, the cache of a fresh process fills
    for _ in range(3):
        page.keyboard.press("j")
        page.wait_for_timeout(READS_FOR_MS)


def sign_in_link(server: Product, name: str) -> str:
    """As an operator makes one: by the command line, on the product's folder."""
    return server.run("-m", "kefu", "signin_link", name).split()[-1]


def walk(page: Page, steps: int) -> list[float]:
    """J, a moment of reading, J: from key to the next conversation painted."""
    return [_timed(page, "j", _another(page)) for _ in range(steps)]


def _another(page: Page) -> str:
    shown = page.evaluate("document.querySelector('[data-thread]')?.dataset.thread ?? ''")
    return f"(document.querySelector('[data-thread]')?.dataset.thread ?? '') !== '{shown}'"


def jump(page: Page, count: int) -> list[float]:
    """To a line that nobody could have foreseen: Enter on one far from the open conversation."""
    found = []
    for number in range(count):
        page.locator("#lines .line").nth(5 + number * 7 % 30).focus()
        page.wait_for_timeout(100)
        found.append(_timed(page, "Enter", _another(page)))
    return found


def act(page: Page, rounds: int) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {each.name: [] for each in ACTS}
    for _ in range(rounds):
        _to_one_to_take(page)
        page.evaluate("document.querySelector('#toasts').replaceChildren()")
        for each in ACTS:
            found[each.name].append(_timed(page, each.key, each.shows))
    return found


def _to_one_to_take(page: Page) -> None:
    """J, to the next conversation that is not in the agent's own hands yet."""
    for _ in range(MOST_OWN):
        page.keyboard.press("j")
        page.wait_for_timeout(READS_FOR_MS)
        if page.locator("#assign-menu [data-key=mine]").count():
            return
    raise BenchError(f"{MOST_OWN} conversations one after the other are the agent's own.")


def _timed(page: Page, key: str, shows: str) -> float:
    page.evaluate(f"() => watchFor(() => {shows})")
    page.keyboard.press(key)
    took = float(page.evaluate("took()"))
    if took < 0:
        raise BenchError(f"nothing came of {key!r}: {shows}")
    page.wait_for_timeout(READS_FOR_MS)
    return took


def told(
    *, walked: Sequence[float], jumped: Sequence[float], acted: dict[str, list[float]], served: Sequence[float]
) -> dict[str, object]:
    actions = [ms for each in acted.values() for ms in each]
    return {
        "key_to_paint_p50_ms": _part(walked, 0.5),
        "key_to_paint_p95_ms": _part(walked, 0.95),
        "unforeseen_p95_ms": _part(jumped, 0.95),
        "action_p95_ms": _part(actions, 0.95),
        "slowest_action": max(acted, key=lambda name: statistics.median(acted[name])),
        "fragment_server_p50_ms": _part(served, 0.5),
        "n": len(walked) + len(jumped) + len(actions),
    }


def _part(values: Sequence[float], part: float) -> float:
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(part * len(ordered)))], 1)


if __name__ == "__main__":
    run(main)
