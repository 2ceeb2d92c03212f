"""The places where people have handles: their hosts, and what people call them. Pure."""

import re
from dataclasses import dataclass

from kefu.trust.lookalike.hosts import Link, is_below

_HOSTS = {
    "telegram": ("t.me", "telegram.me", "telegram.dog"),
    "x": ("x.com", "twitter.com"),
    "instagram": ("instagram.com",),
    "facebook": ("facebook.com", "fb.com", "m.me"),
    "youtube": ("youtube.com",),
    "tiktok": ("tiktok.com",),
    "douyin": ("douyin.com",),
    "linkedin": ("linkedin.com",),
    "reddit": ("reddit.com",),
    "medium": ("medium.com",),
    "github": ("github.com",),
    "discord": ("discord.gg", "discord.com"),
    "weibo": ("weibo.com", "weibo.cn"),
    "whatsapp": ("wa.me", "whatsapp.com"),
    "line": ("line.me",),
    "threads": ("threads.net", "threads.com"),
}
_CALLED = {
    "telegram": ("telegram", "tg", "电报", "纸飞机"),
    "x": ("x", "twitter", "推特"),
    "wechat": ("wechat", "weixin", "wx", "微信公众号", "微信号", "微信", "公众号"),
    "weibo": ("weibo", "微博"),
    "qq": ("qq",),
    "instagram": ("instagram", "ig"),
    "facebook": ("facebook", "fb"),
    "youtube": ("youtube",),
    "tiktok": ("tiktok",),
    "discord": ("discord",),
    "whatsapp": ("whatsapp",),
    "line": ("line",),
    "kakaotalk": ("kakaotalk", "kakao"),
    "github": ("github",),
    "reddit": ("reddit",),
    "douyin": ("douyin", "抖音"),
    "xiaohongshu": ("xiaohongshu", "小红书"),
}
_WORDS = {word: network for network, words in _CALLED.items() for word in words}
_NAMED = re.compile(
    r"("
    + "|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True))
    + r")(?:\s*[:：]\s*|\s+|(?=[@＠]))([^\s/].*)",
    re.IGNORECASE | re.DOTALL,
)
# parts of an address that are no account of anybody's
_PLACES = frozenset(
    {"home", "search", "intent", "share", "joinchat", "hashtag", "explore", "watch", "i", "login", "privacy"}
)
_BEFORE = frozenset({"s", "c", "u", "user", "r", "in", "company", "channel", "invite", "add", "people", "n"})


@dataclass(frozen=True, slots=True)
class Account:
    network: str
    handle: str


def network(name: str) -> str:
    """One name for each network: twitter is x."""
    plain = name.strip().lower()
    return _WORDS.get(plain, plain)


def account_at(link: Link) -> Account | None:
    """The account a link leads to; None where it leads to none."""
    at = next((name for name, hosts in _HOSTS.items() if any(is_below(link.host, each) for each in hosts)), "")
    handle = _handle(link.tail)
    return Account(at, handle) if at and handle else None


def account_claimed(link: Link) -> str:
    """The handle in a link whose host only begins like a network's: t.me.login.test/somebody."""
    begins = any(
        f".{link.host}.".startswith((f".{each}.", f".www.{each}.")) for hosts in _HOSTS.values() for each in hosts
    )
    return _handle(link.tail) if begins else ""


def named(text: str) -> Account | None:
    """ "Telegram: @name", "微信 name"."""
    found = _NAMED.fullmatch(text)
    if found is None:
        return None
    rest = found[2].strip().removeprefix("@").removeprefix("＠")
    return Account(_WORDS[found[1].lower()], rest) if rest and " " not in rest else None


def _handle(tail: str) -> str:
    parts = [each for each in tail.split("/") if each]
    while len(parts) > 1 and parts[0].lower() in _BEFORE:
        parts = parts[1:]
    if not parts or parts[0].lower() in _PLACES or parts[0].startswith("+"):
        return ""
    return parts[0].removeprefix("@")
