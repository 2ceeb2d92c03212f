"""bin/bench sockets: 10,000 sockets listen to one public conversation, are cut, and come back; then 2,000 far behind.

How soon an entry has reached all of them, what an idle one costs in memory, and how long it takes until all are back and
caught up. Ends with one line of JSON.
"""

import argparse
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import compiler, product
from bench.errors import BenchError, run
from bench.memory import cpu_s, pss_mb
from bench.product import ROOT, Product, Rest

SETTLE_S = 3
HANDSHAKES_A_SECOND = 400
LIMIT_S = 120
IDLE_MS = 13_000  # the timers of those who just came have gone by then
GAP_MS = 400
MISSED = 5  # entries, while all are away
BEHIND = 50
DEVICES = 4
PUBLISH = """
import sys, django; django.setup()
from kefu.conversations import log
from kefu.conversations.kinds import Author, AuthorKind
from kefu.people import sessions
viewer = sessions.viewer_for_token(sys.argv[1])
author = Author(kind=AuthorKind.CUSTOMER, id=viewer.id)
print(log.stored(log.publish(viewer.id, author=author, body="News", key=None, locale="en", origin="community"))
      .conversation_public_id)
"""


@dataclass(frozen=True, slots=True)
class Plan:
    sockets: int
    sessions: int
    rounds: int
    returning: int


