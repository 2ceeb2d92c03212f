"""The rules by themselves: each is needed, places are those of the text, and what is allowed is asked for only where needed."""

import pytest

from kefu.trust import guard
from kefu.trust.guard import Allowed, Rule, asks, folding, links, remote, transfers
from kefu.trust.guard.articles import own_words

ONE_OF_EACH = {
    Rule.PASSWORD: "请把您的登录密码发给我。",
    Rule.CODE: "Please send me the SMS code.",
    Rule.PHRASE: "Please send me your seed phrase.",
    Rule.KEY: "麻烦提供您的私钥。",
    Rule.REMOTE: "Please install AnyDesk.",
    Rule.TRANSFER: "请将您的USDT转到安全地址。",
    Rule.LINK: "Please open https://northwind-login.test",
}


@pytest.mark.parametrize("rule", Rule)
def test_each_rule_refuses_by_its_name(rule: Rule) -> None:
    found = guard.check(ONE_OF_EACH[rule])
    assert found is not None
    assert found.rule is rule
    assert ONE_OF_EACH[rule][found.begins : found.ends] == found.meant


@pytest.mark.parametrize(
    ("room", "rules"),
    [
        (asks, {Rule.PASSWORD, Rule.CODE, Rule.PHRASE, Rule.KEY}),
        (remote, {Rule.REMOTE}),
        (transfers, {Rule.TRANSFER}),
        (links, {Rule.LINK}),
    ],
)
def test_with_its_rules_switched_off_an_ask_goes_through(
    room: object, rules: set[Rule], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "found", lambda *_args, **_more: None)
    assert {rule for rule, text in ONE_OF_EACH.items() if guard.check(text) is None} == rules


def test_places_are_those_of_what_was_written() -> None:
    text = "Ｈｉ! Send me the p\u200ba\u200bs\u200bs\u200bword."
    found = guard.check(text)
    assert found is not None
    assert found.meant == "p\u200ba\u200bs\u200bs\u200bword"


def test_what_is_allowed_is_asked_for_only_where_a_text_needs_it() -> None:
    def never() -> Allowed:
        raise AssertionError

    assert guard.check("Hello, how can I help?", allowed=never) is None
    assert guard.check("We never ask for your password.", allowed=never) is None
    with pytest.raises(AssertionError):
        guard.check("See https://northwind.example", allowed=never)


def test_a_host_below_ours_is_ours_and_one_that_begins_like_it_is_not() -> None:
    allowed = Allowed(domains=frozenset({"northwind.example"}))
    assert guard.check("https://help.northwind.example/x", allowed=allowed) is None
    for link in ("https://northwind.example.evil.test", "https://evilnorthwind.example", "http://192.0.2.1/x"):
        assert guard.check(link, allowed=allowed) is not None, link


@pytest.mark.parametrize(
    "text",
    ["It works now.So please try", "version 3.2.1", "e.g. 0.001 BTC", "a@b.example wrote", "order no. 5521.A refund"],
)
def test_a_dot_alone_makes_no_link(text: str) -> None:
    assert guard.check(text) is None


def test_folding_leads_back_to_where_a_letter_stood() -> None:
    read = folding.folded("密 码 ＯＫ")
    assert read.text == "密码 ok"
    assert [read.origin[at] for at in range(len(read.text))] == [0, 2, 3, 4, 5]


def test_what_an_article_quotes_is_not_its_own() -> None:
    told = "They say “send me the code”.\n| Ask | Send me the code |\nSend me the code."
    assert len(own_words(told)) == len(told)
    assert own_words(told).count("code") == 1
