"""Words that search takes for the same, as editors keep them: who may, what is refused, and its line in the journal.

`kefu.search.glossary` holds them and knows no people. A change counts here at once and elsewhere within half a minute.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kefu.kit import clock
from kefu.kit.errors import NotFound
from kefu.knowledge.errors import BadArticle
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.search import glossary
from kefu.search.glossary import Group
from kefu.trust import journal

MOST_WORDS = glossary.MOST_WORDS


def groups(viewer: Viewer) -> list[Group]:
    """All of them: the bundled ones in their order, then the editors' own."""
    require(viewer, Capability.EDIT_ARTICLES)
    return glossary.groups()


def add(viewer: Viewer, words: Sequence[str]) -> str:
    """A group of one's own; its name. BadArticle says what is wrong with the words."""
    _refuse(words)
    with _kept(viewer):
        name = glossary.add(words)
        _journal(viewer, "synonyms_added", name, words)
    return name


def change(viewer: Viewer, name: str, words: Sequence[str], *, seen: Sequence[str]) -> None:
    """Other words for a group that still has those its editor saw. BadArticle, NotFound."""
    if list(seen) != list(_group(name).words):
        raise BadArticle(_("A colleague changed this group meanwhile. Look at it below, then save yours again."))
    _refuse(words)
    with _kept(viewer):
        glossary.change(name, words)
        _journal(viewer, "synonyms_changed", name, words)


def silence(viewer: Viewer, name: str) -> None:
    """A bundled group means nothing any more. BadArticle for one's own, NotFound."""
    group = _group(name)
    if not group.is_bundled:
        raise BadArticle(_("A group of your own is removed, not silenced."))
    with _kept(viewer):
        glossary.change(name, [])
        _journal(viewer, "synonyms_silenced", name, group.words)


def drop(viewer: Viewer, name: str) -> None:
    """An own group goes; a bundled one is as it was delivered. NotFound."""
    group = _group(name)
    with _kept(viewer):
        glossary.drop(name)
        _journal(viewer, "synonyms_dropped", name, group.words)


@contextmanager
def _kept(viewer: Viewer) -> Iterator[None]:
    """The act and its line in one transaction; what is rolled back is not remembered either."""
    require(viewer, Capability.EDIT_ARTICLES)
    try:
        with transaction.atomic():
            yield
    finally:
        glossary.forget()


def _refuse(words: Sequence[str]) -> None:
    long = next((word for word in words if len(word) > glossary.MOST_WORD_CHARS), "")
    if long:
        told = _("“%(word)s…” is too long: an expression has %(most)d characters at most.")
        raise BadArticle(told % {"word": long[:20], "most": glossary.MOST_WORD_CHARS})
    distinct = {glossary.form_of(word) for word in words} - {""}
    if not 2 <= len(distinct) <= MOST_WORDS:
        told = _("Give 2 to %(most)d expressions that differ, each on a line of its own. There are %(given)d.")
        raise BadArticle(told % {"most": MOST_WORDS, "given": len(distinct)})


def _group(name: str) -> Group:
    found = next((each for each in glossary.groups() if each.name == name), None)
    if found is None:
        raise NotFound
    return found


def _journal(viewer: Viewer, action: str, name: str, words: Sequence[str]) -> None:
    detail = f"{name}: {', '.join(words)}"[:200]
    journal.write([journal.Act(clock.now(), "agent", viewer.id, action, "synonyms", 0, detail)])
