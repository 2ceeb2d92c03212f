"""Plays the scenarios and runs their checks, in a process whose exchange is the invented one. Run by `checks.py`."""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

import django

django.setup()

from bench.disk import quantile  # noqa: E402  (settings first)
from kefu.exchange import asking, runs  # noqa: E402
from kefu.exchange.asking import Asker  # noqa: E402
from kefu.exchange.contract.kinds import Level  # noqa: E402
from kefu.exchange.diagnoses import registry, wording  # noqa: E402
from kefu.exchange.sandbox.connector import Sandbox  # noqa: E402
from kefu.exchange.sandbox.scenarios.registry import SCENARIOS  # noqa: E402

FIRST_UID = 99_000_000
LOCALES = ("en", "zh-CN")


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, required=True)
    asked = parser.parse_args(words)
    took_ms: list[float] = []
    wrong: list[str] = []
    with tempfile.TemporaryDirectory(prefix="kefu-bench-checks-") as folder:
        exchange = Sandbox(Path(folder) / "exchange.sqlite3")
        asking.current = lambda: exchange  # type: ignore[assignment]
        for number, scenario in enumerate(SCENARIOS.values()):
            uid = str(FIRST_UID + number)
            with exchange.world() as world:
                scenario.play(world, uid)
            asker = Asker(uid, Level.SIGNED_IN)
            for _ in range(asked.rounds):
                began = time.perf_counter()
                _, finding = runs.look(scenario.check, scenario.answered(uid), asker=asker)
                took_ms.append((time.perf_counter() - began) * 1000)
            definition = registry.check(scenario.check)
            found = finding.verdict if finding else "no finding"
            if found != scenario.verdict:
                wrong.append(f"{scenario.name}: {scenario.check} says {found}, not {scenario.verdict}")
            elif definition and finding:
                for locale in LOCALES:
                    wording.told(definition, finding, locale=locale)
    for line in wrong:
        print(line, file=sys.stderr)
    told = {
        "scenarios": len(SCENARIOS),
        "right": len(SCENARIOS) - len(wrong),
        "checks": len(registry.CHECKS),
        "p50_ms": round(quantile(took_ms, 0.5), 1),
        "p95_ms": round(quantile(took_ms, 0.95), 1),
        "n": len(took_ms),
    }
    print(json.dumps(told))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
