"""What a text that somebody asks about is: a link, a mail address, a handle, a number, an app, or only a name. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qs

from kefu.trust.lookalike import forms, hosts, networks, phones
from kefu.trust.lookalike.hosts import Link
from kefu.trust.lookalike.kinds import MAX_CHARS
from kefu.trust.lookalike.phones import Phone

MOST_NAMES, MAX_LABEL_CHARS = 7, 63  # of one text, and what a name server takes
_MAIL_IN = re.compile(r"([^<>]*)<\s*(?:mailto:)?([^<>\s]*@[^<>\s]*)\s*>")
_APP_STORES = ("play.google.com", "apps.apple.com", "itunes.apple.com")
_APP_ID = re.compile(r"(?:^|/)(id[0-9]{6,12})(?:/|$)")
_REVERSED = frozenset({"com", "org", "net", "io", "app", "co", "me", "cn", "hk"})
_ENDS = " \t\r\n\"'“”‘’「」『』《》,，;；!！?？"


class Form(StrEnum):
    LINK = "link"
    MAIL = "mail"
    HANDLE = "handle"
    PHONE = "phone"
    APP = "app"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Asked:
    """`value` is the part that counts, as it was written; `names` is what may be taken for a name of ours."""

    form: Form
    text: str
    value: str
    network: str = ""
    link: Link | None = None
    phone: Phone | None = None
    shown: str = ""  # the name in front of a mail address
    names: tuple[str, ...] = ()


def asked(text: str) -> Asked:
    whole = text.strip()[:MAX_CHARS]
    plain = whole.strip(_ENDS)
    mail = _MAIL_IN.fullmatch(plain)
    if mail is not None:
        return _mail(whole, mail[2], shown=mail[1].strip(_ENDS))
    number = phones.phone(plain)
    if number is not None:
        return Asked(Form.PHONE, whole, plain, phone=number)
    account = networks.named(plain)
    if account is not None:
        return Asked(Form.HANDLE, whole, account.handle, account.network, names=(account.handle,))
    if plain.startswith(("@", "＠")):
        return Asked(Form.HANDLE, whole, plain[1:].strip(), names=(plain[1:],))
    return _address(whole, plain) or Asked(Form.NAME, whole, plain, names=(plain,))


def _address(whole: str, plain: str) -> Asked | None:
    """A link, a mail address or an app; None where the text is none of them."""
    bare = forms.without_unseen(plain)
    if forms.small(bare).startswith("mailto:"):
        return _mail(whole, bare[7:].partition("?")[0])
    if re.search(r"\s", bare):
        return None
    has_scheme = re.match(r"[a-z][a-z0-9+.-]{1,15}:[/\\]", bare, re.IGNORECASE) is not None
    before, _, after = bare.rpartition("@")
    if before and not has_scheme and "/" not in before and "\\" not in before and "/" not in after:
        return _mail(whole, plain)
    if has_scheme or "." in forms.dotted(bare).strip("."):
        return _link(whole, plain)
    return None


def _mail(whole: str, address: str, *, shown: str = "") -> Asked:
    local, _, host = address.rpartition("@")
    parts = hosts.labels(forms.small(host))
    before = hosts.before_ending(parts)
    names = (local, *_few(before), *([".".join(before)] if len(before) > 4 else []), *([shown] if shown else []))
    return Asked(Form.MAIL, whole, address, link=hosts.link(f"https://{host}"), shown=shown, names=names)


def _link(whole: str, plain: str) -> Asked:
    found = hosts.link(plain)
    app = _app(found, plain)
    if app:
        return Asked(Form.APP, whole, app, link=found, names=_app_names(app))
    account = networks.account_at(found)
    if account is not None:
        return Asked(Form.HANDLE, whole, account.handle, account.network, link=found, names=(account.handle,))
    if forms.small(plain).startswith("tg://resolve"):
        handle = "".join(parse_qs(found.query).get("domain", [])[:1])
        return Asked(Form.HANDLE, whole, handle, "telegram", names=(handle,))
    return Asked(Form.LINK, whole, found.host, link=found, names=_host_names(found))


def _app(found: Link, plain: str) -> str:
    """An app's name in its store, from a link to it or by itself; empty where it is no app."""
    if forms.small(plain).startswith("market://") or found.host in _APP_STORES:
        named = "".join(parse_qs(found.query).get("id", [])[:1])
        number = _APP_ID.search(found.tail)
        return named or (number[1] if number else "")
    is_id = len(found.labels) >= 3 and found.labels[0] in _REVERSED and not found.tail and "://" not in plain
    return plain if is_id and found.labels[-1] not in _REVERSED else ""


def _app_names(app: str) -> tuple[str, ...]:
    return _few(tuple(each for each in app.split(".") if forms.small(each) not in _REVERSED))


def _host_names(found: Link) -> tuple[str, ...]:
    parts = hosts.before_ending(found.labels)
    claimed = networks.account_claimed(found)
    joined = ".".join(parts)
    last = found.labels[-1:] if found.labels and found.labels[0] in _REVERSED else ()  # an app's name of two parts
    names = (*_few(parts), *last, *([joined] if len(parts) > 1 else []), *([claimed] if claimed else []))
    return names[:MOST_NAMES]


def _few(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Of a host of many parts the first, which are seen, and the last, which were registered: the others are in `joined`."""
    some = parts if len(parts) <= 4 else (*parts[:2], *parts[-2:])
    return tuple(each[:MAX_LABEL_CHARS] for each in some)
