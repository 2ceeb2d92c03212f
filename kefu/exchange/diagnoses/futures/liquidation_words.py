"""The words of `liquidation`: the events of a position's margin, and what the figures say of its end."""

EN = {
    "title": "Why was I liquidated?",
    "intro": "We show how your margin ratio, the mark price, the fills and "
    "the fees went, and hold the mark price against other venues.",
    "ask.order_id": "Order number of the liquidation",
    "ask.order_id.hint": "From your position history. Leave it empty, and we look at your newest liquidation.",
    "ask.market": "Contract",
    "ask.market.hint": "For example BTCUSDT-PERP",
    "verdict.none": "No position of yours was liquidated lately.",
    "verdict.none_asked": "We find no liquidation with the number {order_id} in your account.",
    "verdict.liquidated": "The mark price reached your liquidation price {liquidation}, "
    "and your margin no longer sufficed. So the position was closed.",
    "verdict.deleveraged": "Your position was reduced to settle the other side's liquidation "
    "(auto-deleveraging), not because your margin was used up. A colleague looks into it.",
    "verdict.not_due": "By the figures we have, your position was closed before "
    "its margin was used up. A colleague looks into it.",
    "verdict.far_from_index": "The mark price lay {percent}% away from other venues "
    "when your position was closed. A colleague looks into it.",
    "verdict.uncompared": "Your margin no longer sufficed. Whether the mark price "
    "was right could not be checked; a colleague looks into it.",
    "verdict.untold": "How it came to this liquidation was not told to us in full. A colleague looks into it.",
    "line.none": "No liquidation found",
    "line.position": "{market} {side}, {leverage}x: {amount} at {entry}; "
    "liquidation price {liquidation}, bankruptcy price {bankruptcy}",
    "line.event.opened": "{at}: opened; mark price {mark}, margin ratio {ratio}%",
    "line.event.warned": "{at}: warning sent; mark price {mark}, margin ratio {ratio}%",
    "line.event.added": "{at}: {amount} of margin added; mark price {mark}, margin ratio {ratio}%",
    "line.event.partly_closed": "{at}: part of it closed by force, {amount}; mark price {mark}, margin ratio {ratio}%",
    "line.event.liquidated": "{at}: closed by force, {amount}; mark price {mark}, margin ratio {ratio}%",
    "line.event.deleveraged": "{at}: reduced by auto-deleveraging, {amount}; mark price {mark}, margin ratio {ratio}%",
    "line.fill": "{at}: filled {amount} at {price}, fee {fee}",
    "line.skipped": "{count} more steps in between",
    "line.mark_reached": "Mark price {mark} had reached the liquidation price "
    "{liquidation}; the last traded price does not count for this",
    "line.mark_not_reached": "Mark price {mark} had not reached the liquidation price {liquidation}",
    "line.index": "Other venues at that moment: {index}. The mark price "
    "lay {percent}% away; more than {most}% is looked into",
    "line.index_untold": "The price at other venues at that moment was not told",
    "line.cost": "Margin {margin}, loss {loss}, liquidation fee {fee}",
    "line.version": "Rules in force then: version {version}. The margin ratio here is "
    "maintenance margin over what is left of yours; at 100% a position is closed",
    "step.article": "Look it up yourself, step by step",
    "step.size": "Position size and stop loss",
    "step.rules": "Leverage, margin and fees",
    "term.buy": "long",
    "term.sell": "short",
}
ZH = {
    "title": "我为什么被强平？",
    "intro": "我们按时间列出保证金比率、标记价格、成交和费用，并把标记价格与其他平台核对。",
    "ask.order_id": "强平订单号",
    "ask.order_id.hint": "可在历史仓位中复制。不填则查看您最近一次强平。",
    "ask.market": "合约",
    "ask.market.hint": "例如 BTCUSDT-PERP",
    "verdict.none": "您最近没有仓位被强制平仓。",
    "verdict.none_asked": "在您的账户中没有查到编号 {order_id} 的强平。",
    "verdict.liquidated": "标记价格到达了您的强平价 {liquidation}，保证金不足以维持仓位，因此被强制平仓。",
    "verdict.deleveraged": "您的仓位被自动减仓（ADL），用于承接对手方的强平，并不是您的保证金不足。我们的同事会核查。",
    "verdict.not_due": "按现有数据，您的仓位在保证金耗尽之前就被平仓，我们的同事会核查。",
    "verdict.far_from_index": "您被强平时，标记价格与其他平台相差 {percent}%，我们的同事会核查。",
    "verdict.uncompared": "您的保证金不足以维持仓位。标记价格是否准确暂时无法核对，我们的同事会核查。",
    "verdict.untold": "未能查到这次强平的完整经过，我们的同事会核查。",
    "line.none": "没有查到强平记录",
    "line.position": "{market} {side} {leverage} 倍：数量 {amount}，开仓价 "
    "{entry}，强平价 {liquidation}，破产价 {bankruptcy}",
    "line.event.opened": "{at} 开仓：标记价格 {mark}，保证金比率 {ratio}%",
    "line.event.warned": "{at} 发出强平预警：标记价格 {mark}，保证金比率 {ratio}%",
    "line.event.added": "{at} 追加保证金 {amount}：标记价格 {mark}，保证金比率 {ratio}%",
    "line.event.partly_closed": "{at} 部分强平 {amount}：标记价格 {mark}，保证金比率 {ratio}%",
    "line.event.liquidated": "{at} 强制平仓 {amount}：标记价格 {mark}，保证金比率 {ratio}%",
    "line.event.deleveraged": "{at} 自动减仓 {amount}：标记价格 {mark}，保证金比率 {ratio}%",
    "line.fill": "{at} 成交 {amount}，价格 {price}，手续费 {fee}",
    "line.skipped": "中间另有 {count} 条记录",
    "line.mark_reached": "标记价格 {mark} 已到达强平价 {liquidation}；强平不看最新成交价",
    "line.mark_not_reached": "标记价格 {mark} 没有到达强平价 {liquidation}",
    "line.index": "当时其他平台的价格 {index}，标记价格与之相差 {percent}%；相差 {most}% 以上需要核查",
    "line.index_untold": "未能查到当时其他平台的价格",
    "line.cost": "保证金 {margin}，亏损 {loss}，强平费 {fee}",
    "line.version": "适用当时的规则：版本 {version}。这里的保证金比率 = 维持保证金 ÷ 剩余权益，到 100% 即强平",
    "step.article": "自己查清这一次",
    "step.size": "仓位大小与止损",
    "step.rules": "杠杆、保证金与手续费",
    "term.buy": "做多",
    "term.sell": "做空",
}
