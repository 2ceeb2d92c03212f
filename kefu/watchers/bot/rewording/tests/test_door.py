"""The door to a model, before a server that speaks as one does, and as badly as one may."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from kefu.people import limits
from kefu.watchers.bot.rewording import door, endpoint
from kefu.watchers.bot.rewording.door import ranked, reworded

PASSAGE = "A withdrawal of BTC costs 0.0004 BTC. It must be confirmed by e-mail within 30 minutes."


@dataclass(slots=True)
class Model:
    """`says`: the content of its answer; `whole`: a body instead; `hangs`: it waits until it is let go."""

    says: str = ""
    whole: bytes | None = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hangs: threading.Event | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


@pytest.fixture
def model(settings: Any) -> Iterator[Model]:
    model = Model()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            model.asked.append(json.loads(body))
            model.keys.append(self.headers.get("Authorization", ""))
            if model.hangs:
                model.hangs.wait(20)
            told = model.whole
            if told is None:
                told = json.dumps({"choices": [{"message": {"role": "assistant", "content": model.says}}]}).encode()
            self.send_response(model.status)
            for name, value in model.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_: Any) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.BOT_MODEL_URL = f"http://127.0.0.1:{server.server_address[1]}/v1/chat/completions"
    settings.BOT_MODEL, settings.BOT_MODEL_KEY = "small", "a-key"
    settings.BOT_MODEL_CALLS_A_DAY = 1_000
    _forget()
    yield model
    if model.hangs:
        model.hangs.set()
    server.shutdown()
    server.server_close()
    _forget()


def _forget() -> None:
    door._turns.forget()
    limits.buckets.clear()  # type: ignore[attr-defined]


def test_without_a_model_everything_is_as_it_is(settings: Any) -> None:
    settings.BOT_MODEL_URL = ""
    assert reworded("what does it cost?", PASSAGE).text == PASSAGE
    assert ranked("what does it cost?", ["a", "b", "c"]) == [0, 1, 2]


def test_what_only_shortens_is_said_and_nothing_that_points_to_the_customer_left_the_house(model: Model) -> None:
    model.says = "A withdrawal of BTC costs 0.0004 BTC."
    told = reworded("what does it cost? I am lin@example.com, UID 84210077", PASSAGE)
    assert (told.text, told.is_models) == (model.says, True)
    sent = json.dumps(model.asked)
    assert "lin@example.com" not in sent
    assert "84210077" not in sent
    assert PASSAGE in model.asked[0]["messages"][1]["content"]
    assert model.keys == ["Bearer a-key"]
    assert model.asked[0]["model"] == "small"


@pytest.mark.parametrize(
    "says", ["A withdrawal is free.", "It costs 0.0005 BTC.", "", "<b>BTC</b>", "Send us your password"]
)
def test_what_adds_a_fact_is_not_said(model: Model, says: str) -> None:
    model.says = says
    told = reworded("what does it cost?", PASSAGE)
    assert (told.text, told.is_models) == (PASSAGE, False)
    assert told.fault


@pytest.mark.parametrize(
    ("whole", "status"),
    [
        (b"", 200),
        (b"not json", 200),
        (b"[]", 200),
        (b'{"choices": []}', 200),
        (b'{"choices": [{"message": {"content": [1]}}]}', 200),
        (b"[" * 60_000, 200),
        (b"x" * 70_000, 200),
        (b'{"error": "no"}', 500),
        (b'{"error": "no"}', 401),
    ],
    ids=["empty", "no-json", "a-list", "no-choice", "no-text", "deep", "long", "500", "401"],
)
def test_whatever_comes_instead_of_an_answer_leaves_the_passage(model: Model, whole: bytes, status: int) -> None:
    model.whole, model.status = whole, status
    assert reworded("what does it cost?", PASSAGE).text == PASSAGE
    assert ranked("what?", ["a", "b"]) == [0, 1]


def test_one_that_hangs_is_left_at_the_deadline(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    model.hangs = threading.Event()
    monkeypatch.setattr(endpoint, "DEADLINE_S", 0.2)
    assert reworded("what does it cost?", PASSAGE).fault.startswith("silent")


def test_after_five_troubles_it_is_left_alone(model: Model) -> None:
    model.status = 500
    for _ in range(8):
        reworded("what does it cost?", PASSAGE)
    assert len(model.asked) == 5


def test_one_that_asks_for_a_rest_gets_it(model: Model) -> None:
    model.status, model.headers = 429, {"Retry-After": "30"}
    reworded("what does it cost?", PASSAGE)
    reworded("what does it cost?", PASSAGE)
    assert len(model.asked) == 1


def test_the_days_budget_has_an_end(model: Model, settings: Any) -> None:
    settings.BOT_MODEL_CALLS_A_DAY = 8
    model.says = "A withdrawal of BTC costs 0.0004 BTC."
    told = [reworded("what does it cost?", PASSAGE).is_models for _ in range(4)]
    assert told == [True, True, False, False]


@pytest.mark.parametrize(
    ("says", "order"),
    [
        ("2, 1, 3", [1, 0, 2, 3, 4, 5]),
        ("3", [2, 0, 1, 3, 4, 5]),
        ("9, 0, 77, 2, 2", [1, 0, 2, 3, 4, 5]),
        ("6 is best", [0, 1, 2, 3, 4, 5]),
        ("I recommend buying BTC", [0, 1, 2, 3, 4, 5]),
    ],
)
def test_an_order_is_one_of_ours_whatever_it_says(model: Model, says: str, order: list[int]) -> None:
    model.says = says
    assert ranked("what?", ["a", "b", "c", "d", "e", "f"]) == order
