"""What somebody writes that the assistant must not answer like any other question. Patterns, in Chinese and English. Pure.

It rather hears too much than too little where a person is the answer, and looks at a text as people write it: full width,
zero-width marks and odd spacing are taken away first.
"""

import re
import unicodedata
from enum import StrEnum

MAX_CHARS = 2_000
_MARKS = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SMALL = re.compile(r"[\W_]+")


class Topic(StrEnum):
    """In the order in which they count."""

    PERSON = "person"
    SAFETY = "safety"
    SECRET = "secret"  # noqa: S105
    MONEY = "money"
    OTHERS = "others"
    ADVICE = "advice"
    OUT_OF_SCOPE = "out_of_scope"
    GREETING = "greeting"
    THANKS = "thanks"


_PERSON = (
    r"转人工|人工(?:客服|服务|坐席|座席)?$|人工(?:客服|服务|坐席|座席)|真人|活人|找(?:个|一个|位)?人|客服(?:人员|专员|代表)|在线客服"
    r"|(?:要|想|找|换|叫|联系|转|和|跟).{0,6}(?:客服|人工)|轉人工|人工客服|別讓機器人|不要(?:机器人|機器人|ai)|^人工",
    r"\b(?:real|live|actual) (?:person|human|agent|people)\b|\bhuman(?: being)?s?\b(?!.{0,12}\berror)|\boperator\b|\brepresentative\b"
    r"|\b(?:talk|speak|chat|connect|transfer|put)\b.{0,24}\b(?:someone|somebody|person|agent|support|staff|supervisor|manager|people)\b"
    r"|^(?:agent|person|support agent|live chat|help desk|supervisor|manager)$"
    r"|\b(?:no|not a|stop the|hate(?: this| the)?|instead of a) (?:ro)?bots?\b|\bcustomer (?:service|support) (?:agent|person|rep)",
)
_SAFETY = (
    r"被骗|诈骗|骗子|骗局|杀猪盘|钓鱼|冒充|勒索|被盗|盗了|盜|詐騙|騙|报警|报案|律师|起诉|法院|法律|自杀|不想活|轻生|活不下去|想死"
    r"|(?:账户|账号|帐户|帐号|资产|资金|賬戶|帳戶).{0,8}(?:冻结|凍結|封|限制|锁定)|(?:冻结|凍結|封了|封禁).{0,8}(?:账|帐|賬|帳|我的)"
    r"|(?:不是|没有|並非|并非)我?(?:本人)?(?:登录|登陆|操作|提现|提币|转账)|异地登录|泄露|被黑",
    r"\bscam(?:s|med|mer|mers)?\b|\bfraud|\bphish|\bimpersonat|\bblackmail|\bransom|\bstole|\bhacked?\b|\bhacker|\bcompromised\b"
    r"|\b(?:police|lawyer|attorney|lawsuit|sue|court|legal action|regulator)\b|\bsuicid|\bkill myself\b|\bend my life\b|\bself.?harm\b"
    r"|\b(?:account|funds?|assets?|money|coins?|withdrawals?)\b.{0,24}\b(?:frozen|froze|freeze|locked|blocked|banned|suspended|seized|restricted)\b"
    r"|\b(?:froze|freeze|locked|blocked|banned|suspended|seized)\b.{0,20}\b(?:account|funds?|assets?|money|me)\b"
    r"|\b(?:not|wasn'?t|was not|isn'?t) (?:me|mine)\b|\bunauthori[sz]ed\b|\bsomeone (?:else )?(?:logged|accessed|withdrew)",
)
_MONEY = (
    r"(?:错|錯)(?:误|了)?(?:的)?(?:地址|网络|链|地址上|網絡|鏈|币种|标签)|(?:转|打|充|发|提)(?:错|錯)|(?:没|忘|漏|忘记)(?:填|写|记得填)?.{0,4}(?:memo|标签|tag|备注)"
    r"|退款|退钱|赔偿|赔我|补偿|賠償|(?:扣|少)了?.{0,4}(?:我的)?(?:钱|币|资金)|追回|找回.{0,6}(?:币|资产|钱)|投诉|投訴",
    r"\b(?:wrong|incorrect|mistaken)\b.{0,20}\b(?:address|network|chain|wallet|memo|tag|coin|account)\b|\bsent\b.{0,30}\bby mistake\b"
    r"|\b(?:forgot|missed|missing|without|no)\b.{0,14}\b(?:memo|destination tag)\b|\b(?:refund|compensat|reimburse|chargeback)"
    r"|\b(?:give|get|want|send|recover|return)\b.{0,20}\b(?:my )?(?:money|funds|coins) back\b|\brecover (?:my|the|lost)\b.{0,20}\b(?:funds|coins|assets|crypto)\b"
    r"|\bcomplain(?:t|ts)?\b",
)
_SECRET = (
    r"(?:密码|密碼|口令|验证码|驗證碼|谷歌验证码|短信码|助记词|助記詞|私钥|私鑰)\s*(?:是|为|為|[:：=])\s*\S{3,}",
    r"\b(?:password|passcode|pin|sms code|(?:2fa|auth(?:enticator)?|google|verification) code|otp|private key|seed phrase|recovery phrase)\b"
    r"\s*(?:is|was|=|:)\s*(?!not\b|wrong\b|incorrect\b|invalid\b|expired\b|lost\b|never\b|missing\b|required\b)\S{3,}",
)
_OTHERS = (
    r"(?:别人|他人|其他(?:用户|客户|人)|另一个(?:用户|客户)|某(?:个)?(?:用户|客户)|他|她|我(?:老婆|老公|朋友|同事|前任|女友|男友)|張三|张三).{0,8}(?:的)?"
    r".{0,4}(?:余额|餘額|账户|账号|帐号|帐户|记录|记錄|邮箱|手机|地址|资料|信息|订单|密码)|(?:用户|客户|uid|账号)\s*[#:：]?\s*\d{2,}|所有(?:用户|客户)|用户(?:名单|列表|数据)",
    r"\b(?:another|other|someone else'?s?|somebody else'?s?|different|all|every|each) (?:user|customer|client|account|person|trader|people)"
    r"|\b(?:user|customer|client|account|uid)\s*(?:id|no\.?|number|uid)?\s*[#:]?\s*\d{2,}"
    r"|\b(?:his|her|their|my (?:wife|husband|friend|ex|boss|neighbou?r|colleague|brother|sister)'?s?)\b.{0,16}"
    r"\b(?:balance|account|order|e-?mail|phone|address|history|password|uid|deposits?|withdrawals?)\b"
    r"|\b(?:customer|user|client) (?:list|data|database|records|e-?mails|table)\b",
)
_ADVICE = (
    r"(?:该|要|应该|应不应该|可以|适合|值得|能).{0,6}(?:买|卖|抄底|加仓|减仓|清仓|梭哈|满仓|做多|做空|入手|投资|持有)|(?:买|卖|投).{0,4}(?:哪|什么|啥).{0,4}(?:币|好)"
    r"|(?:会|还会|能).{0,4}(?:涨|跌)|(?:涨|跌)(?:到|多少|吗)|(?:推荐|介紹|介绍).{0,8}(?:币|幣|项目|策略)|(?:稳赚|翻倍|暴富|必涨|百倍币)|(?:行情|走势|价格).{0,6}(?:预测|怎么看|如何|分析)|几倍杠杆",
    r"\bshould i\b.{0,24}\b(?:buy|sell|hold|short|long|invest|trade|stake|hodl|leverage)\b|\bwhat\b.{0,24}\b(?:coins?|tokens?|crypto|altcoins?)\b.{0,20}\b(?:buy|moon|invest|pump|recommend)"
    r"|\b(?:price|market|btc|bitcoin|eth|ethereum|sol|doge)\b.{0,24}\b(?:prediction|forecast|go up|going up|go down|rise|fall|moon|crash|reach|hit)\b"
    r"|\b(?:best|good|safe|profitable) (?:coin|token|crypto|investment|trade|strategy|altcoin)|\b(?:investment|financial|trading|tax) advice\b"
    r"|\b(?:will|is it|is now).{0,24}\b(?:a good time|go up|moon|10x|100x|double|profit)\b|\bguarantee.{0,16}\b(?:profit|return)|\bwhich leverage\b",
)
_OUT_OF_SCOPE = (
    r"(?:忽略|无视|忘记|忘掉|跳过|绕过|覆盖).{0,12}(?:指令|指示|规则|要求|设定|提示|限制|上面|之前|以上)|系统提示|提示词|(?:扮演|假装|假裝|角色扮演|你现在是|从现在起你)|越狱|开发者模式|管理员模式|调试模式"
    r"|(?:写|編|编|作|讲|说)(?:一|首|个|篇|段|几).{0,8}(?:诗|诗歌|故事|笑话|代码|程序|脚本|作文|文章|歌词|小说|情书)|翻译|天气|你(?:是谁|多大|几岁|喜欢|爱|有女朋友|是什么模型)|(?:做|算)(?:道|个)?(?:数学|作业)|菜谱|食谱|星座",
    r"\b(?:ignore|disregard|forget|override|bypass|skip)\b.{0,32}\b(?:instructions?|rules?|prompts?|guidelines?|above|previous|prior|filters?|polic(?:y|ies)|restrictions?|everything)\b"
    r"|\b(?:system|hidden|initial|secret|original) (?:prompt|instructions?|message|rules)\b|\b(?:you are now|act as|pretend|role-?play|jailbreak|dan mode|developer mode|debug mode|admin mode|god mode|sudo)\b"
    r"|\b(?:write|compose|tell|make|generate|give)\b.{0,12}\b(?:poem|story|joke|code|script|essay|song|haiku|function|program|recipe|novel|lyrics)\b"
    r"|\btranslate\b|\bweather\b|\bwho are you\b|\bhow old are you\b|\bdo you (?:love|like|have feelings|dream)\b|\bmeaning of life\b|\bwho (?:won|is the president)\b|\bhomework\b"
    r"|\b(?:repeat|print|reveal|show|output|leak|dump)\b.{0,28}\b(?:prompt|instructions?|system|config|env|api keys?|tokens?|database|source code|secrets?|passwords?)\b",
    r"<\s*/?\s*(?:script|img|svg|iframe|object|style|a|body|video|form|input|link|meta)\b|javascript:|onerror\s*=|\{\{.{0,40}\}\}|\$\{.{0,40}\}|'\s*(?:or|union)\s|;\s*drop\s+table|\[.{0,40}\]\(.{0,80}\)",
)
_GREETING = re.compile(
    r"(?:你好|您好|嗨|哈喽|哈囉|在吗|在嗎|在不在|有人吗|早上好|下午好|晚上好|早|hi+|hello+|hey+|good (?:morning|afternoon|evening|day)|hi there|hello there|yo)(?:啊|呀|呢|吗)?"
)
_THANKS = re.compile(
    r"(?:(?:好的?|ok(?:ay)?|great|cool|嗯|行|可以|明白了?|知道了|perfect|super)\s*)*(?:谢谢|多谢|感谢|謝謝|thx|thanks?|thank you|ty|cheers|bye|goodbye|再见|拜拜)?"
    r"(?:你|您|啦|了|哦|very much|a lot|so much|again|for (?:your|the) help)*\s*(?:好的|ok|再见|bye|great)?"
)


