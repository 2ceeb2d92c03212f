"""bin/bench scale: multiplies what `bin/bench cost` found by what an exchange expects, and tells cores, memory, disk and rates.

`--help` lists the assumptions; every one can be given. `--write` puts the tables into docs/scale.md. Nothing is measured here.
"""

import argparse
import dataclasses
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.errors import BenchError, run

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results" / "cost.json"
PAGE = ROOT / "docs" / "scale.md"
BEGIN, END = "<!-- made by: bin/bench scale --write -->", "<!-- end of what bin/bench scale wrote -->"
ROWS_A_SECOND = 2  # `inbox` frames a desk gets at most; each is answered by one request for rows
HINTS_A_SECOND = 200  # a process gathers its hints for 5 ms
PROCESS_MB = 70
DAYS: tuple[tuple[str, float], ...] = (
    ("an ordinary day's busiest hour", 1),
    ("a crash, x10", 10),
    ("a crash, x50", 50),
)
# name, pages, live and worker processes: as in deploy/kubernetes; `one` does all in two
SIZES = (("1", 1, 1, 0), ("3", 6, 6, 3), ("30", 90, 100, 16))


@dataclass(frozen=True, slots=True)
class Expected:
    """What an exchange knows of itself; each field is an option."""

    customers: int = 50_000_000
    contacts_per_1000_a_day: float = 4.0
    messages_a_conversation: float = 12.0
    busiest_hour: float = 3.0  # times the day's mean
    socket_minutes: float = 30.0  # a conversation keeps its customer's socket open for so long
    agents: int = 1_500  # desks open in the busiest hour of an ordinary day
    agents_in_a_crash: int = 3_000
    pages_an_agent_a_minute: float = 4.0
    pushes_a_conversation: float = 2.0
    filled: float = 0.6  # how far a core may be used before people wait
    sockets_a_process: int = 10_000


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one thing, in ms of a core, kB or bytes, as `bin/bench cost` names it; the log on PostgreSQL."""

    live_ms: float
    reactions_ms: float
    database_ms: float
    commits: float
    entry_bytes: float
    entry_wal_bytes: float
    socket_kb: float
    socket_ms_a_minute: float
    rows_ms: float
    page_ms: float
    push_ms: float


@dataclass(frozen=True, slots=True)
class Need:
    """What one hour wants. Cores are those that work; machines need 1/`filled` of them."""

    messages: float
    sockets: float
    live_cores: float
    rows_cores: float
    page_cores: float
    worker_cores: float
    database_cores: float
    commits: float
    wal_mb: float
    hints: float
    memory_gb: float
    disk_gb_a_day: float


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/bench scale", description=__doc__)
    for field in dataclasses.fields(Expected):
        parser.add_argument(f"--{field.name.replace('_', '-')}", type=type(field.default), default=field.default)
    parser.add_argument("--write", action="store_true", help="put the tables into docs/scale.md")
    asked = vars(parser.parse_args(words))
    is_written = asked.pop("write")
    text = tables(Expected(**asked), measured())
    if is_written:
        PAGE.write_text(put(text, page=PAGE.read_text()))
    print(text)
    return 0


def measured(file: Path = RESULTS) -> Cost:
    """The newest kept run with the log on PostgreSQL."""
    runs = json.loads(file.read_text())["runs"] if file.exists() else []
    found = [each["result"] for each in runs if each["result"]["database"] == "postgres"]
    if not found:
        raise BenchError("no cost is known yet: KEFU_DATABASE_URL=postgresql://... bin/bench cost --keep")
    return cost_of(found[-1])


def cost_of(found: dict[str, Any]) -> Cost:
    """Messages as they cost when the house is calm: batches only make them cheaper."""
    return Cost(
        live_ms=found["calm_live_ms"],
        reactions_ms=found["calm_pages_ms"],
        database_ms=found["calm_database_ms"],
        commits=found["busy_commits_per_message"],
        entry_bytes=found["entry_bytes"],
        entry_wal_bytes=found["entry_wal_bytes"],
        socket_kb=found["socket_kb"],
        socket_ms_a_minute=found["socket_live_ms_per_min"],
        rows_ms=found["rows_of_1_ms"],
        page_ms=(found["inbox_ms"] + 3 * found["conversation_ms"]) / 4,
        push_ms=found["push_ms"],
    )


def need(expected: Expected, cost: Cost, *, times: float) -> Need:
    """An ordinary day's busiest hour, `times` over; agents do not multiply as customers do."""
    agents = expected.agents if times == 1 else expected.agents_in_a_crash
    a_day = expected.customers * expected.contacts_per_1000_a_day / 1000 * times
    conversations = a_day * expected.busiest_hour / 86_400
    messages = conversations * expected.messages_a_conversation
    sockets = conversations * 60 * expected.socket_minutes + agents
    rows = agents * min(ROWS_A_SECOND, messages)
    live_cores = (messages * cost.live_ms + sockets * cost.socket_ms_a_minute / 60) / 1000
    processes = max(sockets / expected.sockets_a_process, live_cores / expected.filled, 1)
    return Need(
        messages=messages,
        sockets=sockets,
        live_cores=live_cores,
        rows_cores=rows * cost.rows_ms / 1000,
        page_cores=agents * expected.pages_an_agent_a_minute / 60 * cost.page_ms / 1000,
        worker_cores=(messages * cost.reactions_ms + conversations * expected.pushes_a_conversation * cost.push_ms)
        / 1000,
        database_cores=messages * cost.database_ms / 1000,
        commits=messages * cost.commits,
        wal_mb=messages * cost.entry_wal_bytes / 1e6,
        hints=min(messages, HINTS_A_SECOND * processes),
        memory_gb=(sockets * cost.socket_kb / 1e6) + processes * PROCESS_MB / 1000,
        disk_gb_a_day=a_day * expected.messages_a_conversation * cost.entry_bytes / 1e9,
    )


