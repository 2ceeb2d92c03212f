"""INV11: every change by staff stands in the journal, in its own transaction. Goes through every page they may post to and
every operation of the API they may call; what needs no row is in tests/acts.py, with its reason.
"""

import inspect
import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from conftest import a_customer, an_agent, as_viewer, says
from kefu.conversations import definitions, log, queries
from kefu.conversations.data_notes import Alarm
from kefu.conversations.records import ConversationRecord
from kefu.exchange import starter
from kefu.files.tests import pictures
from kefu.kit import clock
from kefu.knowledge import library, library_files, phrasings, trials
from kefu.knowledge.models import Doubt, Media, Revision
from kefu.knowledge.tests import sample
from kefu.people.access import NOBODY, Viewer, Who, policy_of
from kefu.people.capabilities import Role
from kefu.people.models import Agent
from kefu.safeguards import appeals, exports_making, fraud, freezes, vault_asks
from kefu.safeguards.fraud import Source
from kefu.safeguards.kinds import ExportState
from kefu.safeguards.models import (
    AccountAppeal,
    BlockedText,
    Erasure,
    Export,
    FraudReport,
    LegalHold,
    Paper,
    PaperAsk,
    PaperLook,
    PaperView,
    RevealFreeze,
    SecondReading,
)
from kefu.trust import admissions, identities, teams
from kefu.trust.models import CustomerPasskey
from kefu.trust.sso.said import Protocol
from kefu.watchers.bot import measuring
from kefu.watchers.bot.models import BotTurn
from kefu.web.editor.tests.desk import NEW, form_of
from tests.acts import ACTS, FREE, NO_ACT
from tests.journaled import JOURNAL, watched
from tests.security import acts_of_ours, vault_house
from tests.security.device import Device
from tests.security.door import code_of
from tests.security.house import House, forget_calls
from tests.security.mailed import looks_after_mail
from tests.security.operations import BEFORE, HERE, OPEN, STAFF
from tests.security.test_access import NAMES, addressed, patterns

ARTICLES, LEARNING = "/desk/articles", "/desk/articles/assistant"
PASSWORD = "article:reset-password"
ALTS = {"alt-zh-CN": "提现页面", "alt-en": "The page for withdrawals"}
MACRO = {"title-en": "Greeting", "body-en": "Hello {customer.name}"}


@pytest.mark.django_db
def test_INV11_every_page_that_staff_may_post_to_is_named_as_an_act_or_with_why_it_is_none() -> None:
    root = Client()
    root.force_login(an_agent("Root", Role.ADMIN))
    found = set()
    for route, pattern in patterns(get_resolver("kefu.urls").url_patterns):
        declared = policy_of(pattern.callback)
        if declared is None or route.startswith("api/") or declared.who not in {Who.STAFF, Who.OUR_OWN, Who.SIGNED_IN}:
            continue
        forget_calls()
        answer = root.put(addressed(route, NAMES))
        if answer.status_code != 405:  # it makes no difference between methods
            assert "POST" not in inspect.getsource(inspect.unwrap(pattern.callback)), route
        elif {"POST", "PATCH", "DELETE"} & set(answer.headers["Allow"].split(", ")):
            found.add(route)
    assert found == set(ACTS) | set(NO_ACT)


