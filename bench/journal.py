"""bin/bench journal: a journal of --rows acts, sealed, signed and verified. Ends with one line of JSON.

`row_us` is what writing a row takes, `seal_us` what sealing one takes (both in their transactions), `pass_ms` the longest
pass of the sealer; `verify_s` and `verify_mb` are `kefu verify_journal` over all of it, against a head for each pass.
"""

import argparse

from bench.errors import run
from bench.search import inside


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/bench journal", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="acts of staff (default 1000000)")
    asked = parser.parse_args(words)
    return inside("bench.journal_inside", "--rows", str(asked.rows))


if __name__ == "__main__":
    run(main)
