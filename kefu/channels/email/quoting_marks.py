"""What mail programs write where a quote or a signature begins, as data and as questions about one line. Pure.

Every line is cut before it is held against anything, so that no line costs more than its neighbour.
"""

import re
from collections.abc import Sequence

MOST_LINE_CHARS = 400
WRAPPED = 4  # lines over which programs spread the words that introduce a quote

_RULE = r"[-_=—－*~─]{2,60}"
_ORIGINAL = (
    "original|original message|original appointment|original email|replied message|reply message|回复的原邮件|回复的邮件|"
    "原始邮件|原始郵件|邮件原件|原邮件|原郵件|回覆的原郵件|原始信件|ursprüngliche nachricht|message d'origine|message original|"
    "mensaje original|messaggio originale|mensagem original|исходное сообщение|元のメッセージ|원본 메일|"
    "oorspronkelijk bericht|tin nhắn gốc"
)
_FORWARDED = (
    "forwarded message|forwarded email|begin forwarded message|forwarded by|转发邮件信息|转发的消息|转发的邮件|转发邮件|"
    "已转发邮件|已轉寄郵件|轉寄郵件|转发的信息|下面是被转发的邮件|下面是转发的邮件|以下是转发的邮件|以下是轉寄的郵件|"
    "开始转发的邮件|開始轉寄郵件|weitergeleitete nachricht|anfang der weitergeleiteten nachricht|message transféré|"
    "début du message réexpédié|mensaje reenviado|messaggio inoltrato|mensagem encaminhada|пересылаемое сообщение|"
    "転送メッセージ|전달된 메시지"
)
_ABOVE = "(?:please )?(?:(?:type|write|enter) )?(?:your )?reply above this line|请在此[行线]以?上方?(?:回复|填写)"
_ORIGINAL_LINE = re.compile(rf"{_RULE}\s{{0,20}}(?:{_ORIGINAL})\s{{0,20}}{_RULE}", re.IGNORECASE)
_FORWARDED_LINE = re.compile(rf"(?:{_RULE}\s{{0,20}})?(?:{_FORWARDED})\s{{0,20}}(?:{_RULE}|[:：])", re.IGNORECASE)
_ANSWER_ABOVE = re.compile(rf"[^\w]{{0,20}}(?:{_ABOVE})[^\w]{{0,20}}", re.IGNORECASE)
_RULE_LINE = re.compile(r"[-_=—－*~─]{5,}")

_WROTE = (
    "wrote|writes|said|写道|寫道|写到|寫到|schrieb|a écrit|escribió|ha scritto|escreveu|написал|написала|пишет|"
    "さんは書きました|のメール|작성|님이 작성|đã viết|şunu yazdı|şunları yazdı|schreef|napisał|menulis"
)
_ATTRIBUTION = (
    re.compile(r"(?:on|at)\b.{4,400}\b(?:wrote|writes|said)\s{0,3}[:：]", re.IGNORECASE),
    re.compile(r".{0,400}(?:写道|寫道|写到|寫到)\s{0,3}[:：]"),
    re.compile(r"(?:\d{4}[-/年]|\w{2,4}[.,]{0,2} \d).{8,200}<[^<>\s]{3,120}>\s{0,3}[:：]"),
    re.compile(r".{1,200}<[^<>\s]{3,120}>\s{1,3}(?:wrote|writes)(?: on .{4,80})?\s{0,3}[:：]", re.IGNORECASE),
    re.compile(rf"(?:am|le|el|il|em|op|dnia|vào|pada|\d).{{4,400}}(?:{_WROTE}).{{0,160}}[:：]", re.IGNORECASE),
    re.compile(
        r".{4,400}(?:написала?(?:\(а\))?|пишет|작성|さんは書きました|のメール|şunu yazdı|şunları yazdı)\s{0,3}[:：]"
    ),
)
_MOMENT = re.compile(r"\d{1,2}[:.]\d{2}|\d{4}")

_LABELS = {
    "from": "from|发件人|發件人|寄件者|寄件人|von|de|da|от|差出人|送信者|보낸 사람|từ|gönderen|van|od|dari",
    "date": "date|sent|发送时间|发送日期|日期|寄件日期|傳送時間|时间|時間|gesendet|datum|envoyé|enviado|enviado el|enviada em|"
    "fecha|data|inviato|отправлено|дата|送信日時|日時|보낸 날짜|날짜|ngày|verzonden|wysłano|tanggal|tarih",
    "to": "to|cc|收件人|收件者|抄送|副本|an|à|a|para|кому|宛先|받는 사람|đến|aan|do|kepada|kime",
    "subject": "subject|主题|主題|主旨|标题|betreff|objet|asunto|assunto|oggetto|тема|件名|제목|chủ đề|onderwerp|temat|konu",
}
_LABEL = re.compile(
    r"\W{0,6}(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _LABELS.items())
    + r")\s{0,3}\*?\s{0,3}(?:[:：]|\|)",
    re.IGNORECASE,
)
_HEAD_LINES = 14

