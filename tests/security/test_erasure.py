"""R26: a customer is erased, and what they said, were called and sent is on no page of the database, in no file, index, log or
cache; an older backup brings nothing of it back; the journal still holds; what they had a copy of was whole."""

import base64
import json
import re
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.running import ROOT, Server, _environment, started

# each in one place; long enough to be in no row by chance, and of letters that no index folds
NAME, MAIL = "Quirinzella", "zephyrkestrel@exchange.test"
SAID, LONG = "marzipanwaltz", "gossamerthicket"
IN_FILE, FILE_NAME = "ferromagnetwren", "obsidianlark.txt"
NOTED, ANSWERED, DRAFTED = "larkspurnotary", "vermilionotter", "cobaltbramble"
SEARCHED, UID, PAGE, EDITED = "tamarindquartz", "UIDjuniperfalcon", "saffronpage", "hazelturnstile"
CHINESE = "琥珀色的灯塔密语"
SEALED = {NAME, MAIL, SEARCHED, UID}  # under the customer's key: these lay open nowhere
CANARIES = (
    *(NAME, MAIL, SAID, LONG, IN_FILE, FILE_NAME, NOTED, ANSWERED, DRAFTED, SEARCHED, UID, PAGE, EDITED, CHINESE),
)


def spellings(canary: str) -> Iterator[bytes]:
    """As bytes lie on a disk: in clear in either case, in hex, in base64 at each offset, in UTF-16, as JSON writes it."""
    raw = canary.encode()
    for each in {raw, canary.lower().encode(), canary.upper().encode()}:
        yield each
        yield each.hex().encode()
        yield each.hex().upper().encode()
        for offset in range(3):
            whole = base64.b64encode(b"\0" * offset + each)
            yield whole[(offset * 8 + 5) // 6 : -4]
    yield canary.encode("utf-16-le")
    yield canary.encode("utf-16-be")
    yield json.dumps(canary).strip('"').encode()


def hits(folder: Path, canaries: Sequence[str] = CANARIES) -> list[tuple[str, str]]:
    """(file, canary) for each file below that holds one in any spelling."""
    found = []
    for file in sorted(each for each in folder.rglob("*") if each.is_file()):
        data = file.read_bytes()
        found += [
            (str(file.relative_to(folder)), canary) for canary in canaries if any(s in data for s in spellings(canary))
        ]
    return found


@dataclass(frozen=True)
class Erased:
    server: Server
    place: Path
    public_id: str
    before: list[tuple[str, str]]
    report: str
    conversation: str
    token: str


def story(server: Server) -> tuple[str, str]:
    """A customer with something in every place; the conversation and their token."""
    identity = server.identity("carol-of-r26", name=NAME, email=MAIL, phone="+8613800138000")
    token = str(server.api("POST", "/sessions", json={"identity": identity}).json()["token"])
    particulars = {"category": "", "uid": UID, "searched": SEARCHED}
    first = {"client_msg_id": uuid.uuid4().hex, "body": f"{SAID} {CHINESE}", "page": f"https://exchange.test/{PAGE}"}
    opened = server.api("POST", "/conversations", token=token, json={**first, "particulars": particulars})
    assert opened.status_code == 201, opened.text
    chat = str(opened.json()["conversation"]["id"])
    agent = server.token("agent1")
    sent = server.api("POST", "/files", token=token, files={"file": (FILE_NAME, f"{IN_FILE}\n" * 2_000)})
    assert sent.status_code == 201, sent.text
    says(server, chat, token, body=f"{LONG} " * 400)
    says(server, chat, token, files=[sent.json()["id"]])
    seq = says(server, chat, agent, body=f"{EDITED} first")
    changed = server.api("PATCH", f"/conversations/{chat}/entries/{seq}", token=agent, json={"body": "other words"})
    assert changed.status_code == 200, changed.text
    says(server, chat, agent, body=f"Dear customer, {ANSWERED}")
    says(server, chat, agent, body=f"{NOTED} lives in Chengdu", kind="note")
    answers = {"answers": {"txid": "a" * 64, "network": "BTC", "coin": "BTC"}}
    server.api("POST", "/checks/transaction-status/runs", token=token, json=answers)
    drafts(server, chat)
    time.sleep(3)  # the reactions, the index
    return chat, token


def says(server: Server, chat: str, token: str, **what: object) -> int:
    said = {"client_msg_id": uuid.uuid4().hex, "body": "", **what}
    answer = server.api("POST", f"/conversations/{chat}/entries", token=token, json=said)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["seq"])


