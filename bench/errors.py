"""What stops a benchmark, in a sentence for the person who started it."""

import sys
from collections.abc import Callable


class BenchError(Exception):
    pass


def run(main: Callable[[list[str]], int]) -> None:
    """End the program with what `main` returns; a BenchError is told without a traceback."""
    try:
        sys.exit(main(sys.argv[1:]))
    except BenchError as error:
        sys.exit(f"bin/bench: {error}")
