"""bin/bench first_words: how long a new customer's first message takes to an agent's screen. Ends with one line of JSON.

From the moment the customer's socket is given the words to the frame in which the desk, open in a headless Chromium at the list
of what is nobody's, has painted their line. The product, the customers and the browser share one machine and its clock.
"""

import argparse
import json
import time
import uuid
from collections.abc import Sequence
from pathlib import Path

import orjson
from playwright.sync_api import Page
from websockets.sync.client import connect

from bench import product
from bench.desk import SCREEN, sign_in_link
from bench.disk import quantile
from bench.errors import BenchError, run
from bench.product import Product
from tools.browser import launched

PROBE = (Path(__file__).parent / "first_words_probe.js").read_text(encoding="utf-8")
PAUSE_S = 0.4
PATIENCE_MS = 10_000
ANSWER_S = 20.0


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/bench first_words", description=__doc__)
    parser.add_argument("--customers", type=int, default=100, help="who write for the first time, one after the other")
    asked = parser.parse_args(words)
    with product.running() as server, launched() as browser:
        tokens = product.customers(server, asked.customers)
        page = browser.new_context(viewport=SCREEN).new_page()  # type: ignore[arg-type]
        open_desk(page, server)
        took_ms = [first_words(page, server, token=token) for token in tokens]
    print(json.dumps(told(took_ms)))
    return 0


def open_desk(page: Page, server: Product) -> None:
    page.add_init_script(PROBE)
    page.goto(sign_in_link(server, "agent1"))
    page.locator("main form button").click()
    page.wait_for_url("**/desk/**")
    page.goto(f"{server.base_url}/desk/?box=unassigned")
    page.wait_for_timeout(2_000)  # the socket says hello


def first_words(page: Page, server: Product, *, token: str) -> float:
    """Milliseconds from the words to their line on the screen. BenchError if it never came."""
    time.sleep(PAUSE_S)
    words = f"first words {uuid.uuid4().hex[:12]}"
    frame = {"type": "send", "client_msg_id": uuid.uuid4().hex, "conversation": None, "body": words}
    with connect(server.ws_url, open_timeout=ANSWER_S, compression=None) as socket:
        socket.send(orjson.dumps({"type": "hello", "token": token}).decode())
        socket.recv(ANSWER_S)
        page.evaluate("words => awaitWords(words)", words)
        said_at_ms = time.time() * 1000
        socket.send(orjson.dumps(frame).decode())
        shown_at_ms = float(page.evaluate("patience => shownAt(patience)", PATIENCE_MS))
    if shown_at_ms < 0:
        raise BenchError(f"a customer's first words were on no agent's screen within {PATIENCE_MS} ms")
    return shown_at_ms - said_at_ms


def told(took_ms: Sequence[float]) -> dict[str, object]:
    return {
        "first_message_to_desk_p50_ms": round(quantile(list(took_ms), 0.5), 1),
        "first_message_to_desk_p95_ms": round(quantile(list(took_ms), 0.95), 1),
        "first_message_to_desk_max_ms": round(max(took_ms), 1),
        "n": len(took_ms),
    }


if __name__ == "__main__":
    run(main)
