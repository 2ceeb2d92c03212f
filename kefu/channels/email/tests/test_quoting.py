"""New words, quotes and signatures, habit by habit; and what is never cut."""

import pytest

from kefu.channels.email import quoting, subjects

OUR_TEXT = "您好：\n\n您的充值已收到 8 次确认。\n\n北风客服"
ARROWS = "> 您好：\n>\n> 您的充值已收到 8 次确认。\n>\n> 北风客服"
QUOTES = {
    "Gmail zh": f"北风客服 <support@northwind.example> 于2026年11月2日周一 17:10写道：\n\n{ARROWS}",
    "Gmail zh-TW": f"北風客服 <support@northwind.example> 於 2026年11月2日 週一 下午5:10寫道：\n\n{ARROWS}",
    "Gmail zh, wrapped": f"北风客服 <support@northwind.example> 于2026年11月2日周一\n17:10写道：\n\n{ARROWS}",
    "Gmail zh, an address wrapped": f"北风客服 <\nsupport@northwind.example> 于2026年11月2日周一 17:10写道：\n\n{ARROWS}",
    "Gmail en, wrapped": (
        f"On Mon, Nov 2, 2026 at 5:10 PM Northwind Support <\nsupport@northwind.example> wrote:\n\n{ARROWS}"
    ),
    "Gmail, old": f"2026-11-02 17:10 GMT+08:00 Northwind Support <support@northwind.example>:\n\n{ARROWS}",
    "Gmail de": f"Am Mo., 2. Nov. 2026 um 17:10 Uhr schrieb Northwind Support <\nsupport@northwind.example>:\n\n{ARROWS}",
    "Gmail fr": f"Le lun. 2 nov. 2026 à 17:10, Northwind Support <support@northwind.example> a\nécrit :\n\n{ARROWS}",
    "Gmail es": f"El lun, 2 nov 2026 a las 17:10, Northwind (<support@northwind.example>)\nescribió:\n\n{ARROWS}",
    "Gmail ja": f"2026年11月2日(月) 17:10 Northwind Support <support@northwind.example>:\n\n{ARROWS}",
    "Gmail ru": f"пн, 2 нояб. 2026 г. в 17:10, Northwind Support <support@northwind.example>:\n\n{ARROWS}",
    "Gmail ko": f"2026년 11월 2일 (월) 오후 5:10, Northwind Support <support@northwind.example>님이 작성:\n\n{ARROWS}",
    "Outlook en": (
        f"{'_' * 32}\nFrom: Northwind <s@n.example>\n"
        f"Sent: Monday, November 2, 2026 5:10 PM\nTo: Li\nSubject: Hi\n\n{OUR_TEXT}"
    ),
    "Outlook en, old": (
        f"-----Original Message-----\nFrom: Northwind [mailto:s@n.example]\nSent: Monday, November 2, 2026 5:10 PM\nTo: Li\n"
        f"Subject: Hi\n\n{OUR_TEXT}"
    ),
    "Outlook en, bold": (
        f"*From:* Northwind <s@n.example>\n*Sent:* Monday, November 2, 2026 5:10 PM\n"
        f"*To:* Li\n*Cc:* Wang\n*Subject:* Hi\n\n{OUR_TEXT}"
    ),
    "Outlook zh": (
        f"发件人: 北风客服 <s@n.example>\n发送时间: 2026年11月2日 17:10\n"
        f"收件人: 李雷\n抄送: 王芳\n主题: 充值\n\n{OUR_TEXT}"
    ),
    "Outlook zh-TW": (
        f"寄件者: 北風客服 <s@n.example>\n寄件日期: 2026年11月2日 下午 05:10\n收件者: 李\n主旨: 充值\n\n{OUR_TEXT}"
    ),
    "Outlook zh, original": (
        f"-----邮件原件-----\n发件人: 北风 <s@n.example>\n发送时间: 2026年11月2日\n收件人: 李\n主题: 充\n\n{OUR_TEXT}"
    ),
    "Outlook de": f"Von: Northwind <s@n.example>\nGesendet: Montag, 2. November 2026 17:10\nAn: Li\nBetreff: Hi\n\n{OUR_TEXT}",
    "Outlook fr": f"De : Northwind <s@n.example>\nEnvoyé : lundi 2 novembre 2026 17:10\nÀ : Li\nObjet : Hi\n\n{OUR_TEXT}",
    "Outlook ja": f"差出人: Northwind <s@n.example>\n送信日時: 2026年11月2日 17:10\n宛先: Li\n件名: Hi\n\n{OUR_TEXT}",
    "QQ": (
        "------------------&nbsp;原始邮件&nbsp;------------------".replace("&nbsp;", "\u00a0")
        + f'\n发件人:{" " * 80}"北风客服"<s@n.example>;\n发送时间:\u00a02026年11月2日(星期一) 下午5:10\n'
        + '收件人:\u00a0"李"<l@qq.example>;\n'
        + f"\n主题:\u00a0充值\n\n\n\n{OUR_TEXT}"
    ),
    "QQ, old": (
        f"------------------ 原始邮件 ------------------\n"
        f"发件人: 北风\n发送时间: 2026-11-02\n收件人: 李\n主题: 充\n{OUR_TEXT}"
    ),
    "QQ phone": (
        f"---原始邮件---\n发件人: 北风客服<s@n.example>\n发送时间: 2026年11月2日\n"
        f"收件人: 李<l@qq.example>;\n主题: 充\n\n{OUR_TEXT}"
    ),
    "QQ en": (
        f"------------------ Original ------------------\n"
        f"From: Northwind <s@n.example>\nDate: Mon,Nov 2\nTo: Li\n\n{OUR_TEXT}"
    ),
    "163": f'在 2026-11-02 17:10:11，"北风客服" <s@n.example> 写道：\n\n{OUR_TEXT}',
    "163 with arrows": f"在2026-11-02 17:10:11，北风客服 <s@n.example> 写道：\n{ARROWS}",
    "163 en": f'At 2026-11-02 17:10:11, "Northwind" <s@n.example> wrote:\n>{OUR_TEXT}'.replace("\n", "\n>").replace(
        "\n>>", "\n>"
    ),
    "Mail Master": (
        f"---- 回复的原邮件 ----\n| 发件人 | 北风<s@n.example> |\n"
        f"| 日期 | 2026年11月02日 |\n| 收件人 | |\n| 主题 | 充 |\n{OUR_TEXT}"
    ),
    "Apple zh": f"> 2026年11月2日 下午5:10，北风客服 <s@n.example> 写道：\n>\n{ARROWS}",
    "Apple zh, unmarked": f"在 2026年11月2日，17:10，北风客服 <s@n.example> 写道：\n\n{ARROWS}",
    "Apple en": f"> On Nov 2, 2026, at 5:10\u202fPM, Northwind Support <s@n.example> wrote:\n>\n{ARROWS}",
    "Yahoo en": f"On Monday, November 2, 2026 at 05:10:11 PM GMT+8, Northwind <s@n.example> wrote:\n\n{OUR_TEXT}",
    "Yahoo zh-TW": f"2026年11月2日 星期一 下午05:10:11 [GMT+8]， 北風<s@n.example> 寫道：\n\n{OUR_TEXT}",
    "Foxmail": f"发件人： 北风客服\n发送时间： 2026-11-02 17:10\n收件人： 李雷\n主题： 充值\n{OUR_TEXT}",
    "Foxmail en": f"From: Northwind\nDate: 2026-11-02 17:10\nTo: Li\nSubject: Hi\n{OUR_TEXT}",
    "Thunderbird": f"On 02/11/2026 17:10, Northwind Support wrote:\n{ARROWS}",
    "Thunderbird zh": f"在 2026/11/2 17:10, 北风客服 写道:\n{ARROWS}",
    "Samsung": (
        f"-------- Original message --------\nFrom: Northwind <s@n.example>\n"
        f"Date: 02/11/2026 17:10 (GMT+08:00)\nTo: Li\nSubject: Hi\n\n{OUR_TEXT}"
    ),
    "Huawei": (
        f"-------- 原始邮件 --------\n发件人： 北风 <s@n.example>\n"
        f"日期： 2026年11月2日周一 17:10\n收件人： 李\n主 题： 充值\n\n{OUR_TEXT}"
    ),
    "arrows alone": ARROWS,
    "a desk's line": f"##- 请在此行以上回复 -##\n\n{OUR_TEXT}",
    "another desk's line": f"##- Please type your reply above this line -##\n\n{OUR_TEXT}",
}
WORDS = "还没到账，请再查一下。\n\nTxID 是 0x7d1f。金额 >= 100 USDT"


