"""A text as the rules read it: one letter for all that look like it, nothing that hides, no accents. Pure, no Django.

Every character is folded by itself, so a place in the folded text leads back to one in what was written.
"""

import re
import string
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from kefu.search.analyse import SIMPLIFIED
from kefu.trust.letters import DRAWN_LIKE, FILLERS, UNSEEN, without_phrases

_LOOK_ALIKES = dict(
    zip(
        "аеорсухіїјѕһԁԛԝкмтαβεηικνορτυχγıłđøƅɡɩʟᴀʙᴄᴅᴇɢʜɪᴊᴋᴍɴᴏᴘʀᴛᴜᴠᴡʏᴢ",
        "aeopcyxiijshdqwkmtabehikvoptuxyildobgilabcdeghijkmnoprtuvwyz",
        strict=True,
    )
)
_OLD = (
    "碼驗證証請發傳給詞語鑰遠轉幣錢帳賬戶號後這裡裏們個輸麼說寫機單數據導復備載裝開許絕會訴誰騙認將費繳凍結資產網頁鏈"
    "點擊進設檔來時間電腦連協應監訊簡幫隻稅匯額儲壓對話處執長順種麽從當動態聯軟體權錄產驟術員庫導務層務鎖銀額絡級構問題過實際報變選擇環驗碼該論稱號簽記鍵憑雜內屬錯誤盡續維運營確項"
    "買賣佔臨鐘訪聯絡"
)
_SIMPLER = {each: SIMPLIFIED[ord(each)] for each in _OLD}
HIDING = (
    *UNSEEN, *FILLERS,
    *map(chr, [0x61C, 0x180B, 0x180C, 0x180D, 0x2065, *range(0x300, 0x370), *range(0x20D0, 0x20F1), *range(0xE0000, 0xE0080)]),
)  # fmt: skip
_EAST_ASIAN = re.compile("[\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef]")
_LETTERS = frozenset(string.ascii_lowercase)
_FLAGS = {0x1F1E6 + nth: letter for nth, letter in enumerate(string.ascii_lowercase)}
_IN_BOXES = {
    first + nth: letter for first in (0x1F130, 0x1F150, 0x1F170) for nth, letter in enumerate(string.ascii_lowercase)
}
_QUOTES = dict.fromkeys(map(ord, "‘’ʼ`´"), "'") | dict.fromkeys(map(ord, "‐‑‒–—−"), "-")


def _drawn_like() -> dict[int, str]:
    """What is drawn like one letter of ASCII; the characters of East Asia, which write words of their own, stay."""
    found = {}
    for seen, target in DRAWN_LIKE.items():
        meant, read = _plain(target), unicodedata.normalize("NFKD", seen).casefold()
        is_foreign = len(read) == 1 and not read.isascii() and not _EAST_ASIAN.match(read)
        if is_foreign and meant in _LETTERS:
            found[ord(read)] = meant
    return found


def _plain(drawn: str) -> str:
    spread = unicodedata.normalize("NFKD", drawn).casefold()
    return "".join(each for each in spread if not unicodedata.combining(each) and each not in "'`")


_FOLD: dict[int, str | None] = {
    **_drawn_like(),
    **_IN_BOXES,
    **{ord(seen): meant for seen, meant in (_LOOK_ALIKES | _SIMPLER).items()},
    **_FLAGS,
    **_QUOTES,
    **dict.fromkeys(map(ord, HIDING)),
}
_SEPARATES = (
    string.whitespace + string.punctuation.replace("@", "").replace("$", "") + "。、·•・「」『』“”《》…\u3000\xa0"
)
_DIGITS_FOR = dict(zip("0134578@$l|", "oieastbasii", strict=True))
_BARE: dict[int, str | None] = {
    **_FOLD,
    **dict.fromkeys(map(ord, _SEPARATES)),
    **dict.fromkeys(map(ord, _QUOTES.values())),
    **dict.fromkeys(_QUOTES),
    **{ord(seen): meant for seen, meant in _DIGITS_FOR.items()},
}
_BARE_BYTES = bytes(ord(_BARE.get(each) or " ") if each in _BARE and each < 128 else each for each in range(256))
_DROPPED_BYTES = bytes(each for each in range(128) if each in _BARE and _BARE[each] is None)
_MARKS = [mark.encode() for mark in "。、・「」『』《》‘’“”–—…"]  # between Han letters; NFKD makes the others ASCII

_ODD = re.compile("[^\x00-\x7f\u2000-\u206f\u3000-\u9fff\uff00-\uffef]")
# hidden as well; a set of letters is quick only if what lies beyond 0xFFFF is one range
_TAGS = range(0xE0000, 0xE0080)
_LOW_HIDING = "".join(re.escape(each) for each in HIDING if ord(each) not in _TAGS)
_HIDDEN = re.compile(f"[{_LOW_HIDING}{chr(_TAGS[0])}-{chr(_TAGS[-1])}]")

