"""Cards and documents: numbers that carry a check of their own, or stand beside the document's name. Data, pure."""

from kefu.trust.shield.sorts import Rule, Sort

_NAME = r"(?<![a-zà-ỹ])"
_CARD_WORDS = r"(?:card|visa|(?<![a-z])pan(?![a-z])|我的卡|张卡|master ?card|amex|union ?pay|debit|credit|cvv|expir|银行|信用卡|借记卡|储蓄卡|卡号|卡號|銀行卡|银联|карт[аыуе]|th[ẻe](?: t[íi]n| ng[âa]n| visa)|s[ốo] th[ẻe]|kart|tarjeta)"
_PAN = r"(?<![0-9a-z.])(?<![0-9][ -])([0-9](?:[ -]?[0-9]){12,18})(?![0-9a-z])"
_IS = r"[^0-9a-z\n]{0,6}(?:(?:is|no|nr|id|number|num|是|为|為|号码?|號碼?|номер|l[àa]|s[ốo]|es|numaram|no'm|:)[^0-9a-z\n]{0,4}){0,3}"
_CARDS = (
    "card", "visa", "pan", "master", "amex", "union", "debit", "credit", "cvv", "expir", "银行", "信用", "借记", "储蓄", "卡号", "卡號", "銀行",
    "银联", "卡", "карт", "thẻ", "the", "kart", "tarjeta",
)  # fmt: skip
NUMBERS = (
    Rule(Sort.CARD, rf"{_CARD_WORDS}(?:(?!order|订单|訂單|uid|refer|ticket|单号|流水)[^\n]){{0,40}}?{_PAN}", "is_issued", needs=_CARDS),
    Rule(Sort.CARD, rf"{_PAN}(?=[^\n]{{0,40}}{_CARD_WORDS})", "is_issued", needs=_CARDS),
    Rule(Sort.CARD, r"(?<![0-9a-z.-])([0-9]{4}([ -])[0-9]{4}\2[0-9]{4}\2[0-9]{4}(?:\2[0-9]{3})?)(?![0-9a-z]|[ -][0-9]{4})", "is_issued", needs=(" ", "-")),
    Rule(Sort.CARD, r"(?<![0-9a-z.-])(3[47][0-9]{2}([ -])[0-9]{6}\2[0-9]{5})(?![0-9a-z]|[ -][0-9]{4})", "is_issued", needs=(" ", "-")),
    Rule(Sort.PAPER, r"(?<![0-9a-z])([1-9][0-9]{5}[ -]?[12][0-9]{7}[ -]?[0-9]{3}[0-9x])(?![0-9a-z])", "is_chinese_id"),
    Rule(Sort.PAPER, r"(?<![0-9a-z<])p[a-z<][a-z]{3}[a-z<]{39}\s{0,3}[0-9a-z<]{44}(?![0-9a-z<])", "is_of_passport", needs=("<",)),
    Rule(Sort.PAPER, r"(?<![0-9a-z<])[aci][a-z<][a-z]{3}[0-9a-z<]{25}\s{0,3}[0-9a-z<]{30}\s{0,3}[a-z<]{30}(?![0-9a-z<])", "is_of_card", needs=("<",)),
    Rule(Sort.PAPER, r"(?<![0-9a-z])([a-z]{1,2}[0-9]{6}\s?[(（][0-9a][)）])", "is_hong_kong_id", needs=("(", "（")),
    Rule(Sort.PAPER, r"(?<![0-9])([0-9]{3}-[0-9]{3}-[0-9]{3}[ -][0-9]{2})(?![0-9])", "is_snils", needs=("-",)),
    Rule(Sort.PAPER, r"(?<![0-9])([0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2})(?![0-9])", "is_cpf", needs=(".",)),
)  # fmt: skip
NAMED = (
    Rule(Sort.PAPER, rf"(?:身份[证證]|id card|hkid){_IS}([a-z]{{1,2}}[0-9]{{6}}[0-9a])(?![0-9a-z])", "is_hong_kong_id", needs=("身", "id card", "hkid")),
    Rule(Sort.PAPER, rf"(?:身[份分][证證]|id card|id number|national id){_IS}([a-z][1289][0-9]{{8}})(?![0-9a-z])", "is_taiwan_id", needs=("身", "id card", "id number", "national id")),
    Rule(Sort.PAPER, rf"(?:身份[证證]号?码?|身分證字?號?){_IS}([0-9]{{15}}|[0-9]{{17}}[0-9x])(?![0-9a-z])", needs=("身",)),
    Rule(Sort.PAPER, rf"(?:护照|護照|passport|загранпаспорт\S{{0,2}}|h[ộo] chi[ếe]u|pasaport(?:e|um)?){_IS}([a-z]{{1,2}}[0-9]{{6,8}}|[0-9]{{9}})(?![0-9a-z])", needs=("护照", "護照", "passport", "загран", "chi", "pasaport")),
    Rule(Sort.PAPER, rf"(?:t\.?c\.?\s?(?:kimlik|no)|kimlik|tckn){_IS}(?:(?:numaram|numaras[ıi]|no)[^0-9a-z]{{0,4}})?([1-9][0-9]{{10}})(?![0-9a-z])", "is_turkish_id", needs=("kimlik", "t.c", "tc ", "tckn")),
    Rule(Sort.PAPER, rf"(?:dni|nie|nif){_IS}([0-9xyz][0-9]{{7}}-?[a-z]|[xyz]-?[0-9]{{7}}-?[a-z])(?![0-9a-z])", "is_spanish_id", is_word=True, needs=("dni", "nie", "nif")),
    Rule(Sort.PAPER, rf"(?:ssn|social security(?: number)?){_IS}([0-9]{{3}}-?[0-9]{{2}}-?[0-9]{{4}})(?![0-9a-z])", is_word=True, needs=("ssn", "social")),
    Rule(Sort.PAPER, rf"(?:cccd|cmnd|c[ăa]n c[ưu][ớo]c(?: c[ôo]ng d[âa]n)?){_IS}([0-9]{{12}}|[0-9]{{9}})(?![0-9a-z])", is_word=True, needs=("cccd", "cmnd", "căn", "can ")),
    Rule(Sort.PAPER, rf"(?:паспорт(?:а|ные данные)?){_IS}(?:серия [^0-9]{{0,4}})?([0-9]{{2}} ?[0-9]{{2}} ?(?:номер |№ ?)?[0-9]{{6}})(?![0-9a-z])", needs=("паспорт",)),
)  # fmt: skip
NAMES = tuple(dict.fromkeys(need for rule in NAMED for need in rule.needs))
