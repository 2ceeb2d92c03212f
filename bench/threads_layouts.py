"""How each mail program lays out an answer: words, signature, what it writes above a quote, the quote. For `threads_made`.

Each layout gives the plain text and the page; None where the program sends no such part.
"""

import html
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAYS_LONG = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAYS_ZH = "一二三四五六日"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Asked:
    """The mail of ours that is answered; `at` is the clock on the client's wall. `writer`: the address they answer from."""

    sender: str
    address: str
    to: str
    to_name: str
    subject: str
    text: str
    at: datetime
    writer: str


@dataclass(frozen=True)
class Laid:
    plain: str | None
    page: str | None


Layout = Callable[[str, Asked, str], Laid]  # words, what is answered, locale


def gmail(words: str, asked: Asked, locale: str) -> Laid:
    at = asked.at
    if locale == "zh":
        intro = f"{asked.sender} <{asked.address}> 于{at.year}年{at.month}月{at.day}日周{DAYS_ZH[at.weekday()]} {at:%H:%M}写道："
        wrapped = intro
    else:
        begin = f"On {DAYS[at.weekday()]}, {MONTHS[at.month - 1]} {at.day}, {at.year} at {_twelve(at)} {asked.sender} <"
        intro, wrapped = f"{begin}{asked.address}> wrote:", f"{begin}\n{asked.address}> wrote:"
    quote = (
        '<br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">'
        f"{html.escape(intro)}<br></div>"
        '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;'
        'border-left:1px solid rgb(204,204,204);padding-left:1ex">'
        f"{_divs(asked.text)}</blockquote></div>"
    )
    return Laid(f"{words}\n\n{wrapped}\n\n{_arrows(asked.text)}\n", f'<div dir="ltr">{_divs(words)}</div>{quote}')


def outlook_desktop(words: str, asked: Asked, locale: str) -> Laid:
    head = _head(asked, locale)
    original = "-----邮件原件-----" if locale == "zh" else "-----Original Message-----"
    paragraphs = "".join(
        f'<p class="MsoNormal"><span lang="EN-US">{html.escape(line) or "&nbsp;"}</span></p>'
        for line in words.split("\n")
    )
    bold = "<br>".join(f"<b>{html.escape(name)}</b> {html.escape(value)}" for name, value in head)
    page = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {margin:0cm;} --></style></head>'
        f'<body lang="ZH-CN"><div class="WordSection1">{paragraphs}<p class="MsoNormal"><o:p>&nbsp;</o:p></p>'
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
        f'<p class="MsoNormal">{bold}</p></div>{_divs(asked.text)}</div></body></html>'
    )
    lines = "\n".join(f"{name} {value}" for name, value in head)
    return Laid(f"{words}\n\n{original}\n{lines}\n\n{asked.text}\n", page)


def outlook_web(words: str, asked: Asked, locale: str, *, signature: str = "") -> Laid:
    head = _head(asked, locale)
    signed = f"\n\n{signature}<https://aka.ms/o0ukef>" if signature else ""
    bold = "<br>".join(f"<b>{html.escape(name)}</b> {html.escape(value)}" for name, value in head)
    link = (
        f'<div id="ms-outlook-mobile-signature"><a href="https://aka.ms/o0ukef">{signature}</a></div>'
        if signature
        else ""
    )
    page = (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body>'
        f'{_divs(words)}<div><br></div>{link}<hr style="display:inline-block;width:98%" tabindex="-1">'
        f'<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif">{bold}</font><div>&nbsp;</div></div>'
        f"<div>{_divs(asked.text)}</div></body></html>"
    )
    lines = "\n".join(f"{name} {value}" for name, value in head)
    return Laid(f"{words}{signed}\n{'_' * 32}\n{lines}\n\n{asked.text}\n", page)


def outlook_phone(words: str, asked: Asked, locale: str) -> Laid:
    return outlook_web(
        words, asked, locale, signature="获取 Outlook for iOS" if locale == "zh" else "Get Outlook for iOS"
    )


def qq(words: str, asked: Asked, _locale: str) -> Laid:
    at = asked.at
    half = "上午" if at.hour < 12 else "下午"
    moment = f"{at.year}年{at.month}月{at.day}日(星期{DAYS_ZH[at.weekday()]}) {half}{(at.hour - 1) % 12 + 1}:{at:%M}"
    head = (
        ("发件人:", f'"{asked.sender}"<{asked.address}>;'),
        ("发送时间:", moment),
        ("收件人:", f'"{asked.to_name}"<{asked.to}>;'),
        ("主题:", asked.subject),
    )
    plain = "\n".join(f"{name}{' ' * 60 if name == '发件人:' else ' '}{value}" for name, value in head)
    rows = "".join(f"<div><b>{name}</b>&nbsp;{html.escape(value)}</div>" for name, value in head)
    page = (
        f'{_divs(words)}<div><br></div><div><includetail><div style="font:Verdana normal 14px;color:#000;">'
        '<div style="FONT-SIZE: 12px;FONT-FAMILY: Arial Narrow;padding:2px 0 2px 0;">'
        "------------------&nbsp;原始邮件&nbsp;------------------</div>"
        '<div style="FONT-SIZE: 12px;background:#efefef;padding:8px;">'
        f"{rows}</div><div>&nbsp;</div>{_divs(asked.text)}</div></includetail></div>"
    )
    return Laid(f"{words}\n\n\n\n\n------------------ 原始邮件 ------------------\n{plain}\n\n\n\n{asked.text}\n", page)


