"""Passwords and codes by what is said around them, in Chinese, English, Russian, Vietnamese, Turkish and Spanish. Data, pure."""

from kefu.trust.shield.sorts import Rule, Sort

_GAP = r"[\s:：=\-—–>→,，\"'“”‘’「」『』【】()（）\[\]*`]{0,8}"
_VALUE = r"(?!\[removed|https?:|www\.)"
_NOT_IN_WORD = r"(?<![a-zà-ỹ])"
# what follows a number that counts something and opens nothing
_COUNTS = (
    r"(?![0-9a-z]|[.,:/-][0-9]|\s?(?:[-~–至到]\s?[0-9]|位|秒|分|小时|小時|次|条|條|个|個|元|块|塊|天|年|月|号|號|u(?![a-z])|usd|btc|eth|%|min|sec|hour|hr|"
    r"digit|char|times|days|day|letters|symbols|開頭|开头|цифр|симв|мин|сек|раз|ký|chữ|phút|giây|lần|hane|karakter|dakika|saniye|kez|d[íi]gitos|caract|segundos|minutos|veces))"
)
_DIGITS = rf"((?:[a-z]{{1,2}}-)?[0-9]{{4,8}}|[0-9]{{3}}[ -][0-9]{{3}}|[0-9](?:[ .-][0-9]){{5}}){_COUNTS}"

_PASSWORD_EN = r"(?:pass[ -]?(?:word|wort|code|phrase)s?|pass(?![a-z])|passwd|pword|pwd|psw|pw)"
_PASSWORD_ZH = r"(?:密[码碼马]|(?<![红紅]包)(?<!活[动動])口令|登[录入陆錄]密|支付密|资金密|通行[码碼])"
_PASSWORD_RU = r"(?:парол[ьяюе]м?)"
_PASSWORD_VI = r"(?:m[ậâạa]t kh[ẩâảa]u|mk|pass)"
_PASSWORD_TR = r"(?:[şs]ifre(?:m|si|miz)?|parola(?:m|s[ıi])?)"
_PASSWORD_ES = r"(?:contrase[ñn]a|clave|pass)"
_MAIL = r"[a-z0-9._+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,20}){1,3}"
_TOKEN = r"([!-~]{4,64})(?![a-zà-ỹа-яё])"

_EN = ("pass", "pwd", "psw", "pw", "pword")
_ZH = ("密", "口令", "登", "通行")
_RU = ("парол",)
_VI = ("khẩu", "khau", "mk", "pass", "khâu", "kh")
_TR = ("ifre", "parola")
_ES = ("contrase", "clave", "pass")
_OF_MINE = (
    " is my ",
    " is the ",
    " is our ",
    " was my ",
    " was the ",
    " as my ",
    " as the ",
    " as our ",
    "that's my",
    "thats my",
    " as pass",
)
_EN_CODES = ("code", "pass", "otp", "pin", "token", "number", "2fa", "tan")

