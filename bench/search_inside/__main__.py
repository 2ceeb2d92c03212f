"""Everything `bin/bench search` measures. The last line is one line of JSON."""

import argparse
import json
from pathlib import Path

from django.core.management import call_command

from bench import search_sets
from bench.search_inside import quality, speed
from bench.search_sets import JudgedSet
from kefu.search import meaning


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--docs", type=Path)
    parser.add_argument("--queries", type=Path)
    parser.add_argument("--library", type=Path)
    parser.add_argument("--judged", type=Path)
    parser.add_argument("--articles", type=int)
    parser.add_argument("--encoder", action="store_true")
    parser.add_argument("--misses", action="store_true")
    asked = parser.parse_args()
    call_command("migrate", "search", verbosity=0)
    if asked.encoder and meaning.choice() is None:
        print("The encoder is not installed: by words alone. (requirements/encoder.txt)")
        asked.encoder = False
    judged = (
        search_sets.of_files(asked.docs, asked.queries) if asked.docs else search_sets.own(asked.library, asked.judged)
    )
    told = told_of(judged, with_encoder=asked.encoder, misses=asked.misses)
    if asked.articles:
        told |= speed.figures(asked.articles, with_encoder=asked.encoder)
    print(json.dumps(told, ensure_ascii=False))


def told_of(judged: JudgedSet, *, with_encoder: bool, misses: bool) -> dict[str, float | str]:
    ids = quality.fill(judged)
    if with_encoder:
        print(f"{quality.embed(judged.name):.1f} texts a second embedded")
    print(
        f"{judged.name}: {len(judged.texts)} texts, {len(judged.tune)} questions to tune on, {len(judged.test)} to test"
    )
    for is_on in (False, True) if with_encoder else (False,):
        word = "with the encoder" if is_on else "lexical"
        tune = quality.asked(judged, judged.tune, ids, with_encoder=is_on)
        print(f"tune, {word}: {quality.figures(tune)}\n  top 3 by kind: {quality.by_kind(tune)}")
        if misses and is_on == with_encoder:
            for each in tune:
                if not 0 < each.rank <= 3:
                    print(
                        f"  {each.question.kind} {each.question.question!r}: wanted {each.question.relevant}, got {each.ids[:4]}"
                    )
        test = quality.asked(judged, judged.test, ids, with_encoder=is_on)
        print(f"test, {word}: {quality.figures(test)}\n  top 3 by kind: {quality.by_kind(test)}")
    return {"set": judged.name, "encoder": int(with_encoder), **quality.figures(test)}


if __name__ == "__main__":
    main()
