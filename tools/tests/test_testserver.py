"""bin/testserver as its users meet it: one line of JSON, five people who are let in, and nothing left behind."""

import json
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tools.bootstrap.environment import ROOT

COMMAND = [sys.executable, "-m", "tools.testserver"]


@contextmanager
def started(**env: str) -> Iterator[dict[str, Any]]:
    """What it announces; after the block it has ended by SIGTERM, in order."""
    given = {"PATH": "/usr/bin:/bin", **env}
    with subprocess.Popen(COMMAND, cwd=ROOT, env=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        try:
            told: dict[str, Any] = json.loads(process.stdout.readline())
            yield told
        finally:
            process.send_signal(signal.SIGTERM)
            code = process.wait(20)
        assert code == 0
        assert process.stdout.read() == b"", "more than one line was printed"


def who(told: dict[str, Any], name: str) -> str:
    """The kind of viewer that this token makes of us."""
    headers = {"Authorization": f"Bearer {told['tokens'][name]}"}
    with urllib.request.urlopen(urllib.request.Request(f"{told['base_url']}/api/v1/me", headers=headers)) as answer:
        return str(json.load(answer)["viewer"]["kind"])


def test_it_announces_what_the_harness_needs_and_leaves_nothing_behind() -> None:
    with started() as told:
        assert set(told) >= {"base_url", "ws_url", "content_url", "openapi_url", "data_dir", "pids", "jwt_secret"}
        assert {name: who(told, name) for name in told["tokens"]} == {
            "admin": "agent",
            "agent1": "agent",
            "agent2": "agent",
            "customer1": "customer",
            "customer2": "customer",
        }
        with urllib.request.urlopen(told["openapi_url"]) as answer:
            assert json.load(answer)["openapi"].startswith("3.")
        assert all(Path(f"/proc/{pid}").exists() for pid in told["pids"].values())
    assert not Path(told["data_dir"]).exists()
    assert not any(Path(f"/proc/{pid}").exists() for pid in told["pids"].values())


def test_a_named_folder_is_kept_and_its_tokens_live_on(tmp_path: Path) -> None:
    with started(KEFU_DATA=str(tmp_path)) as first:
        pass
    with started(KEFU_DATA=str(tmp_path)) as second:
        assert second["tokens"] == first["tokens"]
        assert second["data_dir"] == str(tmp_path)
        assert who(second, "customer1") == "customer"
