"""Mail programs and their habits: fields, ids, prefixes, charsets, what they keep of a thread. For `threads_made`."""

import base64
import quopri
from collections.abc import Sequence
from dataclasses import dataclass

from bench import threads_layouts as layouts
from bench.threads_layouts import Laid, Layout


@dataclass(frozen=True)
class Client:
    """`keeps`: which fields of a thread its answers carry: `all`, `last` (no References) or `index` (Outlook's own besides).

    `transport`: how its texts travel: `b64`, `qp`, `8bit` or `7bit`; `charset` as it says it.
    """

    key: str
    locale: str
    domain: str
    layout: Layout
    message_id: str
    answer: str
    forward: str
    keeps: str = "all"
    charset: str = "utf-8"
    transport: str = "b64"
    extra: tuple[str, ...] = ()
    is_marked: bool = False
    flowed: bool = False


_APPLE_PHONE = "X-Mailer: iPhone Mail (21A340)"
_OUTLOOK = ("X-MS-Has-Attach:", "X-MS-TNEF-Correlator:", "Accept-Language: zh-CN, en-US")
CLIENTS = (
    Client(
        "gmail-zh", "zh", "gmail.example", layouts.gmail, "CAF{n}xQ@mail.gmail.example", "Re: ", "Fwd: ", is_marked=True
    ),
    Client(
        "gmail-en",
        "en",
        "gmail.example",
        layouts.gmail,
        "CAB{n}=yR+w@mail.gmail.example",
        "Re: ",
        "Fwd: ",
        transport="qp",
        is_marked=True,
    ),
    Client(
        "outlook-zh",
        "zh",
        "corp.example",
        layouts.outlook_desktop,
        "OS3{n}@OS3P286MB.jpnp286.prod.outlook.example",
        "答复: ",
        "转发: ",
        keeps="index",
        charset="gb2312",
        extra=_OUTLOOK,
    ),
    Client(
        "outlook-en",
        "en",
        "corp.example",
        layouts.outlook_desktop,
        "AM9{n}@AM9PR03MB.eurprd03.prod.outlook.example",
        "RE: ",
        "FW: ",
        keeps="index",
        charset="us-ascii",
        transport="qp",
        extra=_OUTLOOK,
    ),
    Client(
        "outlook-de",
        "en",
        "firma.example",
        layouts.outlook_desktop,
        "FR2{n}@FR2P281MB.deup281.prod.outlook.example",
        "AW: ",
        "WG: ",
        keeps="index",
        charset="iso-8859-1",
        transport="qp",
        extra=_OUTLOOK,
    ),
    Client(
        "outlook-web-zh",
        "zh",
        "outlook.example",
        layouts.outlook_web,
        "TY2{n}@TY2PR01MB.apcprd01.prod.exchangelabs.example",
        "回复: ",
        "转发: ",
        keeps="index",
        extra=_OUTLOOK,
    ),
    Client(
        "outlook-web-en",
        "en",
        "outlook.example",
        layouts.outlook_web,
        "DM6{n}@DM6PR12MB.namprd12.prod.outlook.example",
        "Re: ",
        "Fw: ",
        keeps="index",
        transport="qp",
        extra=_OUTLOOK,
    ),
    Client(
        "outlook-phone-zh",
        "zh",
        "outlook.example",
        layouts.outlook_phone,
        "SG2{n}@SG2PR06MB.apcprd06.example",
        "回复: ",
        "转发: ",
    ),
    Client(
        "outlook-phone-en",
        "en",
        "outlook.example",
        layouts.outlook_phone,
        "CH0{n}@CH0PR11MB.namprd11.example",
        "Re: ",
        "Fw: ",
    ),
    Client(
        "qq-zh",
        "zh",
        "qq.example",
        layouts.qq,
        "tencent_{n}F0A9@qq.example",
        "回复：",
        "转发：",
        keeps="last",
        charset="gb18030",
        extra=("X-QQ-mid: webmail813t{n}", "X-QQ-STYLE: ", "X-Mailer: QQMail 2.x", "X-QQ-Mailer: QQMail 2.x"),
    ),
    Client(
        "qq-utf8-zh",
        "zh",
        "vip.qq.example",
        layouts.qq,
        "tencent_{n}B77C@vip.qq.example",
        "回复:",
        "转发:",
        keeps="all",
        extra=("X-QQ-mid: xmseza8t{n}", "X-OQ-MSGID: <{n}@vip.qq.example>"),
    ),
    Client(
        "qq-phone-zh",
        "zh",
        "qq.example",
        layouts.qq_phone,
        "tencent_{n}10AD@qq.example",
        "回复：",
        "转发：",
        keeps="last",
        charset="GBK",
        extra=("X-QQ-mid: xmapzk5t{n}", "X-QQ-XMAILINFO: made"),
    ),
    Client(
        "163-zh",
        "zh",
        "163.example",
        layouts.netease,
        "4e1c{n}.a1f.18b9@163.example",
        "Re:",
        "Fw:",
        charset="GBK",
        extra=("X-Mailer: Coremail Webmail Server Version XT5.0.14", "X-CM-CTRLDATA: made", "X-CM-TRANSID: zYMvCgD{n}"),
    ),
    Client(
        "126-en",
        "en",
        "126.example",
        layouts.netease,
        "77aa{n}.b2.18c0@126.example",
        "Re:",
        "Fw:",
        extra=("X-Mailer: Coremail Webmail Server Version XT5.0.14",),
    ),
    Client(
        "mail-master-zh",
        "zh",
        "163.example",
        layouts.mail_master,
        "9c0d{n}@163.example",
        "回复：",
        "转发：",
        extra=("X-Mailer: MailMasterMac/4.17.9.1013",),
    ),
    Client(
        "mail-master-en",
        "en",
        "163.example",
        layouts.mail_master,
        "2b7e{n}@163.example",
        "Re: ",
        "Fw: ",
        extra=("X-Mailer: MailMasterAndroid/7.15.8",),
    ),
    Client(
        "apple-zh",
        "zh",
        "icloud.example",
        layouts.apple,
        "7B1{n}-4D2A-4C55-9E0F@icloud.example",
        "回复：",
        "转发：",
        transport="qp",
        extra=("X-Mailer: Apple Mail (2.3774.300.61.1.2)",),
        is_marked=True,
    ),
    Client(
        "apple-en",
        "en",
        "me.example",
        layouts.apple,
        "E02{n}-77AC-4B0D-8C11@me.example",
        "Re: ",
        "Fwd: ",
        transport="qp",
        charset="us-ascii",
        extra=("X-Mailer: Apple Mail (2.3774.300.61.1.2)",),
        is_marked=True,
    ),
    Client(
        "iphone-zh",
        "zh",
        "icloud.example",
        layouts.iphone,
        "3F{n}-A0C1-4E9D@icloud.example",
        "回复：",
        "转发：",
        extra=(_APPLE_PHONE,),
    ),
    Client(
        "iphone-en",
        "en",
        "icloud.example",
        layouts.iphone,
        "C4{n}-11B0-4AF2@icloud.example",
        "Re: ",
        "Fwd: ",
        transport="qp",
        extra=(_APPLE_PHONE,),
    ),
    Client(
        "yahoo-zh",
        "zh",
        "yahoo.example",
        layouts.yahoo,
        "1190{n}.55021.1762@mail.yahoo.example",
        "回覆： ",
        "轉寄： ",
        extra=("X-Mailer: WebService/1.1.24652 YMailNovation",),
    ),
    Client(
        "yahoo-en",
        "en",
        "yahoo.example",
        layouts.yahoo,
        "2044{n}.90017.1762@mail.yahoo.example",
        "Re: ",
        "Fw: ",
        transport="qp",
        extra=("X-Mailer: WebService/1.1.24652 YMailNovation",),
    ),
    Client(
        "foxmail-zh",
        "zh",
        "foxmail.example",
        layouts.foxmail,
        "20261102{n}7@foxmail.example",
        "回复: ",
        "转发: ",
        charset="GB2312",
        extra=("X-Mailer: Foxmail 7.2.25.375[cn]", "X-Priority: 3"),
    ),
    Client(
        "thunderbird-zh",
        "zh",
        "mail.example",
        layouts.thunderbird,
        "5d0e{n}-8f1b@mail.example",
        "Re: ",
        "Fwd: ",
        transport="8bit",
        extra=("User-Agent: Mozilla Thunderbird",),
        is_marked=True,
    ),
    Client(
        "thunderbird-en",
        "en",
        "mail.example",
        layouts.thunderbird,
        "b3aa{n}-40c7@mail.example",
        "Re: ",
        "Fwd: ",
        transport="7bit",
        extra=("User-Agent: Mozilla Thunderbird",),
        is_marked=True,
        flowed=True,
    ),
    Client("android-zh", "zh", "mail.example", layouts.android, "xk{n}.1762@email.android.example", "回复：", "转发："),
    Client("android-en", "en", "mail.example", layouts.android, "qz{n}.1762@email.android.example", "Re: ", "Fwd: "),
)


