"""Writes, seals and verifies, in a process with an empty database. Run by `journal.py`."""

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402  (settings first)
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from kefu.kit import clock, db  # noqa: E402
from kefu.trust import journal  # noqa: E402
from kefu.trust.sealing import places  # noqa: E402
from kefu.trust.sealing.sealer import Sealer  # noqa: E402

AT_ONCE = 100
HEAD_EVERY = 20  # passes


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, required=True)
    asked = parser.parse_args(words)
    call_command("migrate", verbosity=0, no_backup=True)
    before = db.size_bytes()
    write_s = written(asked.rows)
    rows_bytes = db.size_bytes() - before
    passes = sealed()
    told = {
        "rows": asked.rows,
        "row_us": round(1e6 * write_s / asked.rows, 1),
        "seal_us": round(1e6 * sum(passes) / asked.rows, 1),
        "pass_ms": round(1000 * max(passes), 1),
        "row_bytes": round(rows_bytes / asked.rows),
        "tree_bytes": round((db.size_bytes() - before - rows_bytes) / asked.rows),
        "outside_bytes": round(size_of(Path(settings.JOURNAL_FOLDER)) / asked.rows),
        **verified(),
    }
    print(json.dumps(told))
    return int(told["code"])


def written(rows: int) -> float:
    began = time.perf_counter()
    for start in range(0, rows, AT_ONCE):
        now = clock.now()
        with db.on_disk_later(), transaction.atomic():
            journal.write(
                [
                    journal.Act(now, "agent", at % 200, "message", "conversation", at // 7, str(at % 40))
                    for at in range(start, min(start + AT_ONCE, rows))
                ]
            )
    return time.perf_counter() - began


def sealed() -> list[float]:
    """What each pass took."""
    sealer, took, more = Sealer(), list[float](), 1
    while more:
        began = time.perf_counter()
        more = sealer.seal(clock.now())
        took.append(time.perf_counter() - began)
        if not len(took) % HEAD_EVERY or not more:
            sealer.sign(clock.now(), at_once=True)
    while places.bring(clock.now()):
        pass
    return took


def verified() -> dict[str, float]:
    """The command itself, in a process of its own, whose memory the system tells."""
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "kefu", "verify_journal"], check=False, capture_output=True, text=True)
    took = time.perf_counter() - began
    print(done.stdout or done.stderr)
    peak_kb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {"verify_s": round(took, 1), "verify_mb": round(peak_kb / 1024), "code": done.returncode}


def size_of(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
