"""Finds and cuts: which rules read a text, what they found, and the text without it. Pure.

What is cut leaves a marker naming its sort. Nothing here keeps, tells or logs what it saw.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kefu.trust.shield import disguises, hashes, hints, keys, otherwise, phrases, weighed
from kefu.trust.shield.checks import CHECKS
from kefu.trust.shield.folding import folded, lowered, spaced
from kefu.trust.shield.keystores import keystores
from kefu.trust.shield.run_together import run_together
from kefu.trust.shield.sorts import Found, Rule, Sort, marker
from kefu.trust.shield.values import VALUES

MARKED = re.compile(r"\[removed: ([A-Za-z ]{4,24})\]")
_LETTER = re.compile("[0-9a-zà-ỹа-яё]")
_RUN = re.compile(keys.RUN)
_CHECKS = {**CHECKS, **VALUES}


@dataclass(frozen=True, slots=True)
class Shielded:
    """`text` is what may be stored; `cut` names the sorts of secrets that were removed, in order, each once."""

    text: str
    cut: tuple[str, ...] = ()
    found: tuple[Found, ...] = ()


def cut(text: str, *, is_txid: bool = False) -> Shielded:
    """The text with a marker in each secret's place. `is_txid`: it was asked for as a TxID or an address."""
    secrets = found(text, is_txid=is_txid)
    if not secrets:
        return Shielded(text)
    parts, at = list[str](), 0
    for each in secrets:
        parts += [text[at : each.start], marker(each.sort)]
        at = each.end
    sorts = tuple(dict.fromkeys(each.sort.value for each in secrets))
    return Shielded("".join([*parts, text[at:]]), sorts, tuple(secrets))


def found(text: str, *, is_txid: bool = False, weighs: bool = True) -> Sequence[Found]:
    """Where secrets stand in a text, in order, none over another. Without `weighs` by rules alone: what is no message."""
    unmarked = _without_markers(text)
    secrets = _read(unmarked, weighs=weighs)
    apart = spaced(unmarked)
    if apart is not unmarked:  # characters of no width stand within words or between them: both are looked at
        secrets += _read(apart, weighs=weighs)
    if is_txid:
        secrets = [each for each in secrets if each.sort is not Sort.MAY_BE_KEY]
    return _apart(secrets) if secrets else ()


def _read(text: str, *, weighs: bool) -> list[Found]:
    """All that any rule finds, at its place in `text`."""
    plain, places = folded(text)
    look = hints.Look(lowered(plain))
    secrets = _by_groups(look, plain, weighs=weighs)
    if hints.may_be_disguised(look):
        secrets += _undisguised(plain, weighs=weighs)
    return secrets if places is None else [_as_given(each, places) for each in secrets]


def _by_groups(look: hints.Look, plain: str, *, weighs: bool) -> list[Found]:
    groups = [group for group in hints.woken(look) if weighs or group.name != "weighed"]
    if not groups:
        return []
    found = [each for group in groups for each in _of_group(group, look, plain)]
    return [each for each in found if not otherwise.is_otherwise(each, look.low)]


def _undisguised(text: str, *, weighs: bool) -> Iterator[Found]:
    """What is found once its words are plain; a key over two lines needs a word beside it, as two TxIDs make one too."""
    plain = disguises.undisguised(text)
    if plain is not None:
        for each in _by_groups(hints.Look(lowered(plain[0])), plain[0], weighs=weighs):
            if each.sort is not Sort.MAY_BE_KEY:
                yield _as_given(each, plain[1])


def _without_markers(text: str) -> str:
    """What was cut before is nothing to be found again."""
    return MARKED.sub(lambda match: "\0" * len(match.group()), text) if "[removed: " in text else text


def _of_group(group: hints.Group, look: hints.Look, plain: str) -> Iterator[Found]:
    low = look.low
    for rule in group.woken(look):
        yield from _of_rule(rule, low, plain)
    if group.name == "rows":
        yield from phrases.in_rows(low)
    elif group.name == "named phrases":
        yield from phrases.named(low)
    elif group.name == "runs":
        yield from _in_runs(low, plain)
        yield from run_together(low)
    elif group.name == "keystores":
        yield from keystores(low)
    elif group.name == "weighed":
        yield from weighed.found(low, plain)


def _in_runs(low: str, plain: str) -> Iterator[Found]:
    """What is told by a run of letters and digits itself, or by the words around it."""
    for run in _RUN.finditer(plain):
        value = run.group()
        if hashes.is_hash(value):
            sort = hashes.sort_of(low, run.start(), run.end())
        else:
            sort = next((rule.sort for rule in keys.BY_RUN if _is_run(rule, value)), None)
        if sort is not None:
            yield Found(sort, run.start(), run.end())


def _is_run(rule: Rule, value: str) -> bool:
    return rule.compiled.fullmatch(value) is not None and (not rule.check or _CHECKS[rule.check](value))


def _of_rule(rule: Rule, low: str, plain: str) -> Iterator[Found]:
    for match in rule.compiled.finditer(plain if rule.is_cased else low):
        if rule.is_word and match.start() and _LETTER.match(low, match.start() - 1):
            continue
        start, end = match.span(1) if match.re.groups else match.span()
        value = plain[start:end]
        if not rule.check or _CHECKS[rule.check](value):
            yield Found(rule.sort, start, end - _trailing(value) if rule.sort is Sort.PASSWORD else end)


def _trailing(value: str) -> int:
    """A full stop or a quotation mark after a password is the sentence's; an exclamation mark may be the password's."""
    return len(value) - len(value.rstrip(".,;:\"'`"))


def _apart(secrets: Sequence[Found]) -> list[Found]:
    """In order; where two overlap, one over both, of the sort that was found first."""
    kept = list[Found]()
    for each in sorted(secrets, key=lambda it: it.start):
        if kept and each.start < kept[-1].end:
            kept[-1] = Found(_surer(kept[-1], each), kept[-1].start, max(kept[-1].end, each.end))
        else:
            kept.append(each)
    return kept


def _surer(one: Found, other: Found) -> Sort:
    ranks = [Sort.PHRASE, Sort.KEY, Sort.API_SECRET, Sort.PASSWORD, Sort.CARD, Sort.PAPER, Sort.CODE, Sort.MAY_BE_KEY]
    return min(one.sort, other.sort, key=ranks.index)


def _as_given(each: Found, places: Sequence[int]) -> Found:
    return Found(each.sort, places[each.start], places[each.end - 1] + 1)
