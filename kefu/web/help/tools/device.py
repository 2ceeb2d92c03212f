"""Which system and browser a reader has, by what the browser says of itself. A guess that only sorts; never kept."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

MAX_CHARS = 500
_SYSTEMS: Sequence[tuple[str, str, str]] = (
    ("ios", "iOS", r"iPhone|iPad|iPod"),
    ("android", "Android", r"Android|HarmonyOS|OpenHarmony"),
    ("windows", "Windows", r"Windows"),
    ("macos", "macOS", r"Macintosh|Mac OS X"),
    ("linux", "Linux", r"Linux|X11|CrOS"),
)
# those that show pages inside another app stand first: they name a browser, too
_BROWSERS: Sequence[tuple[str, str, str]] = (
    ("inside", "WeChat", r"MicroMessenger/(\d+)"),
    ("inside", "App", r"\b(?:QQ|Weibo|DingTalk|AlipayClient|Line|Instagram|FBAN|FBAV|Telegram\S*)\b|; wv\)"),
    ("samsung", "Samsung Internet", r"SamsungBrowser/(\d+)"),
    ("edge", "Edge", r"Edg(?:A|iOS)?/(\d+)"),
    ("firefox", "Firefox", r"(?:Firefox|FxiOS)/(\d+)"),
    ("chrome", "Chrome", r"(?:Chrome|CriOS)/(\d+)"),
    ("safari", "Safari", r"Version/(\d+).*Safari/"),
)


@dataclass(frozen=True, slots=True)
class Device:
    """`system` and `browser` are keys, empty where unknown; `name` is for people: "Chrome 130, Android"."""

    system: str
    browser: str
    name: str


def of(user_agent: str) -> Device:
    told = user_agent[:MAX_CHARS]
    system, system_name = next(((key, name) for key, name, sign in _SYSTEMS if re.search(sign, told)), ("", ""))
    browser, browser_name = "", ""
    for key, name, sign in _BROWSERS:
        found = re.search(sign, told)
        if found:
            version = found[1] if found.re.groups and found[1] else ""
            browser, browser_name = key, f"{name} {version}".rstrip()
            break
    if browser in {"safari", "chrome"}:
        browser = _by_system(browser, system)
    return Device(system, browser, ", ".join(filter(None, (browser_name, system_name))))


def _by_system(browser: str, system: str) -> str:
    if browser == "safari":
        return "safari_ios" if system == "ios" else "safari_mac"
    return {"ios": "chrome_ios", "android": "chrome_android"}.get(system, "chrome")
