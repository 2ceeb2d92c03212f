"""Everything `bin/bench bot` measures. The last line is one line of JSON."""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path

from django.core.management import call_command

from bench import search_sets
from bench.bot_inside import faq, rows, running
from bench.bot_inside.faq import Matching
from bench.bot_inside.rows import Asked, Said
from bench.search_sets import SEED, Text
from kefu.search import meaning
from kefu.search.matching.calibrate import Goal, Share

SPLITS, SPLIT = 5, 0.8
A_CLASS = 50  # of CLINC150


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("train", "test", "faq", "queries", "data", "remember", "judged", "library"):
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument("--out-of-scope-rejection", type=float)
    parser.add_argument("--out-of-scope", type=float)
    parser.add_argument("--no-encoder", action="store_true")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--with-library", action="store_true")
    asked = parser.parse_args()
    call_command("migrate", "search", verbosity=0)
    with_encoder = not asked.no_encoder and meaning.choice() is not None
    if not with_encoder:
        print("By words alone: labelled sets need the encoder (requirements/encoder.txt).")
    sockets = running.watched()
    told: dict[str, float] = {"encoder": int(with_encoder)}
    if with_encoder:
        process, ready_s = running.started()
        told["ready_s"] = round(ready_s, 2)
    if not asked.train:
        told |= _exchange(asked, with_encoder=with_encoder)
    if not asked.faq and with_encoder:
        told |= _labelled(asked)
    if with_encoder:
        told |= {"rss_mb": running.peak_mb(process.pid), "sockets": len(sockets.read_text().splitlines())}
    running.stopped()
    print(json.dumps(told))


def _labelled(asked: argparse.Namespace) -> dict[str, float]:
    intents = import_module("bench.bot_inside.intents")  # it needs numpy, which comes with the encoder
    encoded = intents.Encoded(asked.remember)

    def measured(name: str, train: Sequence[Said], test: Sequence[Said]) -> dict[str, Share]:
        print(f"{name}: {len(train)} to train on, {len(test)} to test")
        return _told(intents.figures(train, test, encoded, rejection=asked.out_of_scope_rejection))

    if asked.train:
        return _values(measured(asked.test.stem, rows.intents(asked.train), rows.intents(asked.test)))
    banking, clinc = asked.data / "banking77", asked.data / "clinc150"
    everything = rows.intents(banking / "train.jsonl")
    splits = [rows.a_part(everything, SPLIT, by=lambda row: row.label or "", seed=SEED + at) for at in range(SPLITS)]
    full = _sum(measured(f"Banking77, split {at}", *split) for at, split in enumerate(splits, 1))
    _told({"Banking77, mean of the splits": full["accuracy"]})
    few = rows.intents(banking / "train_10shot.jsonl")
    others = [row for row in everything if row not in set(few)]
    ten = measured("Banking77, ten a class", few, others)
    scoped = measured(
        "CLINC150, fifty a class",
        rows.some_of_each(rows.intents(clinc / "train.jsonl"), A_CLASS),
        [*rows.intents(clinc / "val.jsonl"), *rows.intents(clinc / "oos_val.jsonl")],
    )
    return {
        **_values(full),
        "accuracy_10shot": _percent(ten["accuracy"]),
        "accuracy_clinc150": _percent(scoped["accuracy"]),
        **{name: _percent(share) for name, share in scoped.items() if name != "accuracy"},
    }


def _exchange(asked: argparse.Namespace, *, with_encoder: bool) -> dict[str, float]:
    found: list[list[Matching]] = []
    for name, texts, questions in _sets(asked):
        print(f"{name}: {len(texts)} texts, {len(questions)} questions")
        found.append(faq.matchings(name, texts, questions, with_encoder=with_encoder))
        _told(faq.quality(found[-1]))
        if asked.misses:
            _tell_misses(found[-1])
    goal = Goal(out_of_scope=asked.out_of_scope)
    together = [each for part in found for each in part]
    print("All of them; thresholds by five-fold cross-validation, each set by itself:")
    shares = _told({**faq.quality(together), **_sum(faq.trust(part, goal) for part in found)})
    told = _values(shares)
    if not asked.faq:
        told["oos_recall_exchange"] = told.pop("oos_recall")
    costs = faq.cost(together)
    print(f"  processor time a question, both processes, of {len(together)}: {costs}")
    return told | costs


def _sets(asked: argparse.Namespace) -> list[tuple[str, list[Text], list[Asked]]]:
    if asked.faq:
        return [("faq", rows.answers(asked.faq), rows.questions(asked.queries))]
    authored = asked.data / "exchange_faq_authored"
    own = rows.questions(asked.judged / "exchange" / "questions.jsonl")
    dev = rows.questions(authored / "dev_queries.jsonl")
    sets = [("exchange", rows.answers(authored / "faq.jsonl"), [*dev, *own])]
    if asked.with_library:
        library = search_sets.own(asked.library, asked.judged)
        sets.append(("library", library.texts, rows.of_library([*library.tune, *library.test])))
    return sets


def _tell_misses(found: Sequence[Matching]) -> None:
    for each in found:
        if each.asked.gold and each.rank != 1:
            print(f"  {each.asked.lang} {each.asked.text!r}: wanted {each.asked.gold}, got {each.ids[:3]}")


def _told(shares: dict[str, Share]) -> dict[str, Share]:
    for name, share in shares.items():
        low, high = share.interval
        print(f"  {name}: {_percent(share)} % (N = {share.of:.0f}, 95 % from {100 * low:.1f} to {100 * high:.1f})")
    return shares


def _sum(parts: Iterable[Mapping[str, Share]]) -> dict[str, Share]:
    """Together: every question counts the same."""
    found: dict[str, list[Share]] = defaultdict(list)
    for part in parts:
        for name, share in part.items():
            found[name].append(share)
    return {name: Share(sum(s.count for s in each), sum(s.of for s in each)) for name, each in found.items()}


def _values(shares: Mapping[str, Share]) -> dict[str, float]:
    return {name: _percent(share) for name, share in shares.items()}


def _percent(share: Share) -> float:
    return round(100 * share.value, 2)


if __name__ == "__main__":
    main()
