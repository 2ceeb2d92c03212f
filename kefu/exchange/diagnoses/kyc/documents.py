"""Which papers are taken as proof of identity and of address, by the country that issued them and the level wanted."""

from kefu.exchange.contract import calls
from kefu.exchange.contract.account import AskDocuments, Documents
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

BASIC, ADVANCED = LEVELS = ("basic", "advanced")
_PAPERS = {
    *("passport", "id_card", "driving_licence", "residence_permit", "utility_bill"),
    *("bank_statement", "tax_notice", "tenancy", "household_register"),
}


def reads(facts: Facts) -> tuple[Wanted, ...]:
    asked = AskDocuments(facts.answer("country"), facts.answer("level"))
    return (Wanted("documents", calls.DOCUMENTS, asked),)


def judge(facts: Facts) -> Finding:
    documents = facts.need("documents", Documents)
    country: Params = {"country": facts.answer("country")}
    if not documents.identity:
        return Finding("none_taken", State.PERSON, country, (Line(Mark.BAD, "none_taken", country),), (CONTACT, _LIST))
    lines = (*_taken("identity", documents.identity), *_address(facts, documents), _file(documents), _ORIGINAL)
    return Finding("taken", State.FINE, country, lines, (_PAGE, _PHOTO, _LIST, CONTACT))


def _taken(key: str, papers: tuple[str, ...]) -> tuple[Line, ...]:
    """What has no words here is left to the page that lists it: a code says nothing to a customer."""
    known = [each for each in papers if each in _PAPERS]
    lines = tuple(Line(Mark.OK, key, {"paper": each}) for each in known)
    return lines if len(known) == len(papers) else (*lines, Line(Mark.INFO, "more"))


def _address(facts: Facts, documents: Documents) -> tuple[Line, ...]:
    if facts.answer("level") == BASIC or not documents.address:
        return (Line(Mark.INFO, "no_address"),) if facts.answer("level") == BASIC else ()
    days = documents.address_newest_days
    issued = (Line(Mark.INFO, "issued_within", {"days": days}),) if days else ()
    return (*_taken("address", documents.address), *issued)


def _file(documents: Documents) -> Line:
    formats = ", ".join(documents.formats).upper()
    return Line(Mark.INFO, "file", {"formats": formats, "size": documents.max_megabytes, "side": documents.min_side_px})


_ORIGINAL = Line(Mark.INFO, "original")
_PAGE = Step(StepKind.FLOW, "kyc", "page")
_PHOTO = Step(StepKind.CHECK, "kyc-photo", "photo")
_LIST = Step(StepKind.ARTICLE, "kyc-accepted-documents", "all")

CHECK = Definition(
    key="kyc-documents",
    topic=Topic.KYC,
    asks=(Question("country", Ask.COUNTRY), Question("level", Ask.CHOICE, is_needed=False, choices=LEVELS)),
    reads=reads,
    judge=judge,
    articles=("kyc-accepted-documents", "kyc-address-proof", "kyc-levels-and-limits"),
    words={
        "en": {
            "title": "Which documents are accepted?",
            "intro": "It depends on the country that issued your document and on the level you want.",
            "ask.country": "Country or region that issued the document",
            "ask.country.hint": "Two letters, for example DE or SG. Not where you live now.",
            "ask.level": "Which level?",
            "ask.level.basic": "Basic: identity alone",
            "ask.level.advanced": "Advanced: identity and address",
            "verdict.taken": "These are accepted from {country}. One of each sort is enough.",
            "verdict.none_taken": (
                "For {country} we list no document that is accepted. A colleague can tell you what is possible."
            ),
            "line.identity": "Proof of identity: {paper}",
            "line.address": "Proof of address: {paper}",
            "line.issued_within": "Proof of address: issued within the last {days} days, in your name, whole page",
            "line.no_address": "Proof of address: not needed for basic",
            "line.more": "Others are named on the verification page",
            "line.file": "File: {formats}, at most {size} MB, short side at least {side} pixels",
            "line.original": "The original, still valid, everything on it readable; no copies and no screenshots",
            "line.none_taken": "{country}: no document listed",
            "step.page": "Open the verification page",
            "step.photo": "Take a photo that passes",
            "step.all": "All documents explained",
            "term.passport": "passport",
            "term.id_card": "ID card, both sides",
            "term.driving_licence": "driving licence, both sides",
            "term.residence_permit": "residence permit, both sides",
            "term.utility_bill": "bill for water, power, gas or internet",
            "term.bank_statement": "bank statement",
            "term.tax_notice": "tax notice",
            "term.tenancy": "tenancy agreement",
            "term.household_register": "certificate of household registration",
        },
        "zh-CN": {
            "title": "认证可以用哪些证件？",
            "intro": "要看证件的签发地，以及您想认证的等级。",
            "ask.country": "证件签发的国家或地区",
            "ask.country.hint": "填两个字母，例如 CN、SG。不是您现在的居住地。",
            "ask.level": "哪个等级？",
            "ask.level.basic": "基础认证：只要身份证明",
            "ask.level.advanced": "高级认证：身份证明和地址证明",
            "verdict.taken": "{country} 签发的以下证件可以使用，每类提供一份即可。",
            "verdict.none_taken": "{country} 暂时没有列出可用的证件，客服可以告诉您有什么办法。",
            "line.identity": "身份证明：{paper}",
            "line.address": "地址证明：{paper}",
            "line.issued_within": "地址证明：最近 {days} 天内开具，有您的姓名，整页可见",
            "line.no_address": "地址证明：基础认证不需要",
            "line.more": "其他可用的证件，以认证页列出的为准",
            "line.file": "文件：{formats}，不超过 {size} MB，短边至少 {side} 像素",
            "line.original": "证件原件，在有效期内，内容清晰可读；不收复印件和截图",
            "line.none_taken": "{country}：没有列出可用的证件",
            "step.page": "打开认证页",
            "step.photo": "怎样拍出能通过的照片",
            "step.all": "各种证件的说明",
            "term.passport": "护照",
            "term.id_card": "身份证（正反面）",
            "term.driving_licence": "驾照（正反面）",
            "term.residence_permit": "居留证（正反面）",
            "term.utility_bill": "水、电、燃气或宽带账单",
            "term.bank_statement": "银行对账单",
            "term.tax_notice": "税单",
            "term.tenancy": "租房合同",
            "term.household_register": "户籍证明",
        },
    },
)
