"""What a new mail is about, as far as its words say so: what only trained people should read, and checks of identities.

Pure. It chooses a queue and decides nothing: a person sorts anew what was sorted wrongly.
"""

import re
from collections.abc import Callable

from kefu.trust import distress

SECURITY, KYC = "security", "kyc"  # categories, where the exchange has them
MAX_CHARS = 4_000
_SECURITY = re.compile(
    r"(?:账|帳|帐|賬)[户戶号號]安全|(?:账|帐|賬|帳)[户戶号號].{0,6}(?:被盗|被盜|异常|異常|被冻结|被凍結)"
    r"|(?:异地|陌生|未知|可疑).{0,4}(?:登录|登陆|登錄|设备|設備)"
    r"|(?:换绑|重置|解绑|丢失|遗失|关闭|收不到).{0,8}(?:手机|邮箱|谷歌|验证器|驗證器|2fa)"
    r"|(?:谷歌|验证器|2fa|手机号|绑定邮箱).{0,8}(?:丢|换绑|重置|解绑|不见|被改|被換)"
    r"|钓鱼|釣魚|盗号|被盗用|sim ?swap|phish(?:ed|ing)|account (?:security|takeover|was (?:hacked|frozen|locked))"
    r"|(?:suspicious|unknown|unauthori[sz]ed|strange) (?:log ?in|sign[ -]?in|device)"
    r"|(?:lost|reset|remove|disable|broken|change|no access to).{0,24}"
    r"(?:2fa|authenticator|two[- ]factor|security key|passkey|phone number)"
    r"|(?:change|lost|no access to).{0,16}(?:my |the )?(?:account )?e-?mail address",
    re.IGNORECASE,
)
_KYC = re.compile(
    r"(?<![a-z])kyc(?![a-z])|(?:身份|实名|實名|高级|初级|人脸)(?:认证|認證|验证|驗證|识别)"
    r"|认证(?:失败|不通过|未通过|被拒|审核)|(?:identity|id|account|document|face) verification"
    r"|verif(?:y|ying) my (?:identity|account|id)|verification (?:failed|rejected|pending)",
    re.IGNORECASE,
)


def category_of(subject: str, text: str, *, has: Callable[[str], bool]) -> str:
    """A category that there is (`has`), or none. Security first: it is the one that must not be read by everybody."""
    said = f"{subject}\n{text}"[:MAX_CHARS]
    if (distress.is_hacked(said) or _SECURITY.search(said)) and has(SECURITY):
        return SECURITY
    return KYC if _KYC.search(said) and has(KYC) else ""
