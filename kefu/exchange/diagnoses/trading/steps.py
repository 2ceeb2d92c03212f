"""Where the checks of orders send a customer next, and the words for it."""

from urllib.parse import urlencode

from kefu.exchange.diagnoses.definition import Step, StepKind

TROUBLE = Step(StepKind.CHECK, "order-trouble", "trouble")
FAILURE = Step(StepKind.CHECK, "order-failure", "failure")
DISTANCE = Step(StepKind.CHECK, "order-distance", "distance")
QUEUE = Step(StepKind.CHECK, "order-queue", "queue")
ANOMALY = Step(StepKind.CHECK, "price-anomaly", "anomaly")
SLIPPAGE = Step(StepKind.CHECK, "order-slippage", "slippage")
LIMIT_ORDERS = Step(StepKind.CHECK, "limit-orders", "limit_orders")
BALANCE = Step(StepKind.CHECK, "trading-balance", "balance")
CONDITIONS = Step(StepKind.CHECK, "trading-conditions", "conditions")
CHANGE = Step(StepKind.CHECK, "order-change", "change")
ORDERS = Step(StepKind.FLOW, "orders", "orders")
TRANSFER = Step(StepKind.FLOW, "transfer", "transfer")
STATUS = Step(StepKind.FLOW, "status", "status")


def history(market: str = "") -> Step:
    """The exchange's own list of fills, of one market where one is given."""
    only = f"?{urlencode({'market': market})}" if market else ""
    return Step(StepKind.FLOW, f"trade-history{only}", "history")


WORDS = {
    "en": {
        "step.trouble": "Look at another order",
        "step.failure": "Why did it fail?",
        "step.distance": "How far is it from the market?",
        "step.queue": "Who is ahead of it?",
        "step.anomaly": "Compare the price with the market",
        "step.slippage": "Compare expected and filled price",
        "step.limit_orders": "How limit orders keep a price",
        "step.balance": "Check the balance",
        "step.conditions": "Check network and market",
        "step.change": "Change or cancel the order",
        "step.orders": "Open my orders",
        "step.transfer": "Move funds between my accounts",
        "step.status": "See the status page",
        "step.history": "Open my trade history",
    },
    "zh-CN": {
        "step.trouble": "查看其他订单",
        "step.failure": "查看失败原因",
        "step.distance": "离市价还有多远",
        "step.queue": "前面还有多少排队",
        "step.anomaly": "与当时的市场价核对",
        "step.slippage": "核对预期价与成交价",
        "step.limit_orders": "用限价单锁定价格",
        "step.balance": "查看余额",
        "step.conditions": "检查网络和行情",
        "step.change": "改价或撤单",
        "step.orders": "打开我的委托",
        "step.transfer": "在账户之间划转",
        "step.status": "查看状态页",
        "step.history": "打开成交记录",
    },
}
