"""bin/demo: from a bare checkout to the first page. Each thing that can stand in the way gets one sentence."""

import argparse
import os
import subprocess
from pathlib import Path

from tools.bootstrap import data_folder, environment, ports
from tools.bootstrap.refusal import Refusal, run

LAST_FIRST_PORT = 65_533  # pages, live and the exchange's page take three in a row


def main() -> int:
    fresh = _arguments().fresh
    port = _port()
    ports.require_row(port, count=3, command="bin/demo")
    data = Path(os.environ.get("KEFU_DATA") or environment.ROOT / ".kefu" / "demo").absolute()
    data_folder.prepare(data, fresh=fresh)
    python = environment.ensure(".venv", requirements="core")
    settings = _settings(data, port=port)
    _migrate(python, settings)
    os.chdir(environment.ROOT)
    os.execve(python, [str(python), "demo/run.py"], settings)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/demo",
        description="Kefu with Northwind, a pretended exchange. Reads PORT (8000 and the two after it) and KEFU_DATA.",
    )
    parser.add_argument("--fresh", action="store_true", help="delete the demo's data first")
    return parser.parse_args()


def _port() -> int:
    value = os.environ.get("PORT") or "8000"
    if not value.isdecimal() or not 1 <= int(value) <= LAST_FIRST_PORT:
        raise Refusal(f"PORT must be a whole number from 1 to {LAST_FIRST_PORT}, not {value!r}.")
    return int(value)


def _settings(data: Path, *, port: int) -> dict[str, str]:
    return {
        **os.environ,
        "PORT": str(port),
        "KEFU_DATA": str(data),
        "KEFU_SECRET_KEY_FILE": str(data_folder.secret_file(data, "secret_key")),
        "KEFU_IDENTITY_SECRET_FILE": str(data_folder.secret_file(data, "identity_secret")),
    }


def _migrate(python: Path, settings: dict[str, str]) -> None:
    command = [python, "-m", "kefu", "migrate", "--verbosity", "0"]
    done = subprocess.run(command, cwd=environment.ROOT, env=settings, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise Refusal(f"The demo's database cannot be brought up to date ({last}); bin/demo --fresh starts anew.")


if __name__ == "__main__":
    run(main)
