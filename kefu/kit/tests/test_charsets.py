"""Letters as they are really sent: named wrongly, cut in the middle, or in a charset that nobody should read."""

import pytest

from kefu.kit import charsets, mailwords

ZH, TW, JA = "您好，提现还没到账，请尽快处理。", "您好，提現還沒到帳，請盡快處理。", "お客様、ありがとうございます。"


@pytest.mark.parametrize(
    ("text", "real", "said"),
    [
        ("您好您好", "utf-8", "gbk"),
        ("收到，谢谢", "utf-8", "gb2312"),
        *[
            (ZH, "gb18030", "gb2312"),
            (ZH, "gbk", "GBK"),
            (ZH, "gb18030", ""),
            (ZH, "utf-8", "gb2312"),
            (ZH, "utf-8", "big5"),
        ],
        *[
            (ZH, "gbk", "utf-8"),
            (ZH, "gbk", "iso-8859-1"),
            (ZH, "utf-8", "iso-8859-1"),
            (ZH, "gbk", "us-ascii"),
            (ZH, "utf-8", "x-none"),
        ],
        *[(TW, "big5", "big5"), (TW, "big5", ""), (TW, "utf-8", "big5"), (TW, "big5", "utf-8"), (TW, "gb18030", "gbk")],
        *[
            (JA, "iso2022_jp", "iso-2022-jp"),
            (JA, "iso2022_jp", ""),
            (JA, "iso2022_jp", "utf-8"),
            (JA, "cp932", "Shift_JIS"),
        ],
        *[
            (JA, "euc_jp", "EUC-JP"),
            (ZH, "hz", "hz-gb-2312"),
            (ZH, "hz", ""),
            (ZH, "utf-16", "utf-16"),
            (ZH, "utf-8-sig", "gbk"),
        ],
        *[
            ("déjà vu, naïve", "cp1252", "iso-8859-1"),
            ("déjà vu, naïve", "cp1252", ""),
            ("déjà vu, naïve", "utf-8", "iso-8859-1"),
        ],
        *[
            ("Привет, как дела", "koi8_r", "koi8-r"),
            ("안녕하세요", "cp949", "ks_c_5601-1987"),
            ("㐀丨镕堃喆", "gb18030", "gb2312"),
        ],
        *[("plain", "ascii", "utf-16"), ("~{not hz}~", "ascii", "us-ascii")],
    ],
)
def test_letters_are_read_whatever_they_are_called(text: str, real: str, said: str) -> None:
    assert charsets.decoded(text.encode(real), said).text == text


@pytest.mark.parametrize("charset", ["gb2312", "utf-8", "big5", ""])
def test_a_letter_cut_in_two_costs_one_letter(charset: str) -> None:
    raw = (ZH * 3).encode(charset or "utf-8", "ignore")[:-1]
    told = charsets.decoded(raw, charset)
    assert told.is_lost
    assert told.text[:20] == (ZH * 3).encode(charset or "utf-8", "ignore").decode(charset or "utf-8")[:20]


@pytest.mark.parametrize("charset", ["utf-7", "UTF7", "unicode-1-1-utf-7", "x-unicode-2-0-utf-7"])
def test_utf_7_is_not_read_as_what_it_hides(charset: str) -> None:
    told = charsets.decoded(b"+ADw-script+AD4-", charset)
    assert told == charsets.Letters("+ADw-script+AD4-", is_lost=True)


@pytest.mark.parametrize(
    "charset",
    ["unicode_escape", "raw_unicode_escape", "punycode", "idna", "zlib", "rot13", "undefined", "mbcs", "\x00", "é"],
)
def test_codecs_that_are_no_charsets_are_not_asked(charset: str) -> None:
    assert charsets.decoded(rb"\x41\d ZHVtbXk= xn--a", charset).text == r"\x41\d ZHVtbXk= xn--a"


def test_a_letter_cut_between_two_words_of_a_field_is_whole() -> None:
    raw = ZH.encode()
    first, second = ("".join(f"={each:02X}" for each in piece) for piece in (raw[:10], raw[10:]))
    written = f"=?utf-8?Q?{first}?=\r\n =?UTF-8?Q?{second}?="
    assert mailwords.words(written) == ZH
    assert mailwords.words("=?utf-8?Q?a?= =?gbk?Q?=C4=E3?= =?x?B?AAAAA?= b") == "a你=?x?B?AAAAA?= b"
