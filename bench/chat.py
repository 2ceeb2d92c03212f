"""bin/bench chat: 1,000 sockets write to each other; every promise is checked afterwards.

500 customers and 500 staff sockets, both writing: first 1,000 messages a second, then as fast as they can. In the same
run the disk's fdatasync is measured beside the load, and a bare batched insert after it. Ends with one line of JSON.
"""

import argparse
import json
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import compiler, pgbench, product, reads
from bench.disk import SyncProbe, bare_rows_per_s
from bench.errors import BenchError, run
from bench.memory import pss_mb
from bench.oracle import Event, Fate, Verdict, What, judge, read_events
from bench.product import Product

SETTLE_S = 3
BARE_S = 5
SILENCE_S = 15  # nothing for so long: what is missing will not come
BODY = (
    "17-3-902345678 我的提币还没有到账，已经等了两个小时。 My withdrawal has not arrived, I have waited for two hours."
)


@dataclass(frozen=True, slots=True)
class Plan:
    """`pairs` conversations, two sockets each. The open loop runs at `rate` messages a second."""

    pairs: int
    rate: int
    open_s: float
    closed_s: float
    rounds: int = 1


@dataclass(slots=True)
class Load:
    """The generator while it runs: says go before a phase, reads its line after it."""

    process: "subprocess.Popen[str]"

    def next_phase(self, *, go: bool = True) -> dict[str, Any]:
        if go:
            self.go()
        return self.phase()

    def go(self) -> None:
        if self.process.stdin:
            self.process.stdin.write("go\n")
            self.process.stdin.flush()

    def phase(self) -> dict[str, Any]:
        """What the phase that runs was like; waits for its end."""
        line = self.process.stdout.readline() if self.process.stdout else ""
        if not line:
            raise BenchError("The load generator stopped; its own words stand above.")
        phase: dict[str, Any] = json.loads(line)
        print(f"  {phase}", flush=True)
        return phase


def main(words: list[str]) -> int:
    with TemporaryDirectory(prefix="bench-") as folder:
        plan, has_bot = _parse(words)
        result, verdict = measure(plan, folder=Path(folder), has_bot=has_bot)
    explain(verdict)
    print(json.dumps(result))
    return 0 if verdict.is_kept else 1


def _parse(words: list[str]) -> tuple[Plan, bool]:
    parser = argparse.ArgumentParser(prog="bin/bench chat", description="1,000 sockets in 500 conversations.")
    parser.add_argument("--pairs", type=int, default=500, help="conversations; each has two sockets (default 500)")
    parser.add_argument("--rate", type=int, default=1000, help="messages a second in the open loop (default 1000)")
    parser.add_argument("--open-s", type=float, default=20, help="seconds of the open loop (default 20)")
    parser.add_argument("--closed-s", type=float, default=10, help="seconds of the closed loop (default 10)")
    parser.add_argument("--bot", action="store_true", help="with the library, and the assistant that answers first")
    asked = vars(parser.parse_args(words))
    has_bot = asked.pop("bot")
    return Plan(**asked), has_bot


def measure(plan: Plan, *, folder: Path, has_bot: bool = False) -> tuple[dict[str, Any], Verdict]:
    program = compiler.build(folder)
    with product.running(environment={"KEFU_BOT": "on"} if has_bot else {}) as server:
        if has_bot:
            print(server.run("-m", "kefu", "articles", "import").strip(), flush=True)
        time.sleep(SETTLE_S)
        idle_mb = pss_mb(server.pids)
        print(f"Ready: {idle_mb:.0f} MB. Signing in {plan.pairs} customers.", flush=True)
        tokens = product.customers(server, plan.pairs)
        with loading(program, server=server, plan=plan, tokens=tokens, folder=folder) as load:
            load.next_phase(go=False)
            with SyncProbe(server.data_dir) as probe:
                opened = load.next_phase()
            closed = load.next_phase()
        bare = bare_rows_per_s(server.data_dir, seconds=BARE_S, body=BODY)
        print(
            f"  fdatasync p99 {probe.p99_ms:.2f} ms of {len(probe.took_ms)}; bare insert {bare:.0f} rows/s", flush=True
        )
        rows = pgbench.rows_per_s(seconds=BARE_S, body=BODY)
        print(f"  pgbench {f'{rows:.0f} rows/s' if rows else 'is not installed'}", flush=True)
        verdict = _judged(server, events=list(read_events([folder / "events.tsv"])), tokens=tokens)
        answered = {"bot_messages": _said_by_the_bot(server)} if has_bot else {}
    yardsticks = {"fsync_p99_ms": probe.p99_ms, "bare_per_s": bare, "pgbench_per_s": rows, "idle_mb": idle_mb}
    return _result(opened, closed, yardsticks=yardsticks, verdict=verdict) | answered, verdict