@pytest.mark.parametrize("quote", QUOTES.values(), ids=QUOTES.keys())
def test_what_is_quoted_is_cut_and_what_is_new_stays(quote: str) -> None:
    divided = quoting.divide(f"{WORDS}\n\n\n{quote}\n")
    assert divided.new == WORDS
    assert "您的充值已收到" in divided.quoted
    assert divided.is_cut


@pytest.mark.parametrize("quote", QUOTES.values(), ids=QUOTES.keys())
def test_a_mail_of_nothing_but_a_quote_stays_whole(quote: str) -> None:
    divided = quoting.divide(quote)
    assert "您的充值已收到" in divided.new
    assert divided.quoted == ""


SIGNATURES = [
    *(
        "Sent from my iPhone",
        "Sent from my iPad",
        "Sent from my Galaxy",
        "Sent from Mail for Windows",
        "Get Outlook for Android",
    ),
    *(
        "Sent from Outlook for iOS<https://aka.ms/o0ukef>",
        "Sent from Yahoo Mail for iPhone",
        "Sent from my Huawei phone",
    ),
    *(
        "发自我的iPhone",
        "发自我的 iPad",
        "发自我的小米手机",
        "发自我的华为手机",
        "來自我的 iPhone",
        "從我的 iPhone 傳送",
        "从我的iPhone发送",
    ),
    *(
        "获取 Outlook for iOS",
        "发送自 Windows 版邮件",
        "发自网易邮箱大师",
        "来自Outlook",
        "发自QQ邮箱",
        "Von meinem iPhone gesendet",
    ),
    *("-- \n李雷\n某某公司\n电话 010-5555", "--\nMara Lind\nhttps://mail.example"),
]


