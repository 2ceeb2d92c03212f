"""What stands beside a number or a word and says that it is something else than a code or a password. Pure.

Asked only of what some rule or the weighing has found, so texts without a secret cost nothing. It knows names (a pickup code,
the last four digits, an error), shapes (a day, a telephone, a device) and counts; keys, phrases and cards are none of its.
`pattern`s have the syntax that Python and browsers share, are linear, and are asked of the text in small letters.
"""

import re
from collections.abc import Mapping, Sequence

from kefu.trust.shield.sorts import Found, Sort

BESIDE_CHARS = 48
_MAY_BE = frozenset({Sort.CODE, Sort.PASSWORD})

_GAP = r"[\s:：=#,，（(\"'“‘「-]{0,4}"
_IS = r"(?:应该|應該|就|也)?(?:is|was|are|of|no\.?|number|是|为|為|係|填|:|es|era|là|это)?(?:应该|應該)?"
_BARELY = r"[\s#,，（(\"'“‘「-]{0,4}$"  # nothing that says "is": a value that is said to be one may be one
_LINK = rf"s?{_GAP}{_IS}{_GAP}$"
# codes that everybody may know: never "verification", "security", "login" or the like, nor what may stand before any code
_CODES_EN = (
    r"(?<![a-z])(?:pick ?up|decline|air ?drop|booking|reservation|reason|purpose|tracking|parcel|delivery|invit(?:e|ation)|referr?al|refer|promo(?:tion(?:al)?)?|"
    r"bonus|voucher|coupon|gift(?: ?card)?|discount|campaign|redeem|redemption|product|item|course|country|area|dial(?:l?ing)?|zip|post(?:al)?|sort|bank|swift|bic|"
    r"branch|error|err|status|response|return|exit|result|http|rejection|failure|tax|hs|currency|order|trade|transaction|case|ticket|reference|ref|employee|"
    r"staff|dress|flight|event|seat|locker|class|member(?:ship)?|loyalty|source|merchant|language|airport|stock|fund(?= code| number| no)|batch|lot|serial|statement|isin|lei|vat)"
)
_CODES_ZH = (
    r"(?:状态|狀態|错误|錯誤|返回|响应|響應|原因|邀请|邀請|推荐|推薦|优惠|優惠|兑换|兌換|折扣|活动|活動|预约|預約|预订|取件|提货|提貨|商品|产品|產品|股票|基金|课程|課程|邮政|郵政|国家|國家|区域|地区|地區|"
    r"银行|銀行|摘要|付款|收款|订单|訂單|空投|红包|紅包|礼品卡?|禮品卡?|快递|快遞|物流|员工|員工|客服|会员|會員|机器人|批次|返佣|推广|推廣|卡券|工单|工單|案件|受理|申请|申請|参考|參考|流水|成交)"
)
_AFTER = r"^[\"'”’」)）]?\s{0,2}"
BEFORE: Mapping[str, str] = {
    "a code that all may know": rf"(?:{_CODES_EN}[ -]?(?:codes?|numbers?|no\.?|id)(?:,? (?:that |and |so )?(?:i|we) (?:have|got|used|entered|said|typed|gave))?|{_CODES_ZH}(?:码|碼|代码|代碼|编码|編碼|编号|編號|号码|號碼|号|號|口令)){_LINK}",
    "one in another language": r"(?:c[óo]digo (?:de )?(?:invitaci[óo]n|seguimiento|referido|promocional|postal|pa[íi]s|error|cup[óo]n|reserva)|код (?:города|страны|ошибки|приглашения|товара|купона)|"
    r"m[ãa] (?:nh[âa]n vi[êe]n|gi[ớo]i thi[ệe]u|khuy[ếe]n m[ãa]i|l[ỗo]i|[đd][ơo]n(?: h[àa]ng)?|b[ưu]u [đd]i[ệe]n)|(?:kupon|davet|referans|promosyon|hata|(?<!e-)(?<!e )posta|alan) kodu)"
    rf"(?: (?:que me (?:enviaron|dieron)|мне))?{_LINK}",
    "an error": rf"(?:(?<![a-z])(?:error|errors?|err|fail(?:s|ed)?)(?: (?:code|with|message))*|错误|錯誤|报错|報錯|页面(?:显示|提示)|頁面(?:顯示|提示)|(?<!回)报|弹出|彈出|跳到|(?:输入|输|填)[^，。\n]{{0,6}}(?:密码|验证码)[^，。\n]{{0,3}}提示|失败|失敗|无效|無效|闪退|ошибк[аи]|(?<![a-zà-ỹ])l[ỗo]i|(?<![a-zà-ỹ])hata){_BARELY}",
    "what came of entering": rf"(?<![a-z])(?:after|when|once) (?:i )?(?:enter|typ|submit|confirm)(?:ing|ed)?[^.,\n0-9]{{0,24}} (?:get|got|see|shows?|gives?) (?:a |the )?code{_LINK}",
    "what a page says": rf"(?<![a-z])(?:form|page|site|website|bank|history|statement|invoice|list)s? (?:says|shows|lists|wants){_LINK}",
    "the end of a number": rf"(?:last (?:four |4 |few )?(?:digits|numbers|of (?:my |the )?(?:phone|card))|last (?:four|4)|ending(?: (?:in|with|on))?|ends (?:in|with|on)|尾号|尾號|尾数|尾數|后四位|末四位|последние (?:четыре )?цифры(?: карты| телефона)?|[úu]ltimos (?:\S{{1,8}} )?d[íi]gitos){_LINK}",
    "somebody of ours": rf"(?:(?<![a-z])(?:agent|staff|employee|representative|badge)(?: id)?|职员|職員|客服(?:编号|編號|id)|工号|工號|员工|員工|сотрудник|оператор|temsilci|nh[âa]n vi[êe]n){_LINK}",
    "a case": rf"(?:(?<![a-z])(?:case|ticket|request|reference|ref|application|invoice|contract|order)(?: (?:number|no|id))?|申请|申請|工单|工單|案件|编号|編號|(?<!注)单号|單號|受理|合同|发票|發票|流水){_LINK}",
    "a number with letters before it": r"(?<![a-z])(?!p?pw|psw|pass|mk)[a-z]{2,4}-$",
    "an account": rf"(?:(?<![a-z])(?:uid|user ?id|user ?name|nick ?name|usuario|apodo|kullan[ıi]c[ıi] ad[ıi])|用户名|用戶名|昵称|暱稱|никнейм|логин|t[êe]n t[àa]i kho[ảa]n){_LINK}",
    "money": r"(?:(?<![a-z])(?:balance|fee|limit|amount|price|(?<!for )(?<!for a )(?<!for my )(?<!for the )(?:withdrawal|withdrawing|deposit)|verification fee)(?: (?:was|of))?|余额|餘額|手续费|手續費|限额|金额|(?<!для )(?<!подтверждения )вывод[а-я]{0,2}|баланс|bakiye\S{0,3}|saldo)\s{0,4}$",
    "the chain": rf"(?:(?<![a-z])(?:block(?: height)?|height|nonce|memo|(?:destination )?tag)|区块高?度?|區塊|高度|标签|標籤|备注|備註){_LINK}",
    "a telephone": r"(?:(?<![a-z])(?:sms|texts?|codes?|messages?|calls?|called|texted)(?: (?:me|code|codes|came|come|comes))? from\s|(?<![0-9])(?:\+[0-9]{1,3}|0[0-9]{1,4}|\([0-9]{2,4}\))[ -]|\+[0-9]{1,3} ?\(|(?:短信|电话|電話|号码|號碼)?(?:来自|來自|发自|發自)\s?)$",
}  # fmt: skip
AFTER: Mapping[str, str] = {
    "a code that all may know": rf"{_AFTER}(?:(?:is|was|,|-|<-|=|\()\s?)?(?:that's |that is |it's )?(?:still )?(?:the |my |a |your )?(?:valid )?{_CODES_EN}[ -]codes?(?![a-z])",
    "one in another language": rf"{_AFTER}(?:,|это|es|[đd][óo] l[àa]|sigue siendo v[áa]lido como)?\s?(?:el )?(?:это )?(?:c[óo]digo (?:de )?(?:invitaci[óo]n|seguimiento|referido|promocional)|[úu]ltimos d[íi]gitos|код (?:города|страны|ошибки|приглашения)|(?:ch[ứu] )?m[ãa] (?:nh[âa]n vi[êe]n|gi[ớo]i thi[ệe]u))",
    "who wrote": rf"{_AFTER}(?:发(?:的|来|來|过来|出)?的?(?:短信|吗|嗎)|打来|打來|(?:really |one of )?(?:yours?|the (?:number|sender|hotline))(?![a-z])(?! code| otp| pin))",
}  # fmt: skip
# asked of codes in digits alone: nobody counts in passwords
COUNT = rf"{_AFTER}(?:次|条|條|个(?!码|就)|個|人(?!工)|位(?!是)|秒|分钟|分鐘|小时|小時|天|元|块|塊|笔|筆|封|倍|times(?![a-z])|minutes|hours|days|characters|followers|rows)"  # fmt: skip
SHAPES: Mapping[str, str] = {
    "a day": r"20[12][0-9](?:[-/.]?)(?:0[1-9]|1[0-2])(?:[-/.]?)(?:0[1-9]|[12][0-9]|3[01])",
    "an account or an order": r"(?:uid|id|order|ticket|no)[-:#]?[0-9]{3,20}",
    "a mail address": r"[^@\s]{1,64}@[^@\s]{1,64}\.[a-z]{2,10}[!?.,]{0,3}",
    "a device": r"(?:iphone|ipad|galaxy|pixel|redmi|xiaomi|huawei|mate|oppo|vivo|oneplus|honor|windows|android|ios|chrome)[ -]?[a-z]?[0-9]{1,3}(?:pro|max|plus|ultra)?[!?.,]{0,3}",
}  # fmt: skip
_YEAR = re.compile(r"20[0-3][0-9]")
_SAYS_YEAR = re.compile(r"(?<![a-z])(?:in|since|from|of|until|year)\s$")
_SAID_TO_BE = re.compile(r"(?:[:：=]|is|是|为|為)\s{0,2}[\"'“]?$")
_BEFORE = [re.compile(each) for each in BEFORE.values()]
_AFTERWARDS = [re.compile(each) for each in AFTER.values()]
_COUNT, _DIGITS = re.compile(COUNT), re.compile("[0-9]+")
_SHAPES = [re.compile(each) for each in SHAPES.values()]


