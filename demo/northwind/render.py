"""Northwind's pages as HTML. Words and values are escaped; only `Html` passes as it is."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from string import Template

from northwind.words import ago, words_in

PAGES = Path(__file__).resolve().parent / "pages"
STYLES = Path(__file__).resolve().parent / "static"

STARTED_AT = datetime.now(UTC)
PENDING_MINUTES = 128  # before the start: "two hours", as the story says, and older from then on
HISTORY_MINUTES = {"history_1": 190, "history_2": 1_500, "history_3": 4_400}
ASSETS = (("BTC", "0.4182", 41_256.31), ("ETH", "3.6000", 12_942.36), ("USDT", "6,120.55", 6_120.55))


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


def start(*, language: str) -> str:
    words = words_in(language)
    link = f'<a href="/agents/bob">{escape(words["agent_bob_link"])}</a>'
    hint = Html(escape(words["lead_hint"]).replace("{bob}", link))
    return page("start", language=language, values={"lead_hint": hint})


def account(*, language: str, kefu_url: str, uid: str) -> str:
    total = sum(value for _coin, _amount, value in ASSETS)
    words = words_in(language)
    times = {f"{key}_time": moment(minutes, language=language) for key, minutes in HISTORY_MINUTES.items()}
    shown = escape(words["pending_text"]).replace("{sent}", moment(PENDING_MINUTES, language=language))
    values = {
        "kefu_url": kefu_url,
        "uid": uid,
        "total_value": f"{total:,.2f}",
        "pending_text": Html(shown),
        "asset_rows": Html("".join(asset_row(*asset) for asset in ASSETS)),
    }
    return page("account", language=language, values={**values, **times})


def moment(minutes_before: int, *, language: str) -> Html:
    """So many minutes before the demo was started, as a span that grows with each look."""
    at = STARTED_AT - timedelta(minutes=minutes_before)
    minutes = (datetime.now(UTC) - at) // timedelta(minutes=1)
    return Html(f'<time datetime="{at.isoformat(timespec="seconds")}">{ago(minutes, language=language)}</time>')


def asset_row(coin: str, amount: str, value: float) -> str:
    mark = f'<span class="coin" data-coin="{coin}" aria-hidden="true">{coin[0]}</span>'
    return f'<tr><th scope="row">{mark}{coin}</th><td>{amount}</td><td>≈ ${value:,.2f}</td></tr>'


def failed(text: str, *, language: str) -> str:
    return page("failed", language=language, values={"failed_text": text})
