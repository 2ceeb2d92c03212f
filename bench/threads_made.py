"""`python -m bench.threads_made`: writes `judged/threads` anew, threads by mail in their real shapes, and what is right for each.

Nothing is drawn by lot: mail programs and what befalls a thread are gone through in turn. Mails of ours are told by words and ids
only; whoever plays a thread sends them and puts its own ids and addresses for those (`bench.threads.filled`).
"""

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from bench import threads_words as words
from bench.threads_clients import CLIENTS, Client, body, thread_fields, word
from bench.threads_layouts import Asked, Laid
from bench.threads_words import Person

FILE = Path(__file__).parent / "judged" / "threads" / "threads.jsonl"
DOMAIN = "northwind.example"
PLAIN_ADDRESS = f"support@{DOMAIN}"
BEGAN = datetime(2026, 11, 2, 9, 10, 11)  # noqa: DTZ001 (the clock on a wall)
Row = dict[str, object]


@dataclass
class Story:
    """One thread while it is written. `ids`: of all its mails so far, ours and theirs."""

    client: Client
    befalls: str
    at: int
    ids: list[str] = field(default_factory=list)
    steps: list[Row] = field(default_factory=list)
    subject: str = ""

    @property
    def key(self) -> str:
        return f"t{self.at:03d}"

    @property
    def person(self) -> Person:
        return words.person(self.client.locale, self.client.domain, self.at)

    @property
    def writer(self) -> str:
        if self.befalls == "other_address":
            return self.person.other
        return f"stranger{self.at}@elsewhere.example" if self.befalls == "from_nowhere" else self.person.address

    @property
    def token_address(self) -> str:
        return f"support+{self.key}token@{DOMAIN}"

    @property
    def now(self) -> datetime:
        return BEGAN + timedelta(days=self.at % 20, hours=3 * len(self.steps), minutes=self.at % 60)

    def ours(self, subject: str, text: str) -> Asked:
        """A mail of ours goes out."""
        mail_id = f"{self.key}.{len(self.steps)}@mail.{DOMAIN}"
        self.subject = self.subject or subject
        self.steps.append(
            {
                "by": "us",
                "subject": subject,
                "text": text,
                "id": mail_id,
                "address": self.token_address,
                "to": self.person.address,
            }
        )
        self.ids.append(mail_id)
        sent_at = self.now - timedelta(hours=1)
        to, name = self.person.address, self.person.name
        return Asked("Northwind Support", PLAIN_ADDRESS, to, name, subject, text, sent_at, self.writer)

    def index(self) -> str:
        """Outlook's: 22 bytes of the thread, five for each answer."""
        return base64.b64encode(self.key.encode().ljust(22, b"\x07") + b"\x08" * 5 * len(self.steps)).decode()


@dataclass(frozen=True)
class Answer:
    """What a client sends. `ids`: those it tells of; `case`: `same` or `new`; `by`: what of ours it still carries."""

    text: str
    laid: Laid
    subject: str
    ids: Sequence[str]
    to: str
    case: str = "same"
    by: tuple[str, ...] = ("token", "references")
    automatic: str = "no"
    extra: tuple[str, ...] = ()


def main() -> None:
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(written(), encoding="ascii")


def written() -> str:
    return "".join(json.dumps(row) + "\n" for row in threads())


def threads() -> Iterator[Row]:
    at = 0
    for befalls, play in STORIES.items():
        for client in CLIENTS:
            if befalls == "inline" and not client.is_marked:
                continue
            story = Story(client, befalls, at)
            play(story)
            yield {
                "key": story.key,
                "client": client.key,
                "locale": client.locale,
                "befalls": befalls,
                "steps": story.steps,
            }
            at += 1


