"""What every answer is made from: the file, the moment, and who asks."""

from dataclasses import dataclass
from datetime import datetime

from kefu.exchange.contract.funds import Network
from kefu.exchange.sandbox import progress, store
from kefu.exchange.sandbox.market import MARKETS, Scene
from kefu.exchange.sandbox.moments import Frame
from kefu.exchange.sandbox.networks import unlisted
from kefu.exchange.sandbox.store import Store


@dataclass(frozen=True, slots=True)
class Look:
    store: Store
    frame: Frame
    uid: str = ""

    @property
    def now(self) -> datetime:
        return self.frame.now

    def network(self, coin: str, network: str) -> Network:
        """As it is now; for a token that is not listed, one with the blocks of its chain."""
        row = self.store.first(store.NETWORKS, ref=f"{coin} {network}")
        return progress.network(row.value, now=self.now) if row else unlisted(coin, network)

    def scene(self, market: str) -> Scene | None:
        """None for a market that there is not."""
        if market not in MARKETS:
            return None
        return Scene(market, tuple(each.value for each in self.store.rows(store.EPISODES, subject=market)))
