"""Cards and documents: numbers that carry a check of their own, or stand beside the document's name. Data, pure."""

from kefu.trust.shield.sorts import Rule, Sort

_NAME = r"(?<![a-zà-ỹ])"
_CARD_WORDS = r"(?:card|crd(?![a-z])|(?<![a-z])cc(?![a-z])|visa|(?<![a-z])pan(?![a-z])|我的卡|张卡|master ?card|amex|union ?pay|debit|credit|cvv|expir|银行|信用卡|借记卡|储蓄卡|卡号|卡號|銀行卡|银联|карт(?:[аыуе]|ой)|th[ẻe](?: t[íi]n| ng[âa]n| visa)|s[ốo] th[ẻe]|kart|tarjeta)"
_PAN = r"(?<![0-9a-z.])(?<![0-9][ -])([0-9](?:[ -]?[0-9]){12,18}|[0-9]{4}(?:[./\n_]{1,2}[0-9]{4}){3}|[0-9]{8}[./\n]{1,2}[0-9]{8})(?![0-9a-z])"
_IS = r"[^0-9a-z\n]{0,6}(?:(?:is|no|nr|id|number|num|was|from|card|new|của (?:em|t[ôo]i)|c[ủu]a m[ìi]nh|old|are|my|as|saya|係|是|为|為|号码?|號碼?|字號|номер|номера?|мой|l[àa]|s[ốo]|es|numaram|no'm|:)[^0-9a-z\n]{0,4}){0,3}"
_CARDS = (
    "card", "visa", "pan", "master", "amex", "union", "debit", "credit", "cvv", "expir", "银行", "信用", "借记", "储蓄", "卡号", "卡號", "銀行",
    "银联", "卡", "карт", "thẻ", "the", "kart", "tarjeta", "crd", "cc",
)  # fmt: skip
_OF_CHINESE_IDS = tuple(
    b"0" * 6 + one + b"0" * 8 + two + b"0" * 3 for one in (b"", b" ", b"-") for two in (b"", b" ", b"-")
)
LONG_NUMBERS = (  # of thirteen digits or more
    Rule(Sort.CARD, rf"{_CARD_WORDS}(?:(?!order|订单|訂單|uid|refer|ticket|单号|流水)[^\0]){{0,40}}?{_PAN}", "is_issued", needs=_CARDS),
    Rule(Sort.CARD, rf"{_PAN}(?=[^\n]{{0,40}}{_CARD_WORDS})", "is_issued", needs=_CARDS),
    Rule(Sort.CARD, r"(?<![0-9a-z.-])([0-9]{4}([ -])[0-9]{4}\2[0-9]{4}\2[0-9]{4}(?:\2[0-9]{3})?)(?![0-9a-z]|[ -][0-9]{4})", "is_issued", shapes=(b"0000 0000 0000 0000", b"0000-0000-0000-0000")),
    Rule(Sort.CARD, r"(?<![0-9a-z.-])(3[47][0-9]{2}([ -])[0-9]{6}\2[0-9]{5})(?![0-9a-z]|[ -][0-9]{4})", "is_issued", shapes=(b"0000 000000 00000", b"0000-000000-00000")),
    Rule(Sort.PAPER, r"(?<![0-9a-z])([1-9][0-9]{5}[ -]?[12][0-9]{7}[ -]?[0-9]{3}[0-9x])(?![0-9a-z])", "is_chinese_id", shapes=_OF_CHINESE_IDS),
)  # fmt: skip
NUMBERS = (
    Rule(Sort.PAPER, r"(?<![0-9a-z<])p[a-z<][a-z]{3}[a-z<]{39}\s{0,3}[0-9a-z<]{44}(?![0-9a-z<])", "is_of_passport", needs=("<",)),
    Rule(Sort.PAPER, r"(?<![0-9a-z<])[aci][a-z<][a-z]{3}[0-9a-z<]{25}\s{0,3}[0-9a-z<]{30}\s{0,3}[a-z<]{30}(?![0-9a-z<])", "is_of_card", needs=("<",)),
    Rule(Sort.PAPER, r"(?<![0-9a-z])([a-z]{1,2}[0-9]{6}\s?[(（][0-9a][)）])", "is_hong_kong_id", needs=("(", "（")),
    Rule(Sort.PAPER, r"(?<![0-9])([0-9]{3}-[0-9]{3}-[0-9]{3}[ -][0-9]{2})(?![0-9])", "is_snils", shapes=(b"000-000-000-00", b"000-000-000 00")),
    Rule(Sort.PAPER, r"(?<![0-9])([0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2})(?![0-9])", "is_cpf", shapes=(b"000.000.000-00",)),
)  # fmt: skip
_PASSPORT = r"(?:护照|護照|passport|загранпаспорт\S{0,2}|h[ộo] chi[ếe]u|pasaport(?:e|um)?)"
_PASSPORTS = ("护照", "護照", "passport", "загран", "chi", "pasaport")
_NAMED = (
    Rule(Sort.PAPER, rf"(?:身份[证證]|id card|hkid){_IS}([a-z]{{1,2}}[0-9]{{6}}[0-9a])(?![0-9a-z])", "is_hong_kong_id", needs=("身", "id card", "hkid")),
    Rule(Sort.PAPER, rf"(?:身[份分][证證]|id card|id number|national id){_IS}([a-z][1289][0-9]{{8}})(?![0-9a-z])", "is_taiwan_id", needs=("身", "id card", "id number", "national id")),
    Rule(Sort.PAPER, rf"(?:身份[证證]号?码?|身分證字?號?){_IS}([0-9]{{15}}|[0-9]{{17}}[0-9x])(?![0-9a-z])", needs=("身",)),
    Rule(Sort.PAPER, rf"{_PASSPORT}{_IS}([a-z]{{1,2}}[0-9]{{6,8}}|[0-9]{{9}})(?![0-9a-z])", needs=_PASSPORTS),
    Rule(Sort.PAPER, rf"{_PASSPORT}(?:(?!order|ticket|case|ref|工单|订单|單|uid|txid)[^\n]){{0,40}}?(?<![0-9a-z])([a-z]{{1,2}}[0-9]{{7,8}})(?![0-9a-z])", needs=_PASSPORTS),
    Rule(Sort.PAPER, r"(?<![0-9a-z])[a-z]{1,2}[0-9]{7,8}\s?(?:to|->|→|=>|换成?|換成?|改[成为為]|变成|and|和|,|，|на|sang|a)[^0-9\n]{0,12}?(?<![0-9a-z])([a-z]{1,2}[0-9]{7,8})(?![0-9a-z])", needs=_PASSPORTS),
    Rule(Sort.PAPER, rf"(?<![0-9a-z])([a-z]{{1,2}}[0-9]{{7,8}})(?=[^\n]{{0,20}}{_PASSPORT})", needs=_PASSPORTS),
    Rule(Sort.PAPER, rf"(?:t\.?c\.?\s?(?:kimlik|no)|kimlik|tckn){_IS}(?:(?:numaram|numaras[ıi]|no)[^0-9a-z]{{0,4}})?([1-9][0-9]{{10}})(?![0-9a-z])", "is_turkish_id", needs=("kimlik", "t.c", "tc ", "tckn")),
    Rule(Sort.PAPER, rf"(?:dni|nie|nif){_IS}([0-9xyz][0-9]{{7}}-?[a-z]|[xyz]-?[0-9]{{7}}-?[a-z])(?![0-9a-z])", "is_spanish_id", is_word=True, needs=("dni", "nie", "nif")),
    Rule(Sort.PAPER, rf"(?:ssn|social security(?: number)?){_IS}([0-9]{{3}}-?[0-9]{{2}}-?[0-9]{{4}})(?![0-9a-z])", is_word=True, needs=("ssn", "social")),
    Rule(Sort.PAPER, rf"(?:cccd|cmnd|c[ăa]n c[ưu][ớo]c(?: c[ôo]ng d[âa]n)?){_IS}([0-9]{{12}}|[0-9]{{9}})(?![0-9a-z])", is_word=True, needs=("cccd", "cmnd", "căn", "can ")),
    Rule(Sort.PAPER, rf"(?:паспорт(?:а|ные данные)?){_IS}(?:серия [^0-9]{{0,10}})?([0-9]{{2}} ?[0-9]{{2}} ?(?:номер |№ ?)?[0-9]{{6}})(?![0-9a-z])", needs=("паспорт",)),
)  # fmt: skip
_OF_COUNTRIES = (
    Rule(Sort.PAPER, rf"aadh?aa?r(?: card)?{_IS}([0-9]{{4}}[ -]?[0-9]{{4}}[ -]?[0-9]{{4}})(?![0-9a-z])", needs=("aadh", "adha", "aada")),
    Rule(Sort.PAPER, rf"pan(?: card)?{_IS}([a-z]{{5}}[0-9]{{4}}[a-z])(?![0-9a-z])", is_word=True, needs=("pan ", "pan:", "pan-")),
    Rule(Sort.PAPER, rf"(?:nric|fin(?: no)?){_IS}([stfgm][0-9]{{7}}[a-z])(?![0-9a-z])", is_word=True, needs=("nric", "fin ")),
    Rule(Sort.PAPER, rf"(?:ssn|social(?: security)?(?: number)?){_IS}([0-9]{{3}}[ -]?[0-9]{{2}}[ -]?[0-9]{{4}})(?![0-9a-z])", is_word=True, needs=("ssn", "social")),
    Rule(Sort.PAPER, rf"(?:national insurance|ni number|nino|ni no){_IS}([a-z]{{2}} ?[0-9]{{2}} ?[0-9]{{2}} ?[0-9]{{2}} ?[a-d])(?![0-9a-z])", is_word=True, needs=("insurance", "ni n", "nino")),
    Rule(Sort.PAPER, rf"(?:driv(?:er'?s?|ing) licen[cs]e|licen[cs]e|驾照|驾驶证|駕照|駕駛執照){_IS}([a-z][0-9]{{7,12}}|[a-z]{{5}}[0-9]{{6}}[0-9a-z]{{5}}|[0-9]{{12}}|[0-9]{{17}}[0-9x])(?![0-9a-z])", needs=("licen", "驾", "駕")),
    Rule(Sort.PAPER, r"(?:серия|серии)[^0-9a-z\n]{0,4}([0-9]{2} ?[0-9]{2}[^0-9a-z\n]{0,3}(?:номер|№)?[^0-9a-z\n]{0,3}[0-9]{6})(?![0-9a-z])", needs=("сери",)),
    Rule(Sort.PAPER, rf"снилс{_IS}([0-9]{{11}}|[0-9]{{3}}[ -][0-9]{{3}}[ -][0-9]{{3}}[ -][0-9]{{2}})(?![0-9a-z])", needs=("снилс",)),
    Rule(Sort.PAPER, rf"инн{_IS}([0-9]{{12}})(?![0-9a-z])", is_word=True, needs=("инн",)),
    Rule(Sort.PAPER, rf"curp{_IS}([a-z]{{4}}[0-9]{{6}}[a-z]{{6}}[0-9a-z]{{2}})(?![0-9a-z])", needs=("curp",)),
    Rule(Sort.PAPER, rf"(?:rut|run){_IS}([0-9]{{1,2}}\.?[0-9]{{3}}\.?[0-9]{{3}}-[0-9k])(?![0-9a-z])", is_word=True, needs=("rut", "run")),
    Rule(Sort.PAPER, rf"c[ée]dula(?: de ciudadan[íi]a)?{_IS}([0-9]{{6,10}}|[0-9]{{1,2}}(?:\.[0-9]{{3}}){{2,3}})(?![0-9a-z])", needs=("dula",)),
    Rule(Sort.PAPER, rf"dni{_IS}([0-9]{{8}}|[0-9]{{2}}\.[0-9]{{3}}\.[0-9]{{3}})(?![0-9a-z])", is_word=True, needs=("dni",)),
    Rule(Sort.PAPER, rf"cpf{_IS}([0-9]{{11}})(?![0-9a-z])", is_word=True, needs=("cpf",)),
    Rule(Sort.PAPER, r"(?<![0-9])([0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9]-[1-8][0-9]{6})(?![0-9])", needs=("주민", "resident", "rrn")),
    Rule(Sort.PAPER, rf"(?:nik|ktp)(?: saya)?{_IS}([1-9][0-9]{{15}})(?![0-9a-z])", is_word=True, needs=("nik", "ktp")),
    Rule(Sort.PAPER, rf"(?:mykad|ic(?: number| no)?|nric){_IS}([0-9]{{6}}-[0-9]{{2}}-[0-9]{{4}})(?![0-9a-z])", is_word=True, needs=("mykad", "ic ", "nric")),
    Rule(Sort.PAPER, rf"pesel{_IS}([0-9]{{11}})(?![0-9a-z])", is_word=True, needs=("pesel",)),
    Rule(Sort.PAPER, rf"emirates(?: id)?{_IS}(784-?[0-9]{{4}}-?[0-9]{{7}}-?[0-9])(?![0-9a-z])", needs=("emirates",)),
    Rule(Sort.PAPER, rf"(?:回乡证|回鄉證|通行证|通行證|台胞证|台胞證|居留证){_IS}([hmk]?[0-9]{{8,10}}|[a-z][0-9]{{9}})(?![0-9a-z])", needs=("回", "通行", "台胞", "居留")),
    Rule(Sort.PAPER, rf"(?:身份[证證]|身分證){_IS}([a-z][0-9]{{6}}[(（]?[0-9a][)）]?)(?![0-9a-z])", needs=("身",)),
)  # fmt: skip
NAMED = (*_NAMED, *_OF_COUNTRIES)
NAMES = tuple(dict.fromkeys(need for rule in NAMED for need in rule.needs))
