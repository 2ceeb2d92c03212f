"""bin/bench report: writes docs/benchmarks.md anew from bench/report/*.md and the kept runs of bench/results.

A fragment may hold two kinds of places, each a line of its own: `{{ machines }}`, and `{{ chat: acked_per_s, ... }}`, a
table of the kept runs of `bin/bench chat` with their medians. All else stands as it was written.
"""

import argparse
import re
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench import kept
from bench.errors import run
from bench.kept import RESULTS, ROOT, Run

FRAGMENTS = ROOT / "bench" / "report"
PAGE = ROOT / "docs" / "benchmarks.md"
MARK = "<!-- Made by bin/bench report from bench/report and bench/results. Change those. -->\n"
PLACE = re.compile(r"^\{\{ (?P<name>\w+)(?:: (?P<keys>[\w, ]+))? \}\}$", re.MULTILINE)


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/bench report", description=__doc__)
    parser.parse_args(words)
    PAGE.write_text(page())
    print(f"{PAGE.relative_to(ROOT)} is made anew.")
    return 0


def page(fragments: Path = FRAGMENTS, *, results: Path = RESULTS) -> str:
    """The whole page; the fragments follow each other in the order of their names."""
    texts = [file.read_text().strip() for file in sorted(fragments.glob("*.md"))]
    return MARK + PLACE.sub(lambda place: _filled(place, results), "\n\n".join(texts)) + "\n"


def _filled(place: re.Match[str], results: Path) -> str:
    if place["name"] == "machines":
        return machines(
            [each for file in sorted(results.glob("*.json")) for each in kept.kept(file.stem, folder=results)]
        )
    keys = [key.strip() for key in (place["keys"] or "").split(",")]
    return table(kept.kept(place["name"], folder=results), name=place["name"], keys=keys)


def machines(runs: Sequence[Run]) -> str:
    """A line for each machine that a kept run came from."""
    found = dict.fromkeys(each.machine for each in runs)
    told = [
        f"- {m.cores} cores, {m.memory_gb} GB, {m.kernel}, SQLite {m.sqlite}, Python {m.python}, the load generator on it too"
        for m in found
    ]
    return "\n".join(told) or "- none yet"


def table(runs: Sequence[Run], *, name: str, keys: Sequence[str]) -> str:
    """A line for each run, the newest last; then the medians of those with the options and the machine of the newest."""
    if not runs:
        return f"No run is kept yet: `bin/bench {name} --keep`."
    lines = [_line(["run", "load average", *keys]), "|" + "---|" * (len(keys) + 2)]
    for each in runs:
        options = f" `{' '.join(each.options)}`" if each.options else ""
        load = f"{each.load[0]} to {each.load[1]}"
        lines.append(
            _line([f"{each.at}, {each.commit}{options}", load, *(_told(each.result.get(key)) for key in keys)])
        )
    alike = [each for each in runs if (each.options, each.machine) == (runs[-1].options, runs[-1].machine)]
    if len(alike) > 1:
        lines.append(_line([f"median of {len(alike)} runs alike", "", *(_told(_median(alike, key)) for key in keys)]))
    return "\n".join(lines)


def _median(runs: Sequence[Run], key: str) -> Any:
    found = [each.result[key] for each in runs if isinstance(each.result.get(key), int | float)]
    return round(statistics.median(found), 3) if found else None


def _told(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:,.0f}" if value >= 1000 else f"{value:g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    run(main)
