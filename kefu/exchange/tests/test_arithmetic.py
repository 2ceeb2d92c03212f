"""The calculators' sums: examples worked by hand, and what must hold whatever the figures are."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kefu.exchange.arithmetic import fees, liquidation, numbers, position, slippage
from kefu.exchange.arithmetic.liquidation import Direction, Tier
from kefu.exchange.arithmetic.numbers import Fault, NotTaken
from kefu.exchange.arithmetic.slippage import Fill, Side

TIERS = [Tier(1, D(50000), D(100), D("0.4")), Tier(2, D(250000), D(50), D(1)), Tier(3, D(1000000), D(20), D("2.5"))]
PRICES = st.decimals(min_value=D("0.01"), max_value=D(100000), places=2)
AMOUNTS = st.decimals(min_value=D("0.001"), max_value=D(1000), places=3)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1,234.5", "1234.5"),
        ("０.５", "0.5"),
        ("0。5", "0.5"),
        (" 1 234 567 ", "1234567"),
        ("１，２３４．５", "1234.5"),
        (".5", "0.5"),
        ("5.", "5"),
    ],
)
def test_numbers_are_read_as_people_type_them(typed: str, meant: str) -> None:
    assert numbers.read(typed) == D(meant)


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("1234,5", Fault.COMMA),
        ("1,23", Fault.COMMA),
        ("", Fault.EMPTY),
        ("　", Fault.EMPTY),
        ("abc", Fault.NO_NUMBER),
        ("1e9", Fault.NO_NUMBER),
        ("NaN", Fault.NO_NUMBER),
        ("١٢", Fault.NO_NUMBER),
        ("0", Fault.BELOW),
        ("-1", Fault.BELOW),
        ("－1", Fault.BELOW),
        ("1" * 17, Fault.ABOVE),
        ("1" * 200, Fault.LONG),
        ("0." + "0" * 18 + "1", Fault.LONG),
    ],
)
def test_what_could_be_meant_otherwise_or_has_no_bounds_is_refused(typed: str, fault: Fault) -> None:
    with pytest.raises(NotTaken) as refused:
        numbers.read(typed)
    assert refused.value.fault is fault


def test_numbers_are_shown_short_and_without_an_exponent() -> None:
    shown = [numbers.shown(D(each)) for each in ("1234567.50", "0.00000001", "-0.000000001", "100", "1E+3")]
    assert shown == ["1,234,567.5", "0.00000001", "0", "100", "1,000"]


def test_slippage_of_the_articles_example() -> None:
    fills = [Fill(D(100), D(2)), Fill(D("100.5"), D(3)), Fill(D("101.3"), D(1))]
    found = slippage.of(Side.BUY, size=D(6), expected=D(100), fills=fills, fee_percent=D("0.1"))
    assert numbers.shown(found.average, places=2) == "100.47"
    assert numbers.shown(found.percent, places=2) == "0.47"
    assert (found.cost, found.value, found.fee, found.unfilled) == (D("2.8"), D("602.8"), D("0.6028"), D(0))
    assert [each.cost for each in found.fills] == [0, D("1.5"), D("1.3")]


def test_a_sale_below_the_expected_price_did_worse() -> None:
    found = slippage.of(Side.SELL, size=D(3), expected=D(10), fills=[Fill(D(9), D(2))], fee_percent=D(0))
    assert (found.average, found.percent, found.cost, found.unfilled) == (D(9), D(10), D(2), D(1))


@given(side=st.sampled_from(Side), price=PRICES, amounts=st.lists(AMOUNTS, min_size=1, max_size=20))
def test_fills_at_the_expected_price_have_no_slippage(side: Side, price: D, amounts: list[D]) -> None:
    fills = [Fill(price, amount) for amount in amounts]
    found = slippage.of(side, size=sum(amounts, D(0)), expected=price, fills=fills, fee_percent=D("0.1"))
    assert (found.cost, found.percent) == (D(0), D(0))
    assert abs(found.average - price) < D("1e-30")


def test_liquidation_worked_by_hand() -> None:
    """10 x 100 = 1,000 at 10x: margin 100. Long (1000 - 100) / (10 x 0.996), short (1000 + 100) / (10 x 1.004)."""
    long = liquidation.of(liquidation.opened(Direction.LONG, entry=D(100), quantity=D(10), leverage=D(10)), TIERS)
    short = liquidation.of(liquidation.opened(Direction.SHORT, entry=D(100), quantity=D(10), leverage=D(10)), TIERS)
    assert long
    assert long.price
    assert short
    assert short.price
    assert numbers.shown(long.price, places=4) == "90.3614"
    assert numbers.shown(short.price, places=4) == "109.5618"
    assert numbers.shown(long.maintenance, places=4) == "3.6145"
    assert long.distance_percent
    assert numbers.shown(long.distance_percent, places=2) == "9.64"


def test_a_short_that_grows_into_a_higher_tier_pays_its_rate() -> None:
    """49,000 at 10x: by tier 1 it would go at 107.97 as 52,906, but that is tier 2: (49000+4900)/(490 x 1.01) = 108.91."""
    held = liquidation.opened(Direction.SHORT, entry=D(100), quantity=D(490), leverage=D(10))
    found = liquidation.of(held, TIERS)
    assert found
    assert found.price
    assert (found.tier.number, numbers.shown(found.price, places=2)) == (2, "108.91")


def test_a_long_that_shrinks_into_a_lower_tier_pays_its_rate() -> None:
    held = liquidation.opened(Direction.LONG, entry=D(100), quantity=D(510), leverage=D(10))
    found = liquidation.of(held, TIERS)
    assert found
    assert found.price
    assert (found.tier.number, numbers.shown(found.price, places=4)) == (1, "90.3614")


def test_no_price_where_the_margin_covers_everything_and_none_where_it_covers_nothing() -> None:
    held = liquidation.opened(Direction.LONG, entry=D(100), quantity=D(1), leverage=D(1))
    covered = liquidation.of(held, TIERS)
    assert covered
    assert covered.price is None
    thin = liquidation.opened(Direction.LONG, entry=D(100), quantity=D(1), leverage=D(250))
    assert liquidation.of(thin, TIERS) is None
    assert (
        liquidation.of(liquidation.opened(Direction.LONG, entry=D(100), quantity=D(99999), leverage=D(5)), TIERS)
        is None
    )


@given(direction=st.sampled_from(Direction), entry=PRICES, leverage=st.integers(2, 20), added=AMOUNTS)
def test_more_margin_moves_the_liquidation_price_away(direction: Direction, entry: D, leverage: int, added: D) -> None:
    quantity = D(1000) / entry
    pair = [
        liquidation.opened(direction, entry=entry, quantity=quantity, leverage=D(leverage), added=more)
        for more in (D(0), added)
    ]
    first, second = (liquidation.of(each, TIERS) for each in pair)
    assert first
    assert first.price
    assert second
    if second.price is None:
        return
    if direction is Direction.LONG:
        assert second.price < first.price < entry
    else:
        assert second.price > first.price > entry


def test_fees_worked_by_hand() -> None:
    trade = fees.of_trade(price=D(2000), amount=D("0.5"), fee_percent=D("0.1"))
    assert (trade.value, trade.fee, trade.fee_in_coin) == (D(1000), D(1), D("0.0005"))
    sent = fees.of_withdrawal(D(100), fee=D(1), minimum=D(5))
    assert (sent.arrives, sent.lacking, sent.is_possible) == (D(99), D(0), True)
    small = fees.of_withdrawal(D("4.5"), fee=D(1), minimum=D(5))
    assert (small.arrives, small.lacking, small.is_possible) == (D(0), D("0.5"), False)
    assert not fees.of_withdrawal(D(1), fee=D(1), minimum=D(0)).is_possible


@given(price=PRICES, amount=AMOUNTS, more=AMOUNTS)
def test_a_larger_trade_pays_a_larger_fee(price: D, amount: D, more: D) -> None:
    smaller, larger = (
        fees.of_trade(price=price, amount=each, fee_percent=D("0.1")) for each in (amount, amount + more)
    )
    assert smaller.fee < larger.fee


def test_position_worked_by_hand() -> None:
    """1 % of 10,000 is 100; 5 apart: 20 pieces, worth 2,000, margin 400 at 5x."""
    found = position.of(balance=D(10000), risk_percent=D(1), entry=D(100), stop=D(95), leverage=D(5))
    assert (found.direction, found.size, found.value, found.margin, found.loss) == (
        Direction.LONG,
        D(20),
        D(2000),
        D(400),
        D(100),
    )
    assert (found.is_capped, found.is_reached) == (False, True)
    capped = position.of(balance=D(100), risk_percent=D(50), entry=D(100), stop=D(101), leverage=D(2))
    assert (capped.direction, capped.size, capped.loss, capped.is_capped) == (Direction.SHORT, D(2), D(2), True)
    assert not position.of(balance=D(1), risk_percent=D(1), entry=D(100), stop=D(90), leverage=D(10)).is_reached


@given(balance=PRICES, risk=st.integers(1, 100), entry=PRICES, stop=PRICES, leverage=st.integers(1, 100))
def test_the_loss_at_the_stop_is_never_more_than_was_allowed(
    balance: D, risk: int, entry: D, stop: D, leverage: int
) -> None:
    if entry == stop:
        return
    found = position.of(balance=balance, risk_percent=D(risk), entry=entry, stop=stop, leverage=D(leverage))
    assert found.loss <= found.willing + D("1e-20")
    assert found.margin <= balance + D("1e-20")
