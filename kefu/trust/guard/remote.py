"""Whether a text asks for somebody's screen or device. The tools are named in warnings alone, or not at all. Pure."""

from kefu.trust.guard import cues
from kefu.trust.guard.asks import Found, sentences
from kefu.trust.guard.kinds import Rule
from kefu.trust.guard.words import compiled

TOOLS = compiled("remote", "tools")
WANTED = compiled("remote", "wanted")
UNDONE = compiled("remote", "undone")
HARMLESS = compiled("remote", "harmless")


def found(text: str) -> Found | None:
    for sentence in sentences(text):
        if sentence.has(cues.WARNS) or sentence.has(UNDONE) or not sentence.has(WANTED):
            continue
        for hit in TOOLS.finditer(text, sentence.begins, sentence.ends):
            if _is_asked(text, sentence.clauses(*hit.span())):
                return (Rule.REMOTE, *hit.span())
    return None


def _is_asked(text: str, clause: tuple[int, int]) -> bool:
    return not any(cue.search(text, *clause) for cue in (cues.DENIES, cues.OTHERS, HARMLESS))
