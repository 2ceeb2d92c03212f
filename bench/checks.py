"""bin/bench checks: every scenario of the invented exchange, asked as its customer would. Ends with one line of JSON.

`right` is how many reach the verdict that is written beside the scenario; the times are those of a whole check.
"""

import argparse
import os

from bench.errors import run
from bench.search import inside


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/bench checks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=10, help="how often each is asked (default 10)")
    asked = parser.parse_args(words)
    os.environ["KEFU_EXCHANGE"] = "sandbox"
    return inside("bench.checks_inside", "--rounds", str(asked.rounds))


if __name__ == "__main__":
    run(main)