@pytest.mark.parametrize("signature", SIGNATURES)
@pytest.mark.parametrize(
    "quote", ["", f"\n\n{QUOTES['Gmail zh']}", f"\n\n{QUOTES['Outlook zh']}"], ids=["alone", "Gmail", "Outlook"]
)
def test_what_a_program_signs_with_is_cut(signature: str, quote: str) -> None:
    divided = quoting.divide(f"{WORDS}\n\n{signature}{quote}")
    assert divided.new == WORDS
    assert signature.rsplit("\n", maxsplit=1)[-1] in divided.quoted


def test_the_senders_own_card_above_a_quote_is_cut_and_a_name_that_ends_a_letter_stays() -> None:
    own = ("李雷", "lilei@qq.example")
    card = quoting.divide(f"{WORDS}\n\n李雷\nlilei@qq.example\n\n{QUOTES['Foxmail']}", own=own)
    assert card.new == WORDS
    letter = quoting.divide(f"{WORDS}\n\n此致\n李雷\n\n{QUOTES['Foxmail']}", own=own)
    assert letter.new == f"{WORDS}\n\n此致\n李雷"


def test_answers_between_the_lines_stay_each_below_what_it_answers() -> None:
    text = (
        "见下面的回答：\n\n北风客服 <s@n.example> 于2026年11月2日周一 17:10写道：\n"
        "\n> 您好：\n>\n> 您用的是哪条链？\n\nTRC20。\n\n"
        "> 能否把 TxID 发给我们？\n\n0x7d1f。\n\n> 北风客服\n> 谢谢\n"
    )
    divided = quoting.divide(text)
    assert (
        divided.new
        == "见下面的回答：\n\n> 您好：\n> 您用的是哪条链？\n\nTRC20。\n\n> 能否把 TxID 发给我们？\n\n0x7d1f。"
    )
    assert "写道" in divided.quoted


def test_an_answer_below_the_whole_quote_stands_alone() -> None:
    divided = quoting.divide(f"{QUOTES['Thunderbird']}\n\n{WORDS}\n\n-- \nLi\n")
    assert divided.new == WORDS
    assert divided.quoted.endswith("Li")


