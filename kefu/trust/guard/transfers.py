"""Whether a text asks somebody to send money: to an address of ours, for safety, as a fee. Pure."""

import re
from collections.abc import Collection, Iterator

from kefu.trust.guard import cues
from kefu.trust.guard.asks import Found, Sentence, Span, first_after, last_before, sentences
from kefu.trust.guard.kinds import Rule
from kefu.trust.guard.words import compiled

_HEX = r"(?:[ \u00a0-]?[0-9a-f])"
_FORMS = (
    r"t[1-9a-z]{33}|[13][1-9a-z]{25,34}"
    r"|(?=[a-z]{0,24}\d)(?:r[1-9a-z]{24,34}|[lm][1-9a-z]{26,33})"  # XRPL, Litecoin
    r"|(?=[1-9]{0,30}[g-z]|[a-f1-9]{1,47}[g-z])(?=[a-z]{0,47}\d)[1-9a-z]{32,48}"  # Solana, Dogecoin and others of base58
    r"|(?:eq|uq|kq|0q)[a-z0-9_-]{46}"  # TON
    r"|(?:bc|tb|ltc|addr|[a-z]{3,10})1[0-9a-z]{20,110}"  # by their beginnings: Bitcoin, Litecoin, Cardano, Cosmos
)
ADDRESS = re.compile(
    rf"[0o]x{_HEX}{{40}}(?![ \u00a0-]?[0-9a-f]{{8}})"  # a space inside and a letter at its end hide nothing
    rf"|(?:(?<=\bto )|(?<=\bto: )|(?<=[到给至往入:])|(?<=[到给至往入:] ))0x[0-9a-f]{{60,64}}(?![0-9a-f])"  # or a TxID
    rf"|(?<![a-z0-9])(?:{_FORMS})(?![a-z0-9])"
)
_SPACES = re.compile(r"[ \u00a0-]")

MOVES = compiled("transfers", "moves")
PLACES = compiled("transfers", "places")
FEES = compiled("transfers", "fees")
TO_US = compiled("transfers", "to_us")
HARMLESS = compiled("transfers", "harmless")
WANTED = compiled("transfers", "wanted")
TOLD_TO = compiled("transfers", "told_to")  # up to an address, or from it on: go and send there
TOLD_AFTER = compiled("transfers", "told_after")
_ASIDE = re.compile(r"\s?的")  # the one that was sent to, rather than where to send


def found(text: str, *, quotable: Collection[str]) -> Found | None:
    for sentence in sentences(text):
        if sentence.has(WANTED) and not sentence.has(cues.WARNS):
            for target, whole in _wanted(sentence, quotable):
                if _is_asked(sentence, whole):
                    return Rule.TRANSFER, *target
    return None


def named(folded: str) -> frozenset[str]:
    """The addresses in a folded text, each in the form in which they are compared."""
    return frozenset(_plain(hit.group()) for hit in ADDRESS.finditer(folded))


def without(folded: str, *, quotable: Collection[str]) -> str:
    """As long as the text: of addresses that may be quoted nothing is left."""
    if not quotable:
        return folded
    return ADDRESS.sub(lambda hit: " " * len(hit.group()) if _plain(hit.group()) in quotable else hit.group(), folded)


def _wanted(sentence: Sentence, quotable: Collection[str]) -> Iterator[tuple[Span, Span]]:
    """What money is asked to, a place, a fee or an address; and the stretch with the move to it."""
    text = sentence.text
    for hit in TO_US.finditer(text, sentence.begins, sentence.ends):
        yield hit.span(), hit.span()
    moves = [hit.span() for hit in MOVES.finditer(text, sentence.begins, sentence.ends)]
    if not moves:
        return
    for target, reach in ((PLACES, 80), (FEES, 60), (ADDRESS, 60)):
        for hit in target.finditer(text, sentence.begins, sentence.ends):
            if target is ADDRESS and _plain(hit.group()) in quotable and not _is_told_to_send(sentence, hit):
                continue
            before = last_before(moves, hit.start(), near=reach)
            after = first_after(moves, hit.end(), near=40)
            for move in (before, after):
                if move is not None:
                    yield hit.span(), (min(move[0], hit.start()), max(move[1], hit.end()))


def _is_asked(sentence: Sentence, whole: Span) -> bool:
    clause = sentence.clauses(*whole)
    return not any(cue.search(sentence.text, *clause) for cue in (cues.DENIES, cues.OTHERS, HARMLESS))


def _is_told_to_send(sentence: Sentence, address: re.Match[str]) -> bool:
    """Even to an address of their own: thieves get theirs into a conversation first."""
    before = sentence.text[max(sentence.begins, address.start() - 120) : address.start()]
    after = sentence.text[address.end() : min(sentence.ends, address.end() + 60)]
    if TOLD_AFTER.match(after) is not None:
        return True
    return TOLD_TO.search(before) is not None and _ASIDE.match(after) is None


def _plain(address: str) -> str:
    return _SPACES.sub("", address) if address[1:2] == "x" else address
