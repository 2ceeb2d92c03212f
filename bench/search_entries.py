"""bin/bench search_entries: millions of entries, found newest first with a viewer's rights. Ends with one line of JSON.

10,000,000 entries take some 15 minutes of one core to index and 0.8 GB of disk.
"""

import argparse

from bench.errors import run
from bench.search import inside

ENTRIES = 10_000_000


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/bench search_entries", description=__doc__)
    parser.add_argument("--entries", type=int, default=ENTRIES)
    parser.add_argument("--questions", type=int, default=1_000)
    asked = parser.parse_args(words)
    return inside("bench.search_inside.entries", "--entries", str(asked.entries), "--questions", str(asked.questions))


if __name__ == "__main__":
    run(main)
