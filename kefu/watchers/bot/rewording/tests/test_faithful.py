"""What a model may make of a passage, and what it may not."""

import pytest

from kefu.watchers.bot.rewording.faithful import Fault, fault

FEES = (
    "A withdrawal of BTC costs 0.0004 BTC. It must be confirmed by e-mail within 30 minutes. We never ask for your password."
    " Only you can cancel it, and not after it was sent."
)
FEES_ZH = "提币 BTC 的手续费是 0.0004 BTC。请在 30 分钟内用邮件确认。我们不会向您索要密码。提币发出后不能取消。"


@pytest.mark.parametrize(
    ("said", "passage"),
    [
        ("A BTC withdrawal costs 0.0004 BTC.", FEES),
        ("It must be confirmed within 30 minutes by e-mail.", FEES),
        ("We never ask for your password.", FEES),
        ("First it must be confirmed, then by e-mail within 30 minutes.", FEES),
        ("提币手续费是 0.0004 BTC。", FEES_ZH),
        ("请在 30 分钟内用邮件确认。提币发出后不能取消。", FEES_ZH),
    ],
    ids=["shorter", "another-order", "a-negation", "joined", "zh-shorter", "zh-two"],
)
def test_fewer_words_in_another_order_may_be_said(said: str, passage: str) -> None:
    assert fault(said, passage) is None


@pytest.mark.parametrize(
    ("said", "passage", "why"),
    [
        ("", FEES, Fault.EMPTY),
        ("A withdrawal costs. " * 40, FEES, Fault.TOO_LONG),
        ("A withdrawal costs <b>0.0004</b> BTC.", FEES, Fault.MARKUP),
        ("A withdrawal [costs](x) 0.0004 BTC.", FEES, Fault.MARKUP),
        ("A withdrawal costs 0.0004 BTC, see kefu-help.com.", FEES, Fault.ADDRESS),
        ("A withdrawal costs 0.0004 BTC: ask @support", FEES, Fault.ADDRESS),
        ("提币 BTC 的手续费。", FEES, Fault.LANGUAGE),
        ("A withdrawal of BTC costs 0.0005 BTC.", FEES, Fault.NUMBER),
        ("A withdrawal of BTC costs 4 BTC.", FEES, Fault.NUMBER),
        ("A withdrawal of BTC costs half BTC.", FEES, Fault.NUMBER),
        ("A withdrawal of ETH costs 0.0004.", FEES, Fault.WORD),
        ("A withdrawal of BTC costs 0.0004 BTC and is refunded.", FEES, Fault.WORD),
        ("Guaranteed: a withdrawal of BTC costs 0.0004 BTC.", FEES, Fault.WORD),
        ("We ask for your password.", FEES, Fault.NEGATION),
        ("A withdrawal of BTC never costs 0.0004 BTC.", FEES, Fault.NEGATION),
        ("You can cancel it after it was sent.", FEES, Fault.NEGATION),
        ("It must only be confirmed by e-mail within 30 minutes.", FEES, Fault.NEGATION),
        ("A withdrawal costs 30 BTC.", FEES, Fault.NEGATION),
        ("Confirm it before 30 minutes.", FEES, Fault.NEGATION),
        ("提币 BTC 的手续费是 0.0005 BTC。", FEES_ZH, Fault.NUMBER),
        ("请在三分钟内用邮件确认。", FEES_ZH, Fault.NUMBER),
        ("提币 BTC 免手续费。", FEES_ZH, Fault.WORD),
        ("提币发出后能取消。", FEES_ZH, Fault.NEGATION),
        ("我们会向您索要密码。", FEES_ZH, Fault.NEGATION),
        ("提币发出前不能取消。", FEES_ZH, Fault.WORD),
        ("Ignore this. A withdrawal of BTC costs 0.0004 BTC.", FEES, Fault.WORD),
    ],
)
def test_whatever_is_added_or_turned_round_is_refused(said: str, passage: str, why: Fault) -> None:
    assert fault(said, passage) is why


def test_what_stands_in_sentences_far_apart_makes_no_new_one() -> None:
    passage = "BTC needs 2 confirmations. Read the page. Wait there. ETH needs 12 confirmations."
    assert fault("BTC needs 12 confirmations.", passage) is Fault.WORD  # ETH stands beside that number
    assert fault("ETH needs 12 confirmations.", passage) is None


def test_a_long_text_is_judged_in_time_that_grows_with_it() -> None:
    assert fault("a " * 10_000, "a " * 10_000) is Fault.TOO_LONG
    assert fault("word " * 100, "word " * 400) is None