_LETTER = r"[^\W\d_\u2e80-\u9fff\uac00-\ud7a3]"
_BETWEEN = r"[ \t.\-_*·•/|~+^,'\"]"
_SPACED = re.compile(rf"(?<!{_LETTER}){_LETTER}(?:{_BETWEEN}{{1,3}}{_LETTER}(?!{_LETTER})){{2,40}}")
_HAN_SPACED = re.compile(r"[ \t.\-_*·•/|~+^'\"](?<=[\u4e00-\u9fff].)[ \t.\-_*·•/|~+^'\"]{0,2}(?=[\u4e00-\u9fff])")
_SPACES = re.compile(_BETWEEN + "+")
_SHAPE = bytes(97 if chr(each).isalpha() and each < 128 else 32 for each in range(256))
_BEYOND = re.compile("[^\x00-\x7f\u2000-\u206f\u2e80-\u9fff]")


_PIECE_CHARS = 1_000  # marks that are piled up are put in order in quadratic time


@dataclass(frozen=True, slots=True)
class Folded:
    """`origin[n]` is where the letter `n` of `text` stood."""

    text: str
    origin: Sequence[int]


def small(text: str) -> str:
    """The first half of folding: small letters, taken apart."""
    if text.isascii():
        return text.lower()
    plain = without_phrases(text)
    pieces = [plain[at : at + _PIECE_CHARS] for at in range(0, len(plain), _PIECE_CHARS)]
    return "".join([unicodedata.normalize("NFKD", each) for each in pieces]).casefold()


def seen(text: str) -> str:
    """Without what hides in it, and nothing else changed."""
    return text if text.isascii() else _HIDDEN.sub("", text)


def seen_from(text: str) -> Folded:
    """As `seen` gives it, with where each letter stood."""
    if text.isascii() or _HIDDEN.search(text) is None:
        return Folded(text, range(len(text)))
    kept = [(at, each) for at, each in enumerate(text) if _HIDDEN.match(each) is None]
    return Folded("".join(each for _at, each in kept), [at for at, _each in kept])


def bare(text: str) -> str:
    """Of what `small` gave: letters alone, numbers that stand for letters among them."""
    return text.translate(_BARE)


def letters(small: str, raw: bytes) -> bytes:
    """As `bare` gives it, of a text and the same as UTF-8, many times as quickly. Old forms of Han letters stay."""
    if is_odd(small):
        return bare(small).encode("utf-8", "replace")
    found = raw.translate(_BARE_BYTES, _DROPPED_BYTES)
    if not small.isascii():
        for mark in _MARKS:
            found = found.replace(mark, b"")
    return found


def is_odd(small: str) -> bool:
    """Letters beyond ASCII and those of East Asia stand in it, which may look like others."""
    return _ODD.search(small) is not None


def old_forms(word: str) -> set[str]:
    """A word, and as it is written with the letters that were in use before they were made simpler."""
    forms = {word}
    for old, simple in _SIMPLER.items():
        forms |= {form.replace(simple, old) for form in forms if simple in form}
    return forms


def pattern(source: str) -> str:
    """A pattern's own letters folded as a text is."""
    return unicodedata.normalize("NFKD", source).translate(_FOLD)


def folded(text: str) -> Folded:
    """As the rules read it; letters that were set apart stand together again."""
    read = _letter_by_letter(text)
    return _joined(_joined(read, _SPACED) if _may_be_spaced(read.text) else read, _HAN_SPACED)


def _may_be_spaced(text: str) -> bool:
    """A quick look: three letters that each stand alone. Letters of other scripts are left to the pattern."""
    if not text.isascii() and _BEYOND.search(text) is not None:
        return True
    shape = b" " + text.encode("utf-8", "replace").translate(_SHAPE) + b" "
    return b" a a a " in shape.replace(b"  ", b" ").replace(b"  ", b" ")


def _letter_by_letter(text: str) -> Folded:
    whole = small(text)
    if len(whole) == len(text) and (whole.isascii() or _HIDDEN.search(whole) is None):
        return Folded(whole.translate(_FOLD), range(len(text)))  # none grew, none is left out
    pieces = [small(each).translate(_FOLD) for each in text]
    return Folded("".join(pieces), [at for at, piece in enumerate(pieces) for _each in piece])


def _joined(read: Folded, apart: re.Pattern[str]) -> Folded:
    gone: list[tuple[int, int]] = []
    for found in apart.finditer(read.text):
        gone += [each.span() for each in _SPACES.finditer(read.text, *found.span())]
    if not gone:
        return read
    kept: list[str] = []
    origin: list[int] = []
    at = 0
    for begins, ends in [*gone, (len(read.text), len(read.text))]:
        kept.append(read.text[at:begins])
        origin += read.origin[at:begins]
        at = ends
    return Folded("".join(kept), origin)
