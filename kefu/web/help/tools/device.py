"""Whose steps stand first: the system and the browser a reader has, as guides are keyed. Never kept."""

from dataclasses import dataclass

from kefu.kit import browsers

_BY_SYSTEM = {
    ("safari", "ios"): "safari_ios",
    ("safari", "macos"): "safari_mac",
    ("chrome", "ios"): "chrome_ios",
    ("chrome", "android"): "chrome_android",
}


@dataclass(frozen=True, slots=True)
class Device:
    """`system` and `browser` are keys, empty where unknown; `name` is for people: "Chrome 130, Android"."""

    system: str
    browser: str
    name: str


def of(user_agent: str) -> Device:
    found = browsers.of(user_agent)
    browser = _BY_SYSTEM.get((found.family, found.system), found.family)
    system_name = "iOS" if found.system == "ios" else found.system_name
    return Device(
        found.system, browser, ", ".join(filter(None, (f"{found.name} {found.version}".strip(), system_name)))
    )
