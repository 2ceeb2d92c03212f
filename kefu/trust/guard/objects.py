"""The secrets by their names, in six languages and as they are disguised. Pure."""

from kefu.trust.guard.kinds import Rule
from kefu.trust.guard.words import compiled, loose

_OTHER_CODES = (
    "error|referral|referrer|invite|invitation|country|postal|post|zip|qr|swift|bank|promo|promotion|discount|coupon|voucher"
    "|source|area|currency|status|response|tracking|reference|order|bar|dress|sort|routing|branch|tax|signing|phishing|badge"
    "|memo|rebate|result|http|signature|test|gift|redeem|activity|campaign|affiliate|your own|sample|example|exit|tag|case"
)

PASSWORD = compiled(
    loose("password", "passwords", "passwd", "pass word", "passcode", "passcodes", "passwort", "pass phrase", "paswd"),
    r"\b(?:pw|pwd|psw|passw|pswd)\b|\bpass\b(?=[.?!,]|$| and | pl|word)",
    r"\blog[\s-]?in\b[\w\s'-]{0,12}\b(?:details|credentials|data|info)\b|\bcredentials\b|\bcvv\b",
    r"密码(?!管理|规则|学|强度|重置|找回|提示|保护|错误|器|框|页|设置|修改)|口令(?!红包)|[蜜秘]码|密[马麻]|密m(?:a(?![a-z])|(?![a-z]))|\bmi ?ma\b|(?<![a-z])mima",
    r"号和密|账密|登录(?:信息|凭证)|\bpin码|mi码",
    r"парол[а-яa-z]*|mat ?khau|(?<![a-z])sifre(?!l[ei])[a-z]*|\bparola[a-z]*|contrasen[a-z]*|clave de (?:acceso|usuario|ingreso)",
)

CODE = compiled(
    rf"(?<![a-z])(?<!qr )(?<!-)(?:{loose('code', 'codes')})(?! (?:base|snippet|review|example|sample|error))",
    loose("verificationcode", "verification code", "securitycode", "authcode", "smscode", "otp", "otps", "totp", "onetimepass"),
    r"(?<![a-z0-9])2[\W_]?f[\W_]?a(?![a-z])(?= ?(?:code|number|token|代码|码|的码|验证码))|\bmfa (?:code|token)|(?<=the )2fa(?=[,.]|$)|(?<=your )2fa(?=[,.]|$)|(?<=把)码(?=告诉|发|给|报)",
    r"(?:verification|security|2fa|auth\w*) (?:numbers?|tokens?|digits)\b|set-?up key\b|(?<=photo of your )authenticator|screen ?shot of (?:your|the) (?:google )?authenticat\w+",
    r"(?<!spin )\bpin\b(?! (?:to|the|it|this))",
    r"验证码|校验码|动态码|动态密码|动态口令|确认码|安全码|恢复代码|备用(?:恢复)?(?:码|代码)|一次性(?:密码|码)|谷歌码|短信码|\bv ?码",
    r"验证(?:吗|马|ma)|研证码|验zheng码|yan证码|(?<![a-z])yan ?zheng ?ma|(?<![a-z])yzm(?![a-z])|验证的代码|收到的(?:那个)?码|识别码",
    r"2fa ?(?:代码|码|验证)|验证数字|随机码|(?:谷歌|google|ga|手机|邮箱|登[录陆]|短信) ?码|令牌(?!桶)|两步验证的?代码|验证器的?(?:界面|截图|数字|备份|密钥|页面)|(?<![a-z])otp",
    r"(?<![а-яa-z-])код(?:ы|а|у|ом|ов|ами)?(?![а-яa-z])(?! (?:ошибки|страны|реферал|приглаш|промо|свифт|банк|валют|отве))",
    r"\bma (?=so|xac|otp|sms|2fa|google|bao mat|dang nhap|trong tin|vua|kich hoat|mot lan|[0-9]|bon|sau|vao khung|cho|la)(?!so thue)",
    r"(?<=co )ma\b|(?<=biet )ma\b|(?<=dua )ma\b|(?<=gui )ma\b(?! (?:loi|gioi|giao|qr|don|nuoc|buu))|man hinh ung dung xac thuc",
    r"(?<!hata )(?<!davet )(?<!referans )(?<!ulke )(?<!posta )(?<!qr )(?<!swift )\bkod(?:u|un|unu|unuz|unuzu|lar|lari|larinizi)?\b",
    r"dogrulayici uygulama\w* ekran",
    r"\bc[\W_]?[o0][\W_]?d[\W_]?[i1][\W_]?g[\W_]?[o0]s?\b(?! (?:de (?:error|refer|invit|pais|promo|descuento|area)|postal|qr|swift|promo))",
    r"captura de (?:su|tu) aplicacion de autentic",
)
OTHER_CODE_BEFORE = compiled(rf"(?:{_OTHER_CODES})[\s-]{{1,2}}$")