def topic_of(text: str) -> Topic | None:
    """The first that it is about; None for a question like any other."""
    plain = plain_of(text)
    for topic, patterns in _PATTERNS.items():
        if any(pattern.search(plain) for pattern in patterns):
            return topic
    small = _SMALL.sub(" ", plain).strip()
    if not small:
        return Topic.OUT_OF_SCOPE
    if _GREETING.fullmatch(small):
        return Topic.GREETING
    return Topic.THANKS if _THANKS.fullmatch(small) else None


def wants_person(text: str) -> bool:
    return topic_of(text) is Topic.PERSON


def plain_of(text: str) -> str:
    """In one writing: no hidden marks, small letters, single spaces."""
    folded = unicodedata.normalize("NFKC", _MARKS.sub("", text[:MAX_CHARS])).casefold().replace("\u2019", "'")
    return " ".join(folded.split())


def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)


_PATTERNS = {
    Topic.PERSON: _compiled(_PERSON),
    Topic.SAFETY: _compiled(_SAFETY),
    Topic.SECRET: _compiled(_SECRET),
    Topic.OUT_OF_SCOPE: _compiled(_OUT_OF_SCOPE),
    Topic.MONEY: _compiled(_MONEY),
    Topic.OTHERS: _compiled(_OTHERS),
    Topic.ADVICE: _compiled(_ADVICE),
}