PASSWORDS = (
    # what follows a sign, or a verb: held against the words that go on a sentence
    Rule(Sort.PASSWORD, rf"{_PASSWORD_EN}(?:\s?\([^)\n]{{0,30}}\)| (?:that |which )?i (?:set|use|used|chose|made|typed|have))?\s{{0,3}}(?:[:：=]|->|→|=>)\s{{0,3}}[\"'“`]?{_VALUE}{_TOKEN}", "is_given", is_word=True, needs=_EN),
    Rule(Sort.PASSWORD, rf"(?:^|\n)\s{{0,3}}(?:my )?{_PASSWORD_EN}\s{{0,2}}[-–—]\s{{1,2}}[\"'“`]?{_VALUE}{_TOKEN}", "is_given", needs=_EN),
    Rule(Sort.PASSWORD, rf"{_PASSWORD_EN}\s{{0,2}}[-–—,/]\s{{0,2}}[\"'“`]?{_VALUE}{_TOKEN}", "is_strong", is_word=True, needs=_EN),
    Rule(Sort.PASSWORD, rf"{_PASSWORD_EN} (?:for|of|to|on) (?:the |my )?[a-z]{{2,12}}[ ,:]{{1,3}}[\"'“`]?{_VALUE}{_TOKEN}", "is_strong", is_word=True, needs=_EN),
    Rule(Sort.PASSWORD, rf"{_PASSWORD_EN} from [\"'“`]?{_VALUE}{_TOKEN}", "is_strong", is_word=True, needs=_EN),
    Rule(Sort.PASSWORD, rf"{_PASSWORD_EN} from [!-~]{{4,64}} (?:in)?to [\"'“`]?{_VALUE}{_TOKEN}", "is_strong", is_word=True, needs=_EN),
    Rule(Sort.PASSWORD, rf"[\"'“`]?([!-~]{{4,64}})[\"'”`]?(?: (?:is|was|as)|,? (?:that's|thats|that is|this is)) (?:(?:my|the|our) )?(?:[a-z]{{2,12}} )?{_PASSWORD_EN}(?![a-z])", "is_strong", is_word=True, needs=_OF_MINE),
    Rule(Sort.PASSWORD, rf"(?:login|log me in|log in|account|user(?:name)?|账号|账户)[^\n]{{0,16}}?{_MAIL}\s{{0,2}}[/|]\s{{0,2}}{_TOKEN}", "is_strong", is_word=True, needs=("@",)),
    Rule(Sort.PASSWORD, rf"(?:login|account|user(?:name)?|e-?mail|账号|帳號|用户名?|邮箱)[^\n]{{0,12}}?(?:{_PASSWORD_EN}|{_PASSWORD_ZH}){_GAP}{_MAIL}[\s,，/:：|]{{1,4}}{_TOKEN}", "is_told", needs=("@",)),
    Rule(Sort.PASSWORD, rf"{_PASSWORD_EN}\s(?:(?:for|of|to|on|i|that|we|in|my|the|app|account|new|old|which|current) ?[a-z]{{0,12}} ){{0,3}}(?:is|was|are|it's|set to|changed to|to|will be|should be|would be|used to be|has been)(?:\s(?:now|still|actually|just|simply))?[\s:]{{1,3}}[\"'“`]?{_VALUE}{_TOKEN}", "is_told", is_word=True, needs=_EN),
    Rule(Sort.PASSWORD, rf"{_PASSWORD_EN}\s{{1,3}}[\"'“`]?{_VALUE}{_TOKEN}", "is_strong", is_word=True, needs=_EN),
    Rule(Sort.PASSWORD, rf"(?:login|log in|sign in|signed in|logged in|log on|access it) (?:with|using)[\s:]{{1,3}}[\"'“`]?{_VALUE}{_TOKEN}", "is_strong", is_word=True, needs=("with", "using")),
    Rule(Sort.PASSWORD, rf"{_PASSWORD_ZH}(?:[是为為]|就是|应该是|输入?的?是?|填的?是?|一直用的?是?|用的?是?|我?设的是?|从|好像是|我?记得是|设[置定]?[成为的]是?|[改换]成了?|改为)?(?:的?是|我?用的是|写的是|一直是|现在是|以前是|原来是)?{_GAP}{_VALUE}{_TOKEN}", "is_strong", needs=_ZH),
    Rule(Sort.PASSWORD, rf"{_PASSWORD_ZH}(?:[^，。！？\n0-9a-z]{{0,6}}(?:[是为為]|设成|设为|设置为|改成了?|改为|换成)|\s{{0,2}}[:：=])(?:我的?|他的?|她的?|的)?(?:生日|手机号?|名字|电话)?{_GAP}{_VALUE}{_TOKEN}", "is_told", needs=_ZH),
    Rule(Sort.PASSWORD, rf"{_PASSWORD_ZH}从[!-~]{{4,64}}(?:改成|改为|换成|变成)了?{_GAP}{_VALUE}{_TOKEN}", "is_strong", needs=("从",)),
    Rule(Sort.PASSWORD, rf"(?<![!-~])([!-~]{{6,64}})\s{{0,2}}(?:就?是)(?:我的?|登录的?|账号的?){{0,2}}{_PASSWORD_ZH}", "is_strong", needs=("是",)),
    Rule(Sort.PASSWORD, rf"{_PASSWORD_RU}(?: (?:от [а-яё]{{2,14}}|для [а-яё]{{2,14}}|сейчас|такой|это|был|у меня)){{0,2}}\s{{0,2}}[:—–=-]?\s{{1,3}}[\"'«“]?{_VALUE}{_TOKEN}", "is_told", is_word=True, needs=_RU),
    Rule(Sort.PASSWORD, rf"{_PASSWORD_VI}(?: (?:c[ủu]a (?:t[ôo]i|m[ìi]nh|em)|t[ôo]i|em|m[ìi]nh|[đd][ăa]ng nh[ậa]p|t[àa]i kho[ảa]n|c[ũu]|m[ớo]i)){{0,3}}\s{{0,2}}(?:l[àa]\s|[:=])\s{{0,3}}[\"'“]?{_VALUE}{_TOKEN}", "is_told", is_word=True, needs=_VI),
    Rule(Sort.PASSWORD, rf"{_PASSWORD_VI}(?: (?:c[ủu]a (?:t[ôo]i|m[ìi]nh|em)|t[ôo]i|em|m[ìi]nh)){{0,2}}\s{{1,2}}[\"'“]?{_VALUE}{_TOKEN}", "is_strong", is_word=True, needs=_VI),
    Rule(Sort.PASSWORD, rf"{_PASSWORD_TR}(?: (?:[şs]u|bu|[şs]u an|[şs]imdi|eskiden)){{0,2}}\s{{1,3}}[\"'“]?{_VALUE}{_TOKEN}", "is_strong", is_word=True, needs=_TR),
    Rule(Sort.PASSWORD, rf"{_PASSWORD_TR}(?: (?:[şs]u|bu|[şs]u an|[şs]imdi|eskiden)){{0,2}}(?:\s{{0,2}}[:=]| (?:[şs]u|bu)(?= ))\s{{0,3}}[\"'“]?{_VALUE}{_TOKEN}", "is_told", is_word=True, needs=_TR),
    Rule(Sort.PASSWORD, rf"{_PASSWORD_ES}(?: (?:de (?:mi cuenta|acceso|inicio|la cuenta|email|correo)|actual|anterior|nueva)){{0,2}}(?:\s{{1,2}}(?:es|era)\s{{1,3}}|\s{{0,2}}[:=]\s{{0,3}})[\"'“]?{_VALUE}{_TOKEN}", "is_told", is_word=True, needs=_ES),
    Rule(Sort.PASSWORD, rf"(?:mi clave|contrase[ñn]a)\s{{1,3}}[\"'“]?{_VALUE}{_TOKEN}", "is_strong", is_word=True, needs=_ES),
)  # fmt: skip

