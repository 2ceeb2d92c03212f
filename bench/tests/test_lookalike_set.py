"""The set of names beside ours: what was promised of the half that nothing was tuned on."""

import json
from collections import Counter
from pathlib import Path

from kefu.trust.lookalike import entries
from kefu.trust.lookalike.kinds import Outcome
from kefu.trust.lookalike.pasted import judged
from kefu.trust.lookalike.prepared import prepare

FILE = Path(__file__).parent.parent / "judged" / "trust" / "lookalike.jsonl"
SAID = {Outcome.OURS: "ours", Outcome.LOOKALIKE: "lookalike", Outcome.UNKNOWN: "unrelated"}


def test_the_half_that_was_kept_apart_is_told_as_promised() -> None:
    told: Counter[tuple[str, str]] = Counter()
    for line in FILE.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["half"] == "held_out":
            known = prepare(entries.read(json.dumps({"entries": [row["registry entry"]]}).encode()))
            told[row["label"], SAID[judged(row["text"], known)[0].outcome]] += 1
    hits = told["lookalike", "lookalike"]
    alike, said = (sum(told[key] for key in told if key[at] == "lookalike") for at in (0, 1))
    assert told.total() >= 250
    assert hits / alike >= 0.95
    assert hits / said >= 0.90
    assert told["lookalike", "ours"] == told["unrelated", "ours"] == 0
