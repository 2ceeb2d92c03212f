"""bin/bench bot: does the assistant understand, does it know when not, and what does that cost. Ends with one line of JSON.

Without files: the public sets in the folder of data (`--data`, or BENCH_DATA) and the project's own questions. With
`--train FILE --test FILE` (rows {"text", "label"}; label "oos" or null: out of scope) or `--faq FILE --queries FILE`
(answers in two languages, and questions with the id of theirs; "also" lists other right ones): those alone. Everything
is trained and calibrated on a part of what is given, chosen by a fixed seed; what is shown was held out.
"""

import argparse
import os
from pathlib import Path

from bench.errors import BenchError, run
from bench.search import JUDGED, LIBRARY, inside

PAIRS = (("train", "test"), ("faq", "queries"))


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/bench bot", description=__doc__)
    for name in (name for pair in PAIRS for name in pair):
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument("--data", type=Path, default=os.environ.get("BENCH_DATA"), help="folder of the public sets")
    parser.add_argument("--out-of-scope-rejection", type=float, default=0.05, help="of questions in scope, at most")
    parser.add_argument("--out-of-scope", type=float, help="their share in real life; default: as in what is given")
    parser.add_argument("--remember", type=Path, help="folder to keep vectors in between runs")
    parser.add_argument("--no-encoder", action="store_true", help="by words alone, also where the encoder is installed")
    parser.add_argument("--misses", action="store_true", help="tell what was misunderstood")
    parser.add_argument("--with-library", action="store_true", help="ask the 717 questions of `search` too")
    asked = parser.parse_args(words)
    for one, other in PAIRS:
        if (getattr(asked, one) is None) != (getattr(asked, other) is None):
            raise BenchError(f"--{one} and --{other} go together")
    if not (asked.train or asked.faq or asked.data):
        raise BenchError("where are the public sets? --data FOLDER, or BENCH_DATA in the environment")
    files = {**vars(asked), "judged": JUDGED, "library": LIBRARY}
    given = [
        word
        for name in ("train", "test", "faq", "queries", "data", "remember", "judged", "library")
        if files[name] is not None
        for word in (f"--{name}", str(Path(files[name]).resolve()))
    ]
    figures = [f"--out-of-scope-rejection={asked.out_of_scope_rejection}"]
    figures += [f"--out-of-scope={asked.out_of_scope}"] if asked.out_of_scope else []
    flags = [f"--{name.replace('_', '-')}" for name in ("no_encoder", "misses", "with_library") if getattr(asked, name)]
    return inside("bench.bot_inside", *given, *figures, *flags)


if __name__ == "__main__":
    run(main)
