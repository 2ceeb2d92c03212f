"""What is said in the made-up threads: our mails and clients' answers, Chinese and English. For `threads_made`."""

from dataclasses import dataclass

OURS = {
    "zh": (
        (
            "您的充值工单 4471",
            "您好：\n\n您的 0.31 ETH 充值已收到 8 次确认，还需 4 次。\n\n请问您充值时用的是"
            "哪条链？能否把 TxID 发给我们？\n\n北风客服",
        ),
        (
            "关于您的身份认证",
            "林女士您好，\n\n您上传的证件照片边角被裁掉了，请重新拍摄整张证件后上传。\n\n需要帮助请直接回复本邮件。\n\n北风客服",
        ),
        (
            "提现未到账 #5520",
            "您好，\n\n提现 1,200 USDT 已于 09:12 发出。\n收款地址是 TQ5…9f 吗？\n您能看到交易记录吗？\n\n此致\n北风客服",
        ),
        (
            "账户登录提醒",
            "您好：\n\n我们看到一次来自新设备的登录。是您本人吗？\n\n如果不是，请在应用里冻结账"
            "户。客服不会索要密码或验证码。\n\n北风客服",
        ),
        (
            "合约保证金问题",
            "陈先生，\n\n强平价按标记价格计算，您的仓位在 61,240 被强平。\n\n请告诉我们您想核对哪一笔成交。\n\n北风客服",
        ),
    ),
    "en": (
        (
            "Your deposit, case 4471",
            "Hello,\n\nyour deposit of 0.31 ETH has 8 of 12 confirmations.\n\nWhich network did"
            " you use?\nCould you send us the TxID?\n\n"
            "Northwind Support",
        ),
        (
            "About your documents",
            "Dear Mara,\n\nthe corners of your ID are cut off in the picture. Please take it ag"
            "ain, all of it.\n\nJust answer this mail "
            "if you need help.\n\nNorthwind Support",
        ),
        (
            "Withdrawal not received #5520",
            "Hello,\n\nyour withdrawal of 1,200 USDT left us at 09:12.\nIs the address TQ5...9f "
            "yours?\nDo you see it in your history?\n\n"
            "Regards\nNorthwind Support",
        ),
        (
            "A sign-in from a new device",
            "Hello,\n\nwe saw a sign-in from a device we do not know. Was it you?\n\nIf not, freeze"
            " your account in the app. We never ask for "
            "passwords or codes.\n\nNorthwind Support",
        ),
        (
            "Margin question",
            "Dear Jonas,\n\nliquidation follows the mark price; your position was closed at 61,"
            "240.\n\nWhich trade shall we look at?\n\n"
            "Northwind Support",
        ),
    ),
}
ANSWERS = {
    "zh": (
        "你好，我用的是 ERC20，TxID 是 0x7d1f03c2a9be44510c0ff1ce5a2d83b7e6490aa1f2c3d4e5f60718293a4b5c6d，麻烦查一下。",
        "收到，谢谢！",
        "还是没到账。\n\n我昨天下午三点充的，金额是 1,200 USDT，\n到现在已经 20 个小时了。\n\n请尽快处理，急用。",
        "不是我本人登录的，我已经冻结账户了。接下来该怎么做？",
        "照片我重新拍了，您看这样可以吗？\n1. 正面\n2. 反面\n3. 手持",
        "好的，那我再等等。另外请问：提现手续费是多少？>= 10 USDT 吗？",
        "地址是对的。\n谢谢，\n李雷",
        "我想核对 11 月 1 日 14:05 的那一笔，开仓价写的是 61,800，我记得不是这个价。",
    ),
    "en": (
        "Hi,\n\nI used ERC20, the TxID is 0x7d1f03c2a9be44510c0ff1ce5a2d83b7e6490aa1f2c3d4e5f60718293a4b5c6d. Please check.",
        "Got it, thanks!",
        "Still nothing.\n\nI sent it yesterday at 3 pm, 1,200 USDT, and it has\nbeen 20 hours now.\n\nPlease hurry.",
        "That was not me. I froze the account. What do I do next?",
        "I took the pictures again, is this better?\n1. front\n2. back\n3. holding it",
        "All right, I will wait. One more thing: what is the fee? Is it >= 10 USDT?",
        "The address is right.\n\nBest regards,\nMara",
        "I want to look at the one of Nov 1 at 14:05. It says 61,800 from the start: I wrote down something else.",
    ),
}
SECOND = {
    "zh": "谢谢您的回复，我们已转给技术同事，请耐心等待。\n\n北风客服",
    "en": "Thank you, a colleague is looking into it. We will write again soon.\n\nNorthwind Support",
}
# Between the lines of a quote: an answer to the first and to the second line that asks.
INLINE = {"zh": ("是 TRC20。", "发在附件里了。"), "en": ("It was TRC20.", "See the attached file.")}
NOTES = {"zh": "这封邮件是你们发的吗？请看下面。", "en": "Is this one from you? See below."}
NEW_SUBJECT = {"zh": "换个标题：请尽快处理", "en": "New subject: please hurry"}
AWAY = {
    "zh": ("自动回复:", "您好，我正在休假，11 月 9 日回来。这是自动回复。"),
    "en": ("Automatic reply: ", "I am out of the office until November 9."),
}


@dataclass(frozen=True)
class Person:
    name: str
    address: str
    other: str


def person(locale: str, domain: str, at: int) -> Person:
    """Somebody with a mailbox there, and with one elsewhere."""
    names = (
        ("陈小北", "李雷", "王芳", "林静") if locale == "zh" else ("Mara Lind", "Jonas Weber", "Ann Okafor", "Wei Li")
    )
    logins = ("chenxb", "lilei", "wangfang", "linjing") if locale == "zh" else ("mara.lind", "jonas", "ann.o", "weili")
    nth = at % 4
    return Person(names[nth], f"{logins[nth]}{at}@{domain}", f"{logins[nth]}{at}@work.example")
