"""Why a photo does not upload, told from the message on the screen: its format, its size, the network or the phone."""

import re

from kefu.exchange.contract import calls
from kefu.exchange.contract.account import AskDocuments, AskKyc, Documents, Kyc
from kefu.exchange.diagnoses.definition import (
    Ask,
    Definition,
    Facts,
    Finding,
    Line,
    Mark,
    Params,
    Question,
    State,
    Step,
    StepKind,
    Topic,
    Wanted,
)
from kefu.exchange.diagnoses.shared_words import CONTACT


def _code(number: int) -> str:
    """Standing alone: beside Chinese there is no edge of a word."""
    return rf"(?<!\d){number}(?!\d)"


_MEANS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(  # the first that fits: the plainest words first
    (cause, re.compile(shape, re.IGNORECASE))
    for cause, shape in (
        ("photo", r"blur|glare|crop|corner|模糊|反光|缺角|不清晰"),
        ("closed_file", r"password|encrypt|corrupt|damaged|can(not|'t) open|密码|加密|损坏|打不开"),
        ("too_small", r"too small|low resolution|resolution.{0,12}(low|small)|分辨率.{0,4}[低小]|太小|过小"),
        (
            "too_large",
            rf"{_code(413)}|too (large|big)|size.{{0,20}}exceed|exceed.{{0,20}}(size|mb)|smaller than|太大|过大",
        ),
        ("too_large", r"(文件|大小|图片|照片|体积).{0,6}(超过|超出|超限)|max\w* (file )?size"),
        ("format", rf"hei[cf]|webp|{_code(415)}|unsupported|not supported|file type|\bformat|格式|类型|不支持"),
        ("permission", r"camera|permission|notallowed|权限|相机|摄像头|相册"),
        ("signed_out", rf"{_code(401)}|unauthori[sz]ed|session|sign in|log ?in|重新登录|登录已过期|会话"),
        ("network", rf"tim(e|ed)[ -]?out|{_code(408)}|{_code(499)}|{_code(504)}|超时|网络|连接|中断|断开"),
        ("network", r"network|connection|offline|failed to fetch|load failed|aborted|err_"),
        ("our_side", rf"{_code(500)}|{_code(502)}|{_code(503)}|(server|internal) error|bad gateway|unavailable"),
        ("our_side", r"服务器|系统繁忙|维护"),
    )
)


def reads(facts: Facts) -> tuple[Wanted, ...]:
    kyc = facts.maybe("kyc", Kyc)
    wanted = (Wanted("kyc", calls.KYC, AskKyc()),)
    if kyc is None or not kyc.country:
        return wanted
    return (*wanted, Wanted("documents", calls.DOCUMENTS, AskDocuments(kyc.country, kyc.level)))


def judge(facts: Facts) -> Finding:
    text = facts.answer("error")
    cause = cause_of(text)
    if not text:
        return Finding("in_order", State.ACT, lines=(*_ALL, *_rules(facts), *_CLOSING), steps=_STEPS)
    if not cause:
        return Finding(
            "not_known", State.UNCLEAR, lines=(*_ALL, *_rules(facts), *_CLOSING), steps=(CONTACT, *_STEPS[:-1])
        )
    lines = tuple(Line(Mark.INFO, key) for key in _HELPS[cause])
    rules = _rules(facts) if cause in {"format", "too_large", "too_small"} else ()
    state = State.PERSON if cause == "our_side" else State.ACT
    return Finding(cause, state, lines=(Line(Mark.BAD, cause), *lines, *rules, *_CLOSING), steps=_steps(cause))


def cause_of(text: str) -> str:
    """Empty where the text says nothing that is known."""
    return next((cause for cause, shape in _MEANS if shape.search(text[:500])), "")


def _rules(facts: Facts) -> tuple[Line, ...]:
    rules = facts.maybe("documents", Documents)
    if rules is None:
        return (Line(Mark.INFO, "rules"),)
    told: Params = {
        "formats": ", ".join(rules.formats).upper(),
        "size": rules.max_megabytes,
        "side": rules.min_side_px,
    }
    return (Line(Mark.INFO, "rules_known", told),)


