"""An exchange that knows two customers by heart."""

from datetime import UTC, datetime
from typing import Any

from kefu.exchange import examples
from kefu.exchange.contract import calls, trading
from kefu.exchange.contract.connector import CannotTell, Connector, Learned
from kefu.exchange.contract.funds import Deposits, Withdrawals
from kefu.exchange.contract.kinds import Trouble
from kefu.exchange.http.signing import secrets_of
from kefu.kit import clock

SECRET = "stub-stub-stub-stub-stub-stub-stub-stub"
SECRETS = secrets_of(SECRET)
CAROL, MALLORY = "c-1001", "m-6666"
AT = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)


class Stub(Connector):
    """`without`: calls it does not offer. `troubles`: what a call ends with. What it holds is Carol's."""

    key = "stub"

    def __init__(self, *, without: frozenset[str] = frozenset()) -> None:
        self.without = without
        self.troubles: dict[str, CannotTell] = {}
        self.values: dict[str, Any] = {call.name: examples.of(call.answers) for call in calls.CALLS}
        self.asked: list[tuple[str, object, str]] = []
        self.is_careless = False  # gives anybody anything

    def answer(self, call: calls.Call[Any, Any], asked: Any, *, uid: str) -> Learned[Any]:
        self.asked.append((call.name, asked, uid))
        if call.name in self.without:
            raise CannotTell(Trouble.NOT_OFFERED)
        if call.name in self.troubles:
            raise self.troubles[call.name]
        return Learned(self._value(call, asked, uid), clock.now())

    def _value(self, call: calls.Call[Any, Any], asked: Any, uid: str) -> Any:
        value = self.values[call.name]
        if self.is_careless or uid in {CAROL, ""}:
            return value
        if isinstance(asked, trading.AskOrder):
            raise CannotTell(Trouble.NOT_FOUND)
        return {"orders": trading.Orders(()), "deposits": Deposits(()), "withdrawals": Withdrawals(())}.get(
            call.name, value
        )
