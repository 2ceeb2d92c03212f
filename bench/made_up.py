"""Messages as customers of an exchange write them, in Chinese and English, put together from parts by a fixed seed."""

import random
from itertools import product

_COINS = ["USDT", "BTC", "ETH", "USDC", "SOL", "TRX"]
_ENGLISH_WHAT = [
    "My {coin} withdrawal", "The {coin} deposit I made", "My transfer of {coin}", "The {coin} order I placed",
]  # fmt: skip
_ENGLISH_PROBLEM = [
    "has not arrived after {n} hours, can you look?", "shows as pending since this morning.",
    "was sent to the wrong network. What can I do?", "is missing its memo; how do I add it?",
    "was charged a fee of {n} {coin}. Why so much?", "says it needs {n} confirmations. How long is that?",
    "cannot be found under my account history.", "was cancelled and I do not know why.",
]  # fmt: skip
_CHINESE_WHAT = ["我的{coin}提币", "我充值的{coin}", "刚才转出的{coin}", "我下的{coin}订单"]
_CHINESE_PROBLEM = [
    "过了{n}个小时还没到账，能帮我看看吗？", "从早上开始一直显示处理中。", "转错了网络，该怎么办？",
    "忘了填备注，怎么补？", "扣了{n}个{coin}的手续费，为什么这么多？", "需要{n}次确认，大概要多久？",
    "在账户记录里找不到。", "被取消了，不知道什么原因。",
]  # fmt: skip


def messages(n: int, *, seed: int = 7) -> list[str]:
    """`n` messages, half of them Chinese; the same ones for the same seed."""
    dice = random.Random(seed)
    english = [f"{what} {problem}" for what, problem in product(_ENGLISH_WHAT, _ENGLISH_PROBLEM)]
    chinese = [f"{what}{problem}" for what, problem in product(_CHINESE_WHAT, _CHINESE_PROBLEM)]
    patterns = [dice.choice(chinese if nth % 2 else english) for nth in range(n)]
    return [pattern.format(coin=dice.choice(_COINS), n=dice.randint(2, 48)) for pattern in patterns]
