"""The one look at every text: is there anything that the rules should read? Most texts end here. Pure."""

import re
from enum import IntFlag

from kefu.trust.guard import folding, links
from kefu.trust.guard.words import prefix_tree

_SECRETS = (
    "password passwd passcode passphrase passwort pwd pswd paswd passw yourpass urpass andpass loginpass credential logindet logininf logindata cvv"
    " yourpw urpw mypw thepw 密码 口令 蜜码 秘码 密马 密麻 密m mima 号和密 账密 登录信息 登录凭证 parola пароль парол matkhau sifre contrasen clavede"
    " code otp 2fa mfa setupkey authtoken authenticat securitytoken verificationtoken digit number figures thesms thetext thattext textmess apin yourpin thepin pinwe pincode pinnumber"
    " verificationnum 验证码 验证吗 验证马 验证ma 验证的 验证器 验证数 验zheng yan证 校验码 动态 确认码 安全码 恢复代码 备用 一次性 谷歌码 短信 v码 研证"
    " yanzhengma yzm 数字 数码 位数 位码 那个码 把码 到的码 识别码 随机码 googie码 ga码 手机码 邮箱码 登录码 登陆码 令牌"
    " код цифр maxac masau maso mabao macho maia mavao madang matrong magoogie mavua ma2 ma6 coma bietma duama guima chuso kod haneii rakam"
    " codigo dogruiayici captura ungdungxacthuc"
    " seed recovery backup mnemonic secret words phrase 助记 恢复短 恢复词 恢复单 备份 种子 记词 助ji zhujici 个词 单词 抄在 抄下 那些词"
    " 12词 24词 сид секрет мнемо слов фраз cumtu 12tu 24tu keiime ifade paiabras frase semiiia"
    " privatekey privkey apikey apisecret apicred keystore waiietdat keyfiie 私钥 思钥 斯钥 丝钥 siyao 密钥 秘钥 ключ khoarieng khoabi khoaapi"
    " khoacanhan anahtar ciaveprivada ciavesecreta ciaveapi secreto"
).split()
_SCREENS = (
    "anydesk teamv todesk rustdesk awesun uitraviewer suniogin airdroid hoptodesk supremo dwservice gotoassist yourcomputer yourphone yourpc yourdevice yourdesktop accesstoyour quickassist"
    " chromeremote screenconnect spiashtop iogmein remotein remoteiy remoteacc remotecon remoteses remotedes remotesup remoteass remoteheip remotesoft"
    " remotetooi remoteapp screenshar screenmirror remotereq yourscreen urscreen thescreen controiof controiover connecttoyour onyourmach onyourcomp onyourpc 向日葵 远程 屏幕"
    " 协助软件 连一下 远控 投屏 控制您 控制你 接管 操作您 操作你 连接您 连接你 设备代码 удал дистанц демонстрац энидеск тимвью tuxa dieukhienmay dieukhiendien manhinh"
    " uzaktan ekran remoto pantaiia conectarse"
).split()
_MONEY = (
    "waiiet vauit giftcard getitback beforethepayout beforeyourpayout beforewithdrawing toconfirm addressin addressthat accountbeiow safeacc safeadd secureacc protectedacc temporaryacc ouracc ouradd myadd officer companyacc thisaddress theaddress followingadd"
    " addressi addresswe addressbeiow thisaccount followingacc accountwe unfreez uniock reieas activat tounfr guarantee coiiaterai tax testpay"
    " smaiitest verificationt verificationd verificationp verificationf verifyt insurance ciearance gasfee securitydep securitymar securitybond bond"
    " toverify torestore riskfee riskdep thefeeto processingfee"
    " 安全地址 安全的地址 安全账 安全钱 安全的账 安全的钱 钱包 保护账 托管 专用 风控 指定 系统地址 系统账 监管 对公 核查 临时 客服的 我们的地址 我们地址 以下 下面 下列 如下 这个地址 这个账"
    " 这个钱 该地址 此地址 给您的 发您的 给你的 提供的 那张卡 解冻 解封 解锁 激活 保证金 验证金 验证资 验证款 加速费 流水 税 押金 担保金 认证金 手续费后 验资 等额 缴"
    " 罚金 滞纳金 通道费 信用金 诚意金 转给我 打给我 汇给我 币给我 币发给 钱给我 款给我 资金给 币交给 币提给 转账给 转到我 到地址 转给客 转给专"
    " адрес кошел комисс страхов залог переведитем монет diachi viantoan vibenduoi tientaikhoan taikhoan phimo phikich phixac phigiai kyquy datcoc"
    " chotoi chominh chochungtoi guvenii asagidaki cozmeucr acmaucr ucreti teminat vergi bana bize direccion cartera cuentase cuentain cuentasi"
    " biiietera tarifade comisionde tasade garantia impuesto mandemei siguiente"
).split()


class Read(IntFlag):
    """Which rules a text is for."""

    NONE = 0
    SECRETS = 1
    SCREENS = 2
    MONEY = 4
    LINKS = 8


def _bare(words: list[str]) -> list[str]:
    return sorted({folding.bare(folding.small(word)) for word in words})


_STEMS = _bare([*_SECRETS, *_SCREENS, *_MONEY])
_ANY = re.compile(prefix_tree(_STEMS))
_LATIN = [stem for stem in _STEMS if stem.isascii()]
_KINDS = (
    (Read.SECRETS, re.compile(prefix_tree(_bare(_SECRETS)))),
    (Read.SCREENS, re.compile(prefix_tree(_bare(_SCREENS)))),
    (Read.MONEY, re.compile(prefix_tree(_bare(_MONEY)))),
)
_TO_US = (" to me", " to us", " to my", " to our")
_LONG = re.compile(r"[01t3b][a-z0-9]{25}")  # as addresses are


def read(text: str) -> Read:
    """What to look for in a text, from one pass over it."""
    small = folding.small(text)
    kinds = Read.LINKS if links.may_have(small) else Read.NONE
    bare = folding.bare(small)
    if _has_any(bare):
        for kind, stems in _KINDS:
            if stems.search(bare) is not None:
                kinds |= kind
    if any(each in small for each in _TO_US) or _LONG.search(small) is not None:
        kinds |= Read.MONEY
    return kinds


def _has_any(bare: str) -> bool:
    """Looking for each word by itself is twice as fast as the tree, but among Han letters ten times as slow."""
    if bare.isascii():
        return any(stem in bare for stem in _LATIN)
    return _ANY.search(bare) is not None
