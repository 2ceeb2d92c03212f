"""A mail as what came in: whom it names by our tokens, what it answers to, what it carries. Proves nothing."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kefu.channels.contract import Arrival, ArrivedFile, NotReadable, Report
from kefu.channels.email import originals, reading, tokens
from kefu.channels.email.payloads import Action, Attachment, Automatic, Bounce, ReadMail, Unreadable
from kefu.kit import crypto

MOST_QUOTED_CHARS = 200_000
MOST_WHY_CHARS = 200
_ADDRESSED = re.compile(rf"\+([A-Za-z2-7]{{{tokens.CHARS}}})@")
_LEAST_CHARS = 20  # of what is taken for somebody's try at a token


def read(raw: bytes, *, receivers: Sequence[str] = (), return_path: str | None = None) -> Arrival:
    """NotReadable for what is no mail."""
    try:
        mail = reading.taken_apart(raw)
        read = reading.read_apart(raw, mail, return_path=return_path)
    except Unreadable as error:
        raise NotReadable(error.why.value) from error
    return replace(arrival_of(read, receivers=receivers), original=originals.original(mail, read))


def arrival_of(mail: ReadMail, *, receivers: Sequence[str] = ()) -> Arrival:
    answers = tuple(dict.fromkeys(filter(None, (mail.in_reply_to, *reversed(mail.references)))))
    to = [*receivers, *mail.delivered_to, *(each.address for each in (*mail.to, *mail.cc))]
    named, wrong = _tokens(mail, to, answers)
    return Arrival(
        digest=mail.digest,
        external_id=mail.message_id,
        sender=mail.sender,
        subject=mail.subject,
        text=mail.text,
        sender_name=mail.sender_name,
        files=tuple(map(_file, mail.attachments)),
        tokens=named,
        wrong_tokens=wrong,
        answers=answers,
        receivers=tuple(to),
        is_machine=mail.automatic is not Automatic.NO,
        is_report=mail.bounce is not None or mail.automatic is Automatic.BOUNCE,
        report=_report(mail.bounce) if mail.bounce else None,
        copied=tuple(each.address for each in mail.cc),
    )


def _tokens(mail: ReadMail, to: Iterable[str], answers: Iterable[str]) -> tuple[tuple[str, ...], int]:
    """Conversations (public ids) that tokens of ours name, the surest first; and how many only look like tokens."""
    key = crypto.key_for(tokens.PURPOSE)
    found = [each for each in map(tokens.token_in_address, to) if len(each) >= _LEAST_CHARS]
    found += [each for answer in answers for each in tokens.tokens_in_ids(f"<{answer}>")]
    found += _ADDRESSED.findall(mail.quoted[:MOST_QUOTED_CHARS])
    read = [tokens.read(each, key) for each in dict.fromkeys(each.lower() for each in found)]
    return tuple(dict.fromkeys(each for each in read if each)), read.count(None)


def _file(attachment: Attachment) -> ArrivedFile:
    return ArrivedFile(attachment.name or "file", attachment.content, attachment.content_id)


def _report(bounce: Bounce) -> Report:
    named = f"<{bounce.original_message_id}>" if bounce.original_message_id else ""
    why = " ".join(filter(None, (bounce.status, bounce.diagnostic)))[:MOST_WHY_CHARS]
    is_arrived = bounce.action in {Action.DELIVERED, Action.EXPANDED}
    is_final = bounce.action is Action.FAILED
    return Report(named, is_final, is_arrived, why or bounce.action.value, bounce.recipient)
