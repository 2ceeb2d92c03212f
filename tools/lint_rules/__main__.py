"""Runs every rule over every file; prints the findings and the ten worst functions and files."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tools.lint_rules import hazards, policies, shape, traces, translations
from tools.lint_rules.source import Finding, Source, sources

RULES: list[Callable[[Source], Iterator[Finding]]] = [
    shape.short_functions,
    shape.short_files,
    shape.telling_names,
    shape.imports_at_the_top,
    hazards.failures_are_not_swallowed,
    hazards.no_signals,
    hazards.one_clock,
    hazards.rows_are_read_for_a_viewer,
    hazards.html_is_escaped,
    hazards.digests_are_compared_in_constant_time,
    hazards.pages_are_asked_from_outside,
    policies.views_declare_a_policy,
    traces.no_traces,
]
ROOT = Path(__file__).resolve().parents[2]
WORST = 10


def main() -> int:
    ours = [file for file in sources(ROOT) if file.is_ours]
    findings = [finding for file in ours for rule in RULES for finding in rule(file)]
    findings += translations.findings(ROOT, ours)
    for finding in sorted(findings, key=str):
        print(finding)
    print(worst(ours))
    return 1 if findings else 0


def worst(files: list[Source]) -> str:
    functions = [
        (shape.length(function), f"{file.path}:{function.lineno} {function.name}")
        for file in files
        for function in shape.functions(file)
    ]
    sized = [
        (file.lines / most, f"{file.lines} of {most}  {file.path}") for file in files if (most := shape.limit(file))
    ]
    lengths = sorted(length for length, _ in functions) or [0]
    return "\n".join(
        [
            f"Functions: {len(functions)}, median {lengths[len(lengths) // 2]} lines, "
            f"95 % have {lengths[int(len(lengths) * 0.95)]} or fewer. The longest:",
            *(f"  {length:3}  {where}" for length, where in sorted(functions, reverse=True)[:WORST]),
            "Files nearest to their limit:",
            *(f"  {said}" for _, said in sorted(sized, reverse=True)[:WORST]),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
