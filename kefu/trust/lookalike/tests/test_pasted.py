"""A whole chat pasted in: what can be looked up is found, and the worst of it comes first."""

import time

import pytest

from kefu.trust.lookalike.kinds import Entry, Outcome, Sort
from kefu.trust.lookalike.pasted import candidates, judged
from kefu.trust.lookalike.prepared import prepare

KNOWN = prepare(
    [
        Entry(Sort.DOMAIN, "northwind.example", name="Northwind"),
        Entry(Sort.HANDLE, "northwind_help", network="telegram"),
        Entry(Sort.PHONE, "+442079460018"),
    ]
)
CHAT = """Northwind Support
您好，您的账户有风险。请加微信northwind_cs88处理，或登录https://northwlnd.example/verify。
Call +44 20 7946 0081 or write to Help Desk <help@northwind-team.test>!
"""


def test_a_pasted_chat_is_taken_apart() -> None:
    assert "https://northwlnd.example/verify" in candidates(CHAT)
    found = {each.asked: each.outcome for each in judged(CHAT, KNOWN)}
    assert found["https://northwlnd.example/verify"] is Outcome.LOOKALIKE
    assert found["+44 20 7946 0081"] is Outcome.LOOKALIKE
    assert found["Northwind Support"] is Outcome.LOOKALIKE
    assert Outcome.OURS not in found.values()


def test_the_worst_comes_first() -> None:
    told = "Is https://northwind.example the same as https://northwind.example.evil.test ?"
    assert [each.outcome for each in judged(told, KNOWN)] == [Outcome.LOOKALIKE, Outcome.OURS]


def test_an_account_that_is_written_in_several_ways_is_told_once() -> None:
    told = (
        "@kind_helper is me: https://t.me/kind_helper\nwrite to @Kind_Helper or call 0044 20 7946 0999, +442079460999"
    )
    assert [each.asked for each in judged(told, KNOWN)] == ["@kind_helper", "0044 20 7946 0999"]


def test_what_differs_in_its_verdict_is_told_each_time() -> None:
    told = "Is it https://northwlnd.example/a or https://northwind.example@northwlnd.example/b ?"
    assert [each.name for each in judged(told, KNOWN)] == ["northwlnd.example", "northwlnd.example"]


def test_one_line_is_one_thing() -> None:
    (only,) = judged("telegram: @northwind_help", KNOWN)
    assert only.outcome is Outcome.OURS


def test_of_a_line_with_a_false_link_the_link_is_told_and_what_differs_in_it() -> None:
    known = prepare([Entry(Sort.DOMAIN, "northwind.example"), Entry(Sort.APP, "example.northwind.wallet")])
    (only,) = judged("https://northwlnd.example/login 您的账户已冻结", known)
    assert only.entry is not None
    assert only.entry.value == "northwind.example"
    assert len(only.changes) == 1


@pytest.mark.parametrize(
    "unit", ["a", "@", "+1 ", "微信:", "x.", "://", "<a@", "1-", "wechat:", "北风", "\u200b", "é", ".a@b "]
)
def test_SEC_I04_no_pattern_is_slow_on_fifty_thousand_characters(unit: str) -> None:
    text = (unit * 50_000)[:50_000]
    began = time.process_time()
    judged(text, KNOWN)
    assert time.process_time() - began < 0.3
