"""What may be meant while somebody types: titles and keywords by their beginning, as written or by sound."""

from collections.abc import Sequence
from dataclasses import dataclass

from kefu.kit import db
from kefu.search import analyse, pages

MOST = 60  # of the reader's language, and of the others
MOST_CHARS = 80
END = "\U0010ffff"
FROM = "search_phrase f JOIN search_page p ON p.shelf = f.shelf AND p.key = f.key"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`key`: of the document that says it."""

    shown: str
    key: int
    locale: str


def suggest(text: str, *, shelf: str, scopes: Sequence[str], locale: str) -> list[Suggestion]:
    form = pages.written(text[:MOST_CHARS])
    if not form:
        return []
    begun = [each for is_own in (True, False) for each in _beginning(form, shelf, scopes, locale, is_own=is_own)]
    allowed = _seen_by(scopes, shelf=shelf, keys=[each.key for each in begun])
    ordered = sorted(begun, key=lambda each: (each.locale[:2] != locale[:2], len(each.shown), each.shown))
    return [each for each in ordered if each.key in allowed]


def sounding(letters: Sequence[str], *, shelf: str, scopes: Sequence[str]) -> dict[str, str]:
    """Those that are the sound of a phrase the reader may see, with the phrase as it is written."""
    condition, params = db.among("f.form", letters)
    may_see, tokens = _may_see(scopes)
    sql = f"SELECT f.form, f.shown, f.key FROM {FROM} WHERE f.shelf = %s AND {condition} AND {may_see} ORDER BY f.id LIMIT %s"
    rows = db.rows(sql, [shelf, *params, *tokens, MOST])
    allowed = _seen_by(scopes, shelf=shelf, keys=[key for _, _, key in rows])
    written = [(form, pages.written(shown)) for form, shown, key in rows if key in allowed]
    return {form: said for form, said in reversed(written) if all(map(analyse.is_cjk, said))}


def _beginning(form: str, shelf: str, scopes: Sequence[str], locale: str, *, is_own: bool) -> list[Suggestion]:
    may_see, tokens = _may_see(scopes)
    sql = (
        f"SELECT f.shown, f.key, f.locale FROM {FROM} WHERE f.shelf = %s AND f.form >= %s AND f.form < %s"
        f" AND substr(f.locale, 1, 2) {'=' if is_own else '<>'} %s AND {may_see} ORDER BY f.form, f.key LIMIT %s"
    )
    return [Suggestion(*row) for row in db.rows(sql, [shelf, form, form + END, locale[:2], *tokens, MOST])]


def _may_see(scopes: Sequence[str]) -> tuple[str, list[str]]:
    """What the reader may not see must not take the places of what they may, so the rows themselves are asked."""
    if not scopes:
        return "1 = 1", []
    condition = " OR ".join(["CAST(p.scopes AS text) LIKE %s"] * len(scopes))
    return f"({condition})", [f'%"{_plain(token)}"%' for token in scopes]


def _plain(token: str) -> str:
    """A scope may hold any sign; one that LIKE or JSON would read otherwise stands for any: the pages decide after."""
    return "".join(char if (char.isascii() and char.isalnum()) or char in "-:/." else "%" for char in token)


def _seen_by(scopes: Sequence[str], *, shelf: str, keys: Sequence[int]) -> set[int]:
    return {each.key for each in pages.kept(shelf, keys) if not scopes or each.scopes & set(scopes)}
