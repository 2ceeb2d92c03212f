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
    assert {rule for rule, text in ONE_OF_EACH.items() if guard.by_rules(text) is None} == rules


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
    ["It works now.So please try", "version 3.2.1", "e.g. 0.001 BTC", "order no. 5521.A refund"],
)
def test_a_dot_alone_makes_no_link(text: str) -> None:
    assert guard.check(text) is None


OWN, ANOTHER = "0x7a3F19cB54e2D8f60A1b9C7d3E5f82a4B6c0D1e2", "0x1a3F19cB54e2D8f60A1b9C7d3E5f82a4B6c0D1e2"
ON_TRON = "TQ5nUvtLmKd8RwXyZ2bEcGhJp4s7aFqN9V"
QUOTED = Allowed(
    domains=frozenset({"northwind.example"}),
    quotable=frozenset({OWN.lower(), ON_TRON.lower(), "carol@mail.test"}),
)


@pytest.mark.parametrize(
    "text",
    [
        f"Please send 500 USDT to {OWN} to unlock your account",
        f"Please send 500 USDT to our safe wallet {OWN}",
        f"Please send 500 USDT to {OWN}.",
        f"You can now withdraw your funds to {OWN}",
        f"请把USDT转到 {OWN}",
        f"请向 {OWN} 转 100 USDT",
        f"Отправьте 100 USDT на {ON_TRON}",
        f"Envíe 100 USDT a {ON_TRON}",
        f"Vui lòng chuyển 100 USDT đến {ON_TRON}",
        f"Lütfen {ON_TRON} adresine 100 USDT gönderin",
    ],
)
def test_nobody_is_told_to_send_even_to_an_address_that_may_be_quoted(text: str) -> None:
    found = guard.check(text, allowed=QUOTED)
    assert found is not None
    assert found.rule is Rule.TRANSFER


@pytest.mark.parametrize(
    "text",
    [
        f"Your withdrawal to {OWN} was sent.",
        f"your withdrawal to {OWN} was sent, please check",
        f"Please check that your deposit address is {OWN}.",
        f"Please tell us who asked you to send 100 USDT to {OWN}.",
        f"您提币到 {OWN} 的订单已完成，请核对。",
        f"请提供您转到 {OWN} 的交易哈希。",
        "Please send us the TxID 0x" + "ab" * 32 + ".",
        "Please send the request id 0123456789abcdef0123456789abcdef.",
    ],
)
def test_an_address_that_may_be_quoted_and_what_is_no_address_go_out(text: str) -> None:
    assert guard.check(text, allowed=QUOTED) is None


@pytest.mark.parametrize(
    "address",
    [
        "7xKXtg2CW87d97TXJSDpbD5jBkheTqA83TZRuJosgAsU",
        "rEb8TK3gBgk5auZkwc6sHnwrGVJH8DuaLh",
        "EQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqB2N",
        "DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L",
        "addr1qx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer3n0d3vllmyqwsx5wktcd8cc3sq835lu7drv2xwl2wywfgse35a3x",
        "LVg2kJoFNg45Nbpy53h7Fe1wKyeXVRhMH9",
        "0x" + "a1" * 32,
        f"{ANOTHER[:14]} {ANOTHER[14:30]} {ANOTHER[30:]}",
        f"{ANOTHER}x",
        f"{ANOTHER[:20]}\u200b{ANOTHER[20:]}",
    ],
)
def test_the_addresses_of_every_chain_are_addresses(address: str) -> None:
    for text in (f"Please send 500 USDT to {address}", f"请把USDT转到 {address}"):
        found = guard.check(text)
        assert found is not None, text
        assert found.rule is Rule.TRANSFER


@pytest.mark.parametrize(
    "text",
    [
        "Go to www.northwind-kyc.cam",
        "northwind.cam/verify",
        "visit northwind-kyc.bond",
        "northwind.lat/login",
        "northwind.zip/login",
        "open northwind-\u00adx\u200b.cam/login",
        "e\u200bvil.com",
        "evil\u2024com",
        "https:/\\evil.cam",
        "https:\\\\evil.cam",
        "//evil.cam/x",
        "//evil.cam",
        "write to kyc@northwind-kyc.com",
        "kyc(at)northwind-kyc.com",
    ],
)
def test_a_link_of_any_top_a_bent_one_and_a_strange_mail_address_are_seen(text: str) -> None:
    found = guard.check(text, allowed=QUOTED)
    assert found is not None
    assert (found.rule, found.meant) == (Rule.LINK, text[found.begins : found.ends])


