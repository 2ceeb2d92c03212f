"""What of a reader's search may be kept: the question, without what leads to a person or opens an account.

Whoever searches pastes what is at hand: an address, a code, once in a while a seed phrase. Articles are written about
questions, so nothing is lost by leaving those out, whatever `trust.shield` finds besides.
"""

import re

OUT = "…"
_MAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,253}")
_CODE = re.compile(r"[A-Za-z0-9_\-]{20,}|(?<![A-Za-z0-9])0x[0-9A-Fa-f]{6,}")
_DIGITS = re.compile(r"\+?\d(?:[ \-.]?\d){4,}")
_WORD = re.compile(r"[A-Za-z]{3,8}")
_OF_SENTENCES = re.compile(  # no word of any seed phrase is among them
    r"a|after|an|and|are|as|at|be|been|but|by|cannot|could|did|do|does|for|from|get|had|has|how|i|if|in|is|it|its|me|my"
    r"|no|not|of|on|or|our|so|than|the|their|them|to|was|we|were|which|who|why|with|would|your"
)
PHRASE_WORDS = 12  # the shortest seed phrase


def words(said: str) -> str:
    """Empty where nothing of it may be kept."""
    if _is_phrase(said):
        return ""
    left = _DIGITS.sub(OUT, _CODE.sub(OUT, _MAIL.sub(OUT, said)))
    return " ".join(left.split()) if any(char.isalnum() for char in left) else ""


def _is_phrase(said: str) -> bool:
    """Twelve short words in a row and none of those that every sentence has."""
    run = 0
    for word in said.split():
        run = run + 1 if _WORD.fullmatch(word.strip(".,;")) and not _OF_SENTENCES.fullmatch(word.lower()) else 0
        if run >= PHRASE_WORDS:
            return True
    return _is_in_single_characters(said)


def _is_in_single_characters(said: str) -> bool:
    """A Chinese phrase is written with a space between its characters."""
    alone = [len(part) == 1 and not part.isascii() for part in said.split()]
    return sum(alone) >= PHRASE_WORDS
