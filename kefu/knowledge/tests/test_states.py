"""What may become of a revision, and what a diff of two says."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kefu.knowledge import diff, states
from kefu.knowledge.diff import Mark, Piece
from kefu.knowledge.kinds import State
from kefu.knowledge.states import Step


def test_a_draft_goes_out_only_by_way_of_a_review() -> None:
    assert states.after(State.DRAFT, Step.PUBLISH) is None
    assert states.after(State.DRAFT, Step.SCHEDULE) is None
    assert states.before(Step.PUBLISH) == [State.IN_REVIEW, State.SCHEDULED]
    assert states.after(State.IN_REVIEW, Step.SEND_BACK) is State.DRAFT


@pytest.mark.parametrize("state", [State.SUPERSEDED, State.WITHDRAWN])
@pytest.mark.parametrize("step", list(Step))
def test_what_is_over_stays_over(state: State, step: Step) -> None:
    assert states.after(state, step) is None


def test_nobody_reviews_what_they_wrote_a_word_of() -> None:
    assert states.is_own_work(3, [1, 3])
    assert not states.is_own_work(2, [1, 3])


def test_a_changed_line_says_which_words_changed() -> None:
    found = diff.lines("a\n等待 2 个确认后到账\nz", "a\n等待 3 个确认后到账\nz")
    assert [line.mark for line in found] == [Mark.SAME, Mark.CHANGED, Mark.SAME]
    assert Piece("2", Mark.REMOVED) in found[1].pieces
    assert Piece("3", Mark.ADDED) in found[1].pieces
    assert (found[1].old_number, found[1].new_number) == (2, 2)


def test_lines_with_nothing_in_common_are_removed_and_added() -> None:
    assert [line.mark for line in diff.lines("first words", "完全不同")] == [Mark.REMOVED, Mark.ADDED]
    found = diff.lines("same\n" * 20 + "end", "same\n" * 20 + "more")
    assert diff.folded(found)[0] is None
    assert len(diff.folded(found)) == 6


TEXT = st.text(alphabet="ab 等\n", max_size=60)


@given(TEXT, TEXT)
def test_a_diff_holds_all_of_both_texts(old: str, new: str) -> None:
    found = diff.lines(old, new)
    for side, without in ((old, Mark.ADDED), (new, Mark.REMOVED)):
        lines = ["".join(piece.text for piece in line.pieces if piece.mark is not without)
                 for line in found if line.mark is not without]  # fmt: skip
        assert "\n".join(lines) == side


@pytest.mark.parametrize(
    ("old", "new"),
    [("a\n" * 1_500, "b\n" * 1_500), ("等" * 4_000, "待" * 4_000), ("\n".join(map(str, range(1_500))), "x\n" * 1_500)],
)
def test_no_pair_of_texts_takes_long(old: str, new: str) -> None:
    began = time.perf_counter()
    diff.lines(old, new)
    assert time.perf_counter() - began < 2


FEW_SIGNS = {
    "words": ("\n".join(["中文" * 290] * 5), "\n".join(["文中字" * 190] * 5)),
    "one line": ("文中字" * 10_000, "中文" * 15_000),
    "lines": ("\n".join(["x", "y"] * 750), "\n".join(["y", "y", "x"] * 500)),
    "spaces": ("\n".join(["a b " * 140] * 50), "\n".join(["b a " * 140] * 50)),
}


@pytest.mark.parametrize("case", FEW_SIGNS)
def test_texts_of_few_signs_cost_no_more_than_others(case: str) -> None:
    """Each sign stands in hundreds of places: the worst there is to compare. Aim 0.3 s."""
    old, new = FEW_SIGNS[case]
    began = time.process_time()
    found = diff.lines(old, new)
    assert time.process_time() - began < 1.5
    assert {line.mark for line in found} - {Mark.SAME}


def test_a_word_changed_in_a_long_text_is_the_only_one_marked() -> None:
    paragraph = "提现到账的时间取决于网络的拥堵程度" * 40
    old = "\n".join(f"{number} {paragraph}" for number in range(40))
    found = diff.lines(old, old.replace("7 提现到账", "7 充值到账", 1))
    assert [line.new_number for line in found if line.mark is not Mark.SAME] == [8]
    assert [piece.text for piece in found[7].pieces if piece.mark is not Mark.SAME] == ["提现", "充值"]
