"""python -m bench.shield_harmless [HALF]: what customers write that holds no secret, as rows for `kefu shield --file`.

Sentences of `judged/trust/shield_harmless.txt`, each filled some times by a fixed seed with numbers as an exchange has them.
A sentence belongs to one half by a hash of its words alone, whatever fills it: no turn of
phrase stands in both. A section may name its half.
"""

import hashlib
import json
import math
import random
import re
import string
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from bench.errors import run

FILE = Path(__file__).parent / "judged" / "trust" / "shield_harmless.txt"
FILLED_TIMES, SEED = 16, "harmless-1"
_PLACE = re.compile(r"\{([a-z0-9_]+)\}")
_B58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_CAPITALS = string.ascii_uppercase + string.digits
_COINS = ("BTC", "ETH", "USDT", "SOL", "XRP", "DOGE", "TON", "ADA", "TRX", "LTC")
_MODELS = ("iPhone 15", "iPhone14", "Pixel 8", "Galaxy S23", "Redmi Note 12", "Mate60", "Windows 11", "MacBook M2")
_NAMES = ("winter", "kitty", "moon", "lambo", "zhang", "lily", "hodl", "ocean", "tiger", "panda")
_HOSTS = ("gmail.com", "qq.com", "163.com", "outlook.com", "proton.me")


def main(words: list[str]) -> int:
    half = words[0] if words else ""
    for row in rows():
        if not half or row["half"] == half:
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    return 0


def rows() -> Iterator[dict[str, str | int]]:
    """As the other sets have them; `sentence` numbers the pattern. What has no place to fill is one row."""
    lang, section = "", ""
    for nth, line in enumerate(FILE.read_text(encoding="utf-8").splitlines()):
        if line.startswith("["):
            lang, _, section = line.strip("[]").partition(" ")
        elif line and not line.startswith("#"):
            dice = random.Random(f"{SEED}:{line}")
            times = FILLED_TIMES if _PLACE.search(line) else 1
            for text in dict.fromkeys(filled(line, dice) for _ in range(times)):
                yield {"text": text, "label": "clean", "lang": lang, "half": section or half_of(line), "sentence": nth}


def half_of(sentence: str) -> str:
    digest = hashlib.sha256(f"{SEED}:{sentence}".encode()).digest()
    return "test" if digest[0] % 2 else "tune"


def filled(sentence: str, dice: random.Random) -> str:
    return _PLACE.sub(lambda place: _MADE[place.group(1)](dice), sentence)


def at_most(hits: int, of: int) -> float:
    """In percent: the upper end of the 95 % interval (Clopper and Pearson's) of a share of which `hits` of `of` were seen."""
    if hits >= of:
        return 100.0
    low, high = hits / of, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if _seen_so_few(hits, of, middle) > 0.025:
            low = middle
        else:
            high = middle
    return round(100 * high, 3)


def _seen_so_few(hits: int, of: int, share: float) -> float:
    """The chance of `hits` or fewer."""
    if share >= 1:
        return 0.0
    return sum(
        math.exp(
            math.lgamma(of + 1)
            - math.lgamma(k + 1)
            - math.lgamma(of - k + 1)
            + k * math.log(share)
            + (of - k) * math.log1p(-share)
        )
        for k in range(hits + 1)
    )


def _digits(n: int, *, first: str = "123456789") -> Callable[[random.Random], str]:
    return lambda dice: dice.choice(first) + "".join(dice.choices(string.digits, k=n - 1))


def _any(of: str, n: int, *, before: str = "") -> Callable[[random.Random], str]:
    return lambda dice: before + "".join(dice.choices(of, k=n))


def _one(of: tuple[str, ...]) -> Callable[[random.Random], str]:
    return lambda dice: dice.choice(of)


def _amount(dice: random.Random) -> str:
    much = dice.choice((dice.uniform(0.001, 3), dice.uniform(3, 900), dice.uniform(900, 90_000)))
    return dice.choice(
        (f"{much:.2f}", f"{much:,.2f}", str(round(much)), f"{much:.4f}", str(round(much, -2)).rstrip(".0") or "100")
    )


def _date(dice: random.Random) -> str:
    year, month, day = dice.randint(2021, 2026), dice.randint(1, 12), dice.randint(1, 28)
    shape = dice.choice(
        ("{0}-{1:02}-{2:02}", "{2:02}/{1:02}/{0}", "{0}/{1}/{2}", "{0}.{1:02}.{2:02}", "{0}{1:02}{2:02}")
    )
    return shape.format(year, month, day)