def _steps(cause: str) -> tuple[Step, ...]:
    if cause == "our_side":
        return (CONTACT, _STATUS)
    return (*_FIRST.get(cause, ()), *_STEPS)


_PAGE = Step(StepKind.FLOW, "kyc", "page")
_STATUS = Step(StepKind.FLOW, "status", "status")
_STEPS = (
    _PAGE,
    Step(StepKind.ARTICLE, "kyc-upload-failed", "how"),
    Step(StepKind.CHECK, "kyc-by-mail", "mail"),
    CONTACT,
)
_FIRST = {
    "photo": (Step(StepKind.CHECK, "kyc-photo", "photo"),),
    "network": (Step(StepKind.TOOL, "connection", "connection"),),
    "signed_out": (Step(StepKind.FLOW, "login", "sign_in_again"),),
}
_HELPS = {
    "photo": ("take_again",),
    "closed_file": ("export_again",),
    "too_small": ("original_file",),
    "too_large": ("smaller",),
    "format": ("compatible",),
    "permission": ("allow",),
    "signed_out": ("sign_in_first",),
    "network": ("vpn", "resume"),
    "our_side": ("wait_and_resume",),
}
_ALL = tuple(Line(Mark.INFO, key) for key in ("compatible", "smaller", "vpn", "resume", "allow"))
_CLOSING = (Line(Mark.OK, "no_try_used"), Line(Mark.INFO, "not_in_chat"))

