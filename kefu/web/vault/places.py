"""What stands around these pages, and what whoever finds nothing here is shown."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from kefu.web import door, spoken


def show(request: HttpRequest, template: str, told: dict[str, object], *, status: int = 200) -> HttpResponse:
    """With the way back to the chat."""
    chat = f"/chat?{urlencode({'locale': translation.get_language()})}"
    return door.private(spoken.show(request, template, {"chat": chat, **told}, status=status))


def nothing_here(request: HttpRequest, *, is_known: bool) -> HttpResponse:
    """The same for a link that is over, is another's or never was. `is_known`: somebody came in, and may see their own list."""
    return show(request, "vault/closed.html", {"is_known": is_known}, status=404)
