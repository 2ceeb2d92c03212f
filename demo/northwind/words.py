"""What Northwind's pages say, by key: English, 中文."""

from northwind.words_mail import MAIL

LANGUAGES = ("en", "zh")

WORDS: dict[str, tuple[str, str]] = {
    # -- every page
    "locale": ("en", "zh-hans"),
    "html_language": ("en", "zh-Hans"),
    "brand": ("Northwind", "北风交易所"),
    "other_language": ("中文", "English"),
    "other_code": ("zh", "en"),
    "theme": ("Light or dark", "浅色或深色"),
    "footer": (
        "Northwind, its people and its prices are invented. Everything here runs on this computer and stays on it.",
        "北风交易所及其用户与价格均为虚构。这里的一切都在这台电脑上运行，也只留在这台电脑上。",
    ),
    # -- the app
    "confirm_title": ("Is it you in the chat?", "是您本人在聊天吗？"),
    "confirm_text": (
        "Our support asks you to confirm it. Say yes only if you are writing with us right now.",
        "客服请您确认。只有您此刻正在和我们聊天，才点“是我”。",
    ),
    "confirm_badge": ("Badge", "工号"),
    "confirm_case": ("Conversation", "会话"),
    "confirm_why": ("Why", "原因"),
    "confirm_number": ("The chat shows", "聊天里显示"),
    "confirm_account_data": ("to talk about what is in the account", "需要查看并说明您账户里的情况"),
    "confirm_change": ("to change something in the account", "需要对账户做出变更"),
    "confirm_money": ("to look after a deposit or a withdrawal", "需要处理充值或提现"),
    "confirm_stolen": ("to protect the account", "需要保护账户"),
    "confirm_yes": ("Yes, it is me", "是我"),
    "confirm_no": ("No", "不是我"),
    "confirm_hint": (
        "Here Northwind's app is a page. A real one asks for your finger or face as well.",
        "演示中，北风的 App 就是这个页面；真正的 App 还会要求指纹或面容。",
    ),
    "confirm_unknown": ("This question is nobody's. Open it from the chat.", "没有这样的请求，请从聊天中打开。"),
    "confirmed_title": ("Answered", "已回答"),
    "confirmed_yes": ("Confirmed. Thank you.", "已确认，谢谢。"),
    "confirmed_no": ("You said no. Support was told.", "您选择了“不是我”，客服已得知。"),
    "confirmed_late": ("It was too late: the question was over.", "来晚了，这次请求已经结束。"),
    "confirmed_text": ("Go back to the chat; you can close this page.", "请回到聊天，可以关闭本页。"),
    # -- start
    "start_title": ("Two sides of one conversation", "同一段对话，两边都看看"),
    "start_badge": ("Kefu demo", "Kefu 演示"),
    "start_lead": (
        "Northwind is an invented exchange; Kefu is its customer service. Open both sides and write to yourself.",
        "北风是一家虚构的交易所，Kefu 是它的客服系统。把两边并排打开，自己问，自己答。",
    ),
    "customer_title": ("Be the customer", "当一回客户"),
    "customer_text": (
        "You are Chen Wei. You sent 0.25 BTC to Northwind and it has not arrived. You would like a word with someone.",
        "你是陈伟。你往北风充了 0.25 BTC，一直没到账，想找人问问。",
    ),
    "customer_go": ("Open Northwind as Chen Wei", "以陈伟的身份打开北风"),
    "customer_hint": ("Signed in already. The chat waits at the lower edge.", "已经登录好了，聊天入口在页面右下角。"),
    "agent_title": ("Be the agent", "当一回客服"),
    "agent_text": (
        "You are Alice, first line. A few customers are waiting already, in English and Chinese, and more will write.",
        "你是一线客服 Alice。已经有几位客户在等了，有中文也有英文，之后还会有人陆续发来消息。",
    ),
    "agent_go": ("Open the desk as Alice", "以 Alice 的身份打开工作台"),
    "agent_busy": ("Making your link …", "正在生成登录链接…"),
    "agent_hint": ("Each click makes a sign-in link that works once.", "每次点击都会生成一个只能用一次的登录链接。"),
    "lead_title": ("Be the lead", "当一回主管"),
    "lead_text": (
        "You are Bob, who leads. You see who is signed in, let people in and out, decide on appeals and write the macros.",
        "你是主管 Bob。你能看到谁在线、让人进出、处理申诉，还能编写快捷回复。",
    ),
    "lead_go": ("Open the desk as Bob", "以 Bob 的身份打开工作台"),
    "lead_hint": (
        "A browser holds one of them at a time: for both at once, open {bob} in a private window. What takes two leads is "
        "confirmed by Grace: {grace}, in another browser.",
        "一个浏览器同一时间只能登录一位。想两位同时在线，请在无痕窗口里打开 {bob}。"
        "需要两位主管的事由 Grace 确认：请在另一个浏览器里打开 {grace}。",
    ),
    "agent_bob_link": ("Bob's page", "Bob 的页面"),
    "agent_grace_link": ("Grace's page", "Grace 的页面"),
    "side_by_side": ("Open both, side by side", "两边并排打开"),
    "try_title": ("Worth a try", "不妨试试"),
    "try_1": (
        'Ask the assistant on one side, press "Talk to a person", and answer on the other.',
        "一边先问智能助手，再点“转人工客服”，另一边来回答。",
    ),
    "try_2": (
        "Cut the customer's network, write on, switch it on again: nothing is lost, nothing comes twice.",
        "切断客户的网络，接着写，再恢复：一条不丢，一条不重。",
    ),
    "try_3": ("Send a picture, as people do when something looks wrong.", "发张图片，就像大家遇到问题时会做的那样。"),
    "try_4": (
        "At the desk: leave a note only staff can see, hand the conversation to Bob, close it.",
        "在工作台：留一条只有同事看得到的备注，把对话转给 Bob，再结束它。",
    ),
    "try_5": (
        "As the lead: open People, end Alice's session, and watch her desk close within seconds.",
        "作为主管：打开“成员”，终止 Alice 的会话，几秒内她的工作台就会退出。",
    ),
    "try_6": (
        'Let the account be frozen for a review ("Let something happen" on Chen Wei\'s page), and appeal: in the chat, under '
        '"We never ask". Bob finds it under "Account appeals", may ask for a passport, and prepares a decision. He cannot end '
        "it alone: Grace, the second lead, confirms it from her own window (her page is linked above).",
        "让账户因审查被冻结（陈伟页面上的“来点状况”），再申诉：在聊天顶部“我们绝不会”那一行里。"
        "Bob 在“账户申诉”里看得到，可以要求提交护照，再拟定结论。他一个人不能结案："
        "由另一位主管 Grace 在她自己的窗口里确认（她的页面链接在上方）。",
    ),
    "guard_title": ("Nobody moves an account alone", "谁都不能独自动一个账户"),
    "guard_1": (
        'A reveal. As Chen Wei, write a line and press "Talk to a person". As Alice, open him: his UID, e-mail and phone are '
        'masked. Press "Reveal" beside one and say why: it is whole for 15 minutes with her name across it, and Bob finds it '
        'under "Reveals".',
        "查看资料。以陈伟的身份写一句话，点“转人工客服”。以 Alice 的身份打开他的对话：UID、邮箱和手机号都是遮住的。"
        "点旁边的“查看”并说明原因：完整内容显示 15 分钟，上面印着她的名字；Bob 在“查看记录”里看得到。",
    ),
    "guard_2": (
        "An approval. Still as Alice, press q and ask for a reset of his second factor; on the page that follows record a "
        'proof ("A video call" will do). She cannot approve it herself. Bob, who is in another team, does so under "Account '
        'requests", and a day of waiting begins.',
        "批准。仍以 Alice 的身份按 q，替他申请解除两步验证；在随后的页面上登记身份核验（选“视频通话”即可）。"
        "她自己不能批准：由另一个团队的 Bob 在“账户请求”里批准，随后进入一天的等待期。",
    ),
    "guard_3": (
        'A veto. Northwind\'s page shows Chen Wei a notice that says when it would be done. Press "Not you? Stop it", then '
        '"It was not me: stop it". It is over, and Alice\'s page says who ended it.',
        "阻止。北风的页面上，陈伟会看到一条通知，写明何时执行。点“不是您？查看并阻止”，再点“不是我：阻止它”。"
        "申请就此作废，Alice 的页面上会写明是谁阻止的。",
    ),
    "sample_customer_1": ("你好，充值两小时了，还没到账 😟", "你好，充值两小时了，还没到账 😟"),
    "sample_agent": ("I see it: 1 of 2 confirmations.", "看到了：已确认 1/2。"),
    "sample_customer_2": ("Thank you! So I just wait?", "谢谢！那我再等等就好？"),
    "sample_note": ("Note: deposit is fine, network is slow", "备注：充值没问题，是网络慢"),
    "sample_role_agent": ("agent", "客服"),
    "sample_role_lead": ("lead", "主管"),
    "sample_role_out": ("signed out", "已登出"),
    "sample_row_1": ("Chen Wei", "陈伟"),
    "sample_row_2": ("Amara O.", "Amara O."),
    "sample_row_3": ("Li Jianguo", "李建国"),
    # -- the page for a second agent
    "bob_title": ("Bob, team lead", "Bob，客服主管"),
    "bob_text": (
        "A browser holds one agent at a time. Open this page in a private window, so that Alice stays signed in.",
        "一个浏览器同一时间只能登录一位客服。请在无痕窗口中打开本页，这样 Alice 就不会被退出。",
    ),
    "bob_go": ("Open the desk as Bob", "以 Bob 的身份打开工作台"),
    "grace_title": ("Grace, the second lead", "Grace，另一位客服主管"),
    "grace_text": (
        "What one lead prepared, another confirms: nobody ends an appeal alone. Open this page in another browser, or in "
        "the private window after Bob, so that you are one of them at a time.",
        "一位主管拟定，另一位主管确认：谁都不能独自结束申诉。请在另一个浏览器里打开本页，或在无痕窗口里等 Bob 用完再打开，"
        "同一时间只做其中一位。",
    ),
    "grace_go": ("Open the desk as Grace", "以 Grace 的身份打开工作台"),
    "bob_back": ("Back to the start", "回到开始页"),
    # -- account
    "account_title": ("Wallet", "我的钱包"),
    "nav_markets": ("Markets", "行情"),
    "nav_trade": ("Trade", "交易"),
    "nav_wallet": ("Wallet", "钱包"),
    "nav_help": ("Help", "帮助"),
    "help_centre": ("Help centre", "帮助中心"),
    "user_name": ("Chen Wei", "陈伟"),
    "user_level": ("VIP 2", "VIP 2"),
    "total": ("Estimated value", "估算总资产"),
    "today": ("today", "今日"),
    "deposit_button": ("Deposit", "充值"),
    "withdraw_button": ("Withdraw", "提现"),
    "pending_title": ("Deposit on its way", "充值确认中"),
    "pending_text": (
        "Sent {sent}. Credited after {needed} confirmations, in about {minutes} min.",
        "{sent}转出。{needed} 次网络确认后入账，大约还需 {minutes} 分钟。",
    ),
    "pending_confirmed": (
        "All confirmations are there. It should be credited by now.",
        "网络确认已全部完成，按说应该已经入账了。",
    ),
    "pending_looked_at": (
        "It has arrived and is not credited yet: somebody has to look at it.",
        "币已到达，但还没有入账，需要人工核查。",
    ),
    "nothing_pending": ("No deposit on its way", "没有在途的充值"),
    "nothing_pending_text": ("Whatever you send us shows up here.", "您转入的每一笔都会显示在这里。"),
    "confirmations": ("{there} of {needed} confirmations", "已确认 {there}/{needed}"),
    "txid": ("TxID", "交易哈希"),
    "pending_help": ("Taking too long? Ask us in the chat", "等太久了？来聊天窗口问我们"),
    "assets": ("Assets", "资产"),
    "asset": ("Asset", "币种"),
    "amount": ("Amount", "数量"),
    "value": ("Value", "折合"),
    "wallet_futures": ("Futures", "合约账户"),
    "wallet_funding": ("Funding", "资金账户"),
    "history": ("Recent activity", "最近记录"),
    "row_deposit": ("Deposit {what}", "充值 {what}"),
    "row_withdrawal": ("Withdrawal {what}", "提现 {what}"),
    "row_sold": ("Sell {what}", "卖出 {what}"),
    "row_bought": ("Buy {what}", "买入 {what}"),
    "row_liquidated": ("{market} {side} closed by force", "{market} {side}被强制平仓"),
    "long": ("long", "多仓"),
    "short": ("short", "空仓"),
    "state_seen": ("{there}/{needed} confirmed", "已确认 {there}/{needed}"),
    "state_credited": ("Credited", "已入账"),
    "state_waiting": ("Waits for you", "待您操作"),
    "state_review": ("Being looked at", "核查中"),
    "state_sending": ("Being sent", "发送中"),
    "state_sent": ("Sent, {there} confirmed", "已发出，已确认 {there} 次"),
    "state_done": ("Done", "已完成"),
    "state_failed": ("Failed", "失败"),
    "state_cancelled": ("Cancelled", "已取消"),
    "order_open": ("Open", "挂单中"),
    "order_partly_filled": ("Partly filled", "部分成交"),
    "order_filled": ("Filled", "已成交"),
    "order_cancelled": ("Cancelled", "已撤单"),
    "order_expired": ("Expired", "已过期"),
    "order_rejected": ("Refused", "已拒绝"),
    "account_locked": (
        "Sign-in is locked after too many wrong passwords. It opens by itself in {minutes} min.",
        "密码输错次数过多，登录已锁定，{minutes} 分钟后自动解除。",
    ),
    "account_frozen": ("Your account is frozen.", "您的账户已被冻结。"),
    "account_self_frozen": ("You have frozen your account.", "您已自行冻结账户。"),
    "account_disabled": ("Your account is disabled.", "您的账户已停用。"),
    # -- what Northwind sent its customer about a request that moves the account
    "sent_title": ("Northwind sent you a notice", "北风给您发来一条通知"),
    "sent_how": ("{when}, {channels}", "{when} · {channels}"),
    "sent_now": ("Just now", "刚刚"),
    "channel_email": ("e-mail", "邮件"),
    "channel_sms": ("text message", "短信"),
    "channel_push": ("notification", "推送"),
    "channel_in_app": ("in the app", "站内信"),
    "action_reset_second_factor": ("your second factor is taken off your account", "解除您账户上的两步验证"),
    "action_unfreeze": ("your frozen account is opened again", "解冻您的账户"),
    "action_change_email": ("your e-mail address is changed to {value}", "将您的邮箱改为 {value}"),
    "action_unlock_address": ("a withdrawal address is unlocked: {value}", "解锁提现地址：{value}"),
    "notice_asked": (
        "Somebody asked our support for this: {what}. If it was not you, stop it. Until a second person has checked it and "
        "a whole day has passed, nothing changes.",
        "有人向我们的客服申请：{what}。如果不是您本人，请立即阻止。在另一位工作人员核实并等满一整天之前，什么都不会变。",
    ),
    "notice_approved": (
        "This was approved: {what}. It is done after {done_after}. Until then you can stop it.",
        "申请已通过：{what}，将在 {done_after} 之后执行。在那之前，您随时可以阻止。",
    ),
    "notice_done": (
        "This was done: {what}. If it was not you, write to us now.",
        "已完成：{what}。如果不是您本人，请马上联系我们。",
    ),
    "notice_stopped": (
        "This was stopped: {what}. Nothing in your account is changed by it.",
        "已阻止：{what}。您的账户没有因此发生任何改变。",
    ),
    "notice_stop": ("Not you? Stop it", "不是您？查看并阻止"),
    "ask_us": ("Ask us in the chat", "来聊天窗口问我们"),
    "exchange_silent": ("Your wallet cannot be shown just now.", "暂时无法显示您的钱包。"),
    "safety": ("Northwind never asks for your password or codes.", "北风绝不会向您索要密码或验证码。"),
    # -- the demo's bar above the account
    "bar_title": ("Demo", "演示"),
    "bar_text": ("You are the customer.", "你现在是客户。"),
    "network_on": ("Network on", "网络已连接"),
    "network_off": ("Network cut. Write on: it will arrive later.", "网络已切断。接着写吧，恢复后会送达。"),
    "network_cut": ("Cut my network", "切断我的网络"),
    "network_restore": ("Switch it on again", "恢复网络"),
    "scenes": ("Let something happen", "来点状况"),
    "scenes_text": ("It happens to Chen Wei at once. Then ask support.", "马上发生在陈伟身上。然后去问客服吧。"),
    "scene_deposit-on-its-way": ("A deposit with 1 of 2 confirmations", "一笔充值，已确认 1/2"),
    "scene_late-btc-deposit": ("BTC confirmed, not credited", "BTC 已确认却没入账"),
    "scene_deposit-wrong-network": ("A deposit on the wrong network", "充值走错了网络"),
    "scene_liquidated-long": ("A long position is liquidated", "多仓爆仓"),
    "scene_account-locked": ("The account is locked", "账户被锁定"),
    "scene_account-review": ("The account is frozen for a review", "账户因审查被冻结"),
    "scene_+10m": ("10 minutes pass", "时间过去 10 分钟"),
    "scene_done": ("Done: {scene}", "已发生：{scene}"),
    "scene_failed": ("That did not work. Is the demo still running?", "没有成功。请看看演示程序是否还在运行。"),
    "flow_told": (
        "This link opens that very page at a real exchange. Northwind is invented and has none.",
        "在真实的交易所，这个链接会直接打开对应的页面。北风是虚构的，没有这一页。",
    ),
    "bar_start": ("Start page", "开始页"),
    # -- when something fails
    "failed_title": ("That did not work", "没有成功"),
    "failed_signin": (
        "The sign-in link could not be made: {reason} Is the demo still running in its terminal?",
        "无法生成登录链接：{reason} 请看看终端里的演示程序是否还在运行。",
    ),
    "not_found": ("There is no page at this address.", "这个地址没有页面。"),
}


def words_in(language: str) -> dict[str, str]:
    place = LANGUAGES.index(language)
    return {key: pair[place] for key, pair in (WORDS | MAIL).items()}


def ago(minutes: int, *, language: str) -> str:
    """A span in words: "38 min ago"."""
    if 1440 <= minutes < 2880:
        return {"en": "yesterday", "zh": "昨天"}[language]
    steps = ((1440, "days", "天前"), (60, "h", "小时前"), (1, "min", "分钟前"))
    size, english, chinese = next(step for step in steps if minutes >= step[0])
    count = minutes // size
    return f"{count} {chinese}" if language == "zh" else f"{count} {english} ago"
