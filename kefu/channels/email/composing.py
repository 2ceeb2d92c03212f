"""A mail of ours from what is to be said: plain text and HTML of one source, threaded, traced to us, signed. Pure.

Headers are made by Python's own (RFC 5322, 2047), which refuses a line break; what a stranger wrote is cut to one line first.
"""

import re
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import dkim
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kefu.channels.contract import AccountRecord, DeliveryError, Outbound
from kefu.channels.email import tokens
from kefu.kit import languages
from kefu.kit.text import clean_line

MAX_SUBJECT_CHARS = 200
MAX_QUOTED_CHARS, MAX_QUOTED_LINES = 1_500, 30
SIGNED = (
    *(b"from", b"to", b"cc", b"subject", b"date", b"message-id", b"reply-to", b"in-reply-to", b"references"),
    *(b"mime-version", b"content-type", b"content-language", b"auto-submitted"),
)
_RE = re.compile(r"^\s*(?:(?:re|aw|回复|回覆|答复)\s*(?:\[\d+\])?\s*[:：]\s*)+", re.IGNORECASE)
_MAILBOX = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\Z"
)  # RFC 5321 without quotes
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,245}>\Z")


def compose(outbound: Outbound, *, token: str, now: datetime) -> EmailMessage:
    """DeliveryError where nothing can be sent to that address."""
    if not all(map(is_mailbox, filter(None, (outbound.to, outbound.receiver, *outbound.copied)))) or not outbound.to:
        raise DeliveryError("bad_address", permanent=True)
    mail = EmailMessage(policy=SMTP)
    account = outbound.account
    with translation.override(languages.screen_of(outbound.locale)):
        try:
            mail["From"] = Address(_line(account.label, max_chars=80), addr_spec=account.address)
            mail["To"] = Address(addr_spec=outbound.to)
            if outbound.copied and not outbound.is_automatic:
                mail["Cc"] = [Address(addr_spec=each) for each in outbound.copied]
            mail["Reply-To"] = Address(
                _line(account.label, max_chars=80), addr_spec=_tagged(account, token, at=account.address)
            )
        except (ValueError, MessageError) as error:
            raise DeliveryError("bad_account") from error
        mail["Subject"] = subject(outbound)
        mail.set_content(plain(outbound), cte="quoted-printable")
        mail.add_alternative(html(outbound), subtype="html", cte="quoted-printable")
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = outbound.external_id
    _thread(mail, outbound, token)
    mail["Content-Language"] = outbound.locale if outbound.locale.isascii() else "en"
    if outbound.is_automatic:
        mail["Auto-Submitted"] = "auto-replied"  # RFC 3834
        mail["X-Auto-Response-Suppress"] = "All"
    return mail


def signed(mail: EmailMessage, account: AccountRecord) -> bytes:
    """As it goes out, with a DKIM signature of the From address's own domain where the account has a key (RFC 6376, relaxed)."""
    raw = mail.as_bytes(policy=SMTP)
    key, selector = account.secrets.get("dkim_key", ""), str(account.settings.get("dkim_selector", ""))
    if not key or not selector:
        return raw
    held = {name.lower().encode() for name in mail}
    try:
        made = dkim.sign(
            raw,
            selector.encode(),
            domain_of(account.address).encode(),
            key.encode(),
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=[name for name in SIGNED if name in held] + [b"from", b"subject"],
        )
    except (dkim.DKIMException, ValueError) as error:
        raise DeliveryError("bad_account") from error
    return bytes(made) + raw


def return_path(account: AccountRecord, token: str) -> str:
    """Where a mail that cannot be delivered comes back to: the token tells of which conversation it was."""
    return _tagged(account, token, at=account.address)


def is_mailbox(address: str) -> bool:
    return _MAILBOX.match(address) is not None


def domain_of(address: str) -> str:
    return address.rpartition("@")[2].lower()


def subject(outbound: Outbound) -> str:
    """Theirs, with one Re: before it; ours where nobody wrote it, or they gave none."""
    theirs = _line(_RE.sub("", outbound.subject), max_chars=MAX_SUBJECT_CHARS)
    if theirs and not outbound.is_automatic:
        return f"Fwd: {theirs}" if outbound.is_forward else theirs if outbound.is_first else f"Re: {theirs}"
    return _("Your request to %(brand)s") % {"brand": _line(outbound.brand, max_chars=80)}


def plain(outbound: Outbound) -> str:
    parts = [*filter(None, (outbound.body, outbound.signature)), *_file_lines(outbound)]
    quoted = quote(outbound)
    if quoted:
        parts.append("\n".join([_("You wrote:"), *(f"> {line}" for line in quoted)]))
    return "\n\n".join([*parts, "-- \n" + "\n".join(footer(outbound))]) + "\n"


