"""What a macro's text may hold, and what it becomes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kefu.knowledge import rules
from kefu.knowledge.rules import Variable

CAROL = {Variable.CUSTOMER_NAME: "Carol {agent.alias}", Variable.EXCHANGE_NAME: "Northwind"}


def test_variables_are_filled_in_once_and_what_a_value_holds_is_not() -> None:
    filled = rules.fill("{customer.name}, welcome to { exchange.name }", CAROL)
    assert filled.text == "Carol {agent.alias}, welcome to Northwind"
    assert filled.missing == []


def test_what_is_not_known_is_left_out_and_named() -> None:
    filled = rules.fill("UID {customer.uid_masked} {customer.uid_masked}", CAROL)
    assert filled.text == "UID  "
    assert filled.missing == [Variable.CUSTOMER_UID_MASKED]


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("{customer.name} {customer.email}", ["customer.email"]),
        ("{customer.__class__}", ["customer.__class__"]),
        ("{}", [""]),
        ("{{customer.name}}", ["{", "}"]),
        ("one { loose", ["{"]),
        ("{%s}", ["%s"]),
        ("plain", []),
    ],
)
def test_whatever_else_stands_in_braces_is_unknown(text: str, unknown: list[str]) -> None:
    assert rules.unknown_in(text) == unknown


@given(st.text(alphabet="{}.ab\n", max_size=60))
def test_a_text_without_unknowns_never_leaves_a_brace(text: str) -> None:
    if not rules.unknown_in(text):
        assert not {"{", "}"} & set(rules.fill(text, {}).text)


@pytest.mark.parametrize(
    ("wanted", "spoken"), [("zh-hans", "zh-hans"), ("zh-hant", "zh-hans"), ("fr", "en"), ("en-gb", "en")]
)
def test_the_nearest_language_is_spoken(wanted: str, spoken: str) -> None:
    assert rules.nearest_locale(["zh-hans", "en"], wanted, last_resort="en") == spoken
    assert rules.nearest_locale(["zh-hans"], "fr", last_resort="en") == "zh-hans"


@pytest.mark.parametrize("query", ["充值", "到账", "deposit", "DEPOSIT wait", "充值 deposit", ""])
def test_words_are_found_anywhere_two_chinese_characters_too(query: str) -> None:
    assert rules.matches(query, ["Deposit waiting 充值等待", "您的充值尚未到账"])


def test_a_word_that_stands_nowhere_finds_nothing_and_titles_come_first() -> None:
    texts = ["Deposit waiting", "about a withdrawal"]
    assert not rules.matches("deposit memo", texts)
    assert rules.matches("deposit", texts) > rules.matches("withdrawal", texts)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("我是{exchange.name}客服{agent.alias}。", "我是 Northwind 客服 Alice。"),
        ("{customer.name}，您好", "Carol，您好"),
        ("账号{customer.uid_masked}已冻结", "账号 ••••4821 已冻结"),
        ("《{exchange.name}》和{agent.alias}・", "《Northwind》和 Alice・"),
        ("您好 {exchange.name} 客服", "您好 Northwind 客服"),
        ("{exchange.name}{customer.name}", "NorthwindCarol"),
        ("用USDT充值", "用USDT充值"),
    ],
)
def test_a_value_between_chinese_and_latin_gets_its_space_and_what_was_typed_stays(text: str, read: str) -> None:
    values = {
        Variable.EXCHANGE_NAME: "Northwind",
        Variable.AGENT_ALIAS: "Alice",
        Variable.CUSTOMER_NAME: "Carol",
        Variable.CUSTOMER_UID_MASKED: "••••4821",
    }
    assert rules.fill(text, values).text == read
    assert rules.fill("Hello {customer.name}", {Variable.CUSTOMER_NAME: "陈薇"}).text == "Hello 陈薇"
    assert rules.fill("Hello{customer.name}", {Variable.CUSTOMER_NAME: "陈薇"}).text == "Hello 陈薇"
