"""The new words of an answer apart from what it quotes and from its signature. Pure; linear in the text.

Nothing is cut that could be all there is: where no new words would be left, the whole text is the new words. Answers between
the lines of a quote stay, each below the end of what it answers. What is forwarded stays whole, and so does what stands in a
mail that answers none: it is what the sender wants to show.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby

from kefu.channels.email import quoting_marks as marks
from kefu.channels.email.markup import CUT

MOST_LINES = 20_000
CONTEXT_LINES = 3
MOST_SIGNATURE_LINES = 15
MOST_OWN_LINES = 10
_FRAMES = " \t\u00a0<>|;；"


@dataclass(frozen=True, slots=True)
class Divided:
    """`is_cut`: a quote was found; otherwise at most a signature was cut."""

    new: str
    quoted: str
    is_cut: bool


class Shows(Enum):
    """What a mail may hold beside new words: the one it answers, one that is shown, or, in a first mail, only a signature."""

    ANSWERED = "answered"
    FORWARDED = "forwarded"
    NOTHING = "nothing"


def divide(text: str, *, own: Sequence[str] = (), shows: Shows = Shows.ANSWERED) -> Divided:
    """`own`: how the sender is called, by name and address; such lines right above a quote are a signature."""
    lines = text.split("\n", MOST_LINES)  # what is beyond stays, as one line
    at, below = _quote_begins(lines) if shows is Shows.ANSWERED else (len(lines), len(lines))
    forwarded = shows is Shows.FORWARDED or any(marks.begins_forwarded(line) for line in lines[: at + 1])
    if forwarded:
        return Divided(_joined(lines), "", is_cut=False)
    top, cut = _without_signature(lines[:at], own)
    if at == len(lines):
        return _told(lines, top, cut, is_cut=False)
    answers, quotes = _answers(lines[below:]) if _is_marked(lines, below) else ([], list(lines[below:]))
    answers, signed = _without_signature(answers, own)
    if _is_own_way(lines, at, len(quotes)) and at == below and _joined(top) and _joined(answers):
        return _told(lines, *_without_signature(lines, own), is_cut=False)
    quotes += signed
    return _told(lines, _together(top, answers), [*cut, *lines[at:below], *quotes], is_cut=True)


def _told(lines: Sequence[str], new: Sequence[str], quoted: Sequence[str], *, is_cut: bool) -> Divided:
    """Never nothing: a signature is more than nothing, and the whole is more than an empty one."""
    if _joined(new):
        return Divided(_joined(new), _joined(quoted), is_cut)
    signature = [line for line in lines if marks.is_phone(line)][:1]
    if signature and is_cut:
        rest = list(quoted)
        rest.remove(signature[0])
        return Divided(_joined(signature), _joined(rest), is_cut)
    return Divided(_joined(lines), "", is_cut=False)


def _quote_begins(lines: Sequence[str]) -> tuple[int, int]:
    """The first line that is no longer new, and the first of what is quoted; both behind the end where nothing is."""
    for at, line in enumerate(lines):
        if not line or line.isspace():
            continue
        if line == CUT or marks.begins_original(line) or marks.is_head(lines, at):
            return _with_rules(lines, at), len(lines) if not _is_marked(lines, at + 1) else at + 1
        begin = marks.introduces(lines, at)
        if begin is not None:
            return _with_rules(lines, begin), at + 1
        if marks.is_quoted(line) and _is_block(lines, at):
            return at, at
    return len(lines), len(lines)


def _with_rules(lines: Sequence[str], at: int) -> int:
    """A line drawn above a quote belongs to it."""
    begin = at
    while begin and (not lines[begin - 1].strip() or marks.is_rule(lines[begin - 1]) or lines[begin - 1] == CUT):
        begin -= 1
    return begin


def _is_block(lines: Sequence[str], at: int) -> bool:
    """One line behind an arrow may be somebody's own way of writing; two, or one that says who wrote, are a quote."""
    block = [line for line in lines[at : at + 4] if line.strip()]
    return sum(map(marks.is_quoted, block)) > 1 or _says_who(lines, at)