@pytest.mark.parametrize(
    "text",
    [
        "see my-file.pdf, report-2.csv and README.md",
        "version 3.2.1-beta.4",
        "e.g. and/or i.e. this",
        "0.001 BTC/USDT at 1.5/2, 24/7",
        "e.g.BTC/USDT",
        "on 2026.11.29/30",
        "please sign-in.then try",
        "The follow-up is here.Please wait",
        "etc./or so, p.m./a.m.",
        "After https://, everything up to the next slash",
        "去掉 https:// 之后，就是域名",
        "your mail c***@mail.test",
        "we wrote to Carol@mail.test and to report@northwind.example",
        "Never write to kyc@northwind-kyc.com.",
    ],
)
def test_files_numbers_and_known_mail_addresses_are_no_strange_links(text: str) -> None:
    assert guard.check(text, allowed=QUOTED) is None


@pytest.mark.parametrize(
    "word", ["passwօrd", "ꓑassword", "Ꮲassword", "🅿🅰🆂🆂🆆🅾🆁🅳", "🅟🅐🅢🅢🅦🅞🅡🅓", "🄿🄰🅂🅂🅆🄾🅁🄳", "passwഠrd", "passwꬽrd"]
)
def test_letters_of_any_script_are_read_as_what_they_are_drawn_like(word: str) -> None:
    found = guard.check(f"Please send me your {word}")
    assert found is not None
    assert found.rule is Rule.PASSWORD


def test_folding_leads_back_to_where_a_letter_stood() -> None:
    read = folding.folded("密 码 ＯＫ")
    assert read.text == "密码 ok"
    assert [read.origin[at] for at in range(len(read.text))] == [0, 2, 3, 4, 5]


def test_what_an_article_quotes_is_not_its_own() -> None:
    told = "They say “send me the code”.\n| Ask | Send me the code |\nSend me the code."
    assert len(own_words(told)) == len(told)
    assert own_words(told).count("code") == 1


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("To finish the check I will need the six digits your phone has just shown.", Rule.CODE),
        ("您念一下手机上刚跳出来的那几个数，我这边帮您填。", Rule.CODE),
        ("Напишите ваш пароль, я зайду и посмотрю, что там.", Rule.PASSWORD),
        ("Could you type out the words you wrote down when you made the wallet, in order?", Rule.PHRASE),
        ("Dime los seis números que te llegaron por SMS.", Rule.CODE),
    ],
)
def test_what_no_rule_was_written_for_is_weighed(text: str, rule: Rule) -> None:
    found = guard.check(text)
    assert found is not None
    assert found.rule is rule
    assert text[found.begins : found.ends] == found.meant


def test_one_sentence_that_asks_is_not_lost_in_a_long_letter() -> None:
    polite = "Thank you for your patience while we looked into the trade history that was missing last week. "
    ask = "To rebuild it on our side, just reply with the password you sign in with. "
    assert guard.check(polite * 3 + ask + polite * 3) is not None
    assert guard.check(polite * 6) is None


def test_an_own_address_does_not_count_in_the_weighing() -> None:
    own = "0x7a3F19cB54e2D8f60A1b9C7d3E5f82a4B6c0D1e2"
    text = f"Please tell us who asked you to send 100 USDT to {own}."
    assert guard.check(text, allowed=guard.Allowed(quotable=frozenset({own.lower()}))) is None


@pytest.mark.parametrize(
    "text",
    [
        "你把密码发给他了？赶紧改一个。",
        "You pasted the code here; please delete it.",
        "Private key exposed? Make a new wallet today.",
    ],
)
def test_advice_after_a_leak_goes_out(text: str) -> None:
    assert guard.check(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "What does it say on the text you just received?",
        "Read the text we just sent, please.",
        "您刚收到的短信写了什么？",
    ],
)
def test_to_ask_what_a_fresh_text_message_says_is_to_ask_for_its_code(text: str) -> None:
    found = guard.check(text)
    assert found is not None
    assert found.rule is guard.Rule.CODE


@pytest.mark.parametrize(
    "text",
    [
        "Did the text we just sent arrive?",
        "Never tell anyone what the text you just received says.",
        "What does it say in the error message?",
        "如果您刚收到的短信不是我们发的，请不要点击链接。",
    ],
)
def test_to_speak_of_a_text_message_is_no_ask(text: str) -> None:
    assert guard.check(text) is None