def _price(dice: random.Random) -> str:
    shapes = (f"{dice.uniform(0.01, 9):.4f}", f"{dice.uniform(9, 99_000):.1f}", str(dice.randint(100, 99_999)))
    return dice.choice(shapes)


def _invite(dice: random.Random) -> str:
    length = dice.randint(6, 10)
    word = "".join(dice.choices(_CAPITALS, k=length))
    return dice.choice((word, word.lower(), dice.choice(_NAMES).upper() + str(dice.randint(10, 999))))


def _phone(dice: random.Random) -> str:
    number = "".join(dice.choices(string.digits, k=7))
    return dice.choice(
        (
            f"+44 7911 {number[:6]}",
            f"+1 (415) {number[:3]}-{number[3:]}",
            f"0{dice.randint(20, 99)} {number}",
            f"+7 916 {number[:3]}-{number[3:5]}-{number[5:]}",
        )
    )


_MADE: Mapping[str, Callable[[random.Random], str]] = {
    "amount": _amount, "date": _date, "invite": _invite, "phone": _phone, "coin": _one(_COINS), "model": _one(_MODELS),
    "uid": lambda dice: _digits(dice.choice((8, 9, 10)))(dice),
    "order": lambda dice: _digits(dice.choice((16, 18, 19)))(dice),
    "tx": _any("0123456789abcdef", 64), "txeth": _any("0123456789abcdef", 64, before="0x"),
    "addr_eth": _any("0123456789abcdef", 40, before="0x"), "addr_tron": _any(_B58, 33, before="T"),
    "addr_btc": _any("023456789acdefghjklmnpqrstuvwxyz", 38, before="bc1q"), "addr_sol": _any(_B58, 44),
    "hex32": _any("0123456789abcdef", 32),
    "block": lambda dice: _digits(dice.choice((6, 8, 9)))(dice),
    "n": lambda dice: str(dice.randint(2, 72)), "num2": _digits(2), "num4": _digits(4), "num6": _digits(6), "num8": _digits(8),
    "memo": lambda dice: _digits(dice.choice((6, 8, 9)))(dice), "tail": _any(string.digits, 4),
    "err": lambda dice: _digits(dice.choice((3, 4, 5, 6)))(dice),
    "price": _price, "pct": lambda dice: f"{dice.uniform(0.1, 40):.1f}%",
    "time": lambda dice: f"{dice.randint(0, 23):02}:{dice.randint(0, 59):02}",
    "year": lambda dice: str(dice.randint(2015, 2026)),
    "daydigits": lambda dice: f"{dice.randint(2022, 2026)}{dice.randint(1, 12):02}{dice.randint(1, 28):02}",
    "phone_cn": lambda dice: "1" + dice.choice("356789") + "".join(dice.choices(string.digits, k=9)), "short": _digits(5),
    "ticket": lambda dice: dice.choice((_digits(6)(dice), _digits(8)(dice), "CS-" + _digits(7)(dice), "#" + _digits(5)(dice))),
    "badge": lambda dice: f"{dice.randint(100, 999)}-{dice.randint(1000, 9999)}",
    "handle": lambda dice: dice.choice(_NAMES) + dice.choice(("", "_", ".")) + str(dice.randint(1, 9999)),
    "mail": lambda dice: f"{dice.choice(_NAMES)}{dice.randint(1, 999)}@{dice.choice(_HOSTS)}",
    "ip": lambda dice: ".".join(str(dice.randint(1, 254)) for _ in range(4)),
    "uuid": lambda dice: str(uuid.UUID(int=dice.getrandbits(128), version=4)),
    "version": lambda dice: f"{dice.randint(1, 130)}.{dice.randint(0, 30)}.{dice.randint(0, 9)}",
    "iban": lambda dice: "DE" + _digits(20)(dice), "swift": lambda dice: _any(string.ascii_uppercase, 6)(dice) + "X" * 3,
    "sortcode": lambda dice: "-".join(_any(string.digits, 2)(dice) for _ in range(3)), "zip": _digits(5),
    "flight": lambda dice: _any(string.ascii_uppercase, 2)(dice) + _digits(4)(dice),
    "vat": lambda dice: "GB" + _digits(9)(dice), "lei": _any(_CAPITALS, 20),
}  # fmt: skip


if __name__ == "__main__":
    run(main)
