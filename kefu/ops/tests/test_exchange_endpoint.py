"""`kefu exchange`: what the engineers of an exchange type, and what it ends with. The guide's own server is run here."""

import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from kefu.exchange.contract import calls
from kefu.exchange.http import reference
from kefu.exchange.http.connector import Http
from kefu.exchange.http.tests.conftest import answering
from kefu.exchange.http.tests.stub import CAROL, MALLORY, SECRET, SECRETS, Stub
from kefu.ops.exchange import serve
from kefu.ops.tests.test_commands import typed
from kefu.ops.tests.test_serve import eventually, listens

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "connector.md"


@pytest.fixture
def secret_file(tmp_path: Path) -> str:
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\n", encoding="utf-8")
    return str(file)


def conform(origin: str, secret_file: str, *more: str) -> str:
    return typed("exchange", "conform", origin, "--secret-file", secret_file, "--uid", CAROL, *more)


def test_a_right_endpoint_ends_well_and_a_line_tells_each_thing_that_was_tried(secret_file: str) -> None:
    with answering(reference.application(Stub(), SECRETS)) as origin:
        said = conform(origin, secret_file, "--other-uid", MALLORY).splitlines()
    assert len(said) == len(calls.CALLS) + 10 + 1
    assert said[0].startswith("ok         orders  ")
    assert said[-1] == f"Well: {len(calls.CALLS) + 10} ok, 0 missing, 0 wrong, 0 not tried."


def test_a_missing_call_is_a_fault_only_where_all_are_wanted(secret_file: str) -> None:
    with answering(reference.application(Stub(without=frozenset({"moves"})), SECRETS)) as origin:
        assert "1 missing, 0 wrong" in conform(origin, secret_file)
        with pytest.raises(CommandError, match=r"^Not yet: .* 1 missing, 0 wrong"):
            conform(origin, secret_file, "--all")


def test_another_secret_and_an_endpoint_that_offers_nothing_end_with_a_fault(secret_file: str, tmp_path: Path) -> None:
    everything = frozenset(call.name for call in calls.CALLS)
    with answering(reference.application(Stub(without=everything), SECRETS)) as origin:
        with pytest.raises(CommandError, match=r"^Not yet: 0 ok"):
            conform(origin, secret_file)
        other = tmp_path / "other"
        other.write_text("other-" * 8, encoding="utf-8")
        with pytest.raises(CommandError, match=r"^Not yet: 0 ok, 0 missing, \d+ wrong"):
            conform(origin, str(other))


@pytest.mark.parametrize("url", ["", "api.exchange.example", "http://api.exchange.example", "https://user@a.example"])
def test_what_is_no_address_is_said_to_be_none(secret_file: str, url: str) -> None:
    with pytest.raises(CommandError, match="is no address"):
        conform(url, secret_file)


def test_one_customer_twice_and_a_file_without_a_secret_are_refused(secret_file: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="two different customers"):
        conform("http://127.0.0.1:9", secret_file, "--other-uid", CAROL)
    short = tmp_path / "short"
    short.write_text("short", encoding="utf-8")
    with pytest.raises(CommandError, match="must hold one secret"):
        conform("http://127.0.0.1:9", str(short))
    with pytest.raises(CommandError, match="cannot be read"):
        conform("http://127.0.0.1:9", str(tmp_path / "nothing"))


def test_the_document_and_the_table_are_written_into_a_folder(tmp_path: Path) -> None:
    (tmp_path / "connector.md").write_text(re.sub(r"\| `account`.*\n", "", GUIDE.read_text(encoding="utf-8")))
    assert typed("exchange", "openapi", str(tmp_path)).endswith("connector.openapi.json is written.")
    for name in ("connector.md", "connector.openapi.json"):
        assert (tmp_path / name).read_bytes() == (GUIDE.parent / name).read_bytes()
    with pytest.raises(CommandError, match="is no folder"):
        typed("exchange", "openapi", str(tmp_path / "nothing"))


def test_the_sandbox_is_served_on_loopback(secret_file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    servers: list[Any] = []

    def kept(*args: Any, **more: Any) -> Any:
        servers.append(serving(*args, **more))
        return servers[0]

    serving = reference.serving
    monkeypatch.setattr(reference, "serving", kept)
    monkeypatch.setattr(serve, "_sandbox", Stub)
    said: list[str] = []
    options = {"port": 0, "secret_file": secret_file}
    thread = threading.Thread(target=serve.run, args=[options], kwargs={"say": said.append}, daemon=True)
    thread.start()
    assert eventually(lambda: bool(said))
    origin = said[0].split()[4].rstrip(".")
    assert origin == f"http://127.0.0.1:{servers[0].effective_port}"
    assert Http(origin, SECRETS).answer(calls.ACCOUNT, calls.ACCOUNT.asks(), uid=CAROL).value
    server = servers[0]
    with suppress(OSError):  # its loop may have ended before it is woken
        server.trigger.pull_trigger(lambda: server.asyncore.close_all(server._map))
    thread.join(timeout=5)
    server.task_dispatcher.shutdown()
    assert not thread.is_alive()


@pytest.mark.parametrize(("port", "said"), [("", "Nobody can listen"), ("99999", "from 0 to 65535")])
def test_a_port_nobody_can_listen_at_is_said_to_be_so(
    secret_file: str, port: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "_sandbox", Stub)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = port or str(taken.getsockname()[1])
        with pytest.raises(CommandError, match=said):
            typed("exchange", "serve", "--port", port, "--secret-file", secret_file)


@pytest.fixture
def example(tmp_path: Path) -> Iterator[str]:
    """The server that stands in the guide, as whoever copies it runs it."""
    (source,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "server.py").write_text(source, encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {"PATH": os.environ["PATH"], "KEFU_EXCHANGE_SECRET": SECRET, "PORT": str(port)}
    running = subprocess.Popen([sys.executable, str(tmp_path / "server.py")], env=env, stderr=subprocess.DEVNULL)
    assert eventually(lambda: listens(port))
    yield f"http://127.0.0.1:{port}"
    running.terminate()
    running.wait(timeout=5)


def test_the_guides_own_server_is_found_without_fault(example: str, secret_file: str) -> None:
    began = time.monotonic()
    said = conform(example, secret_file, "--other-uid", MALLORY)
    assert said.splitlines()[-1] == "Well: 9 ok, 13 missing, 0 wrong, 3 not tried.", said
    assert time.monotonic() - began < 10
