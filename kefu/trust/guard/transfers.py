"""Whether a text asks somebody to send money: to an address of ours, for safety, as a fee. Pure."""

import re
from collections.abc import Collection, Iterator

from kefu.trust.guard import cues
from kefu.trust.guard.asks import Found, Sentence, Span, first_after, last_before, sentences
from kefu.trust.guard.kinds import Rule
from kefu.trust.guard.words import compiled

_ADDRESS = r"(?<![a-z0-9])(?:0x[0-9a-f]{40}|t[1-9a-z]{33}|(?:bc1|tb1|ltc1)[0-9a-z]{20,70}|[13][1-9a-z]{25,34})(?![a-z0-9])"
ADDRESS = re.compile(_ADDRESS)

_MOVE_EN = r"\b(?:transfer|move|send|wire|withdraw|deposit|top[ -]?up|pay|make|remit|forward|put|sent|paid|moved|hand)\b"
MOVES = compiled(
    _MOVE_EN + r"(?! (?:was|to [^.]{0,60}\b(?:was|has) ))",
    r"(?<!划)(?<!已)(?:转(?!出|入方|账记录|发|人工)|打(?:款|到|给|入)|汇(?!率|总)|支付|缴|(?<!提)(?<!成)交(?!易|流|了|由)|付(?!款人)|(?<!补)充(?!值地址|值到账|值页)|存入|提到|提至|刷)|付款",
    r"(?:перевед|отправь|оплат|внес|внест|вывед|перечисл|пополн)[а-яa-z]*|\b(?:chuyen|gui|nop|dong|nap)\b|\b(?:aktar|gonder|yatir|ode)\w*|\b(?:transf|envi|deposit|pag|mand|retir)\w+",
)
PLACES = compiled(
    r"\b(?:safe|safety|secure|secured|protected|temporary|our|my|tax|agent'?s|agents?|officer'?s|company|cold|escrow|vault)[\w\s']{0,18}\b(?:address|wallet|account|vault)\b|\bsafe ?(?:wallet|address|account)",
    r"\b(?:to|into) (?:the|this|that) (?:(?:following|specified|given|new|usdt|btc) )?(?:address|wallet|account)(?= (?:below|i (?:gave|sent)|we)|[.:,!]|$| (?:and|to verify|now|0x|t[a-z1-9]{8}))|(?:address|wallet|account) (?:in my (?:next )?message|that follows|i (?:will|give|send)|i\'ll)|the following (?:address|wallet|account)|(?:address|wallet|account) (?:that )?we (?:provide|give|gave|sent|opened|prepared|assign)\w*|to the (?:address|wallet|account) (?:below|i gave)|to this (?:wallet|address|account)",
    r"我们?(?:给|发|提供)(?:给)?[您你]的?(?:地址|账户|账号|钱包)|安全的?(?:地址|账户|账号|钱包)|(?:保护|托管|专用|风控|指定|系统|公司冷|冷|监管|对公|核查|临时|客服(?:专用)?|我们(?:提供)?的?|我发您的?|验资)[^,。]{0,6}(?:地址|账户|账号|钱包)|(?:以下|下面|下列|如下|这个|该|此)的?(?:地址|钱包|账户|卡|账号)|那张卡|到(?:的)?地址[:：]",
    r"безопасн[а-яa-z]+ (?:адрес|сч[еe]т|кош)[а-яa-z]*|(?:указанн|наш)[а-яa-z]+ (?:адрес|кош|сч[еe]т)[а-яa-z]*|dia chi an toan|vi (?:an toan|ben duoi)|(?:dia chi|vi|tai khoan) (?:ben duoi|sau|nay|cua (?:toi|chung toi))",
    r"guvenli (?:adres|cuzdan|hesa)\w*|asagidaki (?:adres|cuzdan|hesa)\w*|(?:direccion|cartera|cuenta|billetera) (?:segura|indicada|de abajo|siguiente)|siguiente (?:direccion|cartera|cuenta)",
)
FEES = compiled(
    r"\b(?:unfreez\w*|unlock\w*|releas\w*|activat\w*|verif\w*|security|guarantee|insurance|collateral|gas|risk|test|clearance|processing|refundable|small test)\b[\w\s]{0,8}\b(?:fee|charge|deposit|payment|transfer|margin|bond)\b|\bas a guarantee\b|\btax(?:es)?\b|\bto (?:re)?(?:activate|unfreeze|unlock|release|verify|restore) (?:your|the) (?:\w+ )?(?:account|wallet|withdrawal|funds|identity|card|ownership)|\bto confirm (?:your|the) (?:wallet|card|identity|ownership)|gift cards?|get it back|before (?:the|your|any)? ?(?:payout|withdrawing)|\bto (?:re)?(?:activate|unfreeze|unlock|release) (?:it|them)\b|\bthe fee to\b",
    r"解[冻封锁](?:费|金|款|需|要|前|账户|账号)|(?:才能|即可|就能|可以|后|来|用于|为您|给您)解[冻封锁]|激活|保证金|罚金|滞纳金|通道费|信用金|补缴|验证(?:金|资金|款)|加速费|刷[^,。]{0,4}流水|流水证明|个人所得税|税(?:金|费|款)|押金|担保金|认证金|手续费后|验资|等额|缴清|诚意金",
    r"комисси[а-яa-z]+|страхов[а-яa-z]+ (?:депозит|взнос|плат)[а-яa-z]*|залог[а-яa-z]*|phi (?:mo khoa|kich hoat|xac minh|giai toa)|(?:tien )?ky quy|tien dat coc|thue",
    r"(?:cozme|acma|dogrulama|aktivasyon) (?:ucret|bedel)\w*|teminat\w*|vergi\w*|(?:tarifa|comision|tasa) de (?:desbloqueo|activacion|verificacion|liberacion)|garantia|impuesto",
)
TO_US = compiled(
    r"\b(?:transfer|move|wire|deposit) (?:them|it|that) to (?:me|us|my|our)\b",
    r"\b(?:coins?|funds?|balance|usdt|btc|eth|usdc|crypto|money|assets|everything|it all)\b[\w\s,]{0,12}\bto (?:me|us|my|our)\b",
    r"(?:转|打|汇|充)(?:账)?(?:给|到)(?:我(?!们的官)|客服|专员)|(?:币|钱|款|资金|usdt|余额|资产)[^,。]{0,6}(?:发|给|送|交|提)(?:给|到)?(?:我|客服)|переведите [^.,]{0,20}мне|chuyen [\w ]{0,14}cho (?:toi|minh|chung toi)|(?:coin|para|usdt)\w* (?:bana|bize) gonder\w*|mandeme (?:las|los|el) ",
)
HARMLESS = compiled(
    r"\b(?:your own|of your own|own wallet|deposit address|deposit page|order|in the app|spot|funding account|taken from|costs? nothing|completed|credited|refund(?:ed)? to|was|were|came|p2p|suggest|receipt|txid|hash|trace)\b|自己的|本人|充值地址|现货|订单|免费|扣除|会从|已经|已到|到账|回单|无需|不收|划转|页面|充错|转来|退回(?!申请)?(?:到|可用)|返佣|核对|浏览器|吗$|记录|转出",
    r"\bсвой\b|собствен|спот|выполнен|вычитает|chinh ban|cua ban|vi giao ngay|hoan tat|tru vao|kendi|spot|tamamland|dusul|propia|spot|complet[oa]|descuent",
)
WANTED = compiled(
    r"请|麻烦|需要?|要|必须|应|即可|先|尽快|马上|立即|得|只要|把|往|向|\b(?:please|pls|kindly|must|need|have to|has to|had to|once you|now|first|you can|again|required|asks? you|i will|i\'ll)\b|(?:^|(?<=[.!?。;\n])|(?<=[.!?。;\n] ))\W*(?:transfer|move|send|wire|pay|deposit|withdraw|make)\b",
    r"(?:отправь|перевед|внес|оплат|вывед|перечисл|пополн)(?:ит[еe]|т[еe]|и)|нужно|надо|необходимо|чтобы|должны|\b(?:vui long|hay|can|phai|nen|truoc khi)\b|(?:^|(?<=[.!?。;\n])|(?<=[.!?。;\n] ))\W*(?:gui|chuyen|nop|dong)\b",
    r"\b(?:aktar|gonder|yatir|ode|transfer ed)(?:in|iniz|meli\w*|yin|melisiniz)\b|lutfen|gerek(?:ir|iyor|mektedir)|\b(?:debe|tiene que|hay que|por favor|necesita|envi[ea]\w*|transfier\w+|deposite|pague|mand[ea]\w*|mueva|retire)\b",
)


