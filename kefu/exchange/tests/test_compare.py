"""Two addresses beside each other: where they differ, and the trick that makes them look alike."""

from kefu.exchange.compare import grouped_difference

OURS = "0x52908400098527886E0F7030069857D2E4169EE7"


def test_the_same_address_is_the_same_whatever_spaces_copying_added() -> None:
    found = grouped_difference(OURS, f" {OURS[:20]}\n{OURS[20:]} ")
    assert found.is_same
    assert not found.different
    assert not found.is_poisoned


def test_one_letter_off_is_told_by_its_group() -> None:
    found = grouped_difference("ABCDEFGHJK", "ABCDEFGXJK")
    assert [(each.number, each.first, each.second) for each in found.different] == [(2, "EFGH", "EFGX")]
    assert not found.is_same


def test_beginning_and_end_alike_and_the_middle_not_is_a_warning() -> None:
    found = grouped_difference(OURS, f"{OURS[:8]}{'1' * 28}{OURS[-6:]}")
    assert found.is_poisoned
    assert not grouped_difference(OURS, f"0x{'1' * 34}{OURS[-6:]}").is_poisoned
    assert not grouped_difference(OURS, f"{OURS[:8]}{'1' * 34}").is_poisoned


def test_what_every_address_begins_with_is_no_likeness() -> None:
    assert not grouped_difference("0x1111aaaabbbb2222", "0x9999ccccdddd2222").is_poisoned


def test_small_and_large_letters_are_told_apart_and_called_by_name() -> None:
    found = grouped_difference("TAbcdefghijk", "TABcdefghijk")
    assert (found.is_same, found.is_case_only) == (False, True)


def test_a_shorter_address_lacks_its_end_and_length_is_bounded() -> None:
    found = grouped_difference("ABCDE", "ABCD")
    assert [(each.first, each.second) for each in found.different] == [("E", "")]
    assert len(grouped_difference("A" * 10_000, "").groups) == 32
