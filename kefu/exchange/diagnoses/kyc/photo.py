"""How a photo of a document passes: what is looked at in the browser before it is sent, and what was wrong the last time."""

from kefu.exchange.contract import calls
from kefu.exchange.contract.account import AskDocuments, AskKyc, Documents, Kyc
from kefu.exchange.contract.kinds import KycRejection, KycState
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

PASSPORT = "passport"
DOCUMENTS = (PASSPORT, "id_card", "driving_licence", "residence_permit", "address_proof", "face")
_OF_PHOTOS = (
    KycRejection.BLURRED,
    KycRejection.GLARE,
    KycRejection.CROPPED,
    KycRejection.COPY_OR_SCREEN,
    KycRejection.FACE_MISMATCH,
)
_BOTH_SIDES = ("id_card", "driving_licence", "residence_permit")


def reads(facts: Facts) -> tuple[Wanted, ...]:
    kyc = facts.maybe("kyc", Kyc)
    wanted = (Wanted("kyc", calls.KYC, AskKyc()),)
    if kyc is None or not kyc.country:
        return wanted
    return (*wanted, Wanted("documents", calls.DOCUMENTS, AskDocuments(kyc.country, kyc.level)))


def judge(facts: Facts) -> Finding:
    last = _last_time(facts)
    lines = (*last, *_document(facts.answer("document")), *_looked_at(facts), Line(Mark.INFO, "not_in_chat"))
    return Finding("retake" if last else "guide", State.ACT, lines=lines, steps=_STEPS)


def _last_time(facts: Facts) -> tuple[Line, ...]:
    kyc = facts.maybe("kyc", Kyc)
    if kyc is None or kyc.state is not KycState.REJECTED:
        return ()
    return tuple(Line(Mark.BAD, f"last_{each.value}") for each in _OF_PHOTOS if each in kyc.rejections)


def _document(document: str) -> tuple[Line, ...]:
    if document == "face":
        return (Line(Mark.INFO, "face"),)
    if document == "address_proof":
        return (Line(Mark.INFO, "whole_page"),)
    if document in _BOTH_SIDES:
        return (Line(Mark.INFO, "both_sides"),)
    return (Line(Mark.INFO, "photo_page"),) if document == PASSPORT else ()


def _looked_at(facts: Facts) -> tuple[Line, ...]:
    keys = ("original", "sharp", "corners", "no_glare", "readable") if facts.answer("document") != "face" else ()
    rules = facts.maybe("documents", Documents)
    if rules is None:
        return (*(Line(Mark.INFO, key) for key in keys), Line(Mark.INFO, "size"))
    size: Params = {"formats": ", ".join(rules.formats).upper(), "side": rules.min_side_px, "size": rules.max_megabytes}
    return (*(Line(Mark.INFO, key) for key in keys), Line(Mark.INFO, "size_known", size))


_STEPS = (
    Step(StepKind.FLOW, "kyc", "take"),
    Step(StepKind.TOOL, "photo", "look"),
    Step(StepKind.CHECK, "kyc-upload", "upload"),
    Step(StepKind.ARTICLE, "kyc-photo-quality", "how"),
    CONTACT,
)