def _opening(story: Story) -> tuple[Asked, Answer]:
    """Our first mail, and the answer that this program would give if nothing befell it."""
    locale = story.client.locale
    subject, text = words.OURS[locale][story.at % 5]
    asked = story.ours(subject, text)
    said = words.ANSWERS[locale][(story.at * 3 + story.at // 8) % 8]
    laid = story.client.layout(said, asked, locale)
    return asked, Answer(said, laid, story.client.answer + subject, tuple(story.ids), story.token_address)


def plain(story: Story) -> None:
    _send(story, _opening(story)[1])


def twice(story: Story) -> None:
    _asked, first = _opening(story)
    _send(story, first)
    locale = story.client.locale
    subject = f"Re: {story.subject}"
    asked = story.ours(subject, words.SECOND[locale])
    # what it quotes has a quote itself, as mails of ours that were written in a mail program do
    asked = replace(
        asked, text=f"{asked.text}\n\nOn Mon, Nov 2, 2026 at 9:10 AM {story.person.name} wrote:\n> {first.text}"
    )
    said = words.ANSWERS[locale][(story.at + 3) % 8]
    again = first.subject if story.client.answer.lower().startswith("re") else story.client.answer + subject
    _send(
        story,
        replace(first, text=said, laid=story.client.layout(said, asked, locale), subject=again, ids=tuple(story.ids)),
    )


def token_lost(story: Story) -> None:
    """Written to the plain address: what the thread's fields say is all there is."""
    _send(story, replace(_opening(story)[1], to=PLAIN_ADDRESS, by=("references",)))


def references_lost(story: Story) -> None:
    _send(story, replace(_opening(story)[1], ids=(), by=("token",)))


def ids_rewritten(story: Story) -> None:
    """A gateway wrote an id of its own into our mail before the program saw it."""
    _send(story, replace(_opening(story)[1], ids=(f"{story.key}.rewritten@gateway.corp.example",), by=("token",)))


def references_cut(story: Story) -> None:
    """Of a longer thread only the id before ours is left in References; the token is lost."""
    asked, first = _opening(story)
    _send(story, first)
    locale = story.client.locale
    asked = story.ours(f"Re: {story.subject}", words.SECOND[locale])
    said = words.ANSWERS[locale][(story.at + 5) % 8]
    laid = story.client.layout(said, asked, locale)
    _send(story, replace(first, text=said, laid=laid, ids=tuple(story.ids[:2]), to=PLAIN_ADDRESS, by=("references",)))


def other_address(story: Story) -> None:
    _send(story, _opening(story)[1])


def subject_changed(story: Story) -> None:
    _send(story, replace(_opening(story)[1], subject=words.NEW_SUBJECT[story.client.locale]))


def prefixes(story: Story) -> None:
    """Through several hands: a row of prefixes in several languages."""
    asked, answer = _opening(story)
    _send(story, replace(answer, subject=f"{story.client.answer}Re: 回复: AW: {asked.subject}"))


def forwarded(story: Story) -> None:
    """To our plain address, as something to look at: all of it stays."""
    asked, answer = _opening(story)
    note = words.NOTES[story.client.locale]
    laid = story.client.layout(note, asked, story.client.locale)
    subject = story.client.forward + asked.subject
    _send(story, replace(answer, text="", laid=laid, subject=subject, to=PLAIN_ADDRESS, by=("references",)))
    story.steps[-1]["holds"] = [note.split("\n", maxsplit=1)[0], asked.text.split("\n", maxsplit=1)[0]]


def inline(story: Story) -> None:
    """Answers between the lines of the quote."""
    asked, answer = _opening(story)
    first, second = words.INLINE[story.client.locale]
    lines = asked.text.split("\n")
    ends = [at for at, line in enumerate(lines) if line.endswith(("？", "?", "。", ".")) and at > 1][:2]
    marked = replace(asked, text="\n".join(lines[: ends[0] + 1]))
    laid = story.client.layout("", marked, story.client.locale)
    above = (laid.plain or "").replace("\n\n-- \nmade up\n", "").rstrip("\n")
    rest = "\n".join(f"> {line}" if line else ">" for line in lines[ends[0] + 1 : ends[-1] + 2])
    left = "\n".join(f"> {line}" if line else ">" for line in lines[ends[-1] + 2 :])
    plain_text = f"{above}\n\n{first}\n\n{rest}\n\n{second}\n\n{left}\n".lstrip("\n")
    _send(story, replace(answer, text="", laid=Laid(plain_text, None)))
    story.steps[-1]["holds"] = [first, second]


def page_only(story: Story) -> None:
    """A program, or a gateway, that sends no plain text."""
    answer = _opening(story)[1]
    _send(story, replace(answer, laid=Laid(None, answer.laid.page) if answer.laid.page else answer.laid))


def plain_only(story: Story) -> None:
    answer = _opening(story)[1]
    _send(story, replace(answer, laid=Laid(answer.laid.plain, None)))


def from_nowhere(story: Story) -> None:
    """Somebody else, with the same subject and nothing of ours: a new case."""
    answer = _opening(story)[1]
    _send(story, replace(answer, ids=(), to=PLAIN_ADDRESS, case="new", by=()))


def away(story: Story) -> None:
    """A machine answers."""
    asked, answer = _opening(story)
    begins, text = words.AWAY[story.client.locale]
    marks = ("Auto-Submitted: auto-replied",) if story.at % 2 else ()
    told = replace(
        answer, text=text, laid=Laid(text, None), subject=begins + asked.subject, automatic="reply", extra=marks
    )
    _send(story, told)


STORIES = {
    each.__name__: each
    for each in (
        *(
            plain,
            twice,
            token_lost,
            references_lost,
            ids_rewritten,
            references_cut,
            other_address,
            subject_changed,
            prefixes,
        ),
        *(forwarded, inline, from_nowhere, away, page_only, plain_only),
    )
}


def _send(story: Story, answer: Answer) -> None:
    client, at = story.client, story.now
    mail_id = client.message_id.format(n=f"{story.at:03d}{len(story.steps)}")
    sender = story.writer
    fields = [
        f"Received: from mx.{client.domain} by mail.{DOMAIN} with ESMTPS id {story.key}; {at:%a, %d %b %Y %H:%M:%S} +0800",
        f"From: {word(story.person.name, client.charset)} <{sender}>",
        f"To: {word('Northwind Support', client.charset)} <{answer.to}>",
        f"Subject: {word(answer.subject, client.charset)}",
        f"Date: {at:%a, %d %b %Y %H:%M:%S} +0800",
        f"Message-ID: <{mail_id}>",
        *thread_fields(client, answer.ids, story.index()),
        *(each.format(n=story.at) for each in client.extra),
        *answer.extra,
    ]
    raw = "\r\n".join(fields).encode() + b"\r\n" + body(client, answer.laid, story.at)
    story.steps.append(
        {
            "by": "client",
            "raw": raw.decode("latin-1"),
            "case": answer.case,
            "carries": list(answer.by),
            "text": answer.text,
            "automatic": answer.automatic,
            "sender": sender,
        }
    )
    story.ids.append(mail_id)


if __name__ == "__main__":
    main()