def qq_phone(words: str, asked: Asked, locale: str) -> Laid:
    return qq(f"{words}\n\n\n\n发自我的iPhone", asked, locale)


def netease(words: str, asked: Asked, locale: str) -> Laid:
    begin, end = ("在", "写道：") if locale == "zh" else ("At", "wrote:")
    comma = "，" if locale == "zh" else ","
    intro = f'{begin} {asked.at:%Y-%m-%d %H:%M:%S}{comma}"{asked.sender}" <{asked.address}> {end}'
    page = (
        f'<div style="line-height:1.7;color:#000000;font-size:14px;font-family:Arial">{_divs(words)}</div>'
        f'<div style="position:relative;zoom:1"></div><div id="divNeteaseMailCard"></div>'
        f'<p style="margin:0">{html.escape(intro)}</p>'
        '<blockquote id="isReplyContent" style="PADDING-LEFT: 1ex; MARGIN: 0px 0px 0px 0.8ex; BORDER-LEFT: #ccc 1px solid">'
        f"{_divs(asked.text)}</blockquote>"
    )
    return Laid(f"{words}\n\n\n\n\n\n\n\n{intro}\n\n{asked.text}\n", page)


def mail_master(words: str, asked: Asked, locale: str) -> Laid:
    zh = locale == "zh"
    original = "---- 回复的原邮件 ----" if zh else "---- Replied Message ----"
    names = ("发件人", "日期", "收件人", "主题") if zh else ("From", "Date", "To", "Subject")
    when = (
        f"{asked.at.year}年{asked.at.month:02d}月{asked.at.day:02d}日 {asked.at:%H:%M}"
        if zh
        else f"{asked.at:%m/%d/%Y %H:%M}"
    )
    values = (f"{asked.sender}<{asked.address}>", when, f"{asked.to_name}<{asked.to}>", asked.subject)
    rows = "\n".join(f"| {name} | {value} |" for name, value in zip(names, values, strict=True))
    table = "".join(
        f"<tr><td>{name}</td><td>{html.escape(value)}</td></tr>" for name, value in zip(names, values, strict=True)
    )
    sign = f"| |\n{asked.to_name}\n|\n|\n{asked.writer}\n|\n"
    page = (
        f'<div id="content">{_divs(words)}</div><div class="ntes-mailmaster-quote"><div>{original}</div>'
        f"<table><tbody>{table}</tbody></table><div>{_divs(asked.text)}</div></div>"
    )
    return Laid(f"{words}\n\n\n{sign}\n{original}\n{rows}\n{asked.text}\n", page)


def apple(words: str, asked: Asked, locale: str, *, signature: str = "") -> Laid:
    at = asked.at
    if locale == "zh":
        half = "上午" if at.hour < 12 else "下午"
        begin = (
            f"在 {at.year}年{at.month}月{at.day}日，{at:%H:%M}，"
            if signature
            else f"{at.year}年{at.month}月{at.day}日 {half}{(at.hour - 1) % 12 + 1}:{at:%M}，"
        )
        intro = f"{begin}{asked.sender} <{asked.address}> 写道："
    else:
        intro = (
            f"On {MONTHS[at.month - 1]} {at.day}, {at.year}, at {_twelve(at)}, {asked.sender} <{asked.address}> wrote:"
        )
    mark = "\ufeff" if signature else ""
    signed = f"\n\n{signature}" if signature else ""
    page = (
        f'<html><head></head><body dir="auto">{_divs(words)}{_divs(signed)}<div><br><blockquote type="cite">'
        f'<div>{html.escape(intro)}</div><br class="Apple-interchange-newline">'
        f"<div>{mark}{_divs(asked.text)}</div></blockquote></div></body></html>"
    )
    quoted = _arrows(f"{intro}\n\n{mark}{asked.text}")
    return Laid(f"{words}{signed}\n\n{quoted}\n", page)


def iphone(words: str, asked: Asked, locale: str) -> Laid:
    return apple(words, asked, locale, signature="发自我的iPhone" if locale == "zh" else "Sent from my iPhone")


