"""Chinese typed by its sound, as it is written: "ti xian" is 提现. By the glossary's words, then by what the shelf says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kefu.search import analyse, glossary, phrases, sounds

LEAST, MOST = 2, 8  # syllables of one word
LEAST_WRITTEN = 0.5  # of a row's syllables: with less it was not Chinese


@dataclass(frozen=True, slots=True)
class Row:
    """Words in a row that are all syllables, and where they stand. `written`: in Chinese, as far as that is known."""

    start: int
    end: int
    words: Sequence[str]
    written: str = ""

    @property
    def letters(self) -> str:
        return "".join(self.words)[: sounds.MOST_LETTERS]

    @property
    def is_all_written(self) -> bool:
        return bool(self.written) and not any(map(str.isascii, self.written))


def rows(folded: str) -> list[Row]:
    found: list[Row] = []
    words: list[str] = []
    start = end = 0
    for run in analyse.runs(folded):
        word = run.group()
        if len(word) <= sounds.MOST_LETTERS and sounds.split(word):
            start = start if words else run.start()
            words, end = [*words, word], run.end()
        elif words:
            found.append(Row(start, end, words))
            words = []
    return [*found, *([Row(start, end, words)] if words else [])]


def written(asked: Sequence[Row], *, shelf: str, scopes: Sequence[str]) -> list[Row]:
    """With the Chinese for those that are known well enough."""
    spelt = [sounds.split(row.letters) for row in asked]
    stretches = {stretch for syllables in spelt for stretch in _stretches(syllables)}
    if not stretches:
        return list(asked)
    known = phrases.sounding(sorted(stretches), shelf=shelf, scopes=scopes) | glossary.sounding(stretches)
    return [
        Row(row.start, row.end, row.words, _chinese(syllables, known))
        for row, syllables in zip(asked, spelt, strict=True)
    ]


def _stretches(syllables: Sequence[str]) -> list[str]:
    return [
        "".join(syllables[start:end])
        for start in range(len(syllables))
        for end in range(start + LEAST, min(len(syllables), start + MOST) + 1)
    ]


def _chinese(syllables: Sequence[str], known: Mapping[str, str]) -> str:
    """The longest first; what is no word stays as it was typed."""
    parts: list[str] = []
    at = met = 0
    while at < len(syllables):
        for end in range(min(len(syllables), at + MOST), at + LEAST - 1, -1):
            word = known.get("".join(syllables[at:end]))
            if word:
                parts.append(word)
                met += end - at
                at = end
                break
        else:
            parts.append(f" {syllables[at]} ")
            at += 1
    return " ".join("".join(parts).split()) if met >= LEAST_WRITTEN * len(syllables) and met else ""
