import pytest

from kefu.watchers.bot.rewording.masking import MOST_CHARS, masked


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("why is 0.5 BTC not here", "why is 0.5 BTC not here"),
        ("my mail is lin.mei@example.com ok", "my mail is [e-mail] ok"),
        ("看 https://example.com/a?b=1 这个", "看 [link] 这个"),
        ("ask @thief_support now", "ask [handle] now"),
        ("我的 UID 84210077 提币", "我的 UID [number] 提币"),
        ("电话 +86 138 0013 8000", "电话 [number]"),
        ("code 482913", "code [removed: code]"),
        ("sent to 0x52908400098527886E0F7030069857D2E4169EE7 by error", "sent to [code] by error"),
        ("tx 4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b", "tx [code]"),
        ("订单ORD-2024-0012没成交", "订单[code]没成交"),
        ("qwertyuiopasdfghjklzxcvbnmqw is it", "[code] is it"),
    ],
    ids=["amount", "e-mail", "link", "handle", "uid", "phone", "otp", "address", "txid", "order", "letters"],
)
def test_what_points_to_somebody_stays_here(question: str, left: str) -> None:
    assert masked(question) == left


def test_a_question_has_an_end() -> None:
    assert len(masked("为什么 " * 5_000)) <= MOST_CHARS