def is_otherwise(each: Found, low: str) -> bool:
    """`low`: the text, in small letters, that `each` was found in."""
    if each.sort not in _MAY_BE:
        return False
    before, value = low[max(0, each.start - BESIDE_CHARS) : each.start], low[each.start : each.end]
    if any(shape.fullmatch(value) for shape in _SHAPES):
        return each.sort is Sort.CODE or not _SAID_TO_BE.search(before)  # a birthday is a password as often as any
    after = low[each.end : each.end + BESIDE_CHARS]
    if _YEAR.fullmatch(value) and (after.startswith("年") or _SAYS_YEAR.search(before)):
        return True
    if each.sort is Sort.CODE and _DIGITS.fullmatch(value) and _COUNT.search(after):
        return True
    return any(one.search(before) for one in _BEFORE) or any(one.search(after) for one in _AFTERWARDS)


def patterns() -> Mapping[str, Sequence[str]]:
    """For a browser, which asks the same."""
    return {
        "before": list(BEFORE.values()),
        "after": list(AFTER.values()),
        "count": [COUNT, _DIGITS.pattern],
        "shapes": list(SHAPES.values()),
        "said": [_SAID_TO_BE.pattern],
        "year": [_YEAR.pattern, _SAYS_YEAR.pattern],
    }
