"""What the checks about verification tell beside their verdict, what they read, and where they lead first."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from kefu.exchange.contract.account import AskDocuments, Documents, FieldDifference, Kyc
from kefu.exchange.contract.kinds import KycRejection, KycState, Trouble
from kefu.exchange.diagnoses.definition import Definition, NotLearned
from kefu.exchange.diagnoses.kyc import by_mail, documents, kyc_help, photo, rejected, resubmit, upload
from kefu.exchange.diagnoses.kyc.upload import cause_of
from kefu.exchange.diagnoses.tests.facts import NOW, facts
from kefu.exchange.diagnoses.tests.judged import found, keys_of, told

R = KycRejection


def refused(*rejections: KycRejection, differences: Sequence[FieldDifference] = (), tries: int | None = None) -> Kyc:
    return Kyc(KycState.REJECTED, rejections=rejections, differences=tuple(differences), tries_left=tries)


@pytest.mark.parametrize("rejection", KycRejection)
def test_each_reason_is_told_in_words_of_its_own(rejection: KycRejection) -> None:
    finding = found(rejected.CHECK, facts(kyc=refused(rejection)))
    assert keys_of(finding)[0] == rejection.value
    assert f"term.{rejection.value}" in by_mail.CHECK.words["en"]


@pytest.mark.parametrize(
    ("reasons", "leads"),
    [
        ((R.BLURRED,), ["kyc-photo"]),
        ((R.NAME_MISMATCH,), ["kyc-resubmit"]),
        ((R.EXPIRED,), ["kyc-documents"]),
        ((R.BLURRED, R.ADDRESS_TOO_OLD, R.NUMBER_MISMATCH), ["kyc-resubmit", "kyc-photo", "kyc-documents"]),
        ((R.DUPLICATE_ACCOUNT,), ["cannot-sign-in"]),
    ],
)
def test_reasons_lead_to_what_mends_them(reasons: tuple[KycRejection, ...], leads: list[str]) -> None:
    steps = found(rejected.CHECK, facts(kyc=refused(*reasons))).steps
    assert [step.target for step in steps][: len(leads)] == leads


def test_a_reason_given_twice_is_told_once_and_tries_are_counted() -> None:
    keys = keys_of(found(rejected.CHECK, facts(kyc=refused(R.GLARE, R.GLARE, tries=2))))
    assert keys == ["glare", "tries", "stays"]
    anew = Kyc(KycState.REJECTED, rejections=(R.GLARE,), tries_left=0, next_try_at=NOW - timedelta(hours=1))
    assert "tries" not in keys_of(found(rejected.CHECK, facts(kyc=anew)))


@pytest.mark.parametrize("check", [rejected.CHECK, resubmit.CHECK])
def test_without_the_record_no_verdict_is_made_up(check: Definition) -> None:
    with pytest.raises(NotLearned):
        check.judge(facts(kyc=Trouble.TIMEOUT))


def test_without_the_list_no_document_is_made_up() -> None:
    with pytest.raises(NotLearned):
        documents.CHECK.judge(facts({"country": "DE"}, documents=Trouble.NOT_OFFERED))


@pytest.mark.parametrize("field", ["name", "birth", "number", "address", "expiry", "blood_group"])
def test_differences_are_shown_masked_as_the_exchange_gave_them(field: str) -> None:
    kyc = refused(R.NAME_MISMATCH, differences=[FieldDifference(field, "W••g", "W••g {F}••g")])
    line = resubmit.CHECK.judge(facts(kyc=kyc)).lines[0]
    assert line.params == {
        "field": "other_field" if field == "blood_group" else field,
        "given": "W••g",
        "document": "W••g {F}••g",
    }


def test_a_difference_reads_as_a_sentence() -> None:
    kyc = refused(R.BIRTH_MISMATCH, differences=[FieldDifference("birth", "••••-03-••", "••••-05-••")])
    finding = found(resubmit.CHECK, facts(kyc=kyc))
    text = "Date of birth: you filled in ••••-03-••, the document says ••••-05-••"
    assert told(resubmit.CHECK, finding).lines[0].text == text


def test_documents_are_asked_for_by_country_and_level() -> None:
    (wanted,) = documents.CHECK.reads(facts({"country": "DE", "level": "advanced"}))
    assert wanted.asked == AskDocuments("DE", "advanced")


def test_documents_are_listed_with_what_a_file_may_be() -> None:
    known = Documents(("passport", "moon_card"), ("bank_statement",), 90, ("jpg", "pdf"), 5_250_000, 900)
    lines = told(documents.CHECK, found(documents.CHECK, facts({"country": "DE"}, documents=known))).lines
    assert [line.text for line in lines] == [
        "Proof of identity: passport",
        "Others are named on the verification page",
        "Proof of address: bank statement",
        "Proof of address: issued within the last 90 days, in your name, whole page",
        "File: JPG, PDF, at most 5.2 MB, short side at least 900 pixels",
        "The original, still valid, everything on it readable; no copies and no screenshots",
    ]


def test_for_basic_no_proof_of_address_is_asked() -> None:
    known = Documents(("passport",), ("bank_statement",), 90)
    keys = keys_of(found(documents.CHECK, facts({"country": "DE", "level": "basic"}, documents=known)))
    assert keys == ["identity", "no_address", "file", "original"]


@pytest.mark.parametrize("check", [photo.CHECK, upload.CHECK])
def test_the_rules_of_the_customers_own_country_are_read_once_it_is_known(check: Definition) -> None:
    assert [each.name for each in check.reads(facts(kyc=Trouble.BUSY))] == ["kyc"]
    assert [each.name for each in check.reads(facts(kyc=Kyc(KycState.NONE)))] == ["kyc"]
    mine = check.reads(facts(kyc=Kyc(KycState.NONE, level="basic", country="SG")))
    assert mine[1].asked == AskDocuments("SG", "basic")


def test_a_photo_is_told_by_what_is_taken_and_what_was_wrong_the_last_time() -> None:
    card = keys_of(found(photo.CHECK, facts({"document": "id_card"}, kyc=refused(R.GLARE, R.EXPIRED))))
    assert card[:3] == ["last_glare", "both_sides", "original"]
    face = keys_of(found(photo.CHECK, facts({"document": "face"}, documents=Documents(("passport",)))))
    assert face == ["face", "size_known", "not_in_chat"]


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("错误413", "too_large"),
        ("Error 1413", ""),
        ("Request Entity Too Large", "too_large"),
        ("File size exceeds 10 MB", "too_large"),
        ("文件超过20MB", "too_large"),
        ("HEIC is not supported", "format"),
        ("photo.heif", "format"),
        ("不支持的格式", "format"),
        ("More information is needed", ""),
        ("Identity check failed", ""),
        ("图片太小", "too_small"),
        ("resolution is too low", "too_small"),
        ("timeout", "network"),
        ("Request timed out", "network"),
        ("TypeError: Failed to fetch", "network"),
        ("504 Gateway Time-out", "network"),
        ("网络异常,请稍后再试", "network"),
        ("上传超时", "network"),
        ("502 Bad Gateway", "our_side"),
        ("系统繁忙", "our_side"),
        ("Permission denied", "permission"),
        ("没有相机权限", "permission"),
        ("Session expired", "signed_out"),
        ("登录已过期", "signed_out"),
        ("文件已损坏", "closed_file"),
        ("Glare detected", "photo"),
        ("Load failed", "network"),
        ("Too many attempts exceeded", ""),
        ("", ""),
    ],
)
def test_a_message_means_its_cause(text: str, cause: str) -> None:
    assert cause_of(text) == cause


def test_the_accepted_size_is_told_where_it_is_known() -> None:
    known = facts({"error": "413"}, documents=Documents(("passport",), max_bytes=20_000_000))
    texts = [line.text for line in told(upload.CHECK, found(upload.CHECK, known)).lines]
    assert "Accepted: JPG, PNG, at most 20 MB, short side at least 800 pixels" in texts
    assert "rules" in keys_of(found(upload.CHECK, facts({"error": "413"}, kyc=Trouble.BUSY)))


def test_a_broken_connection_is_tested_first() -> None:
    assert found(upload.CHECK, facts({"error": "timeout"})).steps[0].target == "connection"


@pytest.mark.parametrize(
    ("branch", "first"), [("rejected", "kyc-rejected"), ("wrong_details", "kyc-resubmit"), ("upload", "kyc-upload")]
)
def test_a_branch_leads_to_its_check(branch: str, first: str) -> None:
    assert found(kyc_help.CHECK, facts({"branch": branch}, kyc=Trouble.NOT_PROVED)).steps[0].target == first


@pytest.mark.parametrize("kyc", [Trouble.NOT_PROVED, Kyc(KycState.REJECTED), Kyc(KycState.PENDING)])
def test_papers_are_kept_out_of_mail_whatever_is_known(kyc: Kyc | Trouble) -> None:
    assert {"no_papers", "safe_link"} <= set(keys_of(found(by_mail.CHECK, facts(kyc=kyc))))
