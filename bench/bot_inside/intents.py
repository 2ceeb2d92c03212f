"""What the classifier makes of labelled questions: trained by the encoder's process, asked as `matcher` asks it."""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.bot_inside import running
from bench.bot_inside.rows import OUT, Said, a_part
from kefu.search import meaning, vectors
from kefu.search.encoder import Vectors
from kefu.search.encoder_packaged import parts_of
from kefu.search.head import Head, weighed
from kefu.search.held import FULL
from kefu.search.matching import fusion
from kefu.search.matching.calibrate import Share
from kefu.search.matching.fusion import Heard, Signals

AT_ONCE = 32
TRAIN_S = 300.0
PATIENCE_S = 600.0
TUNING_SHARE = 0.2  # of what is given to train on, to find the threshold
LEAST_TITLE_CHARS = 4
REFUSED = 0.01  # of questions in scope: what `accuracy` and `oos_recall` are told at, together


@dataclass(frozen=True, slots=True)
class Answer:
    label: str | None
    guess: str
    nearness: float

    def is_right(self, least: float) -> bool:
        return self.label == self.guess and self.nearness >= least


class Encoded:
    """Texts' vectors, each made once, and kept in a folder where one is given."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._known: dict[str, bytes] = {}

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """int8[n, d]"""
        lacking = [text for text in dict.fromkeys(texts) if text not in self._known and not self._read(text)]
        asked, _ = running.started()
        for start in range(0, len(lacking), AT_ONCE):
            some = lacking[start : start + AT_ONCE]
            told, blob = asked.ask({"do": "encode", "texts": some, "is_question": True}, wait_s=PATIENCE_S)
            size = told["size"]
            for at, text in enumerate(some):
                self._keep(text, blob[at * size : (at + 1) * size])
        return np.frombuffer(b"".join(self._known[text] for text in texts), dtype=np.int8).reshape(len(texts), -1)

    def _read(self, text: str) -> bool:
        file = self._file(text)
        if file is None or not file.exists():
            return False
        self._known[text] = file.read_bytes()
        return True

    def _keep(self, text: str, numbers: bytes) -> None:
        self._known[text] = numbers
        file = self._file(text)
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(numbers)

    def _file(self, text: str) -> Path | None:
        if self._folder is None:
            return None
        name = hashlib.sha256(text.encode()).hexdigest()
        return self._folder / running.chosen_encoder().name / name[:2] / name


@dataclass(frozen=True, slots=True)
class Learned:
    """A classifier with its examples."""

    head: Head
    names: list[str]
    rows: Vectors
    keys: Vectors

    @classmethod
    def of(cls, rows: Sequence[Said], encoded: Encoded) -> "Learned":
        names = sorted({row.label for row in rows if row.label})
        kept = [*(row for row in rows if row.label), *(Said(words, name) for name in names if (words := _title(name)))]
        keys = [names.index(row.label or "") for row in kept]
        numbers = encoded([row.text for row in kept])
        chosen = running.chosen_encoder()  # its second process trains, as in the product
        learned = Head.unpacked(vectors.trained(chosen, keys, [numbers.tobytes()], seconds=TRAIN_S))
        rows = weighed(numbers.astype(np.float32) / FULL, parts(), learned.usual)
        return cls(learned, names, rows, np.array(keys))

    def answers(self, rows: Sequence[Said], encoded: Encoded) -> list[Answer]:
        encodings = encoded([row.text for row in rows]).astype(np.float32) / FULL
        return [self._answer(row, vector) for row, vector in zip(rows, encodings, strict=True)]

    def _answer(self, row: Said, vector: Vectors) -> Answer:
        signals: dict[int, Signals] = {}
        for key, logit, share, vote in self.head.classes(vector, parts()):
            signals[key] = Signals(share=share, logit=logit, vote=vote)
        near = self.rows @ weighed(vector[None, :], parts(), self.head.usual)[0]  # as `compared`, all rows made ready
        for place in np.argsort(-near)[: meaning.NEAREST].tolist():
            signals.setdefault(int(self.keys[place]), Signals()).likes_said.append(float(near[place]))
        found = fusion.matched(Heard(signals, {}, has_meaning=True, is_complete=True), limit=1)
        return Answer(row.label, self.names[found.candidates[0].key], found.nearness)


def figures(train: Sequence[Said], test: Sequence[Said], encoded: Encoded, *, rejection: float) -> dict[str, Share]:
    """`accuracy` of what is in scope, refused questions counted as wrong where the test has some that are out of scope."""
    learned = Learned.of(train, encoded)
    found = learned.answers(test, encoded)
    inside, outside = [each for each in found if each.label], [each for each in found if not each.label]
    if not outside:
        return {"accuracy": _share(inside, lambda each: each.is_right(-1.0))}
    tuning, rest = a_part([row for row in train if row.label], TUNING_SHARE, by=lambda row: row.label or OUT)
    tuned = [each.nearness for each in Learned.of(rest, encoded).answers(tuning, encoded)]
    least, stricter = float(np.quantile(tuned, REFUSED)), float(np.quantile(tuned, rejection))
    exact = float(np.quantile([each.nearness for each in inside], rejection))
    return {
        "accuracy": _share(inside, lambda each: each.is_right(least)),
        "accuracy_unrefused": _share(inside, lambda each: each.is_right(-1.0)),
        "oos_recall": _share(outside, lambda each: each.nearness < least),
        "oos_recall_calibrated_rejection": _share(outside, lambda each: each.nearness < stricter),
        "oos_recall_at_rejection": _share(outside, lambda each: each.nearness < exact),
    }


def _title(label: str) -> str:
    """A label's own words are an example, as an answer's title is; a number or a code is none."""
    words = re.sub(r"[\W_]+", " ", label).strip()
    return words if len(words) >= LEAST_TITLE_CHARS and not any(char.isdigit() for char in words) else ""


def parts() -> "Vectors":
    return parts_of(running.chosen_encoder().name)


def _share(rows: Sequence[Answer], is_so: Callable[[Answer], bool]) -> Share:
    return Share(sum(map(is_so, rows)), len(rows))
