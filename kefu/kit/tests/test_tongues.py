"""The language of a text by its letters."""

import pytest

from kefu.kit.tongues import guessed


@pytest.mark.parametrize(
    ("text", "tongue"),
    [
        ("你好，我的 USDT 充值 TxID 0x7d1f03c2a9be 没有到账", "zh"),
        ("こんにちは、入金が反映されません", "ja"),
        ("안녕하세요 입금이 안 됩니다", "ko"),
        ("Здравствуйте, где мой депозит?", "ru"),
        ("مرحبا أين إيداعي", "ar"),
        ("Hello, my name is 陈 and my deposit is missing since yesterday evening", "en"),
        ("Hello", "en"),
        ("", "zh-hans"),
        ("12345 !!", "zh-hans"),
    ],
)
def test_a_text_is_in_the_language_of_its_letters(text: str, tongue: str) -> None:
    assert guessed(text, otherwise="zh-hans") == tongue


def test_latin_letters_are_those_of_the_mailbox() -> None:
    assert guessed("Hola, ¿dónde está mi depósito?", otherwise="es") == "es"
