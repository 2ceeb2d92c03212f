"""Is it really us? The same verdicts as on the page, for apps; and telling us of a scammer."""

from dataclasses import asdict

from django.utils import translation
from ninja.responses import Status

from kefu.api.v1 import shapes_verify as shapes
from kefu.api.v1.door import ApiRequest, GuardedRouter
from kefu.api.v1.shapes import LanguageTag
from kefu.kit.languages import screen_of
from kefu.people.access import Rate, Who, policy
from kefu.safeguards import fraud
from kefu.safeguards.evidence import Evidence
from kefu.safeguards.fraud import Source
from kefu.ui import verdicts
from kefu.ui.verdict_shapes import Asker, Shown

router = GuardedRouter(tags=["verify"])


@router.post("/verify", response=shapes.Verdicts)
@policy(Who.ANYONE, objects="what is ours by name", rate=Rate.SEARCH)
def verify(request: ApiRequest, question: shapes.Question, locale: LanguageTag = "en") -> shapes.Verdicts:
    """Whether something is ours, only looks like it, is a known fraud, or is unknown. What is asked is kept nowhere.

    Of a message code only its recipient is told, with their token: when it was sent, by whom, and where it stands.
    """
    with translation.override(screen_of(locale)):
        asker = Asker(request.auth, request.META.get("REMOTE_ADDR", ""), question.zone)
        found = [_verdict(each) for each in verdicts.answered(question.text, asker)]
    return shapes.Verdicts(verdicts=found)


@router.post("/verify/reports", response={201: shapes.Reported})
@policy(Who.ANYONE, objects="what somebody tells of a stranger", rate=Rate.OPINION)
def report(request: ApiRequest, told: shapes.NewReport) -> Status[shapes.Reported]:
    """Tells us of a scammer, or of a message that asked for what it must not. One of our people decides; a confirmed name
    warns everybody who asks."""
    viewer, ip = request.auth, request.META.get("REMOTE_ADDR", "")
    source = Source.CHAT if told.conversation and viewer.is_customer else Source.API
    evidence = Evidence(told.conversation or "", told.seq, tuple(told.files))
    reference = fraud.tell(told.text, words=told.words, source=source, viewer=viewer, ip=ip, evidence=evidence)
    return Status(201, shapes.Reported(reference=reference))


def _verdict(shown: Shown) -> shapes.OneVerdict:
    told = asdict(shown)
    return shapes.OneVerdict.model_validate({**told, "verdict": told["outcome"]})
