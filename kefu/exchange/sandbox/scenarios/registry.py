"""Every scenario by its name, in the order of the topics."""

from kefu.exchange.sandbox.scenarios import deposits, futures, kyc, login, trading, withdrawals
from kefu.exchange.sandbox.scenarios.definition import Scenario

SCENARIOS: dict[str, Scenario] = {
    each.name: each for topic in (login, trading, deposits, withdrawals, kyc, futures) for each in topic.SCENARIOS
}