def _result(
    opened: dict[str, Any], closed: dict[str, Any], *, yardsticks: dict[str, float | None], verdict: Verdict
) -> dict[str, Any]:
    counts = verdict.counts()
    return {
        "acked_per_s": closed["acked_per_s"],
        "delivered_per_s": closed["delivered_per_s"],
        "ack_p50_ms_at_1000": opened["ack_p50_ms"],
        "ack_p99_ms_at_1000": opened["ack_p99_ms"],
        "fsync_p99_ms": round(yardsticks["fsync_p99_ms"] or 0, 3),
        "ratio_to_bare": _ratio(closed["acked_per_s"], yardsticks["bare_per_s"]),
        "ratio_to_pgbench": _ratio(closed["acked_per_s"], yardsticks["pgbench_per_s"]),
        **{fault: counts[fault] for fault in ("lost", "doubled", "reordered", "never_read", "gaps")},
        "idle_mb": round(yardsticks["idle_mb"] or 0, 1),
        "n": sum(len(mids) for mids in verdict.fates.values()),
        "seconds": round(opened["seconds"] + closed["seconds"], 1),
    }


def _said_by_the_bot(server: Product) -> int:
    question = "SELECT count(*) FROM conversations_entry WHERE kind = 'bot_said'"
    with closing(sqlite3.connect(server.database)) as base:
        return int(base.execute(question).fetchone()[0])


def _ratio(figure: float, yardstick: float | None) -> float | None:
    return round(figure / yardstick, 3) if yardstick else None


@contextmanager
def loading(program: Path, *, server: Product, plan: Plan, tokens: list[str], folder: Path) -> Iterator[Load]:
    """The generator with a customer and a member of staff for each token; says what it did after each phase."""
    staff = server.tokens["agent1"]
    (folder / "plan.tsv").write_text("".join(f"customer\t{token}\nstaff\t{staff}\n" for token in tokens))
    command = [str(program), str(server.live_port), str(folder / "plan.tsv"), str(folder / "events.tsv")]
    command += [str(plan.rate), str(plan.open_s), str(plan.closed_s), str(SILENCE_S), str(plan.rounds)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield Load(process)
        if process.wait(60):
            raise BenchError("The load generator failed; its own words stand above.")
    finally:
        process.kill()


def _judged(server: Product, *, events: list[Event], tokens: list[str]) -> Verdict:
    print("  reading everything back: sockets from 0, REST, SQL", flush=True)
    tokens_of = conversations_of(events, tokens)
    return judge(events, reads.everything(server, tokens_of=tokens_of, mid_of=reads.first_word))


def conversations_of(events: list[Event], tokens: list[str]) -> dict[str, str]:
    """Conversation -> its customer's token: client 2k is the customer whose token is the k-th."""
    opened = {event.client: event.conversation for event in events if event.what is What.WATCH}
    return {opened[f"customer-{2 * k}"]: token for k, token in enumerate(tokens)}


def explain(verdict: Verdict) -> None:
    print(f"Oracle: {verdict.counts()}")
    for fate in Fate:
        if fate is not Fate.STABLE and verdict.fates[fate]:
            print(f"  {fate}: {', '.join(verdict.fates[fate][:5])}")
    for line in (verdict.gaps + verdict.strangers)[:10]:
        print(f"  {line}")


if __name__ == "__main__":
    run(main)
