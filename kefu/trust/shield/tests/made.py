"""Secrets made up from a seed, as people write them: nobody's, and the same in every run."""

import base64
import hashlib
import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kefu.kit import base58
from kefu.trust.shield import Sort, phrases

LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True, slots=True)
class Made:
    """`text` is what somebody writes; of `canaries` none may stand anywhere afterwards."""

    sort: Sort
    text: str
    canaries: tuple[str, ...]


def secret(made: random.Random) -> Made:
    """One of any kind."""
    return _KINDS[made.choice(sorted(_KINDS))](made)


def one_of_each(made: random.Random) -> Sequence[Made]:
    return [_KINDS[kind](made) for kind in sorted(_KINDS)]


def phrase(made: random.Random, *, words: Sequence[str], size: int) -> list[str]:
    """Words of a list with their checksum."""
    check_bits = size // 3
    entropy = made.randbytes(size // 3 * 4)
    whole = int.from_bytes(entropy, "big") << check_bits | hashlib.sha256(entropy).digest()[0] >> (8 - check_bits)
    return [words[whole >> 11 * (size - 1 - at) & 2047] for at in range(size)]


def solana_pair(made: random.Random) -> bytes:
    seed = made.randbytes(32)
    return seed + Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def word(made: random.Random, *, size: int) -> str:
    return "".join(made.choice(LETTERS) for _ in range(size - 3)) + "aZ7"


def _english(made: random.Random) -> Made:
    words = phrase(made, words=list(phrases.english()), size=made.choice(phrases.SIZES))
    text = made.choice([" ", ", ", "\n"]).join(words)
    return Made(Sort.PHRASE, f"please look: {text}", (text, " ".join(words[:4]), " ".join(words[-4:])))


def _numbered(made: random.Random) -> Made:
    words = phrase(made, words=list(phrases.english()), size=12)
    text = "\n".join(f"{at}. {each.title()}" for at, each in enumerate(words, 1))
    return Made(Sort.PHRASE, text, (text, text[len(text) // 2 :]))


def _chinese(made: random.Random) -> Made:
    text = " ".join(phrase(made, words=list(phrases.simplified()), size=12))
    return Made(Sort.PHRASE, f"助记词：{text}", (text, text[:11]))


def _hex_key(made: random.Random) -> Made:
    key = made.randbytes(32).hex()
    return Made(
        Sort.KEY, made.choice([f"my private key is {key}", f"私钥：0x{key}", f"{key} is my private key"]), (key,)
    )


def _bare_hex(made: random.Random) -> Made:
    key = made.randbytes(32).hex()
    return Made(Sort.MAY_BE_KEY, f"what is this {key}", (key,))


def _wif(made: random.Random) -> Made:
    key = base58.with_checksum(b"\x80" + made.randbytes(32) + made.choice([b"", b"\x01"]))
    return Made(Sort.KEY, f"this one {key} ok?", (key,))


def _extended(made: random.Random) -> Made:
    version = bytes.fromhex("0488ade4")
    key = base58.with_checksum(version + bytes(9) + made.randbytes(32) + b"\x00" + made.randbytes(32))
    return Made(Sort.KEY, f"root {key}", (key,))


def _solana(made: random.Random) -> Made:
    pair = solana_pair(made)
    key = made.choice([base58.encoded(pair), str(list(pair))])
    return Made(Sort.KEY, f"export {key}", (key, key[20:80]))


def _keystore(made: random.Random) -> Made:
    cipher = made.randbytes(32).hex()
    crypto = {"ciphertext": cipher, "cipher": "aes-128-ctr", "kdf": "scrypt", "mac": made.randbytes(32).hex()}
    return Made(Sort.KEY, json.dumps({"version": 3, "crypto": crypto}), (cipher, str(crypto["mac"])))


def _pem(made: random.Random) -> Made:
    lines = base64.b64encode(made.randbytes(96)).decode()
    text = f"-----BEGIN PRIVATE KEY-----\n{lines[:64]}\n{lines[64:]}\n-----END PRIVATE KEY-----"
    return Made(Sort.KEY, text, (lines[:64], lines[64:]))


def _api_secret(made: random.Random) -> Made:
    key = word(made, size=made.choice([32, 40, 64]))
    return Made(Sort.API_SECRET, made.choice([f"api secret: {key}", f"secret key={key}", f"API密钥是{key}"]), (key,))


def _password(made: random.Random) -> Made:
    key = word(made, size=12)
    said = [
        "my password is {}",
        "密码：{}",
        "我的密码是{}",
        "мой пароль {}",
        "mật khẩu: {}",
        "şifrem: {}",
        "mi contraseña es {}",
    ]
    return Made(Sort.PASSWORD, made.choice(said).format(key), (key,))


def _code(made: random.Random) -> Made:
    key = str(made.randrange(10_000_000, 99_999_999))
    said = [
        "verification code {}",
        "验证码 {}",
        "谷歌验证码是{}",
        "код из смс {}",
        "mã OTP {}",
        "onay kodu {}",
        "código de verificación {}",
    ]
    return Made(Sort.CODE, made.choice(said).format(key), (key,))


def _card(made: random.Random) -> Made:
    body = "4" + "".join(made.choice("0123456789") for _ in range(14))
    digits = next(body + last for last in "0123456789" if _luhn(body + last))
    return Made(Sort.CARD, made.choice([f"card {digits}", f"我的信用卡号 {digits}"]), (digits,))


def _chinese_id(made: random.Random) -> Made:
    body = (
        f"440305{made.randrange(1950, 2005)}{made.randrange(10, 13)}{made.randrange(10, 29)}{made.randrange(100, 1000)}"
    )
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    last = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]
    return Made(Sort.PAPER, f"身份证号 {body}{last}", (body,))


def _luhn(digits: str) -> bool:
    doubled = [int(each) * (1 + at % 2) for at, each in enumerate(reversed(digits))]
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0


_KINDS: Mapping[str, Callable[[random.Random], Made]] = {
    made.__name__: made
    for made in (
        _english, _numbered, _chinese, _hex_key, _bare_hex, _wif, _extended, _solana, _keystore, _pem, _api_secret,
        _password, _code, _card, _chinese_id,
    )
}  # fmt: skip