_MAKERS = (
    "我的|网易|網易|新浪|QQ|Outlook|Yahoo|华为|小米|foxmail|iPhone|Android|Windows|Samsung|三星|vivo|OPPO|荣耀|阿里|钉钉|Gmail|"
    "139|189|Thunderbird"
)
_TOOLS = (
    "my|the|mail|outlook|yahoo|gmail|samsung|proton|huawei|xiaomi|foxmail|netease|aol|"
    "fastmail|spark|airmail|edison|blackberry"
)
_PHONES = (
    rf"sent (?:from|via|by|using) (?:{_TOOLS})\b.{{0,80}}",
    r"get (?:outlook for|bluemail) .{1,80}",
    rf"(?:发自|來自|来自|發自|寄自)\s{{0,2}}(?:{_MAKERS}).{{0,60}}",
    r"(?:发送|發送|傳送)自\s{0,2}.{1,60}",
    r"[从從]\s{0,2}.{0,30}(?:发送|傳送|發送|寄出)",
    r"(?:获取|獲取|取得)\s{0,2}(?:适用于.{1,20}的\s{0,2})?Outlook.{0,80}",
    r"(?:由|通过)\s{0,2}(?:网易邮箱大师|QQ邮箱).{0,20}",
    r"签名由\s{0,2}.{0,12}邮箱大师.{0,12}",
    r"von meinem .{1,40} gesendet",
    r"(?:envoyé de(?:puis)? mon|enviado desde mi|inviato da(?:l mio)?|enviado do meu|отправлено (?:с|из)) .{1,40}",
    r"iPhoneから送信|나의 .{1,20}에서 보냄",
)
_LINK = r"(?:<https?://[^<>\s]{1,200}>|\(https?://[^()\s]{1,200}\))?"
_PHONE = re.compile(rf"[\s—–-]{{0,6}}(?:{'|'.join(_PHONES)})[\s.。!！]{{0,5}}{_LINK}\s{{0,5}}", re.IGNORECASE)


def is_quoted(line: str) -> bool:
    return line.lstrip(" \t")[:1] in (">", "＞")


def begins_original(line: str) -> bool:
    """A line that says: what follows is the mail that is answered."""
    bare = _bare(line)
    return _ORIGINAL_LINE.fullmatch(bare) is not None or _ANSWER_ABOVE.fullmatch(bare) is not None


def begins_forwarded(line: str) -> bool:
    return _FORWARDED_LINE.fullmatch(_bare(line)) is not None


def is_rule(line: str) -> bool:
    """Nothing but a line that is drawn."""
    return _RULE_LINE.fullmatch(_bare(line)) is not None


def is_delimiter(line: str) -> bool:
    """The old sign for: here begins my signature."""
    return line.rstrip() == "--"


def is_phone(line: str) -> bool:
    return _PHONE.fullmatch(_bare(line)) is not None


def introduces(lines: Sequence[str], end: int) -> int | None:
    """Where the words begin that end in line `end` and say who wrote what follows; None where there are none.

    The shortest stretch that names an address counts, then the shortest that names a moment.
    """
    if lines[end].rstrip()[-1:] not in (":", "："):
        return None
    dated: int | None = None
    written = ""
    for begin in range(end, max(end - WRAPPED, -1), -1):
        bare = _bare(lines[begin])
        if not bare or is_quoted(bare):
            break
        written = f"{bare} {written}".strip()
        if not _is_attribution(written):
            continue
        if "@" in written:
            return begin
        if dated is None and _MOMENT.search(written):
            dated = begin
    return dated


def _is_attribution(written: str) -> bool:
    if written.count("<") != written.count(">") or len(written) > MOST_LINE_CHARS * 2:
        return False
    if written[0] in '<"”>,，' or written[:1].isspace():
        return False
    return any(each.fullmatch(written) for each in _ATTRIBUTION)


def is_head(lines: Sequence[str], begin: int) -> bool:
    """Whether the head of another mail begins here: at least three of From, Date, To and Subject, close together."""
    if label(lines[begin]) not in ("from", "date", "subject"):
        return False
    seen: set[str] = set()
    strangers = 0
    for line in lines[begin : begin + _HEAD_LINES]:
        name = label(line)
        if name:
            seen.add(name)
            strangers = 0
        elif line.strip():
            strangers += 1
        if strangers > 2:
            break
    return "from" in seen and len(seen) >= 3


def label(line: str) -> str:
    found = _LABEL.match(_bare(line))
    return found.lastgroup or "" if found else ""


def _bare(line: str) -> str:
    return line[:MOST_LINE_CHARS].replace("\u200b", "").replace("\u00a0", " ").strip()
