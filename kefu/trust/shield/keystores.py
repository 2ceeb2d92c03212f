"""Key files pasted as text: an encrypted wallet opens with a password that whoever reads may guess. Pure."""

import re
from collections.abc import Iterator

from kefu.trust.shield.sorts import Found, Sort

MAX_CHARS = 6_000
_CIPHER = re.compile(r"[\"']?ciphertext[\"']?\s{0,4}:\s{0,4}[\"']?[0-9a-z+/=]{32,}")


def keystores(low: str) -> Iterator[Found]:
    """From the outermost brace before the ciphertext to the one that closes it, or to the end of what was pasted."""
    after = 0
    for cipher in _CIPHER.finditer(low):
        if cipher.start() < after or not re.search(
            r"kdf|\biv\b|\bmac\b|scrypt|pbkdf2|cipher", low[max(0, cipher.start() - 800) : cipher.end() + 800]
        ):
            continue
        start = _opening(low, cipher.start(), after)
        after = _closing(low, start, cipher.end())
        yield Found(Sort.KEY, start, after)


def _opening(low: str, at: int, least: int) -> int:
    least, depth, found = max(least, at - MAX_CHARS), 0, at
    for place in range(at - 1, least - 1, -1):
        if low[place] == "}":
            depth += 1
        elif low[place] == "{":
            depth -= 1
            if depth < 0:
                found, depth = place, 0
    return found


def _closing(low: str, start: int, least: int) -> int:
    depth = 0
    for place in range(start, min(len(low), start + 2 * MAX_CHARS)):
        depth += (low[place] == "{") - (low[place] == "}")
        if depth == 0 and place >= least:
            return place + 1
    return min(len(low), start + 2 * MAX_CHARS) if low[start] == "{" else least
