"""Our sites and mail addresses as pages show them: the registry's, and the facts' only while it has none."""

from datetime import timedelta

import pytest

from kefu.exchange import channels_starter, facts, official, outward, starter
from kefu.exchange.models import Fact
from kefu.exchange.official import Official, Sort
from kefu.kit import clock
from kefu.trust import channels, registry
from kefu.trust.lookalike import kinds

pytestmark = pytest.mark.django_db
OURS = [Official(Sort.SITE, "northwind.example"), Official(Sort.MAIL, "support@northwind.example")]


@pytest.fixture(autouse=True)
def _facts() -> None:
    registry.forget()
    starter.load_starter()


def test_while_the_registry_is_empty_the_facts_tell() -> None:
    assert official.listed() == OURS


def test_the_registry_tells_as_soon_as_it_has_any() -> None:
    channels.bring([kinds.Entry(kinds.Sort.DOMAIN, "other.example")])
    registry.forget()
    assert official.listed() == [Official(Sort.SITE, "other.example")]


def test_what_expired_is_neither_shown_nor_linkable_and_comes_back_by_no_fact(monkeypatch: pytest.MonkeyPatch) -> None:
    until = (clock.now() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    hosts = {"northwind.example", "scan.example"}
    channels.bring(
        [
            kinds.Entry(kinds.Sort.DOMAIN, "northwind.example", valid_until=until),
            kinds.Entry(kinds.Sort.MAIL, "support@northwind.example", valid_until=until),
            kinds.Entry(kinds.Sort.LINKED_HOST, "scan.example", valid_until=until),
        ]
    )

    def linkable() -> frozenset[str]:
        registry.forget()
        outward.forget()
        known = outward.allowed()
        return (known.domains | known.linked_hosts) & hosts

    assert official.listed() == OURS
    assert linkable() == hosts
    after = clock.now() + timedelta(hours=1, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: after)
    assert official.listed() == []
    assert not linkable()
    said = [registry.verdicts(text)[0].outcome for text in ("https://northwind.example/x", "support@northwind.example")]
    assert kinds.Outcome.OURS not in said
    assert registry.verdicts("https://scan.example/tx/1")[0].outcome is not kinds.Outcome.LINKED


def test_the_invented_exchange_has_one_of_each_and_its_explorers_may_be_linked() -> None:
    assert channels_starter.load_starter() > 10
    registry.forget()
    assert official.listed() == OURS
    assert "northwind.example" in registry.allowed().domains
    assert "etherscan.io" in registry.allowed().linked_hosts
    assert channels_starter.load_starter() == 0


def test_without_facts_nothing_is_ours() -> None:
    Fact.objects.all().delete()
    facts.forget()
    assert official.listed() == []


@pytest.mark.parametrize("host", ["first.example", "second.example"])
def test_no_test_inherits_what_another_one_allowed(host: str) -> None:
    channels.bring([kinds.Entry(kinds.Sort.DOMAIN, host)])
    assert {"first.example", "second.example"} & outward.allowed().domains == {host}
