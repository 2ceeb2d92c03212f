"""Each verdict of the checks about verification, reached with facts made by hand."""

from datetime import timedelta
from typing import Any

import pytest

from kefu.exchange.contract.account import Documents, FieldDifference, Kyc
from kefu.exchange.contract.kinds import KycRejection, KycState, Trouble
from kefu.exchange.diagnoses.definition import Definition, State, Topic
from kefu.exchange.diagnoses.kyc import by_mail, documents, kyc_help, photo, rejected, resubmit, upload
from kefu.exchange.diagnoses.registry import of_topic
from kefu.exchange.diagnoses.tests.facts import NOW, facts
from kefu.exchange.diagnoses.tests.judged import found

SOON = NOW + timedelta(hours=3)
R = KycRejection
DIFFERENCE = FieldDifference("name", "W••g", "W••g F••g")
FINAL = {R.UNDER_AGE: "final", R.REGION_NOT_SERVED: "final", R.DUPLICATE_ACCOUNT: "duplicate"}


def kyc(state: KycState, *rejections: KycRejection, **more: Any) -> dict[str, Any]:
    return {"kyc": Kyc(state, rejections=rejections, **more)}


NONE, PENDING = kyc(KycState.NONE), kyc(KycState.PENDING, submitted_at=NOW)
APPROVED = kyc(KycState.APPROVED, level="advanced")
BLURRED = kyc(KycState.REJECTED, R.BLURRED)
SPENT = kyc(KycState.REJECTED, R.BLURRED, tries_left=0)
LATER = kyc(KycState.REJECTED, R.BLURRED, tries_left=0, next_try_at=SOON)
AGAIN = kyc(KycState.REJECTED, R.BLURRED, tries_left=0, next_try_at=NOW)
DIFFERS = kyc(KycState.REJECTED, R.NAME_MISMATCH, differences=(DIFFERENCE,))
TAKEN = {"documents": Documents(("passport", "id_card"), ("utility_bill",), 90)}

