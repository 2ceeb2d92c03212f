"""Chen Wei's mailbox, on this computer alone: Kefu's mails come here, and from here he writes to Northwind's support.

What comes is kept in memory, the newest `MOST` of it; mails to anybody else are taken and kept too, so that nothing goes out.
"""

import smtplib
from asyncio import Server, get_running_loop
from collections import deque
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr
from html import escape
from itertools import count

from aiosmtpd.smtp import SMTP, Envelope, Session

from northwind import drawn
from northwind.installation import SELECTOR, SUPPORT, Failed, Installation
from northwind.mailseal import HOST, Seal

MOST = 100
MOST_BYTES = 2_000_000
LIMIT_S = 20


@dataclass(frozen=True, slots=True)
class Letter:
    """`text`: its plain part. `answer_to`: where an answer goes; `references`: what an answer names, itself last."""

    number: int
    is_own: bool
    at: datetime
    sender: str
    to: str
    subject: str
    text: str
    message_id: str
    answer_to: str
    references: str
    is_sealed: bool
    raw: bytes = field(repr=False)


class Mailroom:
    """A sink for what Kefu sends, and a pen."""

    def __init__(self, installation: Installation, *, owner: str) -> None:
        self._installation, self._owner = installation, owner
        self._seal = Seal(installation)
        self._letters: deque[Letter] = deque(maxlen=MOST)
        self._numbers = count(1)

    async def open(self) -> Server:
        """Takes mails from now on, until what it returns is closed."""
        port = self._installation.sink_port
        return await get_running_loop().create_server(
            lambda: SMTP(self, hostname=HOST, data_size_limit=MOST_BYTES, enable_SMTPUTF8=True), "127.0.0.1", port
        )

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        self._keep(content if isinstance(content, bytes) else (content or "").encode(), is_own=False)
        return "250 It is here"

    @property
    def letters(self) -> list[Letter]:
        """The newest first."""
        return list(reversed(self._letters))

    def letter(self, number: int) -> Letter | None:
        return next((each for each in self._letters if each.number == number), None)

    def write(self, *, subject: str, text: str, answered: Letter | None = None, has_paper: bool = False) -> None:
        """Send it to Kefu's door for mail, with a drawn passport if wanted. Failed if nobody takes it."""
        mail = EmailMessage(policy=policy.SMTP)
        mail["From"] = self._owner
        mail["To"] = answered.answer_to if answered else SUPPORT
        mail["Subject"] = subject
        mail["Date"] = format_datetime(datetime.now(UTC))
        mail["Message-ID"] = make_msgid(domain=HOST)
        if answered:
            mail["In-Reply-To"], mail["References"] = answered.message_id, answered.references
            text = f"{text}\n\n{_quoted(answered)}"
        mail.set_content(text)
        mail.add_alternative(_as_page(text, self._installation.site_url), subtype="html")
        if has_paper:
            mail.add_attachment(drawn.passport(), maintype="image", subtype="png", filename=drawn.NAME)
        raw = self._seal.sealed(mail.as_bytes())
        try:
            with smtplib.SMTP("127.0.0.1", self._installation.mail_port, HOST, timeout=LIMIT_S) as door:
                door.sendmail(parseaddr(self._owner)[1], [mail["To"]], raw)
        except (OSError, smtplib.SMTPException) as error:
            raise Failed(f"Kefu did not take the mail: {error}") from error
        self._keep(raw, is_own=True)

    def names(self) -> dict[str, list[str]]:
        """What the invented domains' name server says: how their mails are signed, and that all of them are."""
        ours, theirs = SUPPORT.partition("@")[2], HOST
        own = self._installation.data / "mail_record"
        records = {f"_dmarc.{domain}": ["v=DMARC1; p=reject"] for domain in (ours, theirs)}
        records[f"{SELECTOR}._domainkey.{theirs}"] = [self._seal.record]
        if own.exists():
            records[f"{SELECTOR}._domainkey.{ours}"] = [own.read_text(encoding="utf-8")]
        return records

    def _keep(self, raw: bytes, *, is_own: bool) -> None:
        letter = _read(raw)
        self._letters.append(replace(letter, number=next(self._numbers), is_own=is_own))


def _read(raw: bytes) -> Letter:
    mail = message_from_bytes(raw, policy=policy.default)
    body = mail.get_body(("plain", "html"))
    named = {
        name: str(mail.get(name, "")) for name in ("From", "To", "Subject", "Message-ID", "References", "Reply-To")
    }
    return Letter(
        number=0,
        is_own=False,
        at=datetime.now(UTC),
        sender=named["From"],
        to=named["To"],
        subject=named["Subject"],
        text=str(body.get_content()) if body else "",
        message_id=named["Message-ID"],
        answer_to=named["Reply-To"] or named["From"],
        references=f"{named['References']} {named['Message-ID']}".strip(),
        is_sealed="DKIM-Signature" in mail,
        raw=raw,
    )


def _as_page(text: str, site_url: str) -> str:
    """As mail programs dress it up: with a picture that lies elsewhere, a pixel, and a link whose words name another place."""
    lines = "<br>\n".join(escape(line) for line in text.splitlines())
    return (
        f'<div style="font-family:sans-serif">{lines}</div><hr><table cellpadding="4"><tr>'
        f'<td><img src="{site_url}/static/card.png" alt="" width="120" height="40"></td><td><b>Chen Wei</b><br>'
        f'<a href="{site_url}/account">www.northwind.example</a></td></tr></table>'
        f'<img src="{site_url}/static/card.png?opened" width="1" height="1" alt="">'
    )


def _quoted(letter: Letter) -> str:
    """As mail programs put what is answered below the answer."""
    lines = "\n".join(f"> {line}" for line in letter.text.rstrip().splitlines())
    return f"On {letter.at.astimezone():%a, %d %b %Y at %H:%M}, {letter.sender} wrote:\n{lines}"