CHECK = Definition(
    key="kyc-upload",
    topic=Topic.KYC,
    asks=(Question("error", Ask.ERROR_TEXT, is_needed=False),),
    reads=reads,
    judge=judge,
    articles=("kyc-upload-failed", "kyc-photo-quality"),
    words={
        "en": {
            "title": "A photo does not upload",
            "intro": "Mostly it is the file's format, its size or the network. The message on the screen tells which.",
            "ask.error": "What does the message say?",
            "ask.error.hint": "Copy it here, for example “413” or “HEIC not supported”. Leave it open if there is none.",
            "verdict.in_order": "Without a message, go through these points in order. Mostly it is one of them.",
            "verdict.not_known": "That message we do not know. Go through these points, or show it to a colleague.",
            "verdict.photo": "That is about the photo itself, not about the upload: it has to be taken again.",
            "verdict.closed_file": "The file cannot be opened: it has a password or is damaged.",
            "verdict.too_small": "The picture is too small. It was probably shrunk on the way.",
            "verdict.too_large": "The file is larger than is accepted.",
            "verdict.format": "The file has a format that is not accepted.",
            "verdict.permission": "The app or the browser may not use your camera or your photos yet.",
            "verdict.signed_out": "You were signed out meanwhile, so the upload was refused.",
            "verdict.network": "The connection broke off while it was uploading.",
            "verdict.our_side": "That message comes from our side, not from your photo. A colleague looks at it.",
            "line.photo": "Photo not clear enough",
            "line.closed_file": "File cannot be opened",
            "line.too_small": "Picture too small",
            "line.too_large": "File too large",
            "line.format": "Format not accepted",
            "line.permission": "Camera or photos not allowed",
            "line.signed_out": "Signed out",
            "line.network": "Connection broken off",
            "line.our_side": "Fault on our side",
            "line.take_again": "Take it again: sharp, all corners, no glare",
            "line.export_again": "Remove the PDF's password, or export or photograph it again",
            "line.original_file": "Use the camera's own file, not one that a chat app has sent",
            "line.smaller": "Too large: take it on the verification page itself, or one step lower resolution",
            "line.compatible": "HEIC on an iPhone: Settings → Camera → Formats → Most Compatible, then take it again",
            "line.allow": "Nothing happens: in the phone's settings allow the app camera and photos",
            "line.sign_in_first": "Sign in again, then choose the file once more",
            "line.vpn": "Turn off VPN, change from Wi-Fi to mobile data or back",
            "line.resume": "Then choose “Resume”: it goes on where it stopped",
            "line.wait_and_resume": "See the status page first; what was uploaded so far is kept for “Resume”",
            "line.rules": "What is accepted stands on the verification page, beside the upload",
            "line.rules_known": "Accepted: {formats}, at most {size} MB, short side at least {side} pixels",
            "line.no_try_used": "An upload that failed uses up no try",
            "line.not_in_chat": "Do not send the document in a chat or by e-mail instead",
            "step.page": "Upload again",
            "step.photo": "Take a photo that passes",
            "step.connection": "Test the connection",
            "step.sign_in_again": "Sign in again",
            "step.status": "See the status page",
            "step.how": "All messages explained",
            "step.mail": "Ask by e-mail",
        },
        "zh-CN": {
            "title": "证件照片上传失败",
            "intro": "多半是文件格式、大小或网络的问题，屏幕上的提示能说明是哪一个。",
            "ask.error": "提示写了什么？",
            "ask.error.hint": "复制到这里，例如“413”“不支持 HEIC”。没有提示就不用填。",
            "verdict.in_order": "没有提示的话，请按顺序检查下面几点，多半就是其中之一。",
            "verdict.not_known": "这个提示我们不认识。请先检查下面几点，或把它给客服看。",
            "verdict.photo": "这是照片本身的问题，不是上传失败，需要重新拍摄。",
            "verdict.closed_file": "文件打不开：可能有密码，或已损坏。",
            "verdict.too_small": "图片太小，可能在传送时被压缩过。",
            "verdict.too_large": "文件超过了允许的大小。",
            "verdict.format": "文件格式不支持。",
            "verdict.permission": "App 或浏览器还没有使用相机或相册的权限。",
            "verdict.signed_out": "您已退出登录，所以上传被拒绝。",
            "verdict.network": "上传过程中网络断开了。",
            "verdict.our_side": "这个提示是我们这边的问题，与您的照片无关，客服会核查。",
            "line.photo": "照片不够清楚",
            "line.closed_file": "文件打不开",
            "line.too_small": "图片太小",
            "line.too_large": "文件太大",
            "line.format": "格式不支持",
            "line.permission": "没有相机或相册权限",
            "line.signed_out": "已退出登录",
            "line.network": "网络中断",
            "line.our_side": "我们这边的故障",
            "line.take_again": "重新拍：清晰、四角齐全、不反光",
            "line.export_again": "去掉 PDF 的密码，或重新导出、重新拍摄",
            "line.original_file": "用相机原图，不要用聊天软件传过的",
            "line.smaller": "文件太大：在认证页直接拍，或把分辨率调低一级",
            "line.compatible": "iPhone 的 HEIC：设置 → 相机 → 格式 → 兼容性最佳，再重拍",
            "line.allow": "点了没反应：在手机设置里允许使用相机和相册",
            "line.sign_in_first": "重新登录，再选一次文件",
            "line.vpn": "关掉 VPN，把 Wi-Fi 换成手机流量（或反过来）",
            "line.resume": "然后点“继续上传”，会从断点接着传",
            "line.wait_and_resume": "请先看状态页；已传的部分会保留，之后点“继续上传”",
            "line.rules": "允许的格式和大小，见认证页上传处的说明",
            "line.rules_known": "支持 {formats}，不超过 {size} MB，短边至少 {side} 像素",
            "line.no_try_used": "没传成功不占用提交次数",
            "line.not_in_chat": "请不要改用聊天或邮件发送证件",
            "step.page": "重新上传",
            "step.photo": "怎样拍出能通过的照片",
            "step.connection": "检测网络连接",
            "step.sign_in_again": "重新登录",
            "step.status": "查看状态页",
            "step.how": "各种提示的说明",
            "step.mail": "发邮件咨询",
        },
    },
)