CASES: list[tuple[Definition, str, State, dict[str, str], dict[str, Any]]] = [
    (kyc_help.CHECK, "choose", State.CHOOSE, {}, {"kyc": Trouble.NOT_PROVED}),
    (kyc_help.CHECK, "rejected", State.CHOOSE, {"branch": "rejected"}, {"kyc": Trouble.BUSY}),
    (kyc_help.CHECK, "wrong_details", State.CHOOSE, {"branch": "wrong_details"}, BLURRED),
    (kyc_help.CHECK, "upload", State.CHOOSE, {"branch": "upload"}, PENDING),
    (kyc_help.CHECK, "pending", State.CHOOSE, {"branch": "rejected"}, PENDING),
    (kyc_help.CHECK, "choose", State.CHOOSE, {}, APPROVED),
    (kyc_help.CHECK, "choose", State.CHOOSE, {}, NONE),
    (rejected.CHECK, "not_sent", State.ACT, {}, NONE),
    (rejected.CHECK, "pending", State.WAITING, {}, PENDING),
    (rejected.CHECK, "pending", State.WAITING, {}, kyc(KycState.PENDING)),
    (rejected.CHECK, "approved", State.FINE, {}, APPROVED),
    (rejected.CHECK, "unsaid", State.PERSON, {}, kyc(KycState.REJECTED)),
    *(
        (
            rejected.CHECK,
            FINAL.get(each, "rejected"),
            State.PERSON if each in FINAL else State.ACT,
            {},
            kyc(KycState.REJECTED, each),
        )
        for each in R
    ),
    (rejected.CHECK, "final", State.PERSON, {}, kyc(KycState.REJECTED, R.BLURRED, R.UNDER_AGE)),
    (rejected.CHECK, "later", State.WAITING, {}, LATER),
    (rejected.CHECK, "rejected", State.ACT, {}, AGAIN),
    (rejected.CHECK, "no_tries", State.PERSON, {}, SPENT),
    (photo.CHECK, "guide", State.ACT, {}, {"kyc": Trouble.NOT_PROVED}),
    *((photo.CHECK, "guide", State.ACT, {"document": each}, {}) for each in photo.DOCUMENTS),
    (photo.CHECK, "guide", State.ACT, {}, DIFFERS | TAKEN),
    (photo.CHECK, "retake", State.ACT, {}, BLURRED),
    (photo.CHECK, "guide", State.ACT, {}, kyc(KycState.PENDING, R.BLURRED)),
    *((photo.CHECK, "retake", State.ACT, {}, kyc(KycState.REJECTED, each)) for each in (R.GLARE, R.CROPPED)),
    *(
        (photo.CHECK, "retake", State.ACT, {}, kyc(KycState.REJECTED, each))
        for each in (R.COPY_OR_SCREEN, R.FACE_MISMATCH)
    ),
    (resubmit.CHECK, "differs", State.ACT, {}, DIFFERS),
    (resubmit.CHECK, "resubmit", State.ACT, {}, BLURRED),
    (resubmit.CHECK, "resubmit", State.ACT, {}, AGAIN),
    (resubmit.CHECK, "later", State.WAITING, {}, LATER),
    (resubmit.CHECK, "no_tries", State.PERSON, {}, SPENT),
    (resubmit.CHECK, "fill_in", State.ACT, {}, NONE),
    (resubmit.CHECK, "pending", State.WAITING, {}, PENDING),
    (resubmit.CHECK, "approved", State.PERSON, {}, APPROVED),
    (documents.CHECK, "taken", State.FINE, {"country": "DE"}, TAKEN),
    (documents.CHECK, "taken", State.FINE, {"country": "DE", "level": "basic"}, TAKEN),
    (documents.CHECK, "none_taken", State.PERSON, {"country": "XX"}, {"documents": Documents(())}),
    (upload.CHECK, "in_order", State.ACT, {}, {"kyc": Trouble.NOT_CONNECTED}),
    (upload.CHECK, "not_known", State.UNCLEAR, {"error": "Oops"}, {}),
    (upload.CHECK, "photo", State.ACT, {"error": "照片模糊"}, {}),
    (upload.CHECK, "closed_file", State.ACT, {"error": "PDF is encrypted"}, {}),
    (upload.CHECK, "too_small", State.ACT, {"error": "Image too small"}, TAKEN),
    (upload.CHECK, "too_large", State.ACT, {"error": "HTTP 413"}, TAKEN),
    (upload.CHECK, "format", State.ACT, {"error": "HEIC"}, TAKEN),
    (upload.CHECK, "permission", State.ACT, {"error": "NotAllowedError"}, {}),
    (upload.CHECK, "signed_out", State.ACT, {"error": "401"}, {}),
    (upload.CHECK, "network", State.ACT, {"error": "timeout"}, {}),
    (upload.CHECK, "our_side", State.PERSON, {"error": "500"}, {}),
    (by_mail.CHECK, "write", State.PERSON, {}, {"kyc": Trouble.NOT_PROVED}),
    *((by_mail.CHECK, "write", State.PERSON, {}, kyc(KycState.REJECTED, each, submitted_at=NOW)) for each in R),
    (by_mail.CHECK, "under_review", State.WAITING, {}, PENDING),
]


@pytest.mark.parametrize(("check", "verdict", "state", "answers", "known"), CASES)
def test_facts_lead_to_their_verdict(
    check: Definition, verdict: str, state: State, answers: dict[str, str], known: dict[str, Any]
) -> None:
    finding = found(check, facts(answers, **known))
    assert (finding.verdict, finding.state) == (verdict, state)


def test_each_verdict_that_has_words_is_reached() -> None:
    reached: dict[str, set[str]] = {}
    for check, verdict, *_rest in CASES:
        reached.setdefault(check.key, set()).add(verdict)
    for check in of_topic(Topic.KYC):
        verdicts = {key.removeprefix("verdict.") for key in check.words["en"] if key.startswith("verdict.")}
        assert verdicts == reached[check.key], check.key
