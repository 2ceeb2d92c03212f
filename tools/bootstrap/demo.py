"""bin/demo: from a bare checkout to the first page. Each thing that can stand in the way gets one sentence."""

import argparse
import os
from pathlib import Path

from tools.bootstrap import data_folder, environment, ports
from tools.bootstrap.refusal import Refusal, run

PORTS = 7  # pages, live, the exchange's page, its customer's network, mails in, mails out, names, in a row
LAST_FIRST_PORT = 65_536 - PORTS


def main() -> int:
    fresh = _arguments().fresh
    port = _port()
    ports.require_row(port, count=PORTS, command="bin/demo")
    data = Path(os.environ.get("KEFU_DATA") or environment.ROOT / ".kefu" / "demo").absolute()
    data_folder.prepare(data, fresh=fresh)
    python = environment.ensure(".venv", requirements="core")
    os.chdir(environment.ROOT)
    os.execve(python, [str(python), "demo/run.py"], {**os.environ, "PORT": str(port), "KEFU_DATA": str(data)})


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/demo",
        description="Kefu with Northwind, an invented exchange. Reads PORT (8000; six more follow) and KEFU_DATA.",
    )
    parser.add_argument("--fresh", action="store_true", help="delete the demo's data first")
    return parser.parse_args()


def _port() -> int:
    value = os.environ.get("PORT") or "8000"
    if not value.isdecimal() or not 1 <= int(value) <= LAST_FIRST_PORT:
        raise Refusal(f"PORT must be a whole number from 1 to {LAST_FIRST_PORT}, not {value!r}.")
    return int(value)


if __name__ == "__main__":
    run(main)
