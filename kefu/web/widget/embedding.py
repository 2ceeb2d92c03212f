"""Which pages may carry the widget, in which language it opens, and whether an address may sign somebody in."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kefu.kit.errors import NotAllowed

# a document the person opened (address bar, app, our own page) rather than one a stranger's page led to
_OWN_WAY = frozenset({"", "none", "same-origin"})


def verified_host(claimed: str) -> str:
    """The page's origin if this installation lets it carry the widget; empty for a full page. NotAllowed otherwise."""
    if not claimed:
        return ""
    if claimed not in settings.EMBED_ORIGINS:
        raise NotAllowed(_("This website may not show our support chat. Please write to us on our own website."))
    return claimed


def wanted_locale(claimed: str) -> str | None:
    """The language asked for by name (`zh`, `zh-CN`, `en-GB`), as one we speak; None leaves it to the browser."""
    try:
        return translation.get_supported_language_variant(claimed) if claimed else None
    except LookupError:
        return None


def may_sign_in_by_fragment(request: HttpRequest) -> bool:
    """Whether `#identity=` counts. A stranger's link must not sign a visitor into the stranger's own account."""
    if request.headers.get("Sec-Fetch-Site", "") in _OWN_WAY:
        return True
    referrer = urlsplit(request.headers.get("Referer", ""))
    return f"{referrer.scheme}://{referrer.netloc}" in settings.EMBED_ORIGINS


def is_near(request: HttpRequest) -> bool:
    """Whether the page around belongs to our own site: browsers give the frame then the memory of our own pages."""
    return request.headers.get("Sec-Fetch-Site", "") in {"same-site", "same-origin"}
