"""A receipt in the log is one text for one finding."""

from kefu.conversations import data_checks
from kefu.exchange.diagnoses.definition import Finding, State


def test_the_order_of_names_makes_no_other_text() -> None:
    one = Finding(
        "soon", State.WAITING, {"network": "Bitcoin", "confirmations": 1}, follow={"txid": "a", "coin": "BTC"}
    )
    other = Finding(
        "soon", State.WAITING, {"confirmations": 1, "network": "Bitcoin"}, follow={"coin": "BTC", "txid": "a"}
    )
    assert data_checks.of("deposit-confirmations", one) == data_checks.of("deposit-confirmations", other)
