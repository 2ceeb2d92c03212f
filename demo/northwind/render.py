"""Northwind's pages as HTML. Words and values are escaped; only `Html` passes as it is."""

from collections.abc import Mapping
from html import escape
from pathlib import Path
from string import Template

from northwind.approving import Asked
from northwind.exchange import MOVES, SCENES
from northwind.words import words_in

PAGES = Path(__file__).resolve().parent / "pages"
STYLES = Path(__file__).resolve().parent / "static"


class Html(str):
    """Already markup."""

    __slots__ = ()


def page(name: str, *, language: str, values: Mapping[str, str] | None = None) -> str:
    """The page `pages/<name>.html` inside the frame that all share."""
    words = {**words_in(language), **(values or {})}
    style = f'<link rel="stylesheet" href="/static/{name}.css">' if (STYLES / f"{name}.css").exists() else ""
    body = Html(fill(name, values=words))
    frame = {"title": words[f"{name}_title"], "page": name, "own_style": Html(style), "body": body}
    return fill("frame", values={**words, **frame})


def fill(name: str, *, values: Mapping[str, str]) -> str:
    text = (PAGES / f"{name}.html").read_text(encoding="utf-8")
    safe = {key: value if isinstance(value, Html) else escape(value) for key, value in values.items()}
    return Template(text).substitute(safe)


def start(*, language: str, kefu_url: str) -> str:
    words = words_in(language)
    hint = escape(words["lead_hint"])
    for name in ("bob", "grace"):
        link = f'<a href="/agents/{name}">{escape(words[f"agent_{name}_link"])}</a>'
        hint = hint.replace(f"{{{name}}}", link)
    return page("start", language=language, values={"lead_hint": Html(hint), "kefu_url": kefu_url})


def account(*, language: str, kefu_url: str, uid: str, wallet: Html) -> str:
    words = words_in(language)
    buttons = "".join(
        f'<button type="button" data-scene="{name}">{escape(words[f"scene_{name}"])}</button>'
        for name in (*SCENES, *MOVES)
    )
    values = {"kefu_url": kefu_url, "uid": uid, "wallet": wallet, "scene_buttons": Html(buttons)}
    return page("account", language=language, values=values)


def failed(text: str, *, language: str) -> str:
    return page("failed", language=language, values={"failed_text": text})


def confirm(asked: Asked, *, told: str, language: str) -> str:
    words = words_in(language)
    why = words.get(f"confirm_{asked.reason}", asked.reason)
    values = {"badge": asked.badge, "case": asked.case, "why": why, "number": asked.number, "asked": told}
    return page("confirm", language=language, values=values)
