"""Addresses of pages: what a form put into the query is read as it was typed. Pure."""

from urllib.parse import unquote_plus

from kefu.trust.shield.engine import found


def cut_link(address: str) -> str:
    """The address; without its query and fragment where these hold a secret, and nothing of it where its path does."""
    if not _holds(address):
        return address
    place = address.split("?", 1)[0].split("#", 1)[0]
    return "" if _holds(place) else place


def _holds(address: str) -> bool:
    return bool(found(address) or found(unquote_plus(address)))
