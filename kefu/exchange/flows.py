"""Where the exchange's own pages are: a text names the page, KEFU_EXCHANGE_LINKS says its address."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.conf import settings

NAMES = frozenset(
    {
        *("login", "register", "password-reset", "security", "two-factor", "kyc", "api", "download", "status"),
        *("deposit", "withdraw", "orders", "trade-history", "futures", "transfer", "fees"),
        *("freeze", "unfreeze", "address-book"),
    }
)


def address(target: str) -> str | None:
    """Of a page, or of a part of it (`trade-history?market=BTC%2FUSDT`, if the exchange's page can choose by that).

    None where the page is none of these, or the exchange has not said where they are.
    """
    name, _, only = target.partition("?")
    if name not in NAMES or not settings.EXCHANGE_LINKS:
        return None
    page = str(settings.EXCHANGE_LINKS).replace("{name}", name)
    return _narrowed(page, only) if only else page


def _narrowed(page: str, only: str) -> str:
    """Values are quoted anew: none can end the query it stands in."""
    parts = urlsplit(page)
    query = "&".join(part for part in (parts.query, urlencode(parse_qsl(only))) if part)
    return urlunsplit(parts._replace(query=query))
