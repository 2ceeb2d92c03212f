"""What our side's words may link and quote: the registry's hosts, the facts' sites, this installation, the explorers."""

from urllib.parse import urlsplit

from django.conf import settings

from kefu.exchange import official
from kefu.exchange.chains.networks import EXPLORER_SITES
from kefu.kit.kept import Kept
from kefu.trust import registry
from kefu.trust.guard import Allowed

LASTS_S = 5.0


def allowed() -> Allowed:
    """Asked of the guard's rules alone, and kept for five seconds: most texts need none of it."""
    return _kept.fresh()[""]


def _read() -> dict[str, Allowed]:
    listed = registry.allowed()
    ours = {each.host for each in official.listed()}  # of facts, while the registry has none
    pages = str(settings.EXCHANGE_LINKS or "").replace("{name}", "x")
    ours |= {host for host in (_host(settings.BASE_URL), _host(pages)) if host}
    return {"": Allowed(domains=listed.domains | ours, linked_hosts=listed.linked_hosts | EXPLORER_SITES.keys())}


def _host(address: str) -> str:
    return urlsplit(address).hostname or ""


_kept: Kept[str, Allowed] = Kept(_read, lives_s=LASTS_S)
forget = _kept.forget
