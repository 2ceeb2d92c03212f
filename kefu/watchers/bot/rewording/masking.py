"""What of a question may leave the house: its words, and nothing that points to anybody. Pure."""

import re

from kefu.trust import shield

MOST_CHARS = 400

_E_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_LINK = re.compile(r"(?:https?://|www\.)\S{1,500}", re.IGNORECASE)
_HANDLE = re.compile(r"(?<!\w)@\w{3,32}")
_CODE = re.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z0-9_-]{0,127}\d)[A-Za-z0-9][A-Za-z0-9_-]{9,127}(?![A-Za-z0-9])")
_DIGITS = re.compile(r"(?<![\d.,])\+?\d(?:[ ()-]{0,2}\d){3,18}(?![\d.,]*\d)")
_LETTERS_ALONE = re.compile(r"(?<![A-Za-z])[A-Za-z]{25,}(?![A-Za-z])")  # keys and addresses without a digit


def masked(question: str) -> str:
    """Without mail addresses, links, handles, ids, addresses, hashes, and numbers of four digits and more.

    Amounts with a decimal point stay: the answer may hang on them. Secrets were cut before, and are cut once more.
    """
    text = shield.cut(question[: MOST_CHARS * 2]).text
    text = _E_MAIL.sub("[e-mail]", text)
    text = _LINK.sub("[link]", text)
    text = _HANDLE.sub("[handle]", text)
    text = _CODE.sub("[code]", text)
    text = _LETTERS_ALONE.sub("[code]", text)
    text = _DIGITS.sub("[number]", text)
    return " ".join(text.split())[:MOST_CHARS]
