"""SEC-I07: what nobody else may read is tried in every place of every route, and stands in no log and no figure afterwards."""

import json
import logging
import re
import urllib.parse
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory
from django.urls import get_resolver, resolve
from websockets.exceptions import ConnectionClosed

from kefu.kit.log_format import JsonLine
from tests.running import Server, started
from tests.security.test_access import patterns

# a token, a password, what somebody wrote, a seed: each is found again in any spelling that a log would use
CANARIES = (
    "canary" + "T0k3n" * 8,
    "canary-pass-word-9f3",
    "canary words of a customer",
    "canaryseed abandon ability able",
)
FORGERY = 'canary-line\r\n{"level": "info", "message": "forged"}\x1b[2J'


@pytest.fixture(scope="module")
def talkative(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Path]]:
    """A product whose log holds everything."""
    place = tmp_path_factory.mktemp("talkative")
    with started(place, KEFU_LOG_LEVEL="DEBUG") as server:
        yield server, place / "stderr.txt"


def log_of(file: Path) -> str:
    """As it is, and with what JSON and addresses do to letters undone."""
    text = file.read_text(encoding="utf-8", errors="replace")
    return text + urllib.parse.unquote(text)


def addresses() -> list[str]:
    found = []
    for route, _ in patterns(get_resolver("kefu.urls").url_patterns):
        place = re.sub(r"<\w+:\w+>|<\w+>", lambda _: CANARIES[0], route)
        found.append("/" + place)
    return found


def tried_everywhere(server: Server) -> int:
    """Each canary in the path, the query, the headers, the cookies and the body of each route; how many calls."""
    token, password, words, seed = CANARIES
    headers = {"Authorization": f"Bearer {token}", "X-Said": words, "Cookie": f"kefu{server.base_url[-5:]}={token}"}
    query = {"q": words, "token": token, "password": password, "seed": seed}
    calls = 0
    for place in addresses():
        for method, body in (("GET", None), ("POST", query), ("PUT", query), ("DELETE", None)):
            more: dict[str, Any] = {"json": body} if place.startswith("/api/") else {"data": body}
            server.call(method, place, params=query, headers=headers, **more)
            calls += 1
    return calls


def test_SEC_I07_nothing_secret_stands_in_a_log_a_page_of_errors_or_a_figure(talkative: tuple[Server, Path]) -> None:
    server, file = talkative
    assert tried_everywhere(server) > 200
    on_the_socket(server)
    at_the_door(server)
    figures = server.call("GET", "/metrics").text
    written = log_of(file)
    assert written.count("\n") > 50, "it did log"
    for canary in CANARIES:
        assert canary not in written, near(written, canary)
        assert canary not in figures
    secrets = json.loads((server.data / "testserver.json").read_text())
    for secret in (secrets["secret_key"], secrets["jwt_secret"], *secrets["tokens"].values()):
        assert secret not in written, near(written, secret)
        assert secret not in figures


def on_the_socket(server: Server) -> None:
    """A hello with a wrong token, and a customer whose every field is a canary."""
    line = server.socket()
    line.send(json.dumps({"type": "hello", "token": CANARIES[0]}))
    with pytest.raises(ConnectionClosed):
        line.recv(timeout=10)
    token = server.session("carol")
    conversation = server.chat(token, CANARIES[2])
    talk = server.signed_in(token)
    for frame in (
        {"type": "send", "client_msg_id": uuid.uuid4().hex, "conversation": conversation, "body": CANARIES[3]},
        {"type": "send", "client_msg_id": "x", "conversation": CANARIES[0], "body": CANARIES[2]},
        {"type": CANARIES[2]},
    ):
        talk.say(**frame)
    talk.all_heard(for_s=1)


def at_the_door(server: Server) -> None:
    """A link that works once, used twice; a password that is wrong."""
    link = server.command("signin_link", "agent1")
    for _ in range(2):
        server.http.get(link)
    server.call("POST", "/sign-in", data={"email": CANARIES[2], "password": CANARIES[1]})
    assert link.rpartition("/")[2] not in log_of(Path(str(server.data.parent / "stderr.txt")))


def near(written: str, canary: str) -> str:
    place = written.index(canary)
    return written[max(0, place - 300) : place + 100]


def test_SEC_I07_every_event_is_one_line_of_json_whatever_is_sent(talkative: tuple[Server, Path]) -> None:
    server, file = talkative
    server.call("GET", f"/{urllib.parse.quote(FORGERY)}")
    server.call("POST", "/csp-reports", content=json.dumps({"csp-report": {"blocked-uri": FORGERY, "x": FORGERY}}))
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    events = [json.loads(line) for line in lines if not line.startswith("Kefu serves")]
    assert all({"at", "level", "logger", "message"} <= event.keys() for event in events)
    assert "\x1b" not in file.read_text(encoding="utf-8")
    assert [event for event in events if event["message"] == "forged"] == []


def test_SEC_I07_a_request_is_told_by_its_route_and_never_by_its_address() -> None:
    request = RequestFactory().get(f"/sign-in/link/{'a' * 20}")
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Gone: %s", (request.path,), None)
    record.request = request
    assert "a" * 20 not in JsonLine().format(record)
    request.resolver_match = resolve(request.path)
    told = json.loads(JsonLine().format(record))["message"]
    assert told == "Gone: /sign-in/link/<str:token>"


def test_SEC_I07_what_looks_like_a_token_is_cut_also_from_a_traceback() -> None:
    secret = "s3cr3t" * 8
    try:
        raise ValueError(f"no such thing: {secret}")
    except ValueError as error:
        info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("kefu", logging.ERROR, "", 0, "%s failed", (secret,), info)
    said = JsonLine().format(record)
    assert secret not in said
    assert said.count("[cut]") >= 2
