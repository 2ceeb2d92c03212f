"""Facts of the exchange: how they are read, written for people, and changed."""

import threading
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils.translation import get_language, override

from kefu.exchange import facts, flows, rules, starter, tables
from kefu.exchange.errors import BadFact, FactMoved
from kefu.exchange.facts import FactValue, NewValue, Unknown
from kefu.exchange.models import Fact
from kefu.exchange.rules import Named
from kefu.kit.errors import NotAllowed
from kefu.people.access import NOBODY, Viewer
from kefu.trust.models import JournalEntry

PAIRS = [
    *("BTC Bitcoin", "BTC Lightning", "ETH Ethereum", "ETH Arbitrum", "USDT Ethereum", "USDT TRON", "USDT Solana"),
    *("USDC Ethereum", "USDC Base", "SOL Solana", "XRP XRPL", "TRX TRON"),
]
SINGLE = [
    *(
        "spot_minimum_order",
        "liquidation_fee",
        "funding_interval_hours",
        "kyc_review_hours",
        "address_proof_max_months",
    ),
    *("upload_max_mb", "login_attempts", "lock_minutes", "code_valid_minutes", "hold_hours", "reset_review_hours"),
    *("email_reply_hours", "support_email", "official_domain", "phone_vip_level", "phone_hours"),
    *("complaint_acknowledge_days", "complaint_decide_days"),
]


@pytest.fixture(autouse=True)
def _started(db: None) -> None:
    starter.load_starter()


def text(name: str, args: str = "", locale: str = "en") -> str:
    found = facts.value(name, args, locale)
    assert isinstance(found, FactValue)
    return found.text


@pytest.mark.parametrize(
    ("value", "unit", "read"),
    [
        ("100000", "USDT", "100,000 USDT"),
        ("0.00008", "BTC", "0.00008 BTC"),
        ("0.1", "%", "0.1%"),
        ("125", "x", "125x"),
        ("24", "", "24"),
        ("1E-7", "BTC", "0.0000001 BTC"),
        ("9-5", "words", "9-5"),
        ("NaN", "", "NaN"),
    ],
)
def test_a_figure_is_written_as_people_read_it(value: str, unit: str, read: str) -> None:
    assert rules.written(value, unit) == read


@pytest.mark.parametrize(
    ("words", "value", "leads"),
    [
        *(
            (words, "24", True)
            for words in ("t.me/evil", "T．me/evil", "evil。com", "ask @evil", "a＠b", "https:/x", "tg://x")
        ),
        *((words, "24", True) for words in ("evil.example", "call +852 2345 6789 0", "(020) 7946-0958-1", "钱包.公司")),
        *(
            (words, "24", False)
            for words in ("9 a.m. to 5 p.m.", "每天 8:00–24:00（UTC+8）。周末休息", "24/7", "by 2027-01-31.")
        ),
        *((words, "24", False) for words in ("0.00008 BTC.", "1,000,000 USDT", "e.g. 24 @ night")),
        ("写信到 support@x.example。", "support@x.example", False),
        ("support@x.examp1e", "support@x.example", True),
        ("在 x.example，", "x.example", False),
        ("x.example.evil", "x.example", True),
        ("x.example/login", "x.example", True),
    ],
)
def test_words_lead_nowhere_but_where_the_value_does(words: str, value: str, leads: bool) -> None:
    assert rules.leads_elsewhere(words, value) is leads


@pytest.mark.parametrize(
    ("words", "value", "says"),
    [
        ("20,000 USDT a day", "20000", True),
        ("0.1%", "0.10", True),
        ("0.01%", "0.1", False),
        ("free", "0", False),
        ("northwind", "northwind", True),
        ("other", "northwind", False),
    ],
)
def test_words_of_a_figure_say_it(words: str, value: str, says: bool) -> None:
    assert rules.says(words, value) is says


@pytest.mark.parametrize("name", ["", "Fee", "fee;drop", "fee a b c d e", "fee <b>", "1fee", "fee_" + "x" * 80])
def test_what_is_no_facts_name_is_none(name: str) -> None:
    assert rules.named(name) is None