PHRASE = compiled(
    r"\b[s5][e3][e3]d\b(?:[\W_]{0,2}(?:phrase|words?|phr[a4]s[e3]))?|\bseed ?phrase",
    r"\b(?:recovery|backup|back-up|secret|mnemonic|wallet)\b[\s-](?:recovery )?(?:phrase|words?|sheet|seed)\b|\bmnemonics?\b",
    r"\b(?:12|24|twelve|twenty[- ]four)[\s-](?:secret |seed |recovery |english |backup )*words?\b|words you wrote down|\b(?:the|your) phrase\b|words? (?:from|on|in) your (?:backup|recovery|wallet|card|paper|sheet)|\bword 1\b|recovery card",
    r"(?<=wallet )words\b|words (?:of|from|for) (?:your|the) wallet",
    r"助记[词码]?|助记ci|恢复(?:短语|词|单词)|备份(?:短语|词|单词)|种子(?:短语|词|单词)|[注主住筑]记词|助ji词|(?<![a-z])zhu ?ji ?ci",
    r"(?:12|24|十二|二十四)个?(?:英文|助记|恢复)?(?:单词|词)|抄[下在][^。,!?]{0,10}词|钱包(?:的)?那些词",
    r"сид[\s-]?фраз[а-яa-z]*|секретн[а-яa-z]+ (?:слов|фраз)[а-яa-z]*|фраз[а-яa-z]+ восстан|(?:12|24) слов|мнемо|сид[\s-]слов",
    r"cum tu (?:khoi|hat|bi|gi)|(?:12|24) tu\b|mnemonic",
    r"kurtarma (?:ifade|kelime)\w*|tohum (?:ifade|kelime)\w*|gizli kelime\w*|(?:12|24) kelime\w*",
    r"frase (?:semilla|de recup|secreta|de semilla|de respaldo)\w*|palabras (?:secretas|semilla|de recup)|(?:12|24) palabras",
)

KEY = compiled(
    loose("private key", "private keys", "priv key", "privkey", "secret key", "api secret", "secretkey", "key store"),
    r"\bapi (?:keys?|credentials)\b(?!'?s? (?:name|label|permission|list|management|page|ip))|wallet\.dat|\bkey file\b|\bkeystore",
    r"\bsecrets?\b(?! (?:recovery|words?|phrase|santa|question))",
    r"私钥|[思斯丝]钥|(?<![a-z])si ?yao(?![a-z])|密钥|秘钥|api ?(?:key|密钥|secret)|keystore|secret ?key|(?<![a-z])secret(?![a-z])",
    r"(?:приватн|закрыт|секретн)[а-яa-z]+ ключ[а-яa-z]*|секрет[а-яa-z]* (?:от )?(?:api|ключ)[а-яa-z]*|ключ[а-яa-z]* (?:от )?api",
    r"khoa (?:rieng|bi mat|api|ca nhan)|api secret",
    r"(?:ozel|gizli|api) (?:gizli )?anahtar\w*|api secret",
    r"clave (?:privada|secreta|api)|secreto (?:de (?:su|tu|la) )?api|secreto",
)

OBJECTS = {Rule.PHRASE: PHRASE, Rule.KEY: KEY, Rule.CODE: CODE, Rule.PASSWORD: PASSWORD}

NUMBERS = compiled(
    r"(?<!phone )(?<!order )(?<!case )(?<!account )(?<!card )(?<!ticket )(?<!reference )(?<!id )(?<!serial )(?<!badge )(?<!passport )"
    r"(?<!telephone )(?<!mobile )(?<!tracking )(?<!house )\b(?:digits?|numbers?|figures)\b(?! of your (?:card|phone|account|bank|passport|id))",
    r"(?<!前)(?<!后)(?:[六6四4]位|几位)(?:数字?|码)|数字(?!货币|资产|签名|证书|钱包)|数码|短信(?:的)?(?:里的?)?(?:内容|原文)|那条短信|那个码",
    r"цифр[а-яa-z]*|(?:sau|6|day|cac|nhung|con) (?:chu )?so\b|rakam\w*|haneli|digitos|text message with|message with the code|(?<=screenshot )the (?:sms|text)|(?<=copy )that text|the (?:text|sms)(?= (?:comes|arrives))",
)
DEVICE = compiled(
    r"\b(?:phone|texted|text|sms|message|notification|push|e-?mail|device|authenticat\w+|mobile)\b|6 digits|six[- ](?:digits?|numbers?)"
    r"|\bapp\b|received|google|谷歌|手机|短信|邮件|验证器|身份验证|收到|телефон|сооб|смс|приложени|dien thoai|tin nhan|telefon|mesaj|movil|mensaje"
)