_KINDS_EN = r"(?:(?<!id )verification|verify|security|sms|text|authenticat(?:or|ion)|auth|log[ -]?in|sign[ -]?in|2fa|two[ -]factor|mfa|totp|google(?: auth(?:enticator)?)?|ga|e-?mail|confirmation|one[ -]time|withdrawal|backup|recovery|unlock|phone|dynamic|pin)"
_FILL_EN = r"(?:\s{0,2}(?:is|was|are|it's|是|为|i (?:got|received|have|see|typed|entered|used)|that i (?:got|received)|i was sent|was sent|(?:you|they) sent(?: me)?|you (?:asked for|need|want(?:ed)?|sent)|from (?:the |my )?(?:sms|text|app|phone|e-?mail|google|authenticator|message)|for (?:my )?(?:account|login|2fa|withdrawal)|just came|that (?:just )?(?:came|arrived)|(?:just )?arrived|came|it says|says|which says|showed|shows|reads|now|here|here it is|right now|again|currently|the|my|number|as|of|:|=|-|—|#|\"|'|\(|,)){0,5}"
CODES = (
    Rule(Sort.CODE, rf"{_KINDS_EN}(?:[ -](?:code|pass ?code|password|otp|pin|token|number))s?{_FILL_EN}{_GAP}{_DIGITS}", is_word=True, needs=_EN_CODES),
    Rule(Sort.CODE, rf"(?:otp|2fa|totp|passcode|pin(?: ?code)?|tan)(?:[ -]code)?{_FILL_EN}{_GAP}{_DIGITS}", is_word=True, needs=_EN_CODES),
    Rule(Sort.CODE, rf"(?:my|the|your|here is(?: the| my)?|here's(?: the| my)?|use|enter|with|this)(?: (?:6|six)[ -]digits?)? code{_FILL_EN}{_GAP}{_DIGITS}", "is_of_six", is_word=True, needs=("code",)),
    Rule(Sort.CODE, rf"(?<![0-9a-z#$.,-])([0-9]{{4,8}}|[0-9]{{3}}[ -][0-9]{{3}})[\"')”]?\s{{0,2}}(?:,|-|—|\()?\s?(?:is|was|that's|that is|this is)\s(?:my|the|your)\s(?:{_KINDS_EN}\s)?(?:code|otp|pin|2fa)(?! of error)(?![a-z])", needs=("code", "otp", "pin", "2fa")),
    Rule(Sort.CODE, rf"(?:(?:sms|e-?mail|phone|google|2fa|text|mobile) verification|verification(?=\s?[:：=])|(?:6|six)[ -]digits?(?: (?:number|code))?){_FILL_EN}{_GAP}{_DIGITS}", "is_of_six", is_word=True, needs=("verification", "digit")),
    Rule(Sort.CODE, rf"(?<!error )(?<!invite )(?<!referral )(?<!country )(?<!promo )(?<!status )(?<!bonus )(?<!product )(?<!coupon )(?<!gift )(?<!voucher )code{_FILL_EN}{_GAP}{_DIGITS}(?=[^\n]{{0,30}}(?:sms|text|phone|authenticator|google|expired?|log ?in|verif|by mail))", "is_of_six", is_word=True, needs=("code",)),
    Rule(Sort.CODE, rf"(?:typed|entered|enter|put in|used|tried|use|sent me|got|received) {_DIGITS}(?=[^\n0-9]{{1,14}}code)", "is_of_six", is_word=True, needs=("code",)),
    Rule(Sort.CODE, r"(?<![0-9a-z#$.,-])([0-9]{6})\s{1,2}(?:验[证證][码碼]|驗證碼)(?![错錯失过無无收不怎有]|一直|提示)", needs=("码", "碼")),
    Rule(Sort.CODE, rf"(?<![a-z])(?:code|otp)\s?(?:是|为)\s?{_DIGITS}", "is_of_six", needs=("code是", "code 是", "code为", "otp")),
    Rule(Sort.CODE, rf"(?:authenticator|google auth|2fa|sms|text(?:ed me)?)(?: app| code)?(?: (?:now|just|currently))?(?: (?:came|arrived|shows?|showed|says|said|displays|gives|gave|reads|is|me))?(?: me)?{_GAP}{_DIGITS}", "is_of_six", is_word=True, needs=("authenticator", "google auth", "2fa", "sms", "text")),
    Rule(Sort.CODE, rf"(?:got|received|use|used|enter(?:ed)?|typed|type) {_DIGITS}(?= (?:by|from|via|in|on|as) (?:the |my |a |your )?(?:sms|text|authenticator|google|2fa|code|app|phone|e-?mail)| to (?:log|sign|verify|confirm))", "is_of_six", is_word=True, needs=(" to ", " by ", " from ", " via ", " in ", " on ", " as ")),
    Rule(Sort.CODE, rf"(?<!error ){_NOT_IN_WORD}(?:codes?|otp) (?:from|by|via|on) (?:the |my )?(?:sms|text|google|app|authenticator|phone|e-?mail)(?: (?:app|authenticator|message))?(?: (?:is|was|says))?{_GAP}{_DIGITS}", "is_of_six", needs=("code", "otp")),
    Rule(Sort.CODE, rf"(?:短信|谷歌|(?<![a-z])google)(?:里|上|发来|收到|显示|验证器?|码|说|写着|的|了){{0,4}}(?:的?是|为)?{_GAP}{_DIGITS}", "is_of_six", needs=("短信", "谷歌", "google")),
    Rule(Sort.CODE, rf"(?:cvv2?|cvc2?|安全码)(?: (?:code|is|number))?{_GAP}(?:是|为)?{_GAP}([0-9]{{3,4}})(?![0-9])", is_word=True, needs=("cvv", "cvc", "安全码")),
    Rule(Sort.CODE, rf"(?:验[证證]碼?码?|驗證[碼码]|校[验驗][码碼]|动态[码碼]|動態[碼码]|动态口令|短信[码碼]|邮箱[码碼]|手机[码碼]|谷歌[码碼]|二次验证|两步验证|双重验证|身份验证器|(?<![a-z])google(?:验证)?[码碼]?|安全[码碼]|(?<![a-z])pin\s?[码碼]|确认[码碼]|取款[码碼]|一次性密码|解锁[码碼]|(?<![红紅]包)(?<!活[动動])口令)(?:是|为|為|就是|给你|发你|發你|发给你|给你们|告诉你|念给你|收到的?是?|收到了|显示的?是?|上面是|写的是|如下|现在是|刚才是|刚刚是|刚才|刚收到|我收到的?是?|我这边是|在这|的|号码|数字|有|来了|到了|输了|填了|我填的是?|输入了?|输的是?){{0,3}}{_GAP}(?:是|为)?{_GAP}{_DIGITS}", needs=("码", "碼", "验证", "驗證", "口令", "验證", "一次性密")),
    Rule(Sort.CODE, r"(?<![0-9a-z#$.,-])([0-9]{4,8})\s{0,2}[,，]?\s?(?:这?就?是|这个?就?是)(?:我的?|刚(?:收到|才)的?|你要的?|收到的?|短信的?|手机的?|谷歌的?){0,3}(?:验[证證][码碼]|驗證碼|动态码|谷歌[码验]|短信验?证?码|校验码)", needs=("是",)),
    Rule(Sort.CODE, rf"(?:код(?:а|ом)?(?: (?:подтверждения|доступа|безопасности|верификации|авторизации|из (?:смс|sms|письма|приложения|сообщения|google authenticator|аутентификатора)|смс|sms|2fa|с почты|аутентификатора|google)){{1,2}}|(?:смс|sms|2fa|пин|pin|google)[ -]?код(?:ом)?|пин)(?: (?:мне )?(?:пришел|пришёл|вот|это|такой|сейчас|мой|у меня)){{0,3}}{_GAP}{_DIGITS}", is_word=True, needs=("код", "пин")),
    Rule(Sort.CODE, rf"(?:мой|вот|приш[её]л|получил[аи]?) (?:код|пин){_GAP}{_DIGITS}", is_word=True, needs=("код", "пин")),
    Rule(Sort.CODE, rf"(?:m[ãa] (?:x[áa]c (?:nh[ậa]n|th[ựu]c|minh)|otp|sms|2fa|pin|google(?: authenticator)?|b[ảa]o m[ậa]t)|otp|m[ãa] pin)(?: (?:c[ủu]a (?:t[ôo]i|em|m[ìi]nh)|t[ôo]i nh[ậa]n [đd][ưu][ợo]c|nh[ậa]n [đd][ưu][ợo]c|google|sms|g[ửu]i v[ềe])){{0,2}}(?: l[àa])?{_GAP}{_DIGITS}", is_word=True, needs=("mã", "ma ", "otp")),
    Rule(Sort.CODE, rf"(?:(?:do[ğg]rulama|onay|g[üu]venlik|sms|2fa|google(?: authenticator)?|giri[şs]|teyit|tek kullan[ıi]ml[ıi]k) kod(?:u|um|umuz)?|pin(?:im| kodum?)?|(?<!referans )(?<!davet )(?<!promosyon )(?<!posta )kodum|gelen kod)(?: (?:[şs]u|bu|geldi|gelen|[şs]imdi)){{0,2}}{_GAP}{_DIGITS}", is_word=True, needs=("kod", "pin")),
    Rule(Sort.CODE, rf"(?:(?:c[óo]digo|clave|pin)(?: (?:de (?:verificaci[óo]n|seguridad|confirmaci[óo]n|acceso|google(?: authenticator)?|autenticaci[óo]n)|sms|2fa|del sms|que me (?:lleg[óo]|enviaron|mandaron))){{1,2}}|(?<!significa )(?:mi|el) (?:pin|c[óo]digo))(?: (?:es|era|fue|dice)){{0,2}}{_GAP}{_DIGITS}", is_word=True, needs=("digo", "clave", "pin")),
)  # fmt: skip
