"""bin/check: everything a change must satisfy short of running. Prints what is wrong, then what is worst."""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
BIN = Path(PYTHON).parent
TYPED = ("kefu", "tools", "bench", "demo", "deploy", "tests", "conftest.py")


@dataclass(frozen=True)
class Step:
    name: str
    command: Sequence[str | Path]
    cure: str


@dataclass(frozen=True)
class Result:
    step: Step
    code: int
    said: str
    seconds: float


def steps() -> list[Step]:
    typed = [folder for folder in TYPED if (ROOT / folder).exists()]
    return [
        Step("types", [BIN / "mypy", *typed], "strict types are part of the change"),
        Step("form", [BIN / "ruff", "format", "--check", "."], "bin/check --fix"),
        Step("lint", [BIN / "ruff", "check", "."], "bin/check --fix mends some"),
        Step("imports", [BIN / "lint-imports"], "docs/architecture.md says who may import whom"),
        Step("templates", [BIN / "djlint", "--lint", "--quiet", "kefu"], "the codes are djlint's"),
        Step("migrations", [PYTHON, "-m", "kefu", "makemigrations", "--check", "--dry-run"], "kefu makemigrations"),
        Step("rules", [PYTHON, "-m", "tools.lint_rules"], "the rules are in tools/lint_rules"),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/check", description=__doc__)
    parser.add_argument("--fix", action="store_true", help="format, and mend what ruff can mend, first")
    if parser.parse_args().fix:
        subprocess.run([BIN / "ruff", "check", "--fix", "--quiet", "."], cwd=ROOT, check=False)
        subprocess.run([BIN / "ruff", "format", "--quiet", "."], cwd=ROOT, check=False)
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = list(pool.map(_run, steps()))
    for result in results:
        _show(result)
    failed = [result.step.name for result in results if result.code]
    print(f"bin/check: {', '.join(failed)} failed" if failed else "bin/check: all well")
    return 1 if failed else 0


def _run(step: Step) -> Result:
    began = time.monotonic()
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "kefu.settings.test", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(step.command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    return Result(step, done.returncode, (done.stdout + done.stderr).strip(), time.monotonic() - began)


def _show(result: Result) -> None:
    word = "FAILED" if result.code else "ok"
    print(f"-- {result.step.name}: {word} ({result.seconds:.1f} s)")
    if result.code or result.step.name == "rules":
        print(result.said)
    if result.code:
        print(f"   {result.step.cure}")


if __name__ == "__main__":
    sys.exit(main())
