"""What mail programs put before a subject, and the subject without it. Pure."""

import re

_ANSWERS = "re|aw|sv|antw|ref|rif|res|odp|回复|回覆|答复|答覆|回信|返信|答"
_FORWARDS = "fwd?|wg|tr|rv|enc|i|vl|doorst|转发|轉寄|轉發|转寄|転送|пересл"
_PREFIX = re.compile(
    rf"\s{{0,20}}(?:({_ANSWERS})|({_FORWARDS}))\s{{0,5}}(?:[\[(（]?\d{{1,3}}[\])）]?)?\s{{0,5}}[:：]\s{{0,20}}",
    re.IGNORECASE,
)
_MOST_PREFIXES = 30


def bare(subject: str) -> str:
    """Without any of them: what two mails of one thread have in common."""
    at = 0
    for _each in range(_MOST_PREFIXES):
        found = _PREFIX.match(subject, at)
        if found is None:
            break
        at = found.end()
    return subject[at:].strip()


def is_forward(subject: str) -> bool:
    """By the first of them: an answer to something forwarded is an answer."""
    found = _PREFIX.match(subject)
    return found is not None and found.group(2) is not None


def is_answer(subject: str) -> bool:
    found = _PREFIX.match(subject)
    return found is not None and found.group(1) is not None
