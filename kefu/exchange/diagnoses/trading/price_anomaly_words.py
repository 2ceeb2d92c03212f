"""The words of `price_anomaly`: what was compared with what, and by how much they differ."""

EN = {
    "title": "My price looks wrong",
    "intro": "We hold your fill against the trades of others in the same "
    "minute, against the order book and against other venues.",
    "verdict.explained": "Your fill at {price} lies within the prices at which others traded in the same minute.",
    "verdict.near_others": "Your fill at {price} lies {percent}% beside the prices of others in the "
    "same minute. Up to {most}% we count as the ordinary course of the order book.",
    "verdict.near_index": "Your fill at {price} lies {percent}% from the price at other "
    "venues at that moment. Nobody else traded here in that minute.",
    "verdict.outside": "Your fill at {price} lies {percent}% outside the prices "
    "of others in the same minute. A colleague looks into it.",
    "verdict.off_index": "Your fill at {price} lies {percent}% away from other "
    "venues at that moment. A colleague looks into it.",
    "verdict.limit_broken": "Your fill at {price} is worse than your limit. A colleague looks into it.",
    "verdict.nothing_to_compare": "At that moment there is nothing that we could "
    "compare your fill with. A colleague looks into it.",
    "verdict.fills_untold": "The single fills of this order were not told to us. A colleague looks into it.",
    "verdict.not_filled": "Nothing of this order has been filled, so there is no price to compare.",
    "line.fill": "Your fill: {fill_amount} at {price}, {at} ({clock})",
    "line.inside_range": "{count} trades of others within {seconds} s: between {low} and {high}. Yours lies inside",
    "line.outside_range": "{count} trades of others within {seconds} s: between {low} and "
    "{high}. Yours lies {percent}% outside; more than {most}% is looked into",
    "line.no_others": "No trades of others within {seconds} s",
    "line.index": "Other venues at that moment: {index}. Yours lies {percent}% away; more than {most}% is looked into",
    "line.no_index": "The price at other venues was not told",
    "line.book": "Order book at that moment: best bid {bid}, best ask {ask}",
    "line.limit_kept": "Your limit {limit} was kept",
    "line.limit_broken": "Your limit {limit} was not kept",
    "line.fills_untold": "Fills: not told to us",
    "step.article": "When a price looks wrong",
}
ZH = {
    "title": "成交价格异常",
    "intro": "我们把您的成交价，与同一分钟内其他用户的成交、当时的盘口以及其他平台的价格逐项核对。",
    "verdict.explained": "您的成交价 {price} 在同一分钟内其他用户的成交价范围之内。",
    "verdict.near_others": "您的成交价 {price} 超出同一分钟内其他用户的成交价范围 "
    "{percent}%，{most}% 以内属于盘口的正常波动。",
    "verdict.near_index": "您的成交价 {price} 与当时其他平台的价格相差 {percent}%。同一分钟内没有其他用户成交。",
    "verdict.outside": "您的成交价 {price} 超出同一分钟内其他用户的成交价范围 {percent}%，我们的同事会核查。",
    "verdict.off_index": "您的成交价 {price} 与当时其他平台的价格相差 {percent}%，我们的同事会核查。",
    "verdict.limit_broken": "您的成交价 {price} 比您的限价差，我们的同事会核查。",
    "verdict.nothing_to_compare": "当时没有可以与您的成交核对的数据，我们的同事会核查。",
    "verdict.fills_untold": "未能查到这笔订单的逐笔成交，我们的同事会核查。",
    "verdict.not_filled": "这笔订单没有任何成交，因此没有价格可以核对。",
    "line.fill": "您的成交：{price} 成交 {fill_amount}，{at}（{clock}）",
    "line.inside_range": "前后 {seconds} 秒内其他用户成交 {count} 笔，价格 {low} 至 {high}，您的成交在范围之内",
    "line.outside_range": "前后 {seconds} 秒内其他用户成交 {count} 笔，价格 {low} 至 "
    "{high}，您的成交超出 {percent}%；超出 {most}% 以上需要核查",
    "line.no_others": "前后 {seconds} 秒内没有其他用户的成交",
    "line.index": "当时其他平台的价格：{index}，与您的成交价相差 {percent}%；相差 {most}% 以上需要核查",
    "line.no_index": "未能查到其他平台的价格",
    "line.book": "当时盘口：买一价 {bid}，卖一价 {ask}",
    "line.limit_kept": "没有超出您的限价 {limit}",
    "line.limit_broken": "超出了您的限价 {limit}",
    "line.fills_untold": "逐笔成交：未能查到",
    "step.article": "价格看起来不对怎么办",
}
