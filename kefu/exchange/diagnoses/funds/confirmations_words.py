"""What the check of a deposit's confirmations says."""

from kefu.exchange.diagnoses.funds import transfers

WORDS = transfers.worded(
    en={
        "title": "Where is my deposit?",
        "intro": "We look at the blockchain and at our own books, and say how far your deposit is.",
        "ask.coin": "Coin",
        "ask.network": "Network you sent it on",
        "ask.txid": "TxID (transaction hash)",
        "ask.txid.hint": "Copy it from the wallet or exchange you sent from. It is public and safe to share. "
        "Without it we look at your newest deposit that is not credited yet.",
        "verdict.credited": "Your {amount} {coin} have been credited.",
        "verdict.on_its_way": "Your {amount} {coin} are on their way: "
        "{confirmations} of {needed} confirmations, then they are credited by themselves.",
        "verdict.unconfirmed": "Your {amount} {coin} have been sent and wait to be taken into a block. "
        "The network does that by itself.",
        "verdict.soon": "All confirmations are there. What is left is the booking of your {amount} {coin}.",
        "verdict.late": "Your {amount} {coin} should have been credited by now. A colleague has to look at it.",
        "verdict.stuck": "Your {amount} {coin} are on the blockchain, but confirmations come slower than they should. "
        "A colleague has to look at it.",
        "verdict.looked_at": "Your {amount} {coin} have reached us and are not credited yet. "
        "A colleague has to look at it.",
        "verdict.wrong_network": "Your {amount} {coin} came in over another network than this address is meant for. "
        "They are not lost by that; a colleague looks whether they can be credited.",
        "verdict.memo_missing": "Your {amount} {coin} have reached our address, but without the memo that says "
        "they are yours. A colleague can assign them once it is shown that you sent them.",
        "verdict.memo_unknown": "Your {amount} {coin} have reached our address with a memo that we do not know. "
        "A colleague can assign them once it is shown that you sent them.",
        "verdict.below_minimum": "Your {amount} {coin} are less than the smallest deposit, "
        "so they are not credited by themselves.",
        "verdict.not_supported": "Something arrived at your address that we do not offer on this network, "
        "so it cannot be credited by itself. A colleague looks what is possible.",
        "verdict.address_retired": "Your {amount} {coin} went to an address that you had before and that is no longer "
        "in use. A colleague has to credit them by hand.",
        "verdict.source_check": "Your {amount} {coin} have reached us. Before they are credited, "
        "we have to ask where they come from.",
        "verdict.risk_review": "Your {amount} {coin} have reached us. A colleague looks at them before they are "
        "credited.",
        "verdict.maintenance": "Your {amount} {coin} have been seen. Deposits on this network are paused; "
        "yours is credited when they go on. You need not do anything.",
        "verdict.chain": "Your {amount} {coin} have been seen. The network itself is stuck just now; "
        "yours is credited when it goes on. You need not do anything.",
        "verdict.not_on_chain": "The network you named does not know this transaction.",
        "verdict.failed_on_chain": "This transaction failed on the blockchain, so the coins never left the sender.",
        "verdict.not_yours": "This transaction exists, but did not go to a deposit address of your account.",
        "verdict.unbooked": "Your {amount} {coin} have reached your address, but are missing in our books. "
        "A colleague has to look at it.",
        "verdict.not_booked": "We have no deposit with this TxID in your account yet.",
        "verdict.network_needed": "We have no deposit with this TxID in your account yet. "
        "To look on the blockchain, we need the network you sent it on.",
        "verdict.none_waiting": "None of your deposits waits to be credited. If you miss one, give us its TxID.",
        "verdict.none": "We do not see a deposit in your account yet. With the TxID we can look on the blockchain.",
        "line.on_chain": "On the blockchain",
        "line.confirmed": "{confirmations} confirmations on {network}, {needed} are needed",
        "line.confirmations": "{confirmations} of {needed} confirmations on {network}",
        "line.expected": "Expected around {at}",
        "line.credited": "Credited to your account",
        "line.unlock": "Can be withdrawn from {unlock} confirmations on; trading is possible now",
        "line.minimum": "Smallest deposit of {coin} on {network}: {minimum} {coin}",
        "line.memo": "Memo in the transaction: {memo}",
        "line.not_on_chain": "Not found on {network}: compare the network and the TxID with the sender's",
        "line.failed_on_chain": "Marked as failed in its block: ask the sender to send it again",
        "line.own_current": "Sent to your own deposit address",
        "line.not_yours": "The receiving address is none of yours",
        "line.whose_unknown": "Whose address was paid could not be looked up just now",
        "line.not_booked": "Not in the list of your deposits",
        "line.chain_unknown": "{network}: could not be asked just now",
        "line.newest": "Newest deposit: {amount} {coin} on {network}, credited {at}",
        "line.none": "The list of your deposits shows none",
        "step.find_txid": "How to find the TxID",
        "step.compare": "Compare coin, network, address and memo",
        "step.wrong_network": "Sent over the wrong network: what can be done",
        "step.memo": "Memo missing or wrong: what can be done",
        "step.below_minimum": "About smallest deposits",
        "step.new_address": "See your present deposit address",
        "step.maintenance": "What a pause means for your deposit",
    },
    zh={
        "title": "我的充值到哪一步了？",
        "intro": "我们同时查询区块链和平台账本，告诉您充值进行到哪一步。",
        "ask.coin": "币种",
        "ask.network": "转出时选择的网络",
        "ask.txid": "TxID（交易哈希）",
        "ask.txid.hint": "请从转出方的钱包或平台复制。它是公开信息，可以放心提供。"
        "不填的话，我们查您最近一笔尚未入账的充值。",
        "verdict.credited": "您的 {amount} {coin} 已经入账。",
        "verdict.on_its_way": "您的 {amount} {coin} 正在路上：已确认 {confirmations}/{needed}，"
        "达到后自动入账，无需操作。",
        "verdict.unconfirmed": "您的 {amount} {coin} 已经发出，正在等待网络打包，打包后开始计算确认数，无需操作。",
        "verdict.soon": "确认数已满足，您的 {amount} {coin} 正在入账。",
        "verdict.late": "您的 {amount} {coin} 本应已经入账，需要我们的同事核查。",
        "verdict.stuck": "您的 {amount} {coin} 已经上链，但确认数增长比正常慢，需要我们的同事核查。",
        "verdict.looked_at": "您的 {amount} {coin} 已经到达平台，但还没有入账，需要我们的同事核查。",
        "verdict.wrong_network": "您的 {amount} {coin} 是从另一条网络转来的，与这个充值地址的网络不一致。"
        "币没有因此消失，我们的同事会核查能否入账。",
        "verdict.memo_missing": "您的 {amount} {coin} 已到达平台地址，但没有填写标签（Memo），系统不知道该记到谁的账户。"
        "核实是您转出的之后，可以人工补入账。",
        "verdict.memo_unknown": "您的 {amount} {coin} 已到达平台地址，但标签（Memo）无法对应到任何账户。"
        "核实是您转出的之后，可以人工补入账。",
        "verdict.below_minimum": "您的 {amount} {coin} 低于最低充值额，因此没有自动入账。",
        "verdict.not_supported": "转到您地址的币种，平台在这条网络上没有开通，因此无法自动入账。"
        "我们的同事会核查能否处理。",
        "verdict.address_retired": "您的 {amount} {coin} 转到了您以前的充值地址，该地址已停用，需要我们的同事人工入账。",
        "verdict.source_check": "您的 {amount} {coin} 已到达平台。入账之前，需要向您了解这笔资金的来源。",
        "verdict.risk_review": "您的 {amount} {coin} 已到达平台，入账之前需要我们的同事审核。",
        "verdict.maintenance": "我们已看到您的 {amount} {coin}。这条网络的充值暂停中，恢复后会自动入账，无需操作。",
        "verdict.chain": "我们已看到您的 {amount} {coin}。网络本身目前出块异常，恢复后会自动入账，无需操作。",
        "verdict.not_on_chain": "在您选择的网络上查不到这笔交易。",
        "verdict.failed_on_chain": "这笔交易在链上执行失败，币没有离开转出方。",
        "verdict.not_yours": "这笔交易存在，但没有转到您账户的充值地址。",
        "verdict.unbooked": "您的 {amount} {coin} 已转到您的充值地址，但平台账本里没有记录，需要我们的同事核查。",
        "verdict.not_booked": "您的账户里还没有这个 TxID 对应的充值记录。",
        "verdict.network_needed": "您的账户里还没有这个 TxID 对应的充值记录。要到链上查询，还需要知道转出时选择的网络。",
        "verdict.none_waiting": "您目前没有等待入账的充值。如果有一笔没看到，请提供它的 TxID。",
        "verdict.none": "您的账户里还没有看到充值记录。有了 TxID，我们可以到链上查询。",
        "line.on_chain": "已上链",
        "line.confirmed": "{network} 网络已确认 {confirmations} 次（需要 {needed} 次）",
        "line.confirmations": "{network} 网络已确认 {confirmations}/{needed}",
        "line.expected": "预计 {at} 左右到账",
        "line.credited": "已入账到您的账户",
        "line.unlock": "现在可以交易；达到 {unlock} 个确认后可以提现",
        "line.minimum": "{coin}（{network} 网络）最低充值额：{minimum} {coin}",
        "line.memo": "交易中填写的标签：{memo}",
        "line.not_on_chain": "{network} 网络上没有这笔交易：请与转出方核对网络和 TxID",
        "line.failed_on_chain": "区块中标记为失败：请让转出方重新发起",
        "line.own_current": "收款地址是您本人的充值地址",
        "line.not_yours": "收款地址不属于您的账户",
        "line.whose_unknown": "收款地址是否属于您的账户：暂时无法查询",
        "line.not_booked": "您的充值记录中没有这一笔",
        "line.chain_unknown": "{network} 网络：暂时无法查询",
        "line.newest": "最近一笔充值：{amount} {coin}（{network} 网络），{at} 入账",
        "line.none": "充值记录为空",
        "step.find_txid": "怎样找到 TxID",
        "step.compare": "核对币种、网络、地址和标签",
        "step.wrong_network": "充值选错网络怎么办",
        "step.memo": "漏填或填错标签怎么办",
        "step.below_minimum": "了解最低充值额",
        "step.new_address": "查看当前的充值地址",
        "step.maintenance": "维护期间的充值会怎样",
    },
)