def _is_own_way(lines: Sequence[str], at: int, quoted: int) -> bool:
    """A few lines behind arrows of which nobody says who wrote them: people set some by themselves, between their words."""
    return quoted <= MOST_OWN_LINES and not _says_who(lines, at)


def _says_who(lines: Sequence[str], at: int) -> bool:
    bare = [line.lstrip(" \t>＞") for line in lines[at : at + 4]]
    return any(marks.introduces(bare, each) is not None for each in range(len(bare)))


def _is_marked(lines: Sequence[str], at: int) -> bool:
    """Whether each quoted line is marked as one, so that what is not marked is an answer."""
    following = next((line for line in lines[at : at + 20] if line.strip() and line != CUT), "")
    return marks.is_quoted(following)


def _answers(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """What stands between and below quoted lines, with the end of what it answers; and all that is quoted."""
    runs = _runs(lines)
    written = [each for each in runs if not each[0]]
    ends_quoted = bool(runs) and runs[-1][0]
    is_between = len(written) > 1 or (len(written) == 1 and ends_quoted)
    answers: list[str] = []
    for (was_quoted, before), (is_quoted, here) in zip([(False, list[str]()), *runs], runs, strict=False):
        if is_quoted:
            continue
        if was_quoted and is_between:
            answers += ["", *_context(before)]
        answers += here
    return answers, [line for is_quoted, run in runs for line in run if is_quoted]


def _context(quoted: Sequence[str]) -> list[str]:
    """The last lines of the last stretch that says something."""
    said = [line for line in quoted if line.strip(" \t>＞")]
    return said[-CONTEXT_LINES:]


def _runs(lines: Sequence[str]) -> list[tuple[bool, list[str]]]:
    """Quoted and unquoted stretches in turn; empty lines between two quoted ones, and the rest of a wrapped one, are quoted."""
    kinds = [marks.is_quoted(line) for line in lines]
    for at in range(1, len(lines) - 1):
        is_rest = kinds[at - 1] and kinds[at + 1] and len(lines[at - 1]) > 60 and len(lines[at]) < 40
        if is_rest and not kinds[at]:
            kinds[at] = True
    runs = [
        (kind, [line for _kind, line in run])
        for kind, run in groupby(zip(kinds, lines, strict=True), key=lambda each: each[0])
    ]
    told: list[tuple[bool, list[str]]] = []
    for kind, run in runs:
        if not kind and not _joined(run):
            continue
        if told and told[-1][0] == kind:
            told[-1][1].extend(run)
        else:
            told.append((kind, run))
    return told


def _without_signature(lines: Sequence[str], own: Sequence[str]) -> tuple[list[str], list[str]]:
    """And what was cut, in order."""
    end = len(lines)
    for at in range(max(0, end - MOST_SIGNATURE_LINES), end):
        if marks.is_delimiter(lines[at]):
            end = at
            break
    has_address = False
    while end and (_is_signature(lines[end - 1]) or _is_own(lines[end - 1], own, below_is_address=has_address)):
        end -= 1
        has_address = has_address or "@" in lines[end]
    return list(lines[:end]), list(lines[end:])


def _is_signature(line: str) -> bool:
    return not line.strip(_FRAMES) or line == CUT or marks.is_phone(line) or marks.is_rule(line)


def _is_own(line: str, own: Sequence[str], *, below_is_address: bool) -> bool:
    """The sender's address alone, or their name above it: what programs add. A name alone is how people end a letter."""
    bare = line[: marks.MOST_LINE_CHARS].strip(_FRAMES)
    return bare in own and (below_is_address or "@" in bare)


def _together(top: Sequence[str], answers: Sequence[str]) -> list[str]:
    return [*top, "", *answers] if _joined(answers) else list(top)


def _joined(lines: Sequence[str]) -> str:
    told = "\n".join(line.rstrip() for line in lines if line != CUT).replace(f"{CUT}\n", "").replace(CUT, "")
    while "\n\n\n" in told:
        told = told.replace("\n\n\n", "\n\n")
    return told.strip("\n").strip()