class Walk:
    """Posts as somebody, and holds what that wrote to its row."""

    def __init__(self) -> None:
        self.walked: set[str] = set()

    def __call__(
        self,
        client: Client,
        address: str,
        sent: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Any:
        forget_calls()
        with watched() as transactions:
            answer = client.post(address, sent or {}, headers=headers)
        assert answer.status_code < 400, (address, answer.status_code, answer.content.decode()[:2000])
        assert transactions.unjournaled() == [], address
        assert any(JOURNAL in written for written in transactions.done), f"{address} left no row"
        match = answer.wsgi_request.resolver_match
        assert match is not None
        self.walked.add(str(match.route))
        return answer


@pytest.fixture
def walk() -> Walk:
    return Walk()


@pytest.fixture
def desks() -> dict[str, Client]:
    found = {}
    for name, role in (("ann", Role.AGENT), ("ben", Role.LEAD), ("dora", Role.LEAD), ("root", Role.ADMIN)):
        found[name] = Client()
        found[name].post(admissions.signin_link(an_agent(name.capitalize(), role).name))  # and so has shown who it is
    return found


def carries_away(walk: Walk, desks: dict[str, Client]) -> None:
    asked = {"box": "open", "purpose": "the month", "form": "csv"}
    ways = [walk(desks["ben"], "/desk/exports/", asked)["Location"].partition("#") for _each in range(2)]
    exports_making.make(clock.now())
    walk(desks["ben"], f"{ways[0][0]}file", {"key": ways[0][2]})
    Export.objects.filter(state=ExportState.ASKED).update(state=ExportState.WAITING)
    walk(desks["dora"], f"{ways[1][0]}decision", {"decision": "approve", "reason": "seen"})


def asks_who_it_is(walk: Walk, desks: dict[str, Client], chat: ConversationRecord) -> None:
    CustomerPasskey.objects.create(customer_id=chat.customer, credential="c", made_at=clock.now() - timedelta(days=9))
    walk(desks["ann"], f"/desk/c/{chat.public_id}/identity", {"level": "2", "reason": "money"})
    walk(desks["ann"], f"/desk/c/{chat.public_id}/identity/ending")


def is_read_first(walk: Walk, desks: dict[str, Client], place: str) -> None:
    definitions.put_category("kyc", names={"en": "KYC"})
    walk(desks["root"], "/desk/categories/", {"category": "kyc", "second": "yes"})
    sorted_into = {"act": "category:kyc", "id": [place.rpartition("/")[2]]}
    walk(desks["ann"], "/desk/acts", sorted_into, {"HX-Request": "true", "HX-Request-Type": "partial"})
    for number, act in enumerate(("taking-back", "")):
        said = {"body": "It is open again.", "kind": "message", "key": f"read-{number:08}"}
        walk(desks["ann"], f"{place}/messages", said)
        reading = f"/desk/readings/{SecondReading.objects.latest('id').public_id}/"
        walk(desks["ann" if act else "ben"], reading + act, {"decision": "approve", "seen": "99", "knows": "on"})
    walk(desks["root"], "/desk/categories/", {"category": "kyc", "second": "no"})


def decides_an_appeal(walk: Walk, desks: dict[str, Client], chat: ConversationRecord) -> None:
    now, day = clock.now(), timedelta(days=1)
    row = AccountAppeal(
        conversation_id=chat.id, conversation_public_id=chat.public_id, customer_id=chat.customer, subject="frozen",
        decision="frozen:-", state="review", since=now, decide_by=now + day, bring_within_s=9, decide_within_s=9,
    )  # fmt: skip
    row.save()
    place = f"/desk/account-appeals/{row.public_id}/"
    walk(desks["ben"], place, {"act": "prepare", "outcome": "granted", "reason": "It was a mistake."})
    walk(desks["dora"], place, {"act": "back", "words": "Name the day."})
    walk(desks["ben"], place, {"act": "prepare", "outcome": "granted", "reason": "It was a mistake of Monday."})
    walk(desks["dora"], place, {"act": "confirm"})


def talks(walk: Walk, desks: dict[str, Client], chat: ConversationRecord, carol: Viewer) -> None:
    ann, ben, place = desks["ann"], desks["ben"], f"/desk/c/{chat.public_id}"
    walk(ann, f"{place}/messages", {"body": "Hello", "kind": "message", "key": "key-00000001"})
    own = next(each.seq for each in queries.entries_for(carol, chat) if each.body == "Hello")
    walk(ben, f"{place}/redactions", {"target": own, "reason": "x"})
    walk(ann, f"{place}/assignment", {"agent": Agent.objects.get(name="Ben").public_id})
    walk(ann, f"{place}/report", {"target": "2", "words": "They ask for codes."})
    walk(ann, f"{place}/checklist", {"title": "Please check", "items": "The address\nThe network"})
    walk(ann, f"{place}/check", {"check": "network-maintenance", "coin": "BTC", "told": "yes"})
    htmx = {"HX-Request": "true", "HX-Request-Type": "partial"}
    acted = walk(ann, "/desk/acts", {"act": "close:solved", "id": [chat.public_id]}, htmx)
    walk(ann, re.findall(r"/desk/acts/\w+/reversal", acted.content.decode())[0], {}, htmx)
    walk(ann, f"{place}/reveals/uid", {"why": "identity"})
    freezes.freeze(as_viewer(Agent.objects.get(name="Ann")), Alarm.FROZEN_DAY, now=clock.now())
    walk(ben, f"/desk/reveals/{RevealFreeze.objects.get().public_id}/lifting", {"reason": "a fair in town"})
    opens_papers(walk, desks, chat, carol)
    walk(ann, f"{place}/to-vault", vault_house.a_file_in(chat, carol))
    walk(ann, f"{place}/split", {"entry": ["2"]})
    viewer = as_viewer(Agent.objects.get(name="Ann"))
    new = next(one for one in queries.conversations_with(viewer, customer=chat.customer) if one.id != chat.id)
    walk(ann, f"/desk/c/{new.public_id}/split-reversal")
    walk(ann, f"{place}/closure", {"reason": "solved"})
    entry = log.stored(log.open(carol.id, author=says(carol), body="another", key=None, locale="en"))
    walk(ann, f"/desk/c/{entry.conversation_public_id}/merge", {"into": chat.public_id})
    walk(ann, f"/desk/c/{entry.conversation_public_id}/merge-reversal")
    walk(ann, f"/desk/c/{entry.conversation_public_id}/closure", {"reason": "solved"})
    walk(ann, f"/desk/c/{entry.conversation_public_id}/reopening")
    blocked = {"body": "Please send me the code from the broken test form.", "kind": "message", "key": "key-00000009"}
    walk(ann, f"{place}/blocked", blocked)
    walk(ben, f"/desk/blocked/{BlockedText.objects.get().public_id}", {"decision": "declined"})
    carries_away(walk, desks)
    is_read_first(walk, desks, place)
    decides_an_appeal(walk, desks, chat)
    asked = walk(ann, f"{place}/request", {"action": "unfreeze", "reason": "It is hers."})
    walk(ann, str(asked.headers["Location"]), {"act": "prove", "kind": "video", "reason": "Seen."})
    walk(ben, str(asked.headers["Location"]), {"act": "stop", "reason": "Not hers."})
    walk(ann, f"{place}/step", {"step": "warned", "reason": "insults", "words": "Please."})
    walk(ann, f"{place}/step", {"step": "paused", "reason": "insults", "words": "Please.", "minutes": "5"})
    walk(ann, f"{place}/step", {"step": "ended", "reason": "insults", "words": "Enough."})
    log.stored(log.appeal(chat.id, words="please", author=says(carol)))
    walk(ben, f"{place}/decision", {"decision": "lifted", "words": "fine"})
    turn = BotTurn.objects.create(
        conversation=chat.id, public_id=chat.public_id, customer=carol.id, entry=1, said_seq=2, query="how",
        decision="answer", key=PASSWORD, candidates=[], thresholds={}, made_at=clock.now(),
    )  # fmt: skip
    walk(ann, f"{place}/turn", {"target": turn.said_seq, "right": ""})


def keeps_and_erases(walk: Walk, desks: dict[str, Client]) -> None:
    ben, dora = desks["ben"], desks["dora"]
    why, erin = "the court asked for it", a_customer("erin").viewer
    entry = log.stored(log.open(erin.id, author=says(erin), body="hello", key=None, locale="en"))
    place = f"/desk/c/{entry.conversation_public_id}/keeping"
    walk(ben, place, {"act": "hold", "reason": why})
    hold = f"/desk/erasures/holds/{LegalHold.objects.get().public_id}"
    walk(ben, hold, {"act": "ask", "reason": why})
    walk(dora, hold, {"act": "keep"})
    walk(ben, hold, {"act": "ask", "reason": why})
    walk(dora, hold, {"act": "lift"})
    walk(ben, place, {"act": "erase", "reason": why})
    walk(dora, f"/desk/erasures/{Erasure.objects.get().public_id}/decision", {"act": "approve"})
    walk(ben, f"/desk/erasures/{Erasure.objects.get().public_id}/decision", {"act": "stop"})
    definitions.put_category("withdrawal", names={"en": "Withdrawals"})
    walk(desks["root"], "/desk/retention/", {"category": "withdrawal", "days": "30"})


def opens_papers(walk: Walk, desks: dict[str, Client], chat: ConversationRecord, carol: Viewer) -> None:
    ann, ben = desks["ann"], desks["ben"]
    log.stored(log.assign(chat.id, author=says(carol), agent=Agent.objects.get(name="Ann").pk))
    walk(ann, f"/desk/c/{chat.public_id}/papers", {"kind": "passport", "why": "to know her again"})
    vault_asks.send(carol, PaperAsk.objects.get().public_id, io.BytesIO(pictures.photo()), form="one")
    place = f"/desk/papers/{Paper.objects.get().public_id}/"
    walk(ann, place, {"act": "open", "reason": "check"})
    assert PaperView.objects.update(ends_at=clock.now()) == 1
    walk(ann, place, {"act": "look", "words": "A number was under a finger."})
    walk(ben, f"{place}looks/{PaperLook.objects.get().public_id}", {"decision": "allowed"})
    walk(ann, place, {"act": "mark", "verdict": "unreadable"})
    walk(ann, f"/desk/c/{chat.public_id}/papers", {"withdrawn": PaperAsk.objects.order_by("-id")[0].public_id})


def writes(walk: Walk, desks: dict[str, Client]) -> None:
    ann, ben = desks["ann"], desks["ben"]
    page = str(walk(ann, f"{ARTICLES}/new", NEW).headers["Location"])
    sheet = f"{ARTICLES}/a/codes-by-mail"
    shown = {"title": "Codes by mail", "summary": "s", "keywords": "", "body": "Words.\n"}
    sent = walk(ann, page, form_of(ann, page) | shown | {"act": "submit"})
    row = Revision.objects.get(public_id=str(sent.headers["Location"]).rstrip("/").rpartition("/")[2])
    walk(ann, f"{ARTICLES}/r/{row.public_id}/return-to-draft")
    walk(ann, page, form_of(ann, page) | shown | {"act": "submit"})
    row.refresh_from_db()
    walk(ben, f"{ARTICLES}/r/{row.public_id}/decision", {"act": "publish", "version": str(row.version)})
    walk(ann, f"{sheet}/en/draft")
    draft = Revision.objects.get(state="draft")
    walk(ann, f"{ARTICLES}/r/{draft.public_id}/withdrawal")
    walk(ann, f"{ARTICLES}/r/{row.public_id}/restoration")
    walk(ann, f"{sheet}/check", {"back": "stale"})
    own = {"section": "login", "kind": "guide", "audience": "public", "tags": "a, b", "related": "", "owner": ""}
    version = re.findall(r'name="version" value="(\d+)"', ben.get(f"{sheet}/").content.decode())[0]
    walk(ben, f"{sheet}/", own | {"version": version, "review_on": "2030-02-01", "checked_on": "", "position": "7"})
    walk(ben, f"{sheet}/en/end", {"act": "later", "expire_at": "2030-01-01T00:00"})
    walk(ben, f"{sheet}/address", {"slug": "codes-by-post"})
    walk(ben, f"{ARTICLES}/sections/new", {"title-zh-CN": "新", "title-en": "New", "parent": "login", "name": "news"})
    section = f"{ARTICLES}/sections/s/login/news"
    walk(ben, section, {"act": "remove"})
    walk(ann, f"{ARTICLES}/synonyms/new", {"words": "moonshot\n登月, to the moon"})
    walk(ann, f"{ARTICLES}/synonyms/g/usdt", {"act": "silence"})
    fact = "withdrawal_fee BTC Bitcoin"
    walk(ben, f"{ARTICLES}/facts/change", {"fact": fact, "value": "0.0009", "reason": "dear"})
    walk(ann, f"{ARTICLES}/reviews/{Doubt.objects.order_by('id')[0].pk}/settlement")
    file = SimpleUploadedFile("p.png", pictures.photo("PNG"), content_type="image/png")
    walk(ann, f"{ARTICLES}/pictures", {"name": "p.png", "file": file, **ALTS})
    picture = Media.objects.get(name="p.png")
    walk(ann, f"{ARTICLES}/pictures/{picture.public_id}", {"act": "describe", **ALTS, "alt-en": "Other words"})


def teaches(walk: Walk, desks: dict[str, Client]) -> None:
    ben = desks["ben"]
    viewer = as_viewer(Agent.objects.get(name="Ben"))
    asked = {"q": "my word is gone", "locale": "en", "right": PASSWORD}
    walk(ben, f"{LEARNING}/try/kept", asked | {"act": "phrase"})
    walk(ben, f"{LEARNING}/try/kept", asked | {"act": "measured"})
    walk(ben, f"{LEARNING}/measured/questions", {"act": "add", "text": "where is it", "answer": "reset-password"})
    phrase = phrasings.add(viewer, PASSWORD, "zebra quagga okapi", locale="en")
    walk(ben, f"{LEARNING}/phrases", {"act": "try", "phrase": [phrase]})
    measuring.work(clock.now())
    found = trials.current(viewer)
    assert found is not None
    walk(ben, f"{LEARNING}/change/decision", {"trial": found.id, "version": str(found.version), "act": "live"})


def looks_after(walk: Walk, desks: dict[str, Client]) -> None:
    ben, dora = desks["ben"], desks["dora"]
    made = str(walk(ben, "/desk/macros/new", MACRO).headers["Location"])
    walk(ben, made, MACRO | {"body-en": "Other words"})
    walk(ben, f"{made}deletion")
    place = f"/desk/people/{an_agent('Cleo').public_id}"
    for what in ("session-endings", "factor-removals", "signin-links", "disabling", "enabling"):
        walk(ben, f"{place}/{what}")
    walk(ben, f"{place}/compartment", {"regions": "TW"})
    walk(ben, f"/desk/compartments/{teams.create('east', name='East').slug}/", {"regions": "TW"})
    walk(desks["root"], f"{place}/role", {"role": "lead"})
    acts_of_ours.looks_after_what_is_ours(walk, ben, dora)
    told: dict[str, Any] = {"words": "pay me", "source": Source.VERIFY, "viewer": NOBODY, "ip": "203.0.113.7"}
    reference = fraud.tell("https://docs.test/forms/1", **told)
    report = FraudReport.objects.get(reference=reference)
    walk(ben, f"/desk/reports/{report.public_id}/decision", {"decision": "confirm_page", "reason": "phishing"})
    appeals.appeal(reference, words="It is a survey.", contact="", ip="203.0.113.8")
    appeal = re.findall(r"/desk/reports/appeals/\w+/decision", dora.get("/desk/reports/").content.decode())[0]
    walk(dora, appeal, {"decision": "grant", "reason": "a survey"})


def keeps_own_account(walk: Walk, desks: dict[str, Client]) -> None:
    ann, new = desks["ann"], "correct horse battery staple"
    walk(ann, "/account/password", {"password": new, "again": new})
    secret = re.findall(r'data-copy="([A-Z2-7]+)"', ann.get("/account/authenticator").content.decode())[0]
    walk(ann, "/account/authenticator", {"code": code_of(secret)})
    walk(ann, "/account/recovery-codes")
    told = ann.post("/account/passkeys/options").json()
    device = Device(origin="http://localhost:8000")
    walk(ann, "/account/passkeys", {"credential": device.creates(told), "name": "Laptop"})
    shown = ann.get("/account/").content.decode()
    factor = re.findall(r'name="factor" value="([^"]+)"', shown)[0]
    walk(ann, "/account/factor-removals", {"factor": factor})
    here = Agent.objects.get(name="Ann")
    identities.link_by_operator(here, protocol=Protocol.OIDC, issuer="https://login.example.com", subject="ann-1")
    identity = re.findall(r'name="identity" value="([^"]+)"', ann.get("/account/").content.decode())[0]
    walk(ann, "/account/identity-removals", {"identity": identity})
    walk(ann, "/account/session-endings")


@pytest.mark.django_db
def test_INV11_every_act_of_staff_by_a_page_leaves_its_row(
    walk: Walk, desks: dict[str, Client], chat: ConversationRecord, carol: Viewer, tmp_path: Path
) -> None:
    starter.load_starter()
    library.bring(library_files.read(sample.write(tmp_path / "library")))
    asks_who_it_is(walk, desks, chat)
    talks(walk, desks, chat, carol)
    writes(walk, desks)
    teaches(walk, desks)
    looks_after(walk, desks)
    looks_after_mail(walk, desks, carol)
    keeps_and_erases(walk, desks)
    keeps_own_account(walk, desks)
    assert set(ACTS) - walk.walked == set()


# operations that staff may call and that change nothing of what must be journaled
QUIET = {
    ("POST", "/sessions"): FREE["people_customersession"],
    ("POST", "/checks/{key}/runs"): "a check without an account: nothing is kept",
    ("POST", "/verify"): "a question: nothing is kept",
    ("POST", "/files"): FREE["files_upload"],
    ("POST", "/files/links"): FREE["files_linkholder"],
    ("POST", "/uploads"): FREE["files_transfer"],
    ("PUT", HERE + "/read-mark"): FREE["conversations_readmark"],
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "operation",
    sorted(key for key, (who, _body) in OPEN.items() if key[0] != "GET" and STAFF & who),
    ids=" ".join,
)
def test_INV11_every_operation_by_staff_leaves_its_row(house: House, operation: tuple[str, str]) -> None:
    (method, path), (allowed, body) = operation, OPEN[operation]
    if operation in BEFORE:
        BEFORE[operation](house)
    role = next(role for role in ("agent", "lead", "admin") if role in allowed)
    before_it = ("POST", HERE + "/tags") if path.endswith("/{tag}") else ("PUT", path)
    if method == "DELETE" and operation not in BEFORE and before_it in OPEN:
        house.call("admin", before_it[0], before_it[1].format(**house.names), OPEN[before_it][1])
    with watched() as transactions:
        answer = house.call(role, method, path.format(**house.names), body)
    assert answer.status_code < 300, answer.content
    assert transactions.unjournaled() == []
    assert any(JOURNAL in written for written in transactions.done) is (operation not in QUIET)


@pytest.mark.django_db
def test_INV11_a_change_without_its_row_or_with_a_row_of_another_transaction_is_noticed(alice: Viewer) -> None:
    with watched() as transactions:
        with transaction.atomic():
            Agent.objects.filter(pk=alice.id).update(alias="other")
        with transaction.atomic():
            admissions.end_tokens(alice.id)
    assert transactions.unjournaled() == [["people_agent"]]
