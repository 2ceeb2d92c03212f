"""Whether one name may be taken for another, and how. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kefu.trust.lookalike import affixes, forms
from kefu.trust.lookalike.distance import SHORT, is_near, is_slip_of, slips
from kefu.trust.lookalike.kinds import Why
from kefu.trust.lookalike.sounding import LEAST_LETTERS, is_chinese, sound

LEAST_INSIDE = 6  # letters of a name from which on it is seen inside another word
LEAST_WORD = 3  # and as a word of its own among others
LEAST_CHINESE = 4


@dataclass(frozen=True, slots=True)
class Name:
    """A name of ours in each of its forms. `core` is what is left of a Chinese one without "exchange" and the like."""

    text: str
    folded: str
    loose: str
    sound: str
    core: str
    core_sound: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A text in each of the forms that are compared. `drawn` is `loose` of what it is drawn like, without words around it;
    `cores` and `parts` (its words, then those it is drawn like) are pairs with their `loose`, `heard` with their sound."""

    text: str
    words: tuple[str, ...]
    joined: str
    loose: str
    loose_folded: str
    drawn: str
    cores: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, str], ...]
    heard: tuple[tuple[str, str], ...]
    sound: str


@lru_cache(maxsize=8_192)
def name(text: str) -> Name | None:
    """None where the text is no name of its own: "support", "24"."""
    joined = "".join(forms.words(text))
    if len(joined) < 2 or affixes.is_all(joined):
        return None
    chinese = is_chinese(joined)
    core = affixes.without(forms.words(text)) or joined
    if chinese:
        *_, core = affixes.cores(core)
    said = sound(joined) if chinese else ""
    core = core if chinese else joined
    return Name(text, joined, forms.loose(joined), said, core, sound(core) if said else "")


def seen(text: str) -> Seen:
    """Made once for a text, whatever it is compared with."""
    words = forms.words(text)
    joined = "".join(words)
    cores = list(_cores(words))
    drawn_words = forms.words(forms.skeleton(text))
    drawn = affixes.without(drawn_words)
    return Seen(
        text=text,
        words=tuple(words),
        joined=joined,
        loose=forms.loose(text),
        loose_folded=forms.loose(forms.folded(text)),
        drawn=forms.loose(drawn) if drawn else "",
        cores=tuple((each, forms.loose(each)) for each in cores),
        parts=tuple((each, forms.loose(each)) for each in [*words, *drawn_words]),
        heard=tuple((each, sound(each)) for each in [joined, *cores]),
        sound=sound(joined),
    )


def alike(text: Seen, ours: Name) -> tuple[Why, ...] | None:
    """Why the text may be taken for the name; None if it may not. Where it is the name itself: no reason."""
    if text.text == ours.text:
        return ()
    found = _whole(text, ours)
    if found is None:
        found = _bare(text, ours)
    if found is None:
        found = _inside(text, ours)
    if found is None and ours.sound:
        found = _heard(text, ours)
    return found


def _whole(text: Seen, ours: Name) -> tuple[Why, ...] | None:
    """The text as it stands, but for what separates its words."""
    if not text.joined:
        return None
    if text.joined == ours.folded:
        return _dressed(text.text, ours)
    if ours.loose in {text.loose, text.loose_folded}:
        return (Why.DRAWN,)
    if is_slip_of(text.joined, ours.folded) or _is_slip_drawn(text, ours):
        return (Why.TYPED,)
    return None


def _bare(text: Seen, ours: Name) -> tuple[Why, ...] | None:
    """Without the words around it."""
    for core, loose in text.cores:
        if core in {ours.folded, ours.core}:
            return (*_hidden(text.text), Why.ADDED)
        if loose == ours.loose:
            return (Why.DRAWN, Why.ADDED)
        if is_slip_of(core, ours.folded):
            return (Why.TYPED, Why.ADDED)
    if text.drawn and text.drawn == ours.loose:
        return (Why.DRAWN, Why.ADDED)
    return None


def _cores(words: list[str]) -> Iterable[str]:
    core = affixes.without(words)
    if core:
        yield from affixes.cores(core)
    joined = "".join(words)
    if joined != core:
        yield from affixes.cores(joined)


def _inside(text: Seen, ours: Name) -> tuple[Why, ...] | None:
    """Among other words, or in the middle of one where it is long enough to be no chance."""
    if is_chinese(ours.folded):
        is_long = len(ours.folded) >= LEAST_CHINESE
        has_near = is_long and ours.core in text.joined and slips(text.joined, ours.folded, most=1) <= 1
        return (Why.ADDED,) if is_long and ours.folded in text.joined else (Why.DRAWN,) if has_near else None
    for word, drawn in text.parts:
        if len(ours.folded) >= LEAST_INSIDE and (ours.folded in word or ours.loose in drawn):
            return (Why.ADDED,) if ours.folded in word and word in text.words else (Why.DRAWN, Why.ADDED)
        if (
            len(ours.folded) >= LEAST_WORD
            and drawn == ours.loose
            and (len(ours.folded) > SHORT or _has_affix(text.words, word))
        ):
            return (Why.ADDED,)
        if len(ours.folded) > LEAST_INSIDE and len(text.words) > 1 and is_near(word, ours.folded):
            return (Why.TYPED, Why.ADDED)
    return None


def _has_affix(words: Sequence[str], but: str) -> bool:
    """A short name is a word of many texts: only beside "support" and the like is it ours."""
    return any(each != but and affixes.is_affix(each) for each in words)


def _heard(text: Seen, ours: Name) -> tuple[Why, ...] | None:
    for each, said in text.heard:
        if is_chinese(each):
            if said == ours.sound or (len(each) >= 2 and said == ours.core_sound):
                return (Why.SOUND,)
        elif len(each) >= LEAST_LETTERS and said in {ours.sound, ours.core_sound}:
            return (Why.SOUND,)
    return (Why.SOUND,) if len(text.joined) >= LEAST_CHINESE and ours.sound in text.sound else None


def _dressed(text: str, ours: Name) -> tuple[Why, ...]:
    """The same letters: what was done to them."""
    reasons = list(_hidden(text))
    seen = forms.without_unseen(text)
    if forms.small(seen) != forms.folded(seen):
        reasons.append(Why.WIDTH)
    if forms.folded(text) != forms.folded(ours.text) and Why.WIDTH not in reasons:
        reasons.append(Why.SEPARATED)
    return tuple(reasons)


def _hidden(text: str) -> tuple[Why, ...]:
    return (Why.HIDDEN,) if forms.without_unseen(text) != text else ()


def _is_slip_drawn(text: Seen, ours: Name) -> bool:
    """Drawn like ours with one slip besides; only of a long name, where that cannot be chance."""
    return len(ours.folded) > LEAST_INSIDE and is_near(text.loose, ours.loose)
