"""What Northwind sent Chen Wei by mail, text message and in the app, as a card on the account page: who looks there sees it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from northwind.exchange import Row, moment
from northwind.render import Html, fill
from northwind.words import ago, words_in

MOST = 2
SHOWN_FOR = timedelta(days=7)


def newest(sent: Sequence[Row], *, language: str) -> Html:
    """Of each of the newest requests the newest notice: an older one of the same says what is no longer so."""
    by_request = {str(each["request_id"]): each for each in reversed(sent)}
    found = sorted(by_request.values(), key=lambda each: str(each["at"]), reverse=True)
    lately = [each for each in found if datetime.now(UTC) - moment(str(each["at"])) < SHOWN_FOR]
    return Html("".join(_card(each, language=language) for each in lately[:MOST]))


def _card(notice: Row, *, language: str) -> str:
    words = words_in(language)
    what = words[f"action_{notice['action']}"].replace("{value}", str(notice["value"]))
    text = words[f"notice_{notice['notice']}"].replace("{what}", what).replace("{done_after}", _done_after(notice))
    link = {**words, "address": f"{notice['stop_url']}?locale={words['locale']}"}
    told = {"how": _how(notice, words, language=language), "text": text, "kind": str(notice["notice"])}
    return fill(
        "notice", values={**words, **told, "stop": Html(fill("stop", values=link) if notice["stop_url"] else "")}
    )


def _how(notice: Row, words: Mapping[str, str], *, language: str) -> str:
    minutes = (datetime.now(UTC) - moment(str(notice["at"]))) // timedelta(minutes=1)
    when = ago(minutes, language=language) if minutes >= 1 else words["sent_now"]
    channels = ("、" if language == "zh" else ", ").join(words[f"channel_{each}"] for each in notice["sent"])
    return words["sent_how"].replace("{when}", when).replace("{channels}", channels)


def _done_after(notice: Row) -> str:
    """By the clock of this computer, on which the demo's customer lives."""
    text = notice["done_after"]
    return f"{moment(str(text)).astimezone():%Y-%m-%d %H:%M}" if text else ""
