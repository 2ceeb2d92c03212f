"""From a mail's bytes to typed data, whatever the bytes are. Pure; the one function the rest of the channel calls to read.

Bounds: `MOST_BYTES` of mail; all else is cut where the files beside this one say so, and named in `losses`.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from kefu.channels.email import automatic as signs
from kefu.channels.email import bodies, bounces, fields, files, invitations, subjects
from kefu.channels.email.bodies import Body
from kefu.channels.email.fields import Sender
from kefu.channels.email.markup import CUT
from kefu.channels.email.payloads import (
    Attachment,
    Automatic,
    Bounce,
    Invitation,
    Loss,
    ReadMail,
    Unreadable,
    WhyUnreadable,
)
from kefu.channels.email.quoting import Divided, Shows
from kefu.kit import mailparse
from kefu.kit.mailparse import Cut, Mail

MOST_BYTES = 25 * 1024 * 1024
PIECE_BYTES = 1024 * 1024
# What an author writes; what hops add or change is no part of who a mail is.
_AUTHORS = (
    "from",
    "to",
    "cc",
    "reply-to",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "content-type",
)
_CUTS = {Cut.HEAD: Loss.HEAD, Cut.LEVELS: Loss.LEVELS, Cut.PARTS: Loss.PARTS, Cut.TEXT: Loss.TEXT}
_SEALED = ("application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted")


def read(raw: bytes, *, return_path: str | None = None) -> ReadMail:
    """`return_path`: the sender of the envelope where it is known (LMTP tells it), empty for none (`<>`).

    Raises Unreadable for nothing at all and for more than MOST_BYTES; never anything else.
    """
    return read_apart(raw, taken_apart(raw), return_path=return_path)


def taken_apart(raw: bytes) -> Mail:
    """Unreadable."""
    if len(raw) > MOST_BYTES:
        raise Unreadable(WhyUnreadable.OVERSIZED)
    if not raw.strip():
        raise Unreadable(WhyUnreadable.EMPTY)
    return mailparse.parse(raw)


def read_apart(raw: bytes, mail: Mail, *, return_path: str | None = None) -> ReadMail:
    """`read`, of what was taken apart before."""
    sender = fields.sender(mail)
    said = _said(mail, sender)
    automatic, bounce = _speaker(mail, sender, said, return_path)
    read_as = {name: fields.mailboxes(mail, name) for name in ("reply-to", "to", "cc")}
    losses = {*said.losses, *_losses(mail, said.body)}
    losses |= set() if sender.address else {Loss.SENDER}
    losses |= set() if all(is_whole for _boxes, is_whole in read_as.values()) else {Loss.ADDRESSES}
    losses |= {Loss.REPORT} if automatic is Automatic.BOUNCE and bounce is None else set()
    return ReadMail(
        message_id=fields.message_id(mail),
        in_reply_to=fields.in_reply_to(mail),
        references=fields.references(mail),
        thread_index=fields.thread_index(mail),
        sender=sender.address,
        sender_name=sender.name,
        reply_to=read_as["reply-to"][0],
        to=read_as["to"][0],
        cc=read_as["cc"][0],
        delivered_to=fields.delivered_to(mail),
        subject=fields.subject(mail),
        date=fields.date(mail),
        text=said.words.new,
        quoted=said.words.quoted,
        html=said.body.page_text,
        attachments=said.files,
        automatic=automatic,
        bounce=bounce,
        invitation=said.invitation,
        losses=frozenset(losses),
        digest=digest(raw, mail),
    )


@dataclass(frozen=True, slots=True)
class _Said:
    body: Body
    words: Divided
    files: tuple[Attachment, ...]
    invitation: Invitation | None
    losses: frozenset[Loss]


def _said(mail: Mail, sender: Sender) -> _Said:
    shown = bodies.shown(mail.parts)
    body = bodies.body(shown)
    attached, lost, packed = files.attachments(mail.parts, shown=shown)
    if packed and not (body.plain or body.page):
        body = Body(bodies.safe(packed.replace(CUT, ""))[: bodies.MOST_CHARS], "", body.is_cut, body.is_lost)
    own = tuple(filter(None, (sender.name, sender.address)))
    words = bodies.new_words(body, own=own, shows=_shows(mail))
    calendars = [each for each in mail.parts if each.kind == "text/calendar" or each.name.lower().endswith(".ics")]
    told = [invitations.invitation(each.content(), each.charset) for each in calendars[:5]]
    invitation = next((each for each in told if each is not None), None)
    losses = lost | ({Loss.CALENDAR} if calendars and invitation is None else set())
    return _Said(body, words, attached, invitation, losses)


def _shows(mail: Mail) -> Shows:
    """By its subject and what it says it answers; some programs lose all of that but the address, in which a `+` then stands."""
    subject = fields.subject(mail)
    if subjects.is_forward(subject):
        return Shows.FORWARDED
    to = [each.local for each in fields.mailboxes(mail, "to")[0]] + list(fields.delivered_to(mail))
    is_answer = (
        subjects.is_answer(subject)
        or fields.in_reply_to(mail)
        or fields.references(mail)
        or any("+" in each for each in to)
    )
    return Shows.ANSWERED if is_answer else Shows.NOTHING


def _speaker(mail: Mail, sender: Sender, said: _Said, return_path: str | None) -> tuple[Automatic, Bounce | None]:
    """Who speaks, and what a report on delivery reports."""
    automatic = signs.automatic(mail, sender=sender.address, text=said.words.new, return_path=return_path)
    is_machine = automatic in (Automatic.BOUNCE, Automatic.REPLY)
    bounce = bounces.bounce(mail, body=said.body.plain or said.body.page_text, is_machine=is_machine)
    return (Automatic.BOUNCE if bounce else automatic), bounce


def _losses(mail: Mail, body: Body) -> Iterator[Loss]:
    yield from (_CUTS[each] for each in mail.cuts)
    if body.is_cut:
        yield Loss.TEXT
    if body.is_lost:
        yield Loss.LETTERS
    if fields.is_twice(mail):
        yield Loss.TWICE
    if fields.date(mail) is None:
        yield Loss.DATE
    if any(each.kind in _SEALED for each in mail.parts):
        yield Loss.SEALED


def digest(raw: bytes, mail: Mail) -> str:
    """The same for one mail, whichever way it came: by what its author wrote, line ends as \\n."""
    told = hashlib.sha256()
    for name, value in mail.fields:
        if name in _AUTHORS:
            told.update(name.encode() + b":" + b" ".join(value.split()) + b"\n")
    body = mailparse.body(raw)
    end = _end(body)
    at = 0
    while at < end:
        after = min(at + PIECE_BYTES, end)
        if body[after - 1] == ord("\r") and after < end:
            after += 1
        told.update(bytes(body[at:after]).replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
        at = after
    return told.hexdigest()


def _end(body: memoryview) -> int:
    """Without the empty lines that programs put behind a mail they save."""
    end = len(body)
    while end:
        piece = bytes(body[max(0, end - PIECE_BYTES) : end])
        bare = piece.rstrip(b"\r\n \t")
        end -= len(piece) - len(bare)
        if bare:
            break
    return end
