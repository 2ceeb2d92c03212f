"""Every check there is, in the order in which they are shown. Adding one is a file and a line here."""

from kefu.exchange.diagnoses.definition import Definition, Topic
from kefu.exchange.diagnoses.funds import (
    compare_addresses,
    confirmations,
    confirmations_by_coin,
    deposit_details,
    maintenance,
    transaction_status,
    txid_to_support,
    where_to_look,
    withdrawal_address,
    withdrawal_fees,
    withdrawal_security,
    withdrawal_status,
)
from kefu.exchange.diagnoses.futures import (
    futures_risk,
    futures_rules,
    futures_transfer,
    futures_trouble,
    liquidation,
    position_size,
)
from kefu.exchange.diagnoses.kyc import by_mail, documents, kyc_help, photo, rejected, resubmit, upload
from kefu.exchange.diagnoses.login import (
    account_hacked,
    account_status,
    authenticator_clock,
    bound_channels,
    browser_data,
    cannot_sign_in,
    change_network,
    lost_authenticator,
    password_reset,
    sign_in_help,
    username_password,
)
from kefu.exchange.diagnoses.trading import (
    limit_orders,
    order_change,
    order_distance,
    order_failure,
    order_queue,
    order_slippage,
    order_trouble,
    price_anomaly,
    trade_history,
    trading_balance,
    trading_conditions,
)

LOGIN = (
    *(account_hacked.CHECK, cannot_sign_in.CHECK, password_reset.CHECK, bound_channels.CHECK),
    *(username_password.CHECK, browser_data.CHECK, change_network.CHECK, account_status.CHECK),
    *(sign_in_help.CHECK, authenticator_clock.CHECK, lost_authenticator.CHECK),
)
FUNDS = (
    *(where_to_look.CHECK, deposit_details.CHECK, confirmations.CHECK, confirmations_by_coin.CHECK),
    *(txid_to_support.CHECK, withdrawal_status.CHECK, withdrawal_address.CHECK, withdrawal_security.CHECK),
    *(maintenance.CHECK, compare_addresses.CHECK, withdrawal_fees.CHECK, transaction_status.CHECK),
)
KYC = (
    *(kyc_help.CHECK, rejected.CHECK, photo.CHECK, resubmit.CHECK),
    *(documents.CHECK, upload.CHECK, by_mail.CHECK),
)
TRADING = (
    *(order_trouble.CHECK, order_failure.CHECK, trading_balance.CHECK, trading_conditions.CHECK),
    *(order_distance.CHECK, order_change.CHECK, order_queue.CHECK, order_slippage.CHECK, limit_orders.CHECK),
    *(trade_history.CHECK, price_anomaly.CHECK),
)
FUTURES = (
    *(futures_trouble.CHECK, liquidation.CHECK, position_size.CHECK),
    *(futures_rules.CHECK, futures_risk.CHECK, futures_transfer.CHECK),
)
CHECKS: tuple[Definition, ...] = (*LOGIN, *FUNDS, *KYC, *TRADING, *FUTURES)

_BY_KEY = {check.key: check for check in CHECKS}


def check(key: str) -> Definition | None:
    """None for a key that is none of ours."""
    return _BY_KEY.get(key)


def of_topic(topic: Topic) -> list[Definition]:
    return [each for each in CHECKS if each.topic is topic]


def for_article(slug: str) -> list[Definition]:
    """Those that the article of this address shows; first those that name it first, as what they are about."""
    return sorted((each for each in CHECKS if slug in each.articles), key=lambda check: check.articles.index(slug))


def for_category(category: str) -> list[Definition]:
    """Those that run by themselves for a conversation of this category."""
    return [each for each in CHECKS if category in each.categories]
