"""Whether a text asks somebody to send money: to an address of ours, for safety, as a fee. Pure."""

import re
from collections.abc import Collection, Iterator

from kefu.trust.guard import cues
from kefu.trust.guard.asks import Found, Sentence, Span, first_after, last_before, sentences
from kefu.trust.guard.kinds import Rule
from kefu.trust.guard.words import compiled

_ADDRESS = (
    r"(?<![a-z0-9])(?:0x[0-9a-f]{40}|t[1-9a-z]{33}|(?:bc1|tb1|ltc1)[0-9a-z]{20,70}|[13][1-9a-z]{25,34})(?![a-z0-9])"
)
ADDRESS = re.compile(_ADDRESS)

MOVES = compiled("transfers", "moves")
PLACES = compiled("transfers", "places")
FEES = compiled("transfers", "fees")
TO_US = compiled("transfers", "to_us")
HARMLESS = compiled("transfers", "harmless")
WANTED = compiled("transfers", "wanted")


def found(text: str, *, quotable: Collection[str]) -> Found | None:
    for sentence in sentences(text):
        if sentence.has(WANTED) and not sentence.has(cues.WARNS) and not _is_quoted(sentence, quotable):
            for target, whole in _wanted(sentence):
                if _is_asked(sentence, whole):
                    return Rule.TRANSFER, *target
    return None


def _wanted(sentence: Sentence) -> Iterator[tuple[Span, Span]]:
    """What money is asked to, a place, a fee or an address; and the stretch with the move to it."""
    text = sentence.text
    for hit in TO_US.finditer(text, sentence.begins, sentence.ends):
        yield hit.span(), hit.span()
    moves = [hit.span() for hit in MOVES.finditer(text, sentence.begins, sentence.ends)]
    if not moves:
        return
    for target, reach in ((PLACES, 80), (FEES, 60), (ADDRESS, 60)):
        for hit in target.finditer(text, sentence.begins, sentence.ends):
            before = last_before(moves, hit.start(), near=reach)
            after = first_after(moves, hit.end(), near=40)
            for move in (before, after):
                if move is not None:
                    yield hit.span(), (min(move[0], hit.start()), max(move[1], hit.end()))


def _is_asked(sentence: Sentence, whole: Span) -> bool:
    clause = sentence.clauses(*whole)
    return not any(cue.search(sentence.text, *clause) for cue in (cues.DENIES, cues.OTHERS, HARMLESS))


def _is_quoted(sentence: Sentence, quotable: Collection[str]) -> bool:
    """Every address in it is one that may be quoted."""
    named = [hit.group() for hit in ADDRESS.finditer(sentence.text, sentence.begins, sentence.ends)]
    return bool(named) and all(each in quotable for each in named)
