"""Somebody who was robbed is heard in their own words; somebody who asks how not to be is not taken for one."""

import re
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kefu.trust import distress


@pytest.mark.parametrize(
    "said",
    [
        *("I was hacked", "my account got hacked!!", "Help hacked", "someone logged in and withdrew all my BTC"),
        *("this withdrawal was not me", "unauthorized withdrawal 2 hours ago", "My funds were stolen from my wallet"),
        *(
            "我的账号被盗了",
            "账户被黑，币被转走了",
            "这笔提现不是我本人操作的",
            "我的USDT不见了，余额被清空",
            "帳號被盜，救命",
        ),
        *("Me hackearon la cuenta", "han robado mis bitcoins", "fui hackeado", "invadiram minha conta"),
        *(
            "mon compte a été piraté",
            "Mein Konto wurde gehackt",
            "il mio account è stato hackerato",
            "ukradli mi środki",
        ),
        *("Hesabım çalındı", "akun saya dibobol", "tài khoản của tôi bị hack", "na-hack ang account ko"),
        *(
            "меня взломали",
            "у меня украли деньги",
            "계정이 해킹당했어요",
            "アカウントが乗っ取られました",
            "不正出金されました",
        ),
        *(
            "How do I freeze it? I was hacked",
            "What if I lose it all? my wallet was drained",
            "如果不管我就报警，我的币被盗了",
        ),
        *("تم اختراق حسابي", "मेरा अकाउंट हैक हो गया", "บัญชีโดนแฮก", "החשבון שלי נפרץ פרצו לי"),
    ],
)
def test_a_cry_for_help_is_heard(said: str) -> None:
    assert distress.is_hacked(said)


@pytest.mark.parametrize(
    "said",
    [
        *("How do I avoid being hacked?", "What if my account gets hacked?", "My deposit has not arrived", ""),
        *("如何防止账号被盗？", "充值两小时了还没到", "怎么避免被盗", "如果账号被盗怎么办", "提现手续费是多少"),
        *("I forgot my password", "Please change my phone number", "¿Cuánto tarda un retiro?", "我想提走我的币"),
    ],
)
def test_a_question_is_no_cry_for_help(said: str) -> None:
    assert not distress.is_hacked(said)


def test_a_very_long_text_takes_no_time() -> None:
    began = time.perf_counter()
    distress.is_hacked("my account " * 100_000)
    distress.is_hacked("i" * 50_000 + " 被" * 20_000)
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize("pattern", distress.patterns())
def test_whatever_a_pattern_finds_holds_a_stem(pattern: str) -> None:
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.from_regex(re.compile(pattern, re.IGNORECASE), fullmatch=True))
    def found(said: str) -> None:
        read = distress.plain(said)
        assert distress.may_say_so(read) or re.search(pattern, read, re.IGNORECASE) is None

    found()