def drafts(server: Server, chat: str) -> None:
    """Typed letter by letter, as a desk saves it: many versions of one row."""
    with server.desk("agent1") as desk:
        proof = next(value for cookie, value in desk.cookies.items() if cookie.endswith("csrf"))
        text = f"{DRAFTED} " * 20
        for version, end in enumerate(range(20, len(text), 20)):
            kept = {"kind": "message", "body": text[:end], "version": str(version), "key": uuid.uuid4().hex}
            answer = desk.post(f"/desk/c/{chat}/draft", data=kept, headers={"X-CSRFToken": proof})
            assert answer.status_code in {200, 204}, answer.text


@pytest.fixture(scope="module")
def erased(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Erased]:
    place = tmp_path_factory.mktemp("erased")
    with started(place) as server:
        chat, token = story(server)
        public_id = str(server.api("GET", "/me", token=token).json()["viewer"]["id"])
        before = hits(server.data)
        server.command("backup", str(place / "old.tar.gz"))
        report = server.command("erase_customer", public_id, "--because", "asked for by letter")
        yield Erased(server, place, public_id, before, report, chat, token)


def test_R26_each_canary_was_there_before(erased: Erased) -> None:
    """Else what is found no more proves nothing. The words before a correction are gone by then, but for free pages."""
    assert {canary for _, canary in erased.before} >= set(CANARIES) - {EDITED} - SEALED


def test_R26_nothing_is_left_in_the_database_its_log_files_index_or_logs(erased: Erased) -> None:
    assert hits(erased.server.data) == []
    assert hits(erased.place) == [], "nor in what its processes told"


def test_R26_their_session_is_over_and_staff_read_what_stays(erased: Erased) -> None:
    assert erased.server.api("GET", "/me", token=erased.token).status_code == 401
    entries = erased.server.api(
        "GET", f"/conversations/{erased.conversation}/entries", token=erased.server.token("agent1")
    )
    assert [each["kind"] for each in entries.json()["entries"]][-1] == "erased"
    assert not [each for each in entries.json()["entries"] if any(canary in json.dumps(each) for canary in CANARIES)]


def test_R26_the_journal_still_verifies_and_so_does_the_report(erased: Erased, tmp_path: Path) -> None:
    assert "Sealed" in erased.server.command("verify_journal")
    file = tmp_path / "report.json"
    file.write_text(erased.report + "\n", encoding="utf-8")
    key = erased.server.api("GET", "/signing-key").json()["key"]
    assert "It holds" in erased.server.command("verify_erasure", str(file), "--key", key)


def test_R26_an_older_backup_brings_nothing_back(erased: Erased, tmp_path: Path) -> None:
    """With the folder that knows who was erased, which lies outside the database."""
    settings = {"KEFU_SECRET_KEY": secret_of(erased), "KEFU_DATA_KEY": data_key_of(erased)}
    journal = str(erased.server.data / "journal")
    without = restored(erased, tmp_path / "without", settings)
    assert "erased again" not in without, "nothing is known of it without that folder"
    assert {canary for _, canary in hits(tmp_path / "without")} >= {SAID, CHINESE}
    told = restored(erased, tmp_path / "with", settings, "--erasures", journal)
    assert re.search(r"Persons erased since: 1 are known, 1 were erased again here\.", told), told
    assert hits(tmp_path / "with") == []
    with closing(sqlite3.connect(tmp_path / "with" / "kefu.sqlite3")) as base:
        assert base.execute("SELECT count(*) FROM conversations_entry WHERE body <> ''").fetchone()[0] >= 0
        assert base.execute("SELECT by, state FROM safeguards_erasure").fetchall() == [("restore", "done")]
    done = kefu(tmp_path / "with", settings, "verify_journal")
    assert done.returncode == 0, done.stderr


def test_R26_with_another_key_a_restore_refuses_rather_than_bring_somebody_back(erased: Erased, tmp_path: Path) -> None:
    settings = {"KEFU_SECRET_KEY": secret_of(erased), "KEFU_DATA_KEY": "another-key-" + "z" * 50}
    command = ("restore", str(erased.place / "old.tar.gz"), "--erasures", str(erased.server.data / "journal"))
    done = kefu(tmp_path / "data", settings, *command)
    assert done.returncode == 1
    assert "KEFU_DATA_KEY" in done.stderr
    assert not (tmp_path / "data" / "kefu.sqlite3").exists()


def secret_of(erased: Erased) -> str:
    return str(json.loads((erased.server.data / "testserver.json").read_text())["secret_key"])


def data_key_of(erased: Erased) -> str:
    return (erased.server.data / "keys" / "data-key").read_text().strip()


def restored(erased: Erased, data: Path, settings: dict[str, str], *more: str) -> str:
    done = kefu(data, settings, "restore", str(erased.place / "old.tar.gz"), *more)
    assert done.returncode == 0, done.stderr
    return done.stdout


def kefu(data: Path, settings: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kefu", *words]
    return subprocess.run(
        command, cwd=ROOT, env=_environment(data, settings), capture_output=True, text=True, check=False
    )
