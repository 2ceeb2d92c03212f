"""The part of a text that is shown below a hit."""

import time

import pytest

from kefu.search import index

pytestmark = pytest.mark.django_db


def test_what_was_asked_for_is_marked_and_nothing_is_lost() -> None:
    text = "请先打开资产页。然后点击提幣，填写地址，确认。"
    pieces = index.snippet(text, "提币", chars=100)
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.text for piece in pieces if piece.is_hit] == ["提幣"]


def test_words_are_marked_in_other_forms_and_as_synonyms() -> None:
    marked = [
        piece.text for piece in index.snippet("Withdrawals are paused. 提现暂停", "withdraw", chars=100) if piece.is_hit
    ]
    assert marked == ["Withdrawals", "提现"]


def test_the_part_with_most_hits_is_shown_with_marks_of_what_is_left_out() -> None:
    text = "开头。" * 100 + "提币地址填错了" + "结尾。" * 100
    pieces = index.snippet(text, "提币地址", chars=60)
    assert "提币地址" in "".join(piece.text for piece in pieces if piece.is_hit)
    assert pieces[0].text == pieces[-1].text == "…"
    assert len("".join(piece.text for piece in pieces)) <= 62


def test_markup_stays_text() -> None:
    pieces = index.snippet("<b>fee</b> & <script>", "fee script", chars=100)
    assert "".join(piece.text for piece in pieces) == "<b>fee</b> & <script>"


@pytest.mark.parametrize("text", ["", "ﷺ" * 20, "İstanbul fee", "e\u0301" * 30])
def test_texts_whose_folded_form_is_longer_are_cut_nowhere_else(text: str) -> None:
    pieces = index.snippet(text, "fee 提币", chars=200)
    assert "".join(piece.text for piece in pieces) == text


def test_a_long_text_takes_a_moment() -> None:
    began = time.process_time()
    index.snippet("提币abc1 " * 10_000, "提币 abc1 " * 200, chars=160)
    assert time.process_time() - began < 2


@pytest.mark.parametrize("asked", ["memo", "checking the network", "unfindable", "arrive"])
@pytest.mark.parametrize("chars", [40, 61, 97])
def test_no_english_word_is_cut_in_two(asked: str, chars: int) -> None:
    text = (
        "Before transferring anything, checking the network matters. " * 6
        + "Without the destination memo, arriving coins need a person. "
        + "Don't resend meanwhile; everything stays traceable. " * 6
    )
    pieces = index.snippet(text, asked, chars=chars)
    shown = "".join(piece.text for piece in pieces).strip("…")
    assert set(shown.split()) <= set(text.split())
    assert chars / 2 < len(shown) <= chars
    assert shown in text


def test_chinese_is_cut_between_any_two_characters_and_a_word_longer_than_the_part_is_cut() -> None:
    chinese = "".join(piece.text for piece in index.snippet("充值提币网络地址" * 50, "地址", chars=40))
    assert len(chinese.strip("…")) == 40
    code = "".join(piece.text for piece in index.snippet("0x" + "ab" * 100, "fee", chars=40))
    assert code == "0x" + "ab" * 19 + "…"


def _marked(text: str, asked: str) -> list[str]:
    return [piece.text for piece in index.snippet(text, asked, chars=300) if piece.is_hit]


def test_a_synonym_is_marked_where_it_stands_whole_and_not_where_one_of_its_words_does() -> None:
    text = "Go to your account. The deposit is not credited; the list is showing it."
    assert _marked(text, "missing deposit") == ["deposit", "not credited"]
    assert _marked("地址在充值页显示。没到账就找客服。", "没到账") == ["没到账"]


def test_what_was_matched_by_its_sound_is_marked() -> None:
    assert _marked("如何提现到银行", "tixian") == ["提现"]
    assert _marked("如何提现到银行", "withdrawal fee change") == ["提现"], "a synonym"


def test_a_sentence_tells_more_than_a_table() -> None:
    table = "Coin\nFee\nETH\n0.001 ETH\nETH fee\nBase\n0.0002 ETH\n" * 5
    sentence = "What a fee in ETH pays for is the network, and none of it is ours."
    shown = "".join(piece.text for piece in index.snippet(f"{table}{sentence}\n{table}", "eth fee", chars=90))
    assert shown.startswith("…" + sentence)


def test_what_articles_say_again_and_again_is_folded_once() -> None:
    text = "Withdrawals arrive once the network has confirmed them. 提币由链上确认。" * 60
    index.snippet(text, "fee", chars=160)
    began = time.process_time()
    for _ in range(50):
        index.snippet(text, "confirm 提币", chars=160)
    assert time.process_time() - began < 1


def test_a_window_that_runs_on_into_a_table_ends_before_it() -> None:
    text = "The page of the withdrawal says where the coins are, and whom to ask.\n" + "State\nPlace\nTo do\n" * 9
    shown = "".join(piece.text for piece in index.snippet(text, "withdrawal", chars=100))
    assert shown == "The page of the withdrawal says where the coins are, and whom to ask.…"


def test_pairs_of_characters_that_say_little_are_not_marked_alone() -> None:
    assert _marked("很少见，币没有离开。提币完成。", "提币没到账") == ["提币"]