def test_every_fact_that_articles_may_name_is_there_to_begin_with() -> None:
    for name in ("withdrawal_fee", "withdrawal_minimum", "deposit_minimum", "confirmations", "unlock_confirmations"):
        for pair in PAIRS:
            assert text(name, pair)
    for name in SINGLE:
        assert text(name)
    for name in ("max_leverage", "maintenance_margin"):
        assert [text(name, symbol) for symbol in ("BTCUSDT", "ETHUSDT", "SOLUSDT")]
    for market in ("spot", "futures"):
        assert text("trading_fee", f"{market} maker")
        assert text("trading_fee", f"{market} taker")
        assert text("price_band_percent", market)


def test_what_a_contract_allows_is_what_its_first_tier_says() -> None:
    for symbol in ("BTCUSDT", "ETHUSDT", "SOLUSDT"):
        assert text("max_leverage", symbol) == text("tier_leverage", f"{symbol} 1")
        assert text("maintenance_margin", symbol) == text("tier_margin", f"{symbol} 1")


def test_starting_again_changes_nothing() -> None:
    facts.change_by_operator("hold_hours", to=NewValue("48"))
    assert starter.load_starter() == 0
    assert text("hold_hours") == "48"


def test_words_are_those_of_the_readers_language() -> None:
    assert text("phone_hours", locale="zh-CN").startswith("每天")
    assert text("phone_hours", locale="zh-TW").startswith("每天")
    assert text("phone_hours").startswith("every day")
    assert facts.value("no_such", "", "en") == Unknown("no_such", "")


def test_a_change_counts_at_once_is_journaled_and_needs_the_right(alice: Viewer, bob: Viewer, carol: Viewer) -> None:
    before = facts.version()
    for outsider in (alice, carol, NOBODY):
        with pytest.raises(NotAllowed):
            facts.change(outsider, "hold_hours", to=NewValue("1"))
    change = facts.change(bob, "hold_hours", to=NewValue("48"))
    assert (change.before, change.after) == ("24", "48")
    assert text("hold_hours") == "48"
    assert facts.version() > before
    last = JournalEntry.objects.latest("id")
    assert (last.action, last.actor_id, last.detail) == ("fact_changed", bob.id, "hold_hours: 24 -> 48")


def test_who_has_not_seen_the_newest_value_changes_nothing(bob: Viewer) -> None:
    seen = Fact.objects.get(name="hold_hours").version
    facts.change(bob, "hold_hours", to=NewValue("48"), seen=seen)
    with pytest.raises(FactMoved):
        facts.change(bob, "hold_hours", to=NewValue("72"), seen=seen)
    assert text("hold_hours") == "48"


@pytest.mark.parametrize(
    ("name", "value"), [("withdrawal_fee", "free"), ("withdrawal_fee", ""), ("withdrawal_fees", "1")]
)
def test_what_cannot_be_so_is_refused(bob: Viewer, name: str, value: str) -> None:
    with pytest.raises(BadFact):
        facts.change(bob, name, "BTC Bitcoin", to=NewValue(value))
    assert text("withdrawal_fee", "BTC Bitcoin") == "0.00008 BTC"


@pytest.mark.parametrize("name", sorted(rules.TABLES))
def test_every_table_is_full_in_both_languages(name: str) -> None:
    for locale in ("zh-CN", "en"):
        found = tables.table(name, locale)
        assert found is not None
        assert len(found.rows) >= 2
        assert {len(row) for row in found.rows} == {len(found.columns)}
        assert "—" not in {cell for row in found.rows for cell in row}


def test_tables_follow_the_facts_and_the_readers_language_alone() -> None:
    facts.change_by_operator("trading_fee", "spot maker", to=NewValue("0.07"))
    with override("en"):
        found = tables.table("trading_fees", "zh-CN")
    assert found is not None
    assert found.rows[0] == ["现货", "0.07%", "0.1%"]
    assert tables.table("no_such", "en") is None


def test_a_third_language_of_ours_has_its_own_headings(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "gettext", lambda text: f"{get_language()}: {text}")
    settings.LANGUAGES = [*settings.LANGUAGES, ("de", "Deutsch")]
    for locale, screen in (("de", "de"), ("de-AT", "de"), ("zh-TW", "zh-hans"), ("fr", "en")):
        found = tables.table("withdrawals", locale)
        assert found is not None
        assert found.columns[0] == f"{screen}: Coin"


def test_tables_name_the_facts_they_are_made_of() -> None:
    names = {fact.name for fact in facts.every()}
    assert {name for parts in rules.TABLES.values() for name in parts} <= names
    assert rules.tables_with("confirmations") == ["deposits"]


