"""The files that come with a mail, with names that hurt nobody. Pure; what they hold is not looked at here."""

import re
from collections.abc import Iterator, Sequence

from kefu.channels.email import fields, tnef
from kefu.channels.email.payloads import Attachment, Loss
from kefu.kit import mailparse, text
from kefu.kit.mailparse import Part

MOST_FILES = 100
MOST_NAME_CHARS = 255
TNEF = ("application/ms-tnef", "application/vnd.ms-tnef")
# Signatures over the mail, and the parts of a report that machines read.
_NO_FILES = frozenset(
    {
        *("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"),
        *("application/pgp-encrypted", "message/delivery-status", "message/disposition-notification"),
        *("message/feedback-report", "text/rfc822-headers"),
    }
)
_NAMED = {"text/calendar": "invite.ics", "text/csv": "table.csv", "text/html": "page.html", "text/plain": "text.txt"}


def attachments(parts: Sequence[Part], *, shown: Sequence[Part]) -> tuple[tuple[Attachment, ...], frozenset[Loss], str]:
    """All but what is shown as text; what was lost; and the text of a winmail.dat, for a mail that has no other."""
    found: list[Attachment] = []
    losses: set[Loss] = set()
    words = ""
    for part in parts:
        if any(part is each for each in shown) or part.kind in _NO_FILES or _is_second(part):
            continue
        if is_tnef(part):
            opened = tnef.opened(part.content(most=len(part.raw)))
            found += opened.files if opened.is_whole or opened.files else [_attachment(part)]
            words = words or opened.text
            losses |= set() if opened.is_whole else {Loss.TNEF}
        else:
            found.append(_attachment(part))
        if len(found) > MOST_FILES:
            losses.add(Loss.FILES)
            break
    return tuple(found[:MOST_FILES]), frozenset(losses), words


def is_tnef(part: Part) -> bool:
    return part.kind in TNEF or part.name.lower() == "winmail.dat"


def _is_second(part: Part) -> bool:
    """Another way of saying what is shown, or nothing at all."""
    return (
        not part.name
        and not part.is_attached
        and (part.kind in ("text/plain", "text/html", "text/enriched") or not part.raw.strip())
    )


def _attachment(part: Part) -> Attachment:
    content = part.content(most=len(part.raw))
    name = safe_name(part.name) or _own_name(part, content)
    return Attachment(name, part.kind, content, _is_inline(part), text.clean_line(part.content_id, max_chars=255))


def _is_inline(part: Part) -> bool:
    return part.kind.startswith("image/") and (part.is_inline or bool(part.content_id))


def _own_name(part: Part, content: bytes) -> str:
    if part.kind == "message/rfc822":
        subject = fields.subject(mailparse.parse(content[: mailparse.MOST_HEAD_BYTES]))
        return safe_name(f"{subject[:100] or 'mail'}.eml")
    ending = re.sub(r"[^a-z0-9]", "", part.kind.rpartition("/")[2])[:10] if part.kind.startswith("image/") else ""
    return _NAMED.get(part.kind, f"image.{ending}" if ending else "file.bin")


def safe_name(written: str) -> str:
    """No folders, no signs that turn text or mean something to a shell or a system; its ending stays when it is cut."""
    bare = text.clean_line(written, max_chars=2_000)
    bare = re.sub(r'[<>:"|?*\x00-\x1f]', "_", re.split(r"[/\\]", bare)[-1]).strip(" .")
    stem, dot, ending = bare.rpartition(".")
    if len(bare) > MOST_NAME_CHARS and dot and len(ending) < 20:
        return f"{stem[: MOST_NAME_CHARS - len(ending) - 1]}.{ending}"
    return bare[:MOST_NAME_CHARS]


def inside(parts: Sequence[Part], kind: str) -> Iterator[bytes]:
    """The contents of all parts of this kind."""
    return (part.content(most=mailparse.MOST_TEXT_BYTES) for part in parts if part.kind == kind)
