"""A stranger's bytes as letters, in the charset they say or, where that is plainly wrong, in the one they are in. Pure, linear.

Only charsets on a list are asked: among Python's codecs are some that run programs of escapes, warn, or take time by the square.
UTF-7 is refused: it hides signs from whoever looks for them before it is decoded.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

SAMPLE_CHARS = 2_000
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_SEVEN_BITS = frozenset({"iso2022_jp_ext", "iso2022_kr", "hz", "utf-16", "utf-16-le", "utf-16-be"})
_ESCAPES = re.compile(rb"\x1b\$[@B(]|\x1b\([JI]")
_HZ = re.compile(rb"~\{(?:[!-w][!-~]){1,500}~\}")
_REFUSED = frozenset({"utf7", "unicode11utf7", "xunicode20utf7", "csunicode11utf7"})
_ALIASES = {
    # a mail that says ASCII and holds more holds UTF-8
    "utf-8": "utf8 unicode11utf8 utf8mb4 cp65001 ascii usascii ansix341968",
    "utf-16": "utf16 unicode",
    "utf-16-le": "utf16le",
    "utf-16-be": "utf16be",
    "gb18030": "gb18030 gbk gb2312 gb231280 xgbk cp936 ms936 windows936 euccn eucgb2312cn csgb2312 chinese",
    "hz": "hz hzgb2312 hzgb",
    "big5hkscs": "big5 xbig5 big5hkscs big5tw csbig5 cnbig5",
    "cp950": "cp950 ms950 windows950",
    "iso2022_jp_ext": "iso2022jp iso2022jp1 iso2022jp2 iso2022jpms cp50220 cp50221 csiso2022jp",
    "iso2022_kr": "iso2022kr",
    "cp932": "shiftjis sjis xsjis cp932 windows31j mskanji",
    "euc_jp": "eucjp xeucjp",
    "cp949": "euckr ksc56011987 ksc5601 cp949 uhc windows949 korean",
    "cp1252": "iso88591 latin1 l1 cp1252 windows1252 xansi",
    "cp874": "tis620 windows874 iso885911",
    "koi8_r": "koi8r",
    "koi8_u": "koi8u",
    "cp437": "cp437 ibm437",
    "cp850": "cp850 ibm850",
    "cp866": "cp866 ibm866",
    "mac_roman": "macintosh macroman xmacroman",
    **{
        f"iso8859_{n}": f"iso8859{n} iso8859{n}e iso8859{n}i latin{n}"
        for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)
    },
    "iso8859_9": "iso88599 latin5",
    **{f"cp125{n}": f"cp125{n} windows125{n}" for n in (0, 1, 3, 4, 5, 6, 7, 8)},
}
_CODECS = {alias: codec for codec, aliases in _ALIASES.items() for alias in aliases.split()}
_ONE_BYTE = re.compile(r"cp125\d|iso8859_\d+|mac_roman|cp437|cp850")
_CHINESE = ("gb18030", "big5hkscs")
_PAIRS = re.compile(rb"(?:[\xa1-\xfe][\xa1-\xfe])+")
_HIGH = re.compile(rb"[\x80-\xff]+")


@dataclass(frozen=True, slots=True)
class Letters:
    """`is_lost`: some of it could not be read, or what it says it is in is refused or unknown and was not needed to be right."""

    text: str
    is_lost: bool = False


def decoded(raw: bytes, said: str) -> Letters:
    """Never raises, whatever the bytes and whatever they say of themselves."""
    name = re.sub(r"[^a-z0-9]", "", said[:60].lower())
    is_refused = name in _REFUSED
    codec = _codec(raw, name)
    if codec is None and raw.isascii():
        return Letters(raw.decode("ascii"), is_refused)
    for each in _in_turn(raw, codec):
        text = _strictly(raw, each)
        if text is not None:
            return Letters(text, is_refused)
    return Letters(raw.decode(_nearest(raw, codec), "replace"), is_lost=True)


def _codec(raw: bytes, name: str) -> str | None:
    """A mark at the beginning says more than a name; escapes say it where no name does."""
    marked = next((codec for mark, codec in _MARKS if raw.startswith(mark)), None)
    if marked is not None:
        return marked
    said = _CODECS.get(name)
    if said in _SEVEN_BITS or not raw.isascii():
        return said
    if _ESCAPES.search(raw):
        return "iso2022_jp_ext"
    return "hz" if said != "utf-8" and _HZ.search(raw) else None


def _in_turn(raw: bytes, codec: str | None) -> Iterator[str]:
    """The charsets to try, likeliest first."""
    if codec is None or codec in _CHINESE or _ONE_BYTE.fullmatch(codec):
        rival = _rival(raw, codec)
        if rival is not None:
            yield rival
    if codec is not None:
        yield codec
        if codec == "big5hkscs":
            yield "cp950"
    yield "utf-8"
    yield from sorted(
        (each for each in _CHINESE if _reads_well(raw, each) > 0.7), key=lambda each: -_reads_well(raw, each)
    )
    if codec is None:
        yield "cp1252"


def _rival(raw: bytes, codec: str | None) -> str | None:
    """What it is really in, where what it says reads as nonsense and something else as words."""
    if codec is None or _ONE_BYTE.fullmatch(codec):
        if _strictly(raw, "utf-8") is not None:
            return "utf-8"
        highs = _HIGH.findall(raw[:SAMPLE_CHARS])
        paired = sum(len(each) for each in highs if _PAIRS.fullmatch(each))
        all_of = sum(map(len, highs))
        return (
            "gb18030" if codec and all_of >= 8 and paired > 0.9 * all_of and _reads_well(raw, "gb18030") > 0.8 else None
        )
    as_said, as_utf8 = _reads_well(raw, codec), _reads_well(raw, "utf-8")
    return "utf-8" if as_utf8 > as_said else None


def _reads_well(raw: bytes, codec: str) -> float:
    """The share of common Chinese letters and signs among those beyond ASCII, of its beginning; 0 where it cannot be read."""
    text = _strictly(raw, codec)
    if text is None:
        return 0.0
    beyond = [each for each in text[: SAMPLE_CHARS * 4] if not each.isascii()][:SAMPLE_CHARS]
    common = _common()
    return sum(each in common for each in beyond) / len(beyond) if beyond else 0.0


@cache
def _common() -> frozenset[str]:
    """The first planes of GB 2312 and Big5, made for daily use, and the signs that go with them."""
    simple = b"".join(bytes((lead, trail)) for lead in range(0xB0, 0xD7) for trail in range(0xA1, 0xFF))
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    full = b"".join(bytes((lead, trail)) for lead in range(0xA4, 0xC6) for trail in trails)
    signs = "".join(
        map(chr, (*range(0x3000, 0x3040), *range(0xFF00, 0xFF61), 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2026))
    )
    return frozenset(simple.decode("gb2312") + full.decode("big5", "ignore") + signs)


def _strictly(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec).removeprefix("\ufeff")
    except UnicodeError:
        return None


def _nearest(raw: bytes, codec: str | None) -> str:
    """Where none reads all of it: what it says unless UTF-8 breaks less often."""
    tried = [each for each in (codec, "utf-8", "gb18030") if each is not None]
    return min(tried, key=lambda each: raw[:100_000].decode(each, "replace").count("\ufffd"))
