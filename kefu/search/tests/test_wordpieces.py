"""The pieces MiniLM reads, as its own tokenizer makes them: the numbers are of the published vocabulary."""

import pytest

from kefu.search import wordpieces


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("hello world", [7592, 2088]),
        ("Héllo, WORLD!", [7592, 1010, 2088, 999]),
        ("unaffable", [14477, 20961, 3468]),
        ("", []),
        ("x" * 61, [wordpieces.UNKNOWN]),
    ],
    ids=["words", "accents and signs", "pieces of a word", "nothing", "too long"],
)
def test_words_become_the_longest_known_pieces(text: str, pieces: list[int]) -> None:
    assert wordpieces.ids(text, most=20) == [wordpieces.BEGIN, *pieces, wordpieces.END]


def test_a_text_is_cut_with_its_end_marked() -> None:
    assert wordpieces.ids("hello " * 100, most=5) == [wordpieces.BEGIN, 7592, 7592, 7592, wordpieces.END]
