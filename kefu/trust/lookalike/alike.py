"""Whether one name may be taken for another, and how. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

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


def name(text: str) -> Name | None:
    """None where the text is no name of its own: "support", "24"."""
    joined = "".join(forms.words(text))
    if len(joined) < 2 or affixes.is_all(joined):
        return None
    chinese = is_chinese(joined)
    core = affixes.without(forms.words(text)) or joined
    if chinese:
        *_, core = affixes.cores(core)
    return Name(text, joined, forms.loose(joined), sound(joined) if chinese else "", core if chinese else joined)


def alike(text: str, ours: Name) -> tuple[Why, ...] | None:
    """Why `text` may be taken for the name; None if it may not. Where it is the name itself: no reason."""
    if text == ours.text:
        return ()
    words = forms.words(text)
    joined = "".join(words)
    found = _whole(text, joined, ours)
    if found is None:
        found = _bare(text, words, ours)
    if found is None:
        found = _inside(text, words, ours)
    if found is None and ours.sound:
        found = _heard(joined, words, ours)
    return found


def _whole(text: str, joined: str, ours: Name) -> tuple[Why, ...] | None:
    """The text as it stands, but for what separates its words."""
    if not joined:
        return None
    if joined == ours.folded:
        return _dressed(text, ours)
    if _is_drawn(text, ours):
        return (Why.DRAWN,)
    if is_slip_of(joined, ours.folded) or _is_slip_drawn(text, ours):
        return (Why.TYPED,)
    return None


def _bare(text: str, words: list[str], ours: Name) -> tuple[Why, ...] | None:
    """Without the words around it."""
    for core in _cores(words):
        if core in {ours.folded, ours.core}:
            return (*_hidden(text), Why.ADDED)
        if forms.loose(core) == ours.loose:
            return (Why.DRAWN, Why.ADDED)
        if is_slip_of(core, ours.folded):
            return (Why.TYPED, Why.ADDED)
    drawn = affixes.without(forms.words(forms.skeleton(text)))
    if drawn and forms.loose(drawn) == ours.loose:
        return (Why.DRAWN, Why.ADDED)
    return None


def _cores(words: list[str]) -> Iterable[str]:
    core = affixes.without(words)
    if core:
        yield from affixes.cores(core)
    joined = "".join(words)
    if joined != core:
        yield from affixes.cores(joined)


def _inside(text: str, words: list[str], ours: Name) -> tuple[Why, ...] | None:
    """Among other words, or in the middle of one where it is long enough to be no chance."""
    if is_chinese(ours.folded):
        joined = "".join(words)
        has_near = ours.core in joined and len(ours.folded) >= LEAST_CHINESE and slips(joined, ours.folded, most=1) <= 1
        is_in = len(ours.folded) >= LEAST_CHINESE and ours.folded in joined
        return (Why.ADDED,) if is_in else (Why.DRAWN,) if has_near else None
    drawn = forms.words(forms.skeleton(text))
    for word in [*words, *drawn]:
        seen = forms.loose(word)
        if len(ours.folded) >= LEAST_INSIDE and (ours.folded in word or ours.loose in seen):
            return (Why.ADDED,) if ours.folded in word and word in words else (Why.DRAWN, Why.ADDED)
        if (
            len(ours.folded) >= LEAST_WORD
            and seen == ours.loose
            and (len(ours.folded) > SHORT or _has_affix(words, word))
        ):
            return (Why.ADDED,)
        if len(ours.folded) > LEAST_INSIDE and len(words) > 1 and is_near(word, ours.folded):
            return (Why.TYPED, Why.ADDED)
    return None


def _has_affix(words: list[str], but: str) -> bool:
    """A short name is a word of many texts: only beside "support" and the like is it ours."""
    return any(each != but and affixes.is_affix(each) for each in words)


def _heard(joined: str, words: list[str], ours: Name) -> tuple[Why, ...] | None:
    asked = [joined, *_cores(words)]
    core = sound(ours.core)
    for each in asked:
        said = sound(each)
        if is_chinese(each):
            if said == ours.sound or (len(each) >= 2 and said == core):
                return (Why.SOUND,)
        elif len(each) >= LEAST_LETTERS and said in {ours.sound, core}:
            return (Why.SOUND,)
    return (Why.SOUND,) if len(joined) >= LEAST_CHINESE and ours.sound in sound(joined) else None


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


def _is_drawn(text: str, ours: Name) -> bool:
    return forms.loose(text) == ours.loose or forms.loose(forms.folded(text)) == ours.loose


def _is_slip_drawn(text: str, ours: Name) -> bool:
    """Drawn like ours with one slip besides; only of a long name, where that cannot be chance."""
    return len(ours.folded) > LEAST_INSIDE and is_near(forms.loose(text), ours.loose)
