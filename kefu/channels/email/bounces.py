"""Reports that a mail of ours did not arrive: as RFC 3464 has them, and as mailboxes write them that do not keep to it. Pure.

A report proves nothing: anybody can write one. Whoever acts on it compares its id and receiver with what was really sent.
"""

import re
from collections.abc import Iterator, Sequence

from kefu.channels.email import fields
from kefu.channels.email.payloads import Action, Bounce
from kefu.kit import charsets, mailparse, text
from kefu.kit.mailparse import Mail, Part

MOST_CHARS = 20_000
MOST_DIAGNOSTIC_CHARS = 500
MOST_RECEIVERS = 50
_ORIGINALS = ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers")
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_SMTP = re.compile(r"(?:^|[\s#:<(\[;'\"：])([45]\d\d)(?=[\s\-#]|$)", re.MULTILINE)
_ID = re.compile(r"^[ \t>]{0,9}message-id:\s{0,9}<([^\s<>]{1,400})>", re.IGNORECASE | re.MULTILINE)
_ADDRESS = re.compile(r"[A-Za-z0-9._%+=-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_BELOW = re.compile(
    r"^(?:-{2,}\s{0,3})?(?:below this line is a copy|this is a copy of (?:the|your) message|original message headers|"
    r"the following is a copy|原邮件内容|以下是原邮件)",
    re.IGNORECASE | re.MULTILINE,
)
_REASONS = (
    re.compile(
        r"(?:退信原因|失败原因|错误原因|错误信息|退信代码|原\s{0,4}因|英文说明)\s{0,6}[:：]?\s{0,6}(\S[^\n]{0,500})"
    ),
    re.compile(
        r"(?:server returned was|server returned|the response was|reason|diagnostic-code)\s{0,3}[:：]?\s{0,9}(\S[^\n]{0,500})",
        re.IGNORECASE,
    ),
    re.compile(r"^([^\n]{0,200}(?<!\d)[45]\d\d[ -#][^\n]{3,400})", re.MULTILINE),
)
_DELAYED = re.compile(
    r"delayed|will (?:be )?(?:re)?tr(?:y|ied)|warning: message still undelivered|not yet been delivered|"
    r"延迟|延遲|暂时无法|将继续尝试|稍后重试",
    re.IGNORECASE,
)
_FAILS = re.compile(
    r"undeliver|returned mail|delivery (?:status|has failed|failure|failed|notification|incomplete)|mail delivery|"
    r"failure notice|"
    r"could not be delivered|couldn't be delivered|wasn't delivered|unable to deliver|returned to sender|rejected|退信|"
    r"退回|无法送达|"
    r"投递失败|未送达|无法投递|发送失败|傳遞失敗|無法傳遞|退件|未能送达|unzustellbar|non remis|no entregado",
    re.IGNORECASE,
)
_RECEIVERS = (
    "to:",
    "收件人",
    "无法发送到",
    "rcpt to",
    "failed to these",
    "following address",
    "recipient",
    "could not be delivered to",
)


def bounce(mail: Mail, *, body: str, is_machine: bool) -> Bounce | None:
    """What it says of the first receiver who did not get it. `is_machine`: it comes from where reports come from.

    None where it is no report, or one that says neither whom nor which mail it is about.
    """
    groups = list(_groups(mail.parts)) if mail.first("content-type").lower().startswith("multipart/report") else []
    told = _standard(groups)
    if told is None:
        if not is_machine or _FAILS.search(f"{fields.subject(mail)}\n{body[:MOST_CHARS]}") is None:
            return None
        told = _in_words(mail, body[:MOST_CHARS])
    original = _original(mail, body[:MOST_CHARS])
    if not told.recipient and not original:
        return None
    return Bounce(original, told.recipient, told.action, told.status, told.diagnostic)


