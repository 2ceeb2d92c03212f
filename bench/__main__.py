"""`bin/bench NAME ... [--keep]`: runs bench/NAME.py, or the folder bench/NAME, with the rest of the arguments.

--keep adds its last line to bench/results.
"""

import io
import json
import os
import runpy
import sys
from contextlib import redirect_stdout
from pathlib import Path

from bench import kept

HERE = Path(__file__).parent
KEEP = "--keep"
MOST_CHARS = 65_536  # longer than any line of results


class LastLine(io.TextIOBase):
    """Passes everything on and remembers the end of it."""

    def __init__(self) -> None:
        self._through = sys.stdout
        self._end = ""

    def write(self, text: str) -> int:
        self._end = (self._end + text)[-MOST_CHARS:]
        return self._through.write(text)

    def flush(self) -> None:
        self._through.flush()

    @property
    def said(self) -> str:
        return self._end.rstrip().rpartition("\n")[2]


def names() -> list[str]:
    """The benchmarks: modules of this folder that `errors.run` runs, and folders."""
    found = [file.stem for file in HERE.glob("*.py") if "\n    run(main)\n" in file.read_text()]
    return sorted(found + [file.parent.name for file in HERE.glob("*/__main__.py")])


def main() -> int:
    if len(sys.argv) < 2 or sys.argv[1] not in names():
        print(f"usage: bin/bench NAME ... [{KEEP}]   with NAME one of: {', '.join(names())}", file=sys.stderr)
        return 2
    name = sys.argv.pop(1)
    if KEEP not in sys.argv:
        runpy.run_module(f"bench.{name}", run_name="__main__", alter_sys=True)
        return 0
    sys.argv.remove(KEEP)
    return _run_and_keep(name)


def _run_and_keep(name: str) -> int:
    """A run that did not keep its promises is kept as well; one without a result is not."""
    load_before, options = os.getloadavg()[0], sys.argv[1:]
    code: int | str | None = 0
    with redirect_stdout(LastLine()) as told:
        try:
            runpy.run_module(f"bench.{name}", run_name="__main__", alter_sys=True)
        except SystemExit as ended:
            code = ended.code
    if isinstance(code, str):
        sys.exit(code)
    run = kept.run_of(json.loads(told.said), load_before=load_before, options=options)
    print(f"kept in {kept.keep(name, run).relative_to(kept.ROOT)}", file=sys.stderr)
    return code or 0


if __name__ == "__main__":
    sys.exit(main())
