"""The page that shows Chen Wei's mailbox: what Kefu sent him, and a sheet to write on."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from northwind.installation import SUPPORT
from northwind.mailroom import Letter
from northwind.render import Html, fill, page
from northwind.words import ago, words_in

SOURCE_CHARS = 20_000


def mailbox(letters: Sequence[Letter], *, owner: str, kefu_url: str, language: str) -> str:
    """The newest letter is open, with a sheet for the answer; the others open where they stand."""
    words = words_in(language)
    shown = "".join(_letter(each, is_open=not place, language=language) for place, each in enumerate(letters))
    nothing = f'<p class="card soft">{words["mail_nothing"]}</p>'
    values = {"owner": owner, "support": SUPPORT, "letters": Html(shown or nothing), "kefu_url": kefu_url}
    return page("mail", language=language, values=values)


def _letter(letter: Letter, *, is_open: bool, language: str) -> str:
    words = words_in(language)
    minutes = (datetime.now(UTC) - letter.at) // timedelta(minutes=1)
    answer = "" if letter.is_own else fill("answer", values={**words, "number": str(letter.number)})
    told = {
        "state": "open" if is_open else "",
        "kind": "own" if letter.is_own else "came",
        "who": words["mail_you"] if letter.is_own else letter.sender,
        "to": letter.to,
        "subject": letter.subject or words["mail_no_subject"],
        "when": ago(minutes, language=language) if minutes >= 1 else words["sent_now"],
        "sealed": words["mail_sealed"] if letter.is_sealed else "",
        "text": letter.text.strip(),
        "source": letter.raw[:SOURCE_CHARS].decode(errors="replace"),
        "answer": Html(answer),
    }
    return fill("letter", values={**words, **told})
