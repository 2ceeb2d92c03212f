"""One process, one database: makes it if it is empty, asks everything a desk asks, prints one line of JSON."""

import argparse
import itertools
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterable

from django.core.management import call_command

from bench.served.inside import questions, scene, wire

Times = dict[str, dict[str, list[tuple[float, float]]]]  # sort -> question -> (ms, ms of work) of each answer
ROUNDS = 3
PART = 0.95
WARMING = 10  # one question of so many is asked before anything is measured


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.served.measure", description=__doc__)
    parser.add_argument("--conversations", type=int, required=True)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--every", type=int, default=1, help="ask one question of so many")
    asked = parser.parse_args()
    call_command("migrate", verbosity=0)
    print(json.dumps(_measured(asked.conversations, asked.rounds, asked.every)))
    return 0


def _measured(conversations: int, rounds: int, every: int) -> dict[str, object]:
    if not scene.is_made():
        began = time.monotonic()
        entries = scene.make(conversations)
        print(f"{conversations} conversations, {entries} entries in {time.monotonic() - began:.0f} s", file=sys.stderr)
    asked, askers = questions.all_of_them()[::every], scene.askers()
    times: Times = defaultdict(lambda: defaultdict(list))
    for question in asked[::WARMING]:  # templates, plans and kept names: those of the process, not of the disk
        wire.ask(question, askers[0])
    for _, (number, question) in itertools.product(range(rounds), enumerate(asked)):
        answer = wire.ask(question, askers[number % len(askers)])
        times[question.sort][f"{question.name} {question.address}"].append((answer.ms, answer.cpu_ms))
    by_name = {question.name: question for question in asked if question.sort != questions.FILTER}
    filters = [question for question in asked if question.sort == questions.FILTER][::WARMING]
    counts = {question.name: wire.count(question, askers[0]) for question in (*by_name.values(), *filters)}
    most = max(counts, key=lambda name: counts[name])
    return {**told(times), "queries_most": counts[most], "queries_most_of": most, "queries": counts}


def told(times: Times) -> dict[str, object]:
    """p95 over every answer; `best`: over the quickest of each question, which a busy machine disturbs less."""
    found: dict[str, object] = {"n": sum(len(each) for asked in times.values() for each in asked.values())}
    for sort, asked in times.items():
        answers = [answer for each in asked.values() for answer in each]
        best = {name: min(ms for ms, _ in each) for name, each in asked.items()}
        found[f"{sort}_p50_ms"] = part([ms for ms, _ in answers], 0.5)
        found[f"{sort}_p95_ms"] = part([ms for ms, _ in answers], PART)
        found[f"{sort}_best_p95_ms"] = part(best.values(), PART)
        found[f"{sort}_cpu_p95_ms"] = part([min(cpu for _, cpu in each) for each in asked.values()], PART)
        found[f"{sort}_slowest"] = {name: round(best[name], 1) for name in sorted(best, key=lambda it: -best[it])[:3]}
    return found


def part(values: Iterable[float], share: float) -> float:
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)


if __name__ == "__main__":
    sys.exit(main())
