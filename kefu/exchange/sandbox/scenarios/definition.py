"""What a scenario is: a life that is written for a customer, and what should be found when they ask about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kefu.exchange.sandbox import ids, people
from kefu.exchange.sandbox.world import World

FUNDS, TRADING, LOGIN, KYC, FUTURES = "funds", "trading", "login", "kyc", "futures"


@dataclass(frozen=True, slots=True)
class Scenario:
    """`check`: the key of the diagnosis that should find it; `verdict`: what it should say.

    `answers`: what the customer would answer; {txid}, {withdrawal_id}, {order_id} stand for the ids made for it.
    """

    name: str
    topic: str
    summary: str
    make: Callable[[World, str], None]
    check: str
    verdict: str
    answers: Mapping[str, str] = field(default_factory=dict)

    def play(self, world: World, uid: str) -> None:
        """Write it for this customer, of whom everything else is ordinary from now on: what was played before is gone."""
        world.forget(uid)
        people.settle(world, people.person(uid))
        self.make(world.telling(self.name), uid)

    def answered(self, uid: str) -> dict[str, str]:
        made = {
            "txid": ids.txid(self.answers.get("network", ""), uid, self.name),
            "withdrawal_id": ids.number(uid, self.name, "withdrawal"),
            "order_id": ids.number(uid, self.name, "order"),
        }
        return {name: value.format_map(made) for name, value in self.answers.items()}