def _groups(parts: Sequence[Part]) -> Iterator[dict[str, str]]:
    """Of a delivery-status part the fields about each receiver; those about the mail are in all of them."""
    for part in parts:
        if part.kind not in ("message/delivery-status", "message/global-delivery-status"):
            continue
        written = charsets.decoded(part.content(most=MOST_CHARS * 5), "").text.replace("\r\n", "\n")
        for block in re.split(r"\n[ \t]{0,99}\n", written)[: MOST_RECEIVERS + 1]:
            yield {
                name.strip().lower(): " ".join(value.split())
                for name, colon, value in (line.partition(":") for line in re.sub(r"\n[ \t]", " ", block).split("\n"))
                if colon
            }


def _standard(groups: Sequence[dict[str, str]]) -> Bounce | None:
    about = [each for each in groups if "final-recipient" in each or "original-recipient" in each or "action" in each]
    worst = next((each for each in about if _action(each) is Action.FAILED), about[0] if about else None)
    if worst is None:
        return None
    receiver = _typed(worst.get("original-recipient", "")) or _typed(worst.get("final-recipient", ""))
    said = worst.get("diagnostic-code", "")
    status = _STATUS.search(worst.get("status", "")) or _STATUS.search(said)
    return Bounce(
        "",
        receiver,
        _action(worst),
        status.group(1) if status else _status_of(said),
        _line(said.partition(";")[2] or said),
    )


def _action(group: dict[str, str]) -> Action:
    told = re.sub(r"[^a-z]", "", group.get("action", "").partition("(")[0].lower())
    return next((each for each in Action if each == told), Action.UNKNOWN)


def _typed(written: str) -> str:
    """`rfc822; someone@somewhere`"""
    found = _ADDRESS.search(written.rpartition(";")[2][:400])
    return found.group() if found else ""


def _in_words(mail: Mail, body: str) -> Bounce:
    below = _BELOW.search(body)
    words = body[: below.start()] if below else body
    reason = next((found.group(1) for each in _REASONS if (found := each.search(words))), "")
    status = _STATUS.search(reason) or _STATUS.search(words)
    code = status.group(1) if status else _status_of(reason) or _status_of(words)
    is_delayed = _DELAYED.search(f"{fields.subject(mail)}\n{words[:3_000]}") is not None and not code.startswith("5")
    return Bounce("", _receiver(mail, words), Action.DELAYED if is_delayed else Action.FAILED, code, _line(reason))


def _status_of(written: str) -> str:
    """Of a three-digit answer the class it stands for."""
    found = _SMTP.search(written)
    return f"{found.group(1)[0]}.0.0" if found else ""


def _receiver(mail: Mail, words: str) -> str:
    named = fields.mailboxes(mail, "x-failed-recipients")[0]
    if named:
        return named[0].address
    ours = {each.address.lower() for each in fields.mailboxes(mail, "to")[0]}
    ours |= {fields.sender(mail).address.lower()}
    near = [words[at : at + 300] for each in _RECEIVERS if (at := words.lower().find(each)) >= 0]
    for stretch in (*near, words):
        for found in _ADDRESS.findall(stretch)[:20]:
            if found.lower() not in ours and not found.lower().startswith(("postmaster@", "mailer-daemon@")):
                return str(found)
    return ""


def _original(mail: Mail, body: str) -> str:
    """The id of the mail that did not arrive: from its copy, its head, or what this one says it answers."""
    for part in mail.parts:
        if part.kind in _ORIGINALS or part.name.lower().endswith(".eml"):
            found = fields.message_id(mailparse.parse(part.content(most=mailparse.MOST_HEAD_BYTES)))
            if found:
                return found
    for written in (body, *_plain_texts(mail.parts)):
        named = _ID.search(written)
        if named:
            return named.group(1)
    return fields.in_reply_to(mail) or next(iter(fields.references(mail)[-1:]), "")


def _plain_texts(parts: Sequence[Part]) -> Iterator[str]:
    """Also what is attached as text: some mailboxes hand the head back in a file."""
    for part in parts[:20]:
        if part.kind == "text/plain":
            yield charsets.decoded(part.content(most=MOST_CHARS * 5), part.charset).text


def _line(written: str) -> str:
    return text.clean_line(written, max_chars=MOST_DIAGNOSTIC_CHARS)
