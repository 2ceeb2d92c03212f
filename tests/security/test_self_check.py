"""The installation proves itself, and refuses chats when it cannot: feature 12, on a whole Kefu and by its promised doors."""

import json
import re
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.running import ROOT, Server, started

pytestmark = pytest.mark.alone
WITHIN_S = 60.0
FIRST_ROW = (
    "UPDATE trust_journalentry SET actor_id = actor_id {} 1000 WHERE id = (SELECT min(entry_id) FROM trust_sealedrow)"
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with started(tmp_path_factory.mktemp("house")) as server:
        yield server


def say(house: Server, token: str) -> httpx.Response:
    return house.api("POST", "/conversations", token=token, json={"client_msg_id": uuid.uuid4().hex, "body": "hello"})


def is_ready(house: Server) -> bool:
    return house.http.get(f"{house.base_url}/readyz").status_code == 200


def wait_until_ready(house: Server, *, wanted: bool) -> None:
    deadline = time.monotonic() + WITHIN_S
    while is_ready(house) is not wanted:
        assert time.monotonic() < deadline, "the processes do not follow"
        time.sleep(0.2)


def bend(house: Server, sql: str) -> None:
    with sqlite3.connect(house.data / "kefu.sqlite3", timeout=20) as base:
        base.execute(sql)


def offline(*words: str) -> subprocess.CompletedProcess[str]:
    """Without any settings, as on somebody else's machine."""
    command = [sys.executable, "-m", "kefu", *words]
    return subprocess.run(command, cwd=ROOT, env={"PATH": ""}, capture_output=True, text=True, check=False)


def test_a_bent_journal_closes_the_queues_honestly_until_an_operator_or_a_mended_one_opens_them(house: Server) -> None:
    token = house.session("sec-gate")
    assert say(house, token).status_code == 201
    house.command("agent", "Zoe", "--email", "zoe@exchange.test", "--role", "agent")
    deadline = time.monotonic() + WITHIN_S
    while not _sealed(house):  # a second
        assert time.monotonic() < deadline
        time.sleep(0.2)
    bend(house, FIRST_ROW.format("+"))

    assert "NOT taken" in house.command("queues")
    wait_until_ready(house, wanted=False)
    assert "the doctor found something critical" in house.http.get(f"{house.base_url}/readyz").text
    refused = say(house, token)
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "not_open")
    assert int(refused.headers["Retry-After"]) >= 30, "programs and browsers send it again by themselves"
    page = house.http.get(f"{house.base_url}/chat").text
    assert "The chat is closed for now" in page
    assert "journal" not in page.partition("The chat is closed")[2][:300], "why is nobody's business"
    _is_refused_on_a_socket(house, token)
    with house.desk("agent1") as desk:
        shown = desk.get("/desk/").text
        assert "The journal was changed" in shown
        assert "Tell an administrator" in shown
        assert desk.get("/desk/self-checks/").status_code == 403
    with house.desk("admin") as desk:
        assert "kefu queues open" in desk.get("/desk/self-checks/").text

    house.command("queues", "open", "--hours", "1", "--because", "a crash of the market")
    wait_until_ready(house, wanted=True)
    assert say(house, token).status_code == 201
    house.command("queues", "close")
    wait_until_ready(house, wanted=False)

    bend(house, FIRST_ROW.format("-"))
    assert "Chats are taken." in house.command("queues")
    wait_until_ready(house, wanted=True)
    assert say(house, token).status_code == 201


def test_a_report_is_made_signed_shown_and_checked_without_us(house: Server, tmp_path: Path) -> None:
    told = house._run(
        "-c",
        "import sys; sys.argv = ['kefu', 'doctor', '--report', '--json']\nfrom kefu.ops import main\n"
        "try: main.main()\nexcept SystemExit: pass",
    )
    drills = {each["id"]: each["verdict"] for each in json.loads(told)["checks"] if each["id"].startswith("drill.")}
    assert drills["drill.alarm"] == drills["drill.headers"] == drills["drill.egress"] == drills["drill.journal"] == "ok"
    public = house.http.get(f"{house.base_url}/.well-known/kefu-self-check.json")
    key = json.loads(public.text)["key"]
    file = tmp_path / "public.json"
    file.write_text(public.text)
    assert offline("verify_self_check", str(file), "--key", key).returncode == 0
    with house.desk("admin") as desk:
        links = re.findall(r'href="(/desk/self-checks/[a-z0-9]{26})"', desk.get("/desk/self-checks/").text)
        file.write_text(desk.get(links[0]).text)
    assert "It holds" in offline("verify_self_check", str(file), "--key", key).stdout
    file.write_text(file.read_text().replace('"warn"', '"ok"'))
    assert offline("verify_self_check", str(file), "--key", key).returncode == 1


def _sealed(house: Server) -> bool:
    with sqlite3.connect(house.data / "kefu.sqlite3", timeout=20) as base:
        newest, sealed = base.execute(
            "SELECT (SELECT max(id) FROM trust_journalentry), (SELECT max(entry_id) FROM trust_sealedrow)"
        ).fetchone()
    return bool(newest == sealed)


def _is_refused_on_a_socket(house: Server, token: str) -> None:
    """The other process follows within five seconds."""
    line, deadline = house.signed_in(token), time.monotonic() + WITHIN_S
    while True:
        line.say(type="send", client_msg_id=uuid.uuid4().hex, body="hello?")
        heard = line.hear(within_s=WITHIN_S)
        if heard["type"] == "error":
            break
        assert time.monotonic() < deadline, heard
        time.sleep(0.2)
    assert heard["code"] == "not_open"
    assert heard["retry_after_ms"] >= 30_000
