"""Which explorer serves which network: KEFU_EXPLORERS says so, and its hosts are the only ones ever asked."""

from django.conf import settings

from kefu.exchange.chains.esplora import Esplora
from kefu.exchange.chains.evm import Evm
from kefu.exchange.chains.explorer import Explorer
from kefu.exchange.chains.networks import Network
from kefu.exchange.chains.tokens import DECIMALS
from kefu.exchange.chains.trongrid import TronGrid


def for_network(network: str) -> Explorer | None:
    """None where the setting names none. ValueError for a network that is none of ours."""
    name = Network(network)
    found: tuple[str, str] | None = settings.EXPLORERS.get(name.value)
    if found is None:
        return None
    key, url = found
    if key == Esplora.key:
        return Esplora(url)
    decimals = DECIMALS.get(name.value, {})
    if key == TronGrid.key:
        return TronGrid(url, decimals=decimals)
    return Evm(url, decimals=decimals)