def yahoo(words: str, asked: Asked, locale: str) -> Laid:
    at = asked.at
    if locale == "zh":
        half = "上午" if at.hour < 12 else "下午"
        intro = (
            f"{at.year}年{at.month}月{at.day}日 星期{DAYS_ZH[at.weekday()]} {half}"
            f"{(at.hour - 1) % 12 + 1:02d}:{at:%M:%S} [GMT+8]， "
            f"{asked.sender}<{asked.address}> 寫道："
        )
    else:
        intro = (
            f"On {DAYS_LONG[at.weekday()]}, {at:%B} {at.day}, {at.year} at "
            f"{(at.hour - 1) % 12 + 1:02d}:{at:%M:%S} {at:%p} GMT+8, "
            f"{asked.sender} <{asked.address}> wrote:"
        )
    page = (
        f'<html><head></head><body><div class="ydpa1yahoo-style-wrap" style="font-size:13px;">{_divs(words)}<div><br></div></div>'
        '<div id="ydp1yahoo_quoted_1" class="ydp1yahoo_quoted"><div style="font-size:13px;color:#26282a;">'
        f"<div>{html.escape(intro)}</div><div><br></div><div>{_divs(asked.text)}</div></div></div></body></html>"
    )
    indented = "\n".join(f" {line}" for line in asked.text.split("\n"))
    return Laid(f" {words}\n\n    {intro}  \n \n {indented}  ", page)


def foxmail(words: str, asked: Asked, _locale: str) -> Laid:
    head = (
        ("发件人：", asked.sender),
        ("发送时间：", f"{asked.at:%Y-%m-%d %H:%M}"),
        ("收件人：", asked.to_name),
        ("主题：", asked.subject),
    )
    lines = "\n".join(f"{name} {value}" for name, value in head)
    rows = "".join(f"<div><b>{name}</b>&nbsp;{html.escape(value)}</div>" for name, value in head)
    page = (
        f"<body>{_divs(words)}<div><br></div><hr style='WIDTH: 210px; HEIGHT: 1px' color='#b5c4df' size='1' align='left'>"
        f"<div><span><div style='MARGIN: 10px'><div>{asked.to_name}</div><div>{asked.writer}</div></div></span></div>"
        "<blockquote style='margin-top: 0px; margin-bottom: 0px; margin-left: 0.5em;'><div>&nbsp;</div>"
        "<div style='border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm'>"
        f"<div style='PADDING-RIGHT: 8px; FONT-SIZE: 12px; BACKGROUND: #efefef'>{rows}</div></div>"
        f"{_divs(asked.text)}</blockquote></body>"
    )
    return Laid(f"{words}\n\n\n\n{asked.to_name}\n{asked.writer}\n \n{lines}\n{asked.text}\n", page)


def thunderbird(words: str, asked: Asked, locale: str) -> Laid:
    at = asked.at
    if locale == "zh":
        intro = f"在 {at.year}/{at.month}/{at.day} {at:%H:%M}, {asked.sender} 写道:"
    else:
        intro = f"On {at:%d/%m/%Y %H:%M}, {asked.sender} wrote:"
    return Laid(f"{words}\n\n{intro}\n{_arrows(asked.text)}\n\n-- \nmade up\n", None)


def android(words: str, asked: Asked, locale: str) -> Laid:
    zh = locale == "zh"
    signature, original = ("发自我的华为手机", "原始邮件") if zh else ("Sent from my Galaxy", "Original message")
    head = _head(asked, locale)
    order = (3, 0, 2, 1) if zh else (0, 1, 2, 3)
    lines = "\n".join(f"{head[nth][0]} {head[nth][1]}" for nth in order)
    rows = "".join(f"<div>{html.escape(head[nth][0])} {html.escape(head[nth][1])}</div>" for nth in order)
    page = (
        f'<html><body>{_divs(words)}<br><br><div id="composer_signature"><div style="font-size:85%">{signature}</div></div><br>'
        f"<div>-------- {original} --------</div>{rows}<div><br></div>{_divs(asked.text)}</body></html>"
    )
    return Laid(f"{words}\n\n\n\n{signature}\n\n\n-------- {original} --------\n{lines}\n\n{asked.text}\n", page)


def _head(asked: Asked, locale: str) -> tuple[tuple[str, str], ...]:
    at = asked.at
    who, to = f"{asked.sender} <{asked.address}>", f"{asked.to_name} <{asked.to}>"
    if locale == "zh":
        when = f"{at.year}年{at.month}月{at.day}日 {at.hour}:{at:%M}"
        return ("发件人:", who), ("发送时间:", when), ("收件人:", to), ("主题:", asked.subject)
    when = f"{DAYS_LONG[at.weekday()]}, {at:%B} {at.day}, {at.year} {_twelve(at)}"
    return ("From:", who), ("Sent:", when), ("To:", to), ("Subject:", asked.subject)


def _twelve(at: datetime) -> str:
    return f"{(at.hour - 1) % 12 + 1}:{at:%M %p}"


def _arrows(text: str) -> str:
    return "\n".join(f"> {line}" if line else ">" for line in text.split("\n"))


def _divs(text: str) -> str:
    return "".join(f"<div>{html.escape(line) or '<br>'}</div>" for line in text.split("\n"))
