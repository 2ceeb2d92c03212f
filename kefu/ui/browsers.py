"""A session's browser in two words for people: "Firefox · Windows"."""

from kefu.kit import browsers


def label(user_agent: str) -> str:
    """Empty where neither is known."""
    found = browsers.of(user_agent)
    return " · ".join(filter(None, (found.name, found.system_name)))


def is_phone(user_agent: str) -> bool:
    return browsers.of(user_agent).is_on_phone