def word(text: str, charset: str) -> str:
    """As a field carries it, in pieces as programs cut them."""
    if text.isascii():
        return text
    codec = "gb18030" if charset.lower() in ("gbk", "gb2312", "gb18030") else "utf-8"
    named = charset if codec == "gb18030" else "utf-8"
    pieces = [text[at : at + 16] for at in range(0, len(text), 16)]
    return "\r\n ".join(f"=?{named}?B?{base64.b64encode(each.encode(codec)).decode()}?=" for each in pieces)


def body(client: Client, laid: Laid, at: int) -> bytes:
    """What follows the other fields: Content-Type, the texts as they travel."""
    parts = [_part(client, "text/plain", laid.plain)] if laid.plain is not None else []
    if laid.page is not None:
        parts.append(_part(client, "text/html", laid.page))
    if len(parts) == 1:
        return b"MIME-Version: 1.0\r\n" + parts[0]
    line = f"----=_NextPart_{at:04d}_{client.key}"
    head = f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n\tboundary="{line}"\r\n\r\n'
    mark = f"--{line}"
    return (head + f"{mark}\r\n").encode() + f"\r\n{mark}\r\n".encode().join(parts) + f"\r\n{mark}--\r\n".encode()


def _part(client: Client, kind: str, text: str) -> bytes:
    codec = {"gbk": "gb18030", "gb2312": "gb18030", "us-ascii": "utf-8"}.get(client.charset.lower(), client.charset)
    charset = client.charset
    if client.charset in ("us-ascii", "iso-8859-1") and not text.isascii():
        codec = charset = "utf-8"
    raw = text.replace("\n", "\r\n").encode(codec)
    flowed = "; format=flowed" if client.flowed and kind == "text/plain" else ""
    named = {"b64": "base64", "qp": "quoted-printable"}.get(client.transport, client.transport)
    head = f'Content-Type: {kind}; charset="{charset}"{flowed}\r\nContent-Transfer-Encoding: {named}\r\n\r\n'
    if client.transport == "b64":
        raw = base64.encodebytes(raw).replace(b"\n", b"\r\n")
    elif client.transport == "qp":
        raw = quopri.encodestring(raw.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    return head.encode() + raw


def thread_fields(client: Client, ids: Sequence[str], index: str) -> list[str]:
    """What its answer says of the mails before it, the newest of which it answers."""
    if not ids:
        return []
    told = [f"In-Reply-To: <{ids[-1]}>"]
    if client.keeps != "last":
        told.append("References: " + "\r\n ".join(f"<{each}>" for each in ids))
    if client.keeps == "index":
        told.append(f"Thread-Index: {index}")
    return told
