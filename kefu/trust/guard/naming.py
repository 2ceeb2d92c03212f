"""Of a text that reads like an ask: which secret it is after, and where that is named. Pure."""

import re

from kefu.trust.guard import concepts
from kefu.trust.guard.asks import Found
from kefu.trust.guard.kinds import Rule

_CLEAR, _VAGUE = 3, 2
_RULES = {
    "password": (Rule.PASSWORD, _CLEAR), "code": (Rule.CODE, _CLEAR), "digits": (Rule.CODE, _VAGUE), "device": (Rule.CODE, 1),
    "phrase": (Rule.PHRASE, _CLEAR), "words": (Rule.PHRASE, _VAGUE), "key": (Rule.KEY, _CLEAR), "apikey": (Rule.KEY, _CLEAR),
    "tool": (Rule.REMOTE, _CLEAR), "screen": (Rule.REMOTE, _CLEAR), "safe": (Rule.TRANSFER, _VAGUE),
    "fee": (Rule.TRANSFER, _VAGUE), "move": (Rule.TRANSFER, 1), "funds": (Rule.TRANSFER, 1), "address": (Rule.TRANSFER, 1),
}  # fmt: skip


def named(folded: str, stretch: str) -> Found:
    """The rule that most of the stretch's words are for, and the first of these in the folded text; the stretch where none is."""
    edged = concepts.edged(stretch)
    votes, first = dict.fromkeys(Rule, 0), dict[Rule, concepts.Token]()
    for token in concepts.tokens(edged):
        if token.concept in _RULES:
            rule, worth = _RULES[token.concept]
            votes[rule] += worth
            if rule not in first or worth == _CLEAR > _RULES[first[rule].concept][1]:
                first[rule] = token
    begins = folded.index(stretch)
    rule = max(votes, key=votes.__getitem__)
    if not votes[rule]:
        return Rule.CODE, begins, begins + len(stretch)
    word = edged.replace("_", "__")[first[rule].begins : first[rule].ends].strip("_")
    found = re.search(r"[\W_]+".join(map(re.escape, word.split("__"))), stretch)
    span = found.span() if found else (0, len(stretch))
    return rule, begins + span[0], begins + span[1]
