"""Who is a customer of the exchange when it opens, with lives that fit what they will say. All invented."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from kefu.exchange.contract.account import Account, Bound, Kyc, SecondFactor
from kefu.exchange.contract.funds import Deposit, Withdrawal
from kefu.exchange.contract.kinds import (
    AccountState,
    KycRejection,
    KycState,
    OrderState,
    OrderType,
    Side,
    TransferReason,
    TransferState,
)
from kefu.exchange.contract.trading import Fill, Order
from kefu.exchange.sandbox import networks, rules
from kefu.exchange.sandbox.figures import figure
from kefu.exchange.sandbox.market import Episode, EpisodeKind
from kefu.exchange.sandbox.progress import HELD
from kefu.exchange.sandbox.store import RULES, Key
from kefu.exchange.sandbox.world import World

# as their owners quote them: the first and the last of 64
CHEN_WEI_TXID = "7f3a9c51d06be84f2a7791c3b05de6184c9a3f7205b18ed6c4f0927ae2b0d84c"
WANG_FANG_TXID = "4be1c07d93f25a68e01b7c4d8f6a30925ce7b1d40863fa9271e5c80db64ea93f"
SLOW_BITCOIN_S = "5400"  # seconds a block: a fee that was too low


@dataclass(frozen=True, slots=True)
class Person:
    uid: str
    mail: str
    phone: str
    region: str
    vip: int = 0
    coins: tuple[tuple[str, str], ...] = (("BTC", "0.0532"), ("ETH", "1.2"), ("USDT", "1850.4"))


CHEN_WEI_COINS = (("BTC", "0.4182"), ("ETH", "3.6"), ("USDT", "6120.55"))
CHEN_WEI = Person("88104821", "c•••i@mail.example", "+86 138••••7306", "CN", 2, CHEN_WEI_COINS)
WANG_FANG = Person("88213307", "w•••g@mail.example", "+86 139••••3307", "CN", 1)
LUKAS = Person("88190455", "l•••t@mail.example", "+49 151••••4455", "DE")
LI_JIANGUO = Person("88077162", "l•••o@mail.example", "+86 137••••7162", "CN")
AMARA = Person("88301998", "a•••r@mail.example", "+234 803••••1998", "NG", 1)
LIN_XIAO = Person("88145520", "l•••o@mail.example", "+86 158••••5520", "CN", 3)
SOFIA = Person("88256734", "s•••s@mail.example", "+34 600••••734", "ES")
PEOPLE = (CHEN_WEI, WANG_FANG, LUKAS, LI_JIANGUO, AMARA, LIN_XIAO, SOFIA)


def move_in(world: World) -> None:
    """All there is on the first day."""
    world.networks(networks.usual())
    for one in networks.usual():
        world.house_address(one.coin, one.network)
    world.house_address("USDT", "Ethereum", is_contract=True)
    for market, rule in rules.all_of(world.now):
        key = Key("", f"{rule.kind} {market} {rule.version}", f"{rule.kind} {market}")
        world.store.put(RULES, key, rule, at=rule.since_at)
    for each in PEOPLE:
        settle(world, each)
    for tell in (_chen_wei, _wang_fang, _lukas, _li_jianguo, _amara, _lin_xiao, _sofia):
        tell(world)


def settle(world: World, one: Person) -> None:
    """An ordinary account: verified, a second factor, some coins, a deposit and a withdrawal that went well."""
    uid = one.uid
    world.account(uid, Account(AccountState.ACTIVE, since_at=world.ago(days=400), region=one.region, vip=one.vip))
    world.bound(uid, Bound(one.mail, one.phone, world.ago(days=400), world.ago(days=390)))
    world.second_factor(uid, SecondFactor(has_totp=True, has_sms=True, changed_at=world.ago(days=380)))
    submitted, decided = world.ago(days=399), world.ago(days=399, hours=-6)
    world.kyc(uid, Kyc(KycState.APPROVED, "advanced", submitted_at=submitted, decided_at=decided, country=one.region))
    for coin, available in one.coins:
        world.balance(uid, coin, available)
    world.address_of(uid, "BTC", "Bitcoin")
    _earlier(world, uid)


def person(uid: str) -> Person:
    """One of ours, or somebody of whom only the uid is known."""
    known = next((each for each in PEOPLE if each.uid == uid), None)
    return known or Person(uid, f"u•••{uid[-1]}@mail.example", f"+86 136••••{uid[-4:]}", "CN")


def _earlier(world: World, uid: str) -> None:
    world.telling("earlier").deposit(uid, coming("USDT", "TRON", "5000", seen_at=world.ago(days=1, hours=1)))
    world.telling("earlier").withdrawal(uid, going(world, "ETH", "Ethereum", "0.5", asked_at=world.ago(days=9)))


def coming(coin: str, network: str, amount: str, *, seen_at: datetime) -> Deposit:
    """A deposit with nothing the matter."""
    return Deposit("", coin, network, Decimal(amount), TransferState.SEEN, seen_at)


def going(world: World, coin: str, network: str, amount: str, *, asked_at: datetime) -> Withdrawal:
    """A withdrawal with nothing the matter: sent within a minute."""
    fee = world.network(coin, network).withdrawal_fee
    return Withdrawal("", coin, network, Decimal(amount), fee, "", TransferState.SENT, asked_at)


def _chen_wei(world: World) -> None:
    """0.25 BTC on their way for two hours, one of two confirmations; sold 0.40 ETH before."""
    slow = coming("BTC", "Bitcoin", "0.25", seen_at=world.ago(minutes=128))
    slow = replace(slow, txid=CHEN_WEI_TXID)
    world.telling("deposit-on-its-way").deposit(CHEN_WEI.uid, slow, course=SLOW_BITCOIN_S)
    _sold(world, CHEN_WEI.uid, "0.4", at=world.ago(minutes=190))


def _wang_fang(world: World) -> None:
    """2,000 USDT over TRON with all confirmations, not credited: where they come from is being looked at."""
    coins = coming("USDT", "TRON", "2000", seen_at=world.ago(minutes=48))
    held = replace(coins, state=TransferState.REVIEW, reason=TransferReason.SOURCE_CHECK, txid=WANG_FANG_TXID)
    world.telling("source-check").deposit(WANG_FANG.uid, held, course=HELD)


def _lukas(world: World) -> None:
    """Changed his password after a caller wanted a code: no withdrawals for a day."""
    until = world.now + timedelta(hours=float(figure("hold_hours")))
    world.account(LUKAS.uid, Account(AccountState.ACTIVE, region="DE", withdrawals_held_until=until))


def _li_jianguo(world: World) -> None:
    """Sent back for the third time: a lamp is reflected on the card."""
    asked, decided = world.ago(hours=9), world.ago(hours=2)
    why = (KycRejection.GLARE, KycRejection.BLURRED)
    value = Kyc(KycState.REJECTED, "basic", why, submitted_at=asked, decided_at=decided, tries_left=2, country="CN")
    world.kyc(LI_JIANGUO.uid, value)


def _amara(world: World) -> None:
    """Her phone with the authenticator is gone; there are orders open."""
    world.second_factor(AMARA.uid, SecondFactor(has_totp=True, changed_at=world.ago(days=300), failed_tries=3))
    price = (world.scene("ETH/USDT").price(world.now) * Decimal("0.94")).quantize(Decimal("0.01"))
    value = Order("", "ETH/USDT", Side.BUY, OrderType.LIMIT, Decimal("0.5"), OrderState.OPEN, world.ago(days=2), price)
    world.telling("open").order(AMARA.uid, value)


def _lin_xiao(world: World) -> None:
    """Her withdrawal is looked at by a person: she signed in on a new phone yesterday."""
    coins = going(world, "USDT", "TRON", "3200", asked_at=world.ago(minutes=70))
    held = replace(coins, state=TransferState.REVIEW, reason=TransferReason.RISK_REVIEW)
    world.telling("review").withdrawal(LIN_XIAO.uid, held, course=HELD)


def _sofia(world: World) -> None:
    """Her stop order on ETH sold in a fast market, below its stop price."""
    at = world.ago(hours=5)
    world.telling("sofia").episode(Episode(EpisodeKind.RUN, "ETH/USDT", at - timedelta(minutes=4), at, Decimal("-2.4")))
    _sold(world, SOFIA.uid, "0.3", at=at, kind=OrderType.STOP)


def _sold(world: World, uid: str, amount: str, *, at: datetime, kind: OrderType = OrderType.MARKET) -> None:
    price, sold = world.scene("ETH/USDT").price(at), Decimal(amount)
    fee = (price * sold * figure("trading_fee", "spot taker") / 100).quantize(Decimal("0.0001"))
    stop = (price * Decimal("1.006")).quantize(Decimal("0.01")) if kind is OrderType.STOP else None
    value = Order(
        *("", "ETH/USDT", Side.SELL, kind, sold, OrderState.FILLED, at - timedelta(seconds=1), stop, sold),
        fills=(Fill(price, sold, fee, "USDT", at),),
        ended_at=at,
        reached_at=at - timedelta(seconds=1),
    )
    world.telling("sold").order(uid, value)
