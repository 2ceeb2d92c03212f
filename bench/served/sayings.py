"""What people of the made-up city are called and say, in Chinese and English."""

import random
from collections.abc import Mapping
from typing import TypeVar

from bench import made_up

T = TypeVar("T")

FAMILIES = "陈李王张刘杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = ("伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "洋", "艳", "明月", "小燕", "志强", "海涛", "秀英", "国华")
FIRST = ("Ana", "Ben", "Chidi", "Dana", "Eva", "Finn", "Goran", "Hana", "Ivan", "Jun", "Kofi", "Lena", "Minh", "Nora")
LAST = ("Moreau", "Okafor", "García", "Novák", "Lee", "Smith", "Kaya", "Nguyen", "Petrov", "Rossi", "Schulz", "O'Brien")

_SAID = made_up.messages(600, seed=11)
ASKED = (_SAID[0::2], _SAID[1::2])  # by "is Chinese"
ANSWERED = (
    [
        "Thank you for waiting. I can see the transfer; it needs 12 more confirmations.",
        "Could you send me the transaction id, please? You find it in your wallet under History.",
        "Your deposit has been credited. Please reload the page and look at your balance again.",
        "I have passed this on to the team that can look into it. They answer within a day.",
        "We will never ask for your password or your code. Please do not send them to anybody.",
        "The fee is shown before you confirm, and goes to the network, not to us. This page explains it step by step.",
        "Done!",
        "Is there anything else I can help you with today?",
    ],
    [
        "感谢您的耐心等待。我已经看到这笔转账，还需要12次确认。",
        "麻烦您把交易哈希发给我，可以在钱包的历史记录里找到。",
        "您的充值已经到账，请刷新页面后再查看一下余额。",
        "我已经把问题转给相关同事处理，一天之内会给您答复。",
        "我们绝不会向您索要密码或验证码，请不要告诉任何人。",
        "手续费在确认之前就会显示，由网络收取，与我们无关。这个页面有详细的说明。",
        "好了！",
        "请问今天还有什么可以帮您的吗？",
    ],
)
NOTES = (
    "Looks like the third one today with this wallet.",
    "客户语气比较着急，请优先处理。",
    "Checked with the chain explorer: it is there, 4 confirmations missing.",
    "已经和风控确认过，可以放行。",
)


def spread(weights: Mapping[T, int]) -> list[T]:
    """Each as often as it weighs: choosing from a list is the quickest dice there is."""
    return [value for value, weight in weights.items() for _ in range(weight)]


def a_name(dice: random.Random, number: int) -> str:
    if number % 10 == 0:
        return ""  # a visitor who never said
    if number % 2:
        return dice.choice(FAMILIES) + dice.choice(GIVEN)
    return f"{dice.choice(FIRST)} {dice.choice(LAST)}"
