"""Where a redirect may lead: to our own pages and nowhere else."""

from django.utils.http import url_has_allowed_host_and_scheme


def own_path(text: str, *, usual: str) -> str:
    """`text` if it is a path on this site, else `usual`. No other host can be reached, however it is spelled."""
    is_path = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable() and "\\" not in text
    if is_path and url_has_allowed_host_and_scheme(text, allowed_hosts=None):
        return text
    return usual