CHECK = Definition(
    key="kyc-photo",
    topic=Topic.KYC,
    asks=(Question("document", Ask.CHOICE, is_needed=False, choices=DOCUMENTS),),
    reads=reads,
    judge=judge,
    articles=("kyc-photo-quality", "kyc-data-protection"),
    tool="photo",
    words={
        "en": {
            "title": "Take a photo that passes",
            "intro": "What is looked at before a photo is sent, so that you can put it right at once.",
            "ask.document": "What do you take a photo of?",
            "ask.document.passport": "Passport",
            "ask.document.id_card": "ID card",
            "ask.document.driving_licence": "Driving licence",
            "ask.document.residence_permit": "Residence permit",
            "ask.document.address_proof": "Proof of address",
            "ask.document.face": "My face",
            "verdict.guide": "Each photo is checked in your browser before it is sent. These are the points.",
            "verdict.retake": "The last photo was sent back. Take it again with the points below in mind.",
            "line.last_blurred": "Last time: blurred",
            "line.last_glare": "Last time: light reflected on it",
            "line.last_cropped": "Last time: a corner was missing",
            "line.last_copy_or_screen": "Last time: a copy or a screen instead of the original",
            "line.last_face_mismatch": "Last time: the face did not match",
            "line.photo_page": "Passport: the page with your photo and the two lines of signs at its bottom",
            "line.both_sides": "Front and back, one photo each",
            "line.whole_page": "The whole page, with name, address, date and who issued it; a PDF is best",
            "line.face": "Face: even light from the front, phone at eye level, no hat, mask or sunglasses, nobody behind you",
            "line.original": "The original, taken out of its cover; no copy, no screen, no watermark of your own",
            "line.sharp": "Sharpness: clean the lens, tap to focus, hold still",
            "line.corners": "Edges: all four corners inside, a little margin, on a dark table",
            "line.no_glare": "Glare: no flash, daylight from the side, no white spots",
            "line.readable": "Magnify it: each letter can be read, no finger on it",
            "line.size": "Size: the original file of the camera, not one that a chat app has shrunk",
            "line.size_known": "File: {formats}, at most {size} MB, short side at least {side} pixels",
            "line.not_in_chat": "Photos of documents belong on the verification page alone, not in a chat",
            "step.take": "Take the photo on the verification page",
            "step.look": "Check a photo on this device",
            "step.upload": "It does not upload",
            "step.how": "Clear photos, with pictures",
        },
        "zh-CN": {
            "title": "怎样拍出能通过的照片",
            "intro": "提交前会检查这几点，当场就能改好。",
            "ask.document": "要拍什么？",
            "ask.document.passport": "护照",
            "ask.document.id_card": "身份证",
            "ask.document.driving_licence": "驾照",
            "ask.document.residence_permit": "居留证",
            "ask.document.address_proof": "地址证明",
            "ask.document.face": "人脸",
            "verdict.guide": "每张照片提交前，都会先在您的浏览器里检查以下几点。",
            "verdict.retake": "上次的照片被退回了，请对照下面几点重拍。",
            "line.last_blurred": "上次的问题：模糊",
            "line.last_glare": "上次的问题：反光",
            "line.last_cropped": "上次的问题：缺角",
            "line.last_copy_or_screen": "上次的问题：不是原件，而是复印件或屏幕",
            "line.last_face_mismatch": "上次的问题：人脸不匹配",
            "line.photo_page": "护照：拍资料页，包括底部两行机读码",
            "line.both_sides": "正面和反面，各拍一张",
            "line.whole_page": "整页拍全，有姓名、地址、日期和开具机构；最好用 PDF",
            "line.face": "人脸：光从前面来，手机与眼睛同高，不戴帽子、口罩、墨镜，背后没有别人",
            "line.original": "证件原件，从卡套里取出；不要复印件、屏幕，也不要自己加水印",
            "line.sharp": "清晰：擦镜头，点一下对焦，拿稳",
            "line.corners": "完整：四角都在框内，四边留空，放在深色桌面上",
            "line.no_glare": "反光：关闪光灯，用侧面的自然光，没有白斑",
            "line.readable": "放大看：每个字都能读，没有手指遮挡",
            "line.size": "大小：用相机原图，不要用聊天软件压缩过的",
            "line.size_known": "文件：{formats}，不超过 {size} MB，短边至少 {side} 像素",
            "line.not_in_chat": "证件照片只在认证页提交，不要发在聊天里",
            "step.take": "到认证页拍照",
            "step.look": "在本机检查照片",
            "step.upload": "照片传不上去",
            "step.how": "清晰照片的图示",
        },
    },
)
