"""What the page of Chen Wei's mailbox says, by key: English, 中文."""

MAIL: dict[str, tuple[str, str]] = {
    "mail_title": ("Chen Wei's mailbox", "陈伟的邮箱"),
    "mail_write": ("Write to Northwind's support", "写信给北风客服"),
    "mail_hint": (
        "Your mail becomes a conversation on the desk, and what the desk answers comes back here. Close a chat before it is"
        " answered, and the answer comes here too, half a minute later. Nothing leaves this computer.",
        "您的邮件会成为工作台上的一段对话，客服的回复会回到这里。聊天还没得到回复就关掉，半分钟后回复也会发到这里。一切都不会离开这台电脑。",
    ),
    "mail_to": ("To", "收件人"),
    "mail_subject": ("Subject", "主题"),
    "mail_text": ("Your words", "正文"),
    "mail_paper": (
        "Attach a passport (drawn, of nobody): Kefu moves it to the vault and says so",
        "附上护照图片（手绘，不属于任何人）：Kefu 会将它移入保险库并告知您",
    ),
    "mail_send": ("Send", "发送"),
    "mail_answer": ("Your answer", "您的回复"),
    "mail_send_answer": ("Send the answer", "发送回复"),
    "mail_nothing": (
        "Nothing here yet. Write on the left, then answer at the desk.",
        "这里还没有邮件。先写一封，再去工作台回复。",
    ),
    "mail_you": ("You", "您"),
    "mail_no_subject": ("(no subject)", "（无主题）"),
    "mail_sealed": ("Signed by the sender's domain (DKIM)", "已由发件域名签名 (DKIM)"),
    "mail_source": ("Source", "查看原文"),
    "mail_sample_subject": ("My withdrawal has not arrived", "我的提现一直没有到账"),
    "mail_sample_text": (
        "Hello,\n\nyesterday evening I withdrew 300 USDT over TRC20, and it has not arrived. Please look.\n\nChen Wei",
        "您好：\n\n昨晚我用 TRC20 提了 300 USDT，到现在还没有到账。麻烦帮我看一下，谢谢！\n\n陈伟",
    ),
    "mail_go": ("Or write by e-mail.", "也可以写邮件。"),
}