def found(text: str, *, quotable: Collection[str]) -> Found | None:
    for sentence in sentences(text):
        if sentence.has(WANTED) and not sentence.has(cues.WARNS) and not _is_quoted(sentence, quotable):
            for target, whole in _wanted(sentence):
                if _is_asked(sentence, whole):
                    return Rule.TRANSFER, *target
    return None


def _wanted(sentence: Sentence) -> Iterator[tuple[Span, Span]]:
    """What money is asked to, a place, a fee or an address; and the stretch with the move to it."""
    text = sentence.text
    for hit in TO_US.finditer(text, sentence.begins, sentence.ends):
        yield hit.span(), hit.span()
    moves = [hit.span() for hit in MOVES.finditer(text, sentence.begins, sentence.ends)]
    if not moves:
        return
    for target, reach in ((PLACES, 80), (FEES, 60), (ADDRESS, 60)):
        for hit in target.finditer(text, sentence.begins, sentence.ends):
            before = last_before(moves, hit.start(), near=reach)
            after = first_after(moves, hit.end(), near=40)
            for move in (before, after):
                if move is not None:
                    yield hit.span(), (min(move[0], hit.start()), max(move[1], hit.end()))


def _is_asked(sentence: Sentence, whole: Span) -> bool:
    clause = sentence.clauses(*whole)
    return not any(cue.search(sentence.text, *clause) for cue in (cues.DENIES, cues.OTHERS, HARMLESS))


def _is_quoted(sentence: Sentence, quotable: Collection[str]) -> bool:
    """Every address in it is one that may be quoted."""
    named = [hit.group() for hit in ADDRESS.finditer(sentence.text, sentence.begins, sentence.ends)]
    return bool(named) and all(each in quotable for each in named)
