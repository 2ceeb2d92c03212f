"""bin/bench search: is the right article among the first three, and how long does it take. Ends with one line of JSON.

By default the project's own questions and articles; `--docs FILE --queries FILE` ask any others of the form in search_sets.py.
Half of the questions, chosen by a fixed seed, is for tuning and told apart; the figures are of the other half.
"""

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench.errors import BenchError, run
from bench.kept import ROOT

LIBRARY = ROOT / "kefu" / "knowledge" / "library"
JUDGED = ROOT / "bench" / "judged"
ARTICLES = 10_000


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/bench search", description=__doc__)
    parser.add_argument("--docs", type=Path, help="articles in two languages, a line of JSON each")
    parser.add_argument("--queries", type=Path, help="questions with the id of their article")
    parser.add_argument("--library", type=Path, default=LIBRARY)
    parser.add_argument("--judged", type=Path, default=JUDGED)
    parser.add_argument("--articles", type=int, default=ARTICLES, help="made up, in three languages, to time; 0: none")
    parser.add_argument("--no-encoder", action="store_true", help="by words alone, also where the encoder is installed")
    parser.add_argument("--misses", action="store_true", help="tell what is missed of the half to tune on")
    asked = parser.parse_args(words)
    if (asked.docs is None) != (asked.queries is None):
        raise BenchError("--docs and --queries go together")
    places = ["docs", "queries"] if asked.docs else ["library", "judged"]
    files = [word for name in places for word in (f"--{name}", str(getattr(asked, name).resolve()))]
    flags = [*(["--misses"] if asked.misses else []), *([] if asked.no_encoder else ["--encoder"])]
    return inside("bench.search_inside", *files, "--articles", str(asked.articles), *flags)


TELL = partial(print, end="", flush=True)


def inside(module: str, *words: str, hear: Callable[[str], object] = TELL) -> int:
    """Run it on an empty embedded database; `hear` gets each line that it prints."""
    with tempfile.TemporaryDirectory(prefix="kefu-bench-search-") as folder:
        env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "kefu.settings.prod",  # dev keeps every statement
            "KEFU_SECRET_KEY": secrets.token_urlsafe(48),
            "KEFU_URL": "http://localhost:8000",
            "KEFU_DATA": folder,
            "KEFU_DATABASE_URL": f"sqlite:///{folder}/search.sqlite3",
        }
        with subprocess.Popen(
            [sys.executable, "-m", module, *words], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True
        ) as process:
            for line in process.stdout or ():
                hear(line)
        return process.returncode


if __name__ == "__main__":
    run(main)
