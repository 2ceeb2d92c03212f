"""What was committed and not yet indexed when everything was killed is found once the house stands again."""

import sqlite3
import time
import uuid
from contextlib import closing
from pathlib import Path

import pytest

from bench import product
from bench.faults import house

pytestmark = pytest.mark.faults

WITHIN_S = 20.0


def test_a_kill_between_commit_and_indexing_loses_nothing(tmp_path: Path) -> None:
    with house.opened(tmp_path / "data") as place:
        (token,) = product.customers(place.server, 1)
        customer = product.Rest(place.server, token=token)
        first = customer.call("POST", "/api/v1/conversations", {"client_msg_id": uuid.uuid4().hex, "body": "hello"})
        entries = f"/api/v1/conversations/{first['conversation']['id']}/entries"
        for number in range(30):
            customer.call("POST", entries, {"client_msg_id": uuid.uuid4().hex, "body": f"refund number {number}"})
        customer.close()
        place.kill("serve")
        with closing(sqlite3.connect(place.server.data_dir / "kefu.sqlite3")) as base:
            (waiting,) = base.execute("SELECT count(*) FROM conversations_entry WHERE reacted_at IS NULL").fetchone()
        assert waiting > 0  # or nothing was between
        place.wait_ready()
        assert _found(place.server, "refund") == {f"refund number {number}" for number in range(30)}


def _found(server: product.Product, text: str) -> set[str]:
    """What is found, once it is 30 or the time is over."""
    agent, ends = product.Rest(server, token=server.tokens["agent1"]), time.monotonic() + WITHIN_S
    while True:
        hits = agent.call("GET", f"/api/v1/search?q={text}&limit=100")["hits"]
        if len(hits) >= 30 or time.monotonic() > ends:
            agent.close()
            return {"".join(piece["text"] for piece in hit["pieces"]) for hit in hits}
        time.sleep(0.2)