ROWS: tuple[tuple[str, str, Callable[[Need], float]], ...] = (
    ("messages a second", "customers x contacts / 1000 / 86,400 x busiest hour x messages", lambda n: n.messages),
    ("sockets open", "conversations a second x 60 x socket minutes + agents", lambda n: n.sockets),
    ("cores of live processes", "messages x live ms + sockets x ms a minute / 60", lambda n: n.live_cores),
    ("cores for the desks' lists", "agents x min(2, messages) x rows ms", lambda n: n.rows_cores),
    ("cores for pages that agents open", "agents x pages a minute / 60 x page ms", lambda n: n.page_cores),
    ("cores of workers", "messages x reactions ms + pushes x push ms", lambda n: n.worker_cores),
    ("cores of PostgreSQL for messages", "messages x database ms", lambda n: n.database_cores),
    ("PostgreSQL commits a second", "messages x commits a message", lambda n: n.commits),
    ("PostgreSQL log, MB/s", "messages x bytes of its log", lambda n: n.wal_mb),
    ("Redis messages a second", "min(messages, 200 x live processes)", lambda n: n.hints),
    ("memory of live processes, GB", "sockets x kB + processes x 70 MB", lambda n: n.memory_gb),
    ("database growth if it lasted a day, GB", "messages a day x bytes an entry", lambda n: n.disk_gb_a_day),
)


def tables(expected: Expected, cost: Cost) -> str:
    needs = [need(expected, cost, times=times) for _, times in DAYS]
    wanted = table(
        ["what", "formula", *(name for name, _ in DAYS)],
        [[name, formula, *(told(pick(each)) for each in needs)] for name, formula, pick in ROWS],
    )
    carried = table(
        ["machines", "messages a second, each alone", "sockets", "desks with lists that move all the time"],
        [carries(expected, cost, size) for size in SIZES],
    )
    assumed = ", ".join(f"{name.replace('_', ' ')} {value:,}" for name, value in dataclasses.asdict(expected).items())
    sizes = f"What each size in deploy/ carries, each column by itself, cores filled to {expected.filled:.0%}:"
    return f"Assumed: {assumed}.\n\n{wanted}\n\n{sizes}\n\n{carried}"


def carries(expected: Expected, cost: Cost, size: tuple[str, int, int, int]) -> list[str]:
    name, pages, live, worker = size
    messages = live * expected.filled * 1000 / cost.live_ms
    if not worker:  # the pages process does the worker's part
        messages = min(messages, expected.filled * 1000 / (cost.reactions_ms + 1e-9))
    desks = pages * expected.filled * 1000 / (ROWS_A_SECOND * cost.rows_ms)
    return [name, told(messages), told(live * expected.sockets_a_process), told(desks)]


def told(value: float) -> str:
    """Two digits that mean something; the third would be noise."""
    if value >= 100:
        digits = len(str(int(value))) - 2
        return f"{round(value, -digits):,.0f}"
    return f"{value:.2g}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---" for _ in head], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def put(text: str, *, page: str) -> str:
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise BenchError(f"docs/scale.md has no place for the tables: {BEGIN}")
    return f"{before}{BEGIN}\n{text}\n{END}{after}"


if __name__ == "__main__":
    run(main)