class Crowd:
    """bench/generator/crowd.c while it runs."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def do(self, order: str, *numbers: int) -> dict[str, Any]:
        """Say an order; its answer. `say` has two lines, which come as one."""
        if self._process.stdin:
            self._process.stdin.write(" ".join([order, *map(str, numbers)]) + "\n")
            self._process.stdin.flush()
        told = self._line()
        told = told if order != "say" else {**self._line(), **told}
        print(f"  {told}", flush=True)
        return told

    def _line(self) -> dict[str, Any]:
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            raise BenchError("The load generator stopped; its own words stand above.")
        told: dict[str, Any] = json.loads(line)
        return told


def main(words: list[str]) -> int:
    with TemporaryDirectory(prefix="bench-") as folder:
        result = measure(_parse(words), folder=Path(folder))
    print(json.dumps(result))
    return 0 if result["closed"] == result["refused"] == 0 else 1


def _parse(words: list[str]) -> Plan:
    parser = argparse.ArgumentParser(prog="bin/bench sockets", description="10,000 sockets on one conversation.")
    parser.add_argument("--sockets", type=int, default=10_000)
    parser.add_argument("--sessions", type=int, default=1_000, help="customers' sessions they share (default 1000)")
    parser.add_argument("--rounds", type=int, default=20, help="entries whose way to all is measured (default 20)")
    parser.add_argument("--returning", type=int, default=2_000, help="sockets back at once, each 50 behind")
    return Plan(**vars(parser.parse_args(words)))


def measure(plan: Plan, *, folder: Path) -> dict[str, Any]:
    program = compiler.build(folder, "crowd")
    with product.running() as server:
        time.sleep(SETTLE_S)
        print(f"Signing in {plan.sessions} customers.", flush=True)
        tokens = product.customers(server, plan.sessions)
        listened = _listen(plan, server=server, tokens=tokens, program=program, folder=folder)
        returned = _return(plan, server=server, tokens=tokens, program=program, folder=folder)
    faults = {name: listened[name] + returned[name] for name in ("closed", "refused")}
    return {**listened, **returned, **faults, "n": plan.sockets}


def _listen(plan: Plan, *, server: Product, tokens: list[str], program: Path, folder: Path) -> dict[str, Any]:
    topic = publish(server, token=tokens[0])
    lines = [f"{tokens[n % len(tokens)]} {topic} 0\n" for n in range(plan.sockets)]
    live = server.pids[1:]
    with crowd(program, port=server.live_port, lines=lines, writers=1, folder=folder) as people:
        before_mb = pss_mb(live)
        came = people.do("come", 0, 0, plan.sockets * 1000 // HANDSHAKES_A_SECOND, 0, LIMIT_S)
        rested = people.do("idle", IDLE_MS)
        kb_each = (pss_mb(live) - before_mb) * 1024 / plan.sockets
        print(f"  {kb_each:.1f} kB a socket", flush=True)
        bare_ms, said, fanout_cpu_s = _side_by_side(plan, people, live=live, program=program, folder=folder)
        people.do("cut", 1)
        people.do("write", MISSED)
        began_s = cpu_s(live)
        back = people.do("come", 1, -1, -1, 0, LIMIT_S)
        back_cpu_s = cpu_s(live) - began_s
        again = people.do("say", 3, GAP_MS)
    steps = (came, rested, said, back, again)
    return {
        "fanout_10k_ms": said["reach_p50_ms"],
        "fanout_max_ms": said["reach_max_ms"],
        "fanout_cpu_ms": round(fanout_cpu_s * 1000 / plan.rounds, 1),
        "ratio_to_bare": round(said["reach_p50_ms"] / bare_ms, 2),
        "reached": min(said["reached"], again["reached"]),
        "kb_per_socket": round(kb_each, 1),
        "resume_10k_s": back["seconds"],
        "resume_cpu_ms_each": round(back_cpu_s * 1000 / plan.sockets, 3),
        "back": back["here"],
        **{name: sum(step[name] for step in steps) for name in ("closed", "refused")},
    }


def _side_by_side(
    plan: Plan, people: Crowd, *, live: tuple[int, ...], program: Path, folder: Path
) -> tuple[float, dict[str, Any], float]:
    """The bare server, the product, the bare server again: its median, the product's answers, the product's CPU time."""
    lines = ["token conversation 0\n"] * plan.sockets
    command = [sys.executable, "-m", "bench.bare_fanout"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as bare:
        port = int(bare.stdout.readline()) if bare.stdout else 0
        with crowd(program, port=port, lines=lines, writers=1, folder=folder) as others:
            others.do("come", 0, 0, plan.sockets * 1000 // HANDSHAKES_A_SECOND, 0, LIMIT_S)
            first = others.do("say", plan.rounds // 2, GAP_MS)
            began_s = cpu_s(live)
            said = people.do("say", plan.rounds, GAP_MS)
            fanout_cpu_s = cpu_s(live) - began_s
            second = others.do("say", plan.rounds // 2, GAP_MS)
        if bare.stdin:
            bare.stdin.close()
    return (first["reach_p50_ms"] + second["reach_p50_ms"]) / 2, said, fanout_cpu_s


def _return(plan: Plan, *, server: Product, tokens: list[str], program: Path, folder: Path) -> dict[str, Any]:
    """Each conversation has a writer who stays, and devices that are cut, miss 50 messages, and come back as told."""
    if not plan.returning:
        return {"closed": 0, "refused": 0}
    writers = plan.returning // DEVICES
    places = [_opened(server, token) for token in tokens[:writers]]
    lines = [f"{token} {place} 0\n" for token, place in zip(tokens, places, strict=False)]
    lines *= DEVICES + 1
    with crowd(program, port=server.live_port, lines=lines, writers=writers, folder=folder) as people:
        came = people.do("come", 0, 0, plan.returning * 1000 // HANDSHAKES_A_SECOND, 0, LIMIT_S)
        people.do("cut", writers)
        wrote = people.do("write", BEHIND)
        back = people.do("come", writers, -1, -1, 20, LIMIT_S)
    return {
        "resume_2k_s": back["seconds"],
        "resume_2k_send_p99_ms": back["ack_p99_ms"],
        "resume_2k_shown": back["shown"],
        **{name: came[name] + wrote[name] + back[name] for name in ("closed", "refused")},
    }


def publish(server: Product, *, token: str) -> str:
    """A public conversation of this customer; its id. Made as the community's pages will make one."""
    kept = json.loads((server.data_dir / "testserver.json").read_text())
    settings = {
        "DJANGO_SETTINGS_MODULE": "kefu.settings.prod",
        "KEFU_DATA": str(server.data_dir),
        "KEFU_URL": server.base_url,
        "KEFU_SECRET_KEY": kept["secret_key"],
    }
    command = [sys.executable, "-c", PUBLISH, token]
    made = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **settings}, capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise BenchError(f"No public conversation could be made: {made.stderr[-300:]}")
    return made.stdout.strip()


def _opened(server: Product, token: str) -> str:
    with closing(Rest(server, token=token)) as rest:
        opened = rest.call("POST", "/api/v1/conversations", {"client_msg_id": secrets.token_hex(8), "body": "hello"})
    return str(opened["conversation"]["id"])


@contextmanager
def crowd(program: Path, *, port: int, lines: list[str], writers: int, folder: Path) -> Iterator[Crowd]:
    """The sockets of these lines (token, conversation, number), none of them open yet."""
    (folder / "plan.txt").write_text("".join(lines))
    command = [str(program), str(port), str(folder / "plan.txt"), str(writers)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield Crowd(process)
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    run(main)
