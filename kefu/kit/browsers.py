"""What a browser says of itself: which one it is, on which system. Claimed, not proved: a guess that sorts and names, no more."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

MAX_CHARS = 500
PHONES = frozenset({"iPhone", "iPad", "Android"})
_SYSTEMS: Sequence[tuple[str, str, str]] = (
    ("ios", "iPhone", r"iPhone|iPod"),
    ("ios", "iPad", r"iPad"),
    ("android", "Android", r"Android|HarmonyOS|OpenHarmony"),
    ("windows", "Windows", r"Windows"),
    ("macos", "macOS", r"Macintosh|Mac OS X"),
    ("linux", "ChromeOS", r"CrOS"),
    ("linux", "Linux", r"Linux|X11"),
)
# The first that fits: those that show pages inside another app name a browser, too, and most others name their ancestors.
_BROWSERS: Sequence[tuple[str, str, str]] = (
    ("inside", "WeChat", r"MicroMessenger/(\d+)"),
    ("inside", "App", r"\b(?:QQ/|Weibo|DingTalk|AlipayClient|Line/|Instagram|FBAN|FBAV|Telegram\S*)|; wv\)"),
    ("other", "Opera", r"(?:OPR|Opera)/(\d+)"),
    ("other", "", r"MiuiBrowser|HuaweiBrowser|MQQBrowser|UCBrowser|VivoBrowser|HeyTapBrowser"),
    ("samsung", "Samsung Internet", r"SamsungBrowser/(\d+)"),
    ("edge", "Edge", r"Edg(?:A|iOS)?/(\d+)"),
    ("firefox", "Firefox", r"(?:Firefox|FxiOS)/(\d+)"),
    ("chrome", "Chrome", r"(?:Chrome|CriOS)/(\d+)"),
    ("safari", "Safari", r"(?:Version/(\d+).*)?Safari/"),
)


@dataclass(frozen=True, slots=True)
class Browser:
    """`family` and `system` are keys, the others for people; each empty where it is not known."""

    family: str
    name: str
    version: str
    system: str
    system_name: str

    @property
    def is_on_phone(self) -> bool:
        return self.system_name in PHONES


def of(user_agent: str) -> Browser:
    told = user_agent[:MAX_CHARS]
    system, system_name = next(((key, name) for key, name, sign in _SYSTEMS if re.search(sign, told)), ("", ""))
    for family, name, sign in _BROWSERS:
        if found := re.search(sign, told, re.IGNORECASE if family == "inside" else 0):
            version = (found[1] or "") if found.re.groups else ""
            return Browser(family, name, version, system, system_name)
    return Browser("", "", "", system, system_name)
