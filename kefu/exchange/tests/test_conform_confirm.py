"""`confirm` is tried only where its engineer asked for that, and each fault has its own name."""

from typing import Any

import pytest

from kefu.exchange import conform_confirm
from kefu.exchange.conform import Finding, Tried, Verdict
from kefu.exchange.contract import calls
from kefu.exchange.contract.confirm import AskConfirm, Confirming
from kefu.exchange.contract.connector import CannotTell, Learned
from kefu.exchange.contract.kinds import Trouble
from kefu.exchange.http import reference
from kefu.exchange.http.tests.conftest import answering
from kefu.exchange.http.tests.stub import CAROL, SECRETS, Stub
from kefu.kit import clock


class App(Stub):
    """Asks its customers; `keeps`: remembers what a key stood for."""

    url = "https://app.exchange.example/confirm/1"
    keeps = True

    def answer(self, call: Any, asked: Any, *, uid: str) -> Learned[Any]:
        if call is not calls.CONFIRM:
            return super().answer(call, asked, uid=uid)
        kept = [each for each in self.asked if isinstance(each[1], AskConfirm) and each[1].key == asked.key]
        if self.keeps and kept and kept[0][1] != asked:
            raise CannotTell(Trouble.BAD_ANSWER)
        self.asked.append((call.name, asked, uid))
        told = self.url if self.keeps else f"{self.url}{len(self.asked)}"
        return Learned(Confirming(told), clock.now())


def tried(stub: Stub) -> dict[str, Finding]:
    with answering(reference.application(stub, SECRETS)) as origin:
        return {each.name: each for each in conform_confirm.try_confirm(Tried(origin, SECRETS, CAROL))}


def test_a_right_endpoint_passes_and_its_customer_is_asked_once() -> None:
    app = App()
    found = tried(app)
    assert {each.verdict for each in found.values()} == {Verdict.OK}, found
    assert set(found) == {"confirm", "confirm, same key", "confirm, key reused"}
    assert {(each[1].key, each[2]) for each in app.asked} == {(app.asked[0][1].key, CAROL)}  # type: ignore[attr-defined]


def test_an_endpoint_that_does_not_offer_it_is_no_fault() -> None:
    class Without(App):
        def answer(self, call: Any, asked: Any, *, uid: str) -> Learned[Any]:
            raise CannotTell(Trouble.NOT_OFFERED)

    assert tried(Without())["confirm"].verdict is Verdict.MISSING


@pytest.mark.parametrize("url", ["http://app.exchange.example/", "northwind://confirm/1", ""])
def test_a_link_that_is_not_https_is_wrong(url: str) -> None:
    app = App()
    app.url = url
    assert tried(app)["confirm"].verdict is Verdict.WRONG


def test_a_key_that_stands_for_anything_is_found_out() -> None:
    app = App()
    app.keeps = False
    found = tried(app)
    assert found["confirm, same key"].verdict is Verdict.WRONG
    assert found["confirm, key reused"].verdict is Verdict.WRONG
