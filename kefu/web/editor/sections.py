"""The tree of sections as a list to choose from, indented by depth."""

from collections.abc import Iterator
from dataclasses import dataclass

from kefu.knowledge import locales
from kefu.knowledge.sections import Tree


@dataclass(frozen=True, slots=True)
class Place:
    """`path` is what stands above it and itself: "Signing in › Passwords"."""

    slug: str
    title: str
    path: str
    depth: int


def places(locale: str) -> list[Place]:
    """All sections in the tree's order."""
    return list(_below(Tree(locale), None, "", 0, locale))


def _below(tree: Tree, above: int | None, path: str, depth: int, locale: str) -> Iterator[Place]:
    for row in tree.children(above):
        title = locales.words(row.titles, locale)
        here = f"{path} › {title}" if path else title
        yield Place(row.slug, title, here, depth)
        yield from _below(tree, row.pk, here, depth + 1, locale)
