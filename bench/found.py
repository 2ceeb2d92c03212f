"""bin/bench found: the desk's search over many entries, whole pages through WSGI and every middleware, signed in.

`--databases` keeps the database: what one run has not indexed in `--minutes` the next one goes on with. Ends with one line
of JSON; keys: bench/README.md.
"""

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.errors import run
from bench.product import ROOT
from bench.served.compare import EASY


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/bench found", description=__doc__)
    parser.add_argument("--conversations", type=int, default=1_000_000, help="ten times as many entries")
    parser.add_argument("--minutes", type=float, default=12, help="of indexing, at most")
    parser.add_argument("--rounds", type=int, default=5, help="how often each question is asked")
    parser.add_argument("--databases", default="", help="a folder for the database, to be used again")
    parser.add_argument("--postgres", default="", help="an empty database of PostgreSQL instead: postgresql://...")
    asked = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="kefu-bench-found-") as made:
        folder = Path(asked.databases or made) / f"found-{asked.conversations}"
        folder.mkdir(parents=True, exist_ok=True)
        settings = {
            "DJANGO_SETTINGS_MODULE": "kefu.settings.prod",
            "KEFU_DATA": str(folder),
            "KEFU_DATABASE_URL": asked.postgres or f"sqlite:///{folder / 'kefu.sqlite3'}",
            "KEFU_SECRET_KEY": secrets.token_urlsafe(50),
            "KEFU_SECOND_FACTOR": EASY,
        }
        command = [sys.executable, "-m", "bench.served.found", "--conversations", str(asked.conversations)]
        command += ["--minutes", str(asked.minutes), "--rounds", str(asked.rounds)]
        env = {**os.environ, **settings}
        done = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=False)
        print(done.stdout.strip())
        return done.returncode


if __name__ == "__main__":
    run(main)
