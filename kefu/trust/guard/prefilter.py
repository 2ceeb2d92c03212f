"""The one look at every text: is there anything that the rules should read? Most texts end here. Pure."""

import re
from enum import IntFlag

from kefu.trust.guard import folding, links
from kefu.trust.guard.words import prefix_tree

_SECRETS = (
    "password passwd passcode passphrase passwort pwd pswd yourpass urpass credential logindetail logininfo logindata logindaten cvv paswd "
    "密码 口令 蜜码 秘码 密马 密麻 密m mima 号和密 账密 登录信息 登录凭证 parola пароль парол matkhau sifre contrasen clavede "
    "code otp 2fa mfa setupkey token authenticat pin digit number figures 验证 校验码 动态 确认码 安全码 恢复代码 备用 一次性 谷歌码 短信 v码 研证 "
    "yanzhengma yzm 数字 位数 位码 随机码 谷歌码 ga码 手机码 邮箱码 登录码 登陆码 令牌 数码 那个码 到的码 识别码 код цифр maxac masau maso mabao macho malao mavao madang matrong magoogle mavua mala ma2 gioi coma bietma duama guima chuso kod haneli rakam codigo dogrulayici captura "
    "seed recovery backup mnemonic secret words phrase 助记 恢复 备份 种子 记词 助ji zhujici 个词 单词 二个 四个 抄在 抄下 那些词 12个 24个 сид секретн мнемо слов фраз cumtu 12tu 24tu kelime ifade palabras frase semilla "
    "privatekey privkey apikey apisecret apicred keystore walletdat keyfile 私钥 思钥 斯钥 丝钥 siyao 密钥 秘钥 ключ khoarieng khoabi khoaapi anahtar clave secreto passw pw 资金密 pass "
).split()
_SCREENS = (
    "anydesk teamv todesk rustdesk awesun ultraviewer sunlogin airdroid hoptodesk supremo dwservice gotoassist yourdesktop accesstoyour quickassist chromeremote screenconnect remotein splashtop logmein 向日葵 远程 "
    "屏幕 远控 投屏 控制 接管 操作您 操作你 连接您 连接你 设备代码 remote screen controlof connecttoyour onyour удал дистанц демонстрац энидеск тимвью tuxa dieukhien manhinh "
    "uzaktan ekran remoto pantalla conectarse"
).split()
_MONEY = (
    "address wallet vault account fee margin deposit tome tous tomy toour tax guarantee bond payment 地址 账户 账号 钱包 解冻 解封 解锁 激活 保证金 验证金 验证资 验证款 toactivate tounfreeze tounlock torelease toverify torestore toreactivate 加速费 "
    "流水 个人所得税 税 押金 担保金 认证金 手续费 验资 等额 那张卡 转给我 打给我 汇给我 转账给 缴 0x адрес кошел счет счёт комисс страхов залог мне diachi vi phi kyquy datcoc thue adres cuzdan hesa "
    "ucret teminat vergi bana direccion cartera cuenta billetera tarifa comision tasa garantia impuesto mandeme transfer wire 诚意金 罚金 滞纳金 通道费 信用金 补缴 монет coinieri bana"
).split()


class Read(IntFlag):
    """Which rules a text is for."""

    NONE = 0
    SECRETS = 1
    SCREENS = 2
    MONEY = 4
    LINKS = 8


def _stems(words: list[str]) -> str:
    return prefix_tree(sorted({folding.bare(folding.small(word)) for word in words}))


_ANY = re.compile(f"(?P<secrets>{_stems(_SECRETS)})|(?P<screens>{_stems(_SCREENS)})|(?P<money>{_stems(_MONEY)})")
_LONG = re.compile(r"[a-z0-9]{26}")  # as addresses are
_KINDS = {"secrets": Read.SECRETS, "screens": Read.SCREENS, "money": Read.MONEY}


def read(text: str) -> Read:
    """What to look for in a text, from one pass over it."""
    small = folding.small(text)
    kinds = Read.LINKS if links.LINKISH.search(small) else Read.NONE
    if _LONG.search(small):
        kinds |= Read.MONEY
    for hit in _ANY.finditer(folding.bare(small)):
        kinds |= _KINDS[hit.lastgroup or ""]
    return kinds