def html(outbound: Outbound) -> str:
    """Nothing is loaded from anywhere, and every word is escaped: what was typed is text."""
    lines = [_linked(escape(line), outbound.verify_url, outbound.stop_url) for line in footer(outbound)]
    files = "".join(f'<p dir="auto">{_file_html(each)}</p>' for each in _files_of(outbound))
    quoted = quote(outbound)
    said = (
        f'<p style="color:#666">{escape(_("You wrote:"))}</p><blockquote dir="auto" style="margin:0;padding:0 0 0 12px;'
        f'border-left:2px solid #ccc;color:#666">{_paragraphs(chr(10).join(quoted))}</blockquote>'
        if quoted
        else ""
    )
    return (
        f'<!doctype html><html lang="{escape(outbound.locale)}"><head><meta charset="utf-8"></head>'
        '<body style="font:16px/1.5 system-ui,sans-serif;color:#111;background:#fff">'
        f"{_paragraphs(outbound.body)}{_paragraphs(outbound.signature)}{files}{said}"
        f'<p style="color:#666;font-size:14px">{"<br>".join(lines)}</p></body></html>\n'
    )


def _linked(line: str, *urls: str) -> str:
    """Our own addresses in an escaped line, to be followed."""
    for url in map(escape, filter(None, urls)):
        line = line.replace(url, f'<a href="{url}">{url}</a>')
    return line


def footer(outbound: Outbound) -> list[str]:
    """Who wrote, and how anybody checks that it was us."""
    lines = [_line(outbound.account.label, max_chars=80)]
    if outbound.proof_code:
        told = {"code": outbound.proof_code, "url": outbound.verify_url}
        lines.append(_("Is this really us? Look up the message code %(code)s at %(url)s") % told)
    lines.append(_("We never ask for passwords, codes from your phone or app, or recovery phrases."))
    if outbound.stop_url:
        lines.append(
            _("You get this because you had left our chat. Answer here or there. To get no more such mails: %(url)s")
            % {"url": outbound.stop_url}
        )
    return lines


def quote(outbound: Outbound) -> list[str]:
    """Their last words, cut; none in what nobody wrote."""
    if outbound.is_automatic or not outbound.quoted.strip():
        return []
    text = outbound.quoted.strip()
    lines = text[:MAX_QUOTED_CHARS].splitlines()
    is_cut = len(text) > MAX_QUOTED_CHARS or len(lines) > MAX_QUOTED_LINES
    return [*lines[:MAX_QUOTED_LINES], *(["…"] if is_cut else [])]


def _line(text: str, *, max_chars: int) -> str:
    """One line, and no encoded word (RFC 2047): Python takes one in a header apart, with the line break that it may hold."""
    return clean_line(text, max_chars=max_chars).replace("=?", "= ?")


def _thread(mail: EmailMessage, outbound: Outbound, token: str) -> None:
    """Under what they wrote; in what nobody wrote, under our own thread alone: their Message-ID is their words too."""
    ids = [tokens.thread_id(token, domain_of(outbound.account.address))]
    if _MESSAGE_ID.match(outbound.answers) and not outbound.is_automatic:
        mail["In-Reply-To"] = outbound.answers
        ids.append(outbound.answers)
    mail["References"] = " ".join(ids)


def _tagged(account: AccountRecord, token: str, *, at: str) -> str:
    return tokens.reply_address(at, token) if account.settings.get("plus_addresses", True) else at


def _files_of(outbound: Outbound) -> list[tuple[str, str]]:
    return [(f"{each.name} ({_size(each.size_bytes)})", each.url) for each in outbound.files]


def _file_lines(outbound: Outbound) -> list[str]:
    return [f"{name}\n{url}" for name, url in _files_of(outbound)] + _until(outbound)


def _until(outbound: Outbound) -> list[str]:
    count = len(outbound.files)
    return (
        [ngettext("The file can be fetched for 7 days.", "The files can be fetched for 7 days.", count)]
        if count
        else []
    )


def _file_html(file: tuple[str, str]) -> str:
    name, url = file
    return f'<a href="{escape(url)}">{escape(name)}</a>'


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(1, count // 1_000)} kB"


def _paragraphs(text: str) -> str:
    parts = [part for part in re.split(r"\n{2,}", text) if part.strip()]
    return "".join(f'<p dir="auto">{"<br>".join(escape(line) for line in part.splitlines())}</p>' for part in parts)
