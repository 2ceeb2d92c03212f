"""`bin/bench NAME ...`: runs bench/NAME.py, or the folder bench/NAME, with the rest of the arguments."""

import runpy
import sys
from pathlib import Path

HERE = Path(__file__).parent


def names() -> list[str]:
    """The benchmarks: modules and folders of this folder that can be run."""
    found = [file.stem for file in HERE.glob("*.py") if file != Path(__file__) and "__main__" in file.read_text()]
    return sorted(found + [file.parent.name for file in HERE.glob("*/__main__.py")])


def main() -> int:
    if len(sys.argv) < 2 or sys.argv[1] not in names():
        print(f"usage: bin/bench NAME ...   with NAME one of: {', '.join(names())}", file=sys.stderr)
        return 2
    name = sys.argv.pop(1)
    runpy.run_module(f"bench.{name}", run_name="__main__", alter_sys=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