@pytest.mark.parametrize("name", sorted(rules.TABLES))
def test_a_table_reads_the_facts_it_is_listed_with_and_no_others(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    one, several = facts.value, facts.every_named

    def one_read(fact: str, args: str, locale: str) -> FactValue | Unknown:
        read.append(fact)
        return one(fact, args, locale)

    def several_read(fact: str, locale: str) -> list[FactValue]:
        read.append(fact)
        return several(fact, locale)

    monkeypatch.setattr(facts, "value", one_read)
    monkeypatch.setattr(facts, "every_named", several_read)
    assert tables.table(name, "en")
    assert set(read) == set(rules.TABLES[name])


def test_a_change_tells_the_words_that_changed_and_of_none_makes_none(bob: Viewer) -> None:
    row = Fact.objects.get(name="phone_hours")
    zh = "每天 8:00–20:00"
    change = facts.change(bob, "phone_hours", to=NewValue(row.value, {**row.words, "zh-CN": zh}))
    assert change.is_any
    assert change.before == f"zh-CN: {row.words['zh-CN']}"
    assert change.after == f"zh-CN: {zh}"
    assert JournalEntry.objects.latest("id").detail.endswith(f"-> zh-CN: {zh}")
    journaled = JournalEntry.objects.count()
    again = facts.change(bob, "phone_hours", to=NewValue(row.value, {**row.words, "zh-CN": zh}))
    assert not again.is_any
    assert again.version == change.version
    assert JournalEntry.objects.count() == journaled


def test_a_change_of_a_unit_or_of_all_languages_fits_what_keeps_it(bob: Viewer) -> None:
    change = facts.change(bob, "withdrawal_fee", "BTC Bitcoin", to=NewValue("0.00008", unit="ETH"))
    assert (change.before, change.after) == ("0.00008 BTC", "0.00008 ETH")
    long = NewValue("x" * 200, {"en": "y" * 200, "zh-CN": "z" * 200})
    change = facts.change(bob, "phone_hours", to=long)
    assert len(change.after) == rules.MAX_VALUE_CHARS


@pytest.mark.django_db(transaction=True)
def test_two_facts_that_are_changed_at_once_have_two_versions() -> None:
    changed, second = threading.Event(), threading.Event()

    def other() -> None:
        changed.wait(10)
        second.set()
        facts.change_by_operator("lock_minutes", to=NewValue("45"))
        connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    with transaction.atomic():
        facts.change_by_operator("hold_hours", to=NewValue("48"))
        changed.set()
        second.wait(10)
        thread.join(0.5)  # it waits for us, or takes the same number
    thread.join(10)
    versions = list(Fact.objects.filter(name__in=["hold_hours", "lock_minutes"]).values_list("version", flat=True))
    assert len(set(versions)) == 2


def test_who_names_no_fact_is_told_which_are_spelt_alike(bob: Viewer) -> None:
    for asked, told in (("hold_hour", "hold_hours"), ("zzz", "kefu facts list")):
        with pytest.raises(BadFact) as refused:
            facts.change(bob, asked, to=NewValue("1"))
        assert told in str(refused.value.message)


def test_the_exchanges_pages_have_the_address_it_gave(settings: object) -> None:
    assert flows.address("deposit") is None
    settings.EXCHANGE_LINKS = "https://x.example/{name}?from=help"  # type: ignore[attr-defined]
    assert flows.address("deposit") == "https://x.example/deposit?from=help"
    assert flows.address("//evil") is None


def test_a_part_of_the_exchanges_page_is_asked_for_in_its_address(settings: object) -> None:
    settings.EXCHANGE_LINKS = "https://x.example/{name}?from=help#top"  # type: ignore[attr-defined]
    only = "trade-history?market=BTC%2FUSDT"
    assert flows.address(only) == "https://x.example/trade-history?from=help&market=BTC%2FUSDT#top"
    assert flows.address("trade-history?market=a%23b%26c=d") == (
        "https://x.example/trade-history?from=help&market=a%23b%26c%3Dd#top"
    )
    assert flows.address("evil?market=BTC") is None


def test_a_name_is_read_with_its_spaces_made_one() -> None:
    assert rules.named("  withdrawal_fee   BTC  Bitcoin ") == Named("withdrawal_fee", "BTC Bitcoin")