def test_the_end_of_a_wrapped_quoted_line_is_no_answer() -> None:
    long = "> the corners of your ID are cut off in the picture, so please take it\nagain, all of it.\n> Northwind"
    divided = quoting.divide(f"Here it is.\n\nOn 2/11/2026 17:10, Northwind wrote:\n{long}\n")
    assert divided.new == "Here it is."


@pytest.mark.parametrize(
    "text",
    [
        "他在微信里写道：请转 100 USDT。\n后来我就转了。",
        "他写道：\n请转 100 USDT 到这个地址\n我没有理他。",
        "The scammer wrote:\nsend 100 USDT\nand I did not.",
        "From: BTC\nTo: ETH\n请帮我兑换。",
        "金额如下：\n> 100 USDT\n哪一个是对的？",
        "主题：提现\n我的提现没有到。",
        "我填的是：\n\n> 金额 100\n> 地址 TQ\n\n对吗？",
        "I wrote to you on Monday:\nno answer yet.",
        "价格是 61,240 -----\n------ 不对\n请看。",
        "Date: 2026-11-02\nTo: TQ5…9f\nAmount: 1,200 USDT\nTxID: 0x7d1f",
        "1. 正面 --\n2. 反面 --\n3. 手持",
        "请查一下：\n发件人：张三\n主题：我的提现\n还没有到账。",
        "发自内心地感谢你们！",
        "Sent from my old account by mistake, please send it back to "
        "me, it was 1,200 USDT and I need it today for my rent payment.",
        "从昨天到现在一直没有收到回复",
        "QQ邮箱",
    ],
)
def test_what_people_write_by_themselves_is_never_cut(text: str) -> None:
    divided = quoting.divide(text)
    assert (divided.new, divided.quoted) == (text, "")


@pytest.mark.parametrize(
    "begins",
    [
        *(
            "---------- Forwarded message ---------",
            "Begin forwarded message:",
            "-------- 转发邮件信息 --------",
            "下面是被转发的邮件：",
        ),
        *(
            "---- 转发的邮件 ----",
            "---------- 已转发邮件 ----------",
            "-------- Forwarded Message --------",
            "---- Forwarded Message ----",
        ),
    ],
)
def test_what_is_forwarded_stays_whole(begins: str) -> None:
    text = f"这是你们发的吗？\n\n{begins}\n发件人: 北风 <s@evil.example>\n日期: 11月2日\n主题: 退款\n收件人: 李\n\n点这里领取"
    divided = quoting.divide(text)
    assert (divided.new, divided.quoted) == (text, "")


def test_by_its_subject_a_forward_is_one_however_it_is_laid_out() -> None:
    text = f"请看\n\n{QUOTES['Outlook zh']}"
    assert quoting.divide(text, shows=quoting.Shows.FORWARDED).new == text
    assert subjects.is_forward("转发: 充值")
    assert not subjects.is_forward("回复: 转发: 充值")


def test_in_a_first_mail_what_looks_like_a_quote_is_what_its_sender_shows() -> None:
    text = f"我收到这样一封邮件：\n\n{QUOTES['Outlook zh']}"
    assert quoting.divide(f"{text}\n\n发自我的iPhone", shows=quoting.Shows.NOTHING).new == text


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        *[
            ("Re: 回复: AW: 充值", "充值"),
            ("回复：答复: 转发：充值", "充值"),
            ("RE[2]: Fw: hi", "hi"),
            ("充值", "充值"),
            ("Re:", ""),
        ],
        *[
            ("Re Re: hi", "Re Re: hi"),
            ("Refund: hi", "Refund: hi"),
            ("SV: VS: hi", "VS: hi"),
            ("回覆： 轉寄： hi", "hi"),
        ],
    ],
)
def test_a_subject_is_known_without_its_prefixes(written: str, bare: str) -> None:
    assert subjects.bare(written) == bare


def test_of_more_lines_than_are_looked_at_none_is_lost() -> None:
    text = "\n".join(map(str, range(quoting.MOST_LINES + 500)))
    assert quoting.divide(text).new == text


def test_a_few_words_above_a_million_arrows_are_found() -> None:
    divided = quoting.divide("hi\n\nOn 2/11/2026 17:10, N wrote:\n" + "> x\n" * 10_000)
    assert divided.new == "hi"
