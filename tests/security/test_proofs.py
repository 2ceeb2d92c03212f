"""Proof of what we said: files that hold or do not, codes and badges at the door, words that live for half a minute."""

import json
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from conftest import says
from kefu.conversations import log, proofs, queries, talking
from kefu.conversations.kinds import CloseReason
from kefu.conversations.records import ConversationRecord
from kefu.kit import clock
from kefu.ops import transcript_check
from kefu.people import sessions
from kefu.people.access import Viewer
from kefu.people.models import Agent, AgentSession
from kefu.trust import admissions, badges, codes, own_word, signing, transcripts, word_pairs
from kefu.trust.badges import BadgeCard
from kefu.trust.models import CustomerWord, JournalEntry
from kefu.trust.transcripts import Broken
from tests.security.door import Door
from tests.security.house import forget_calls

ROOT = Path(__file__).resolve().parents[2]
TRIED = (0x01, 0x20, 0x80)  # another letter, another case, no text at all


def ask(token: str, method: str, path: str, body: object = None) -> Any:
    client = Client(headers={"authorization": f"Bearer {token}"} if token else {})
    sent = json.dumps(body) if body is not None else ""
    return client.generic(method, f"/api/v1{path}", sent, content_type="application/json")


@pytest.fixture
def alice_token(alice_agent: Agent) -> str:
    return admissions.api_token(alice_agent.name)


@pytest.fixture
def told(chat: ConversationRecord, alice: Viewer) -> ConversationRecord:
    log.stored(log.reply(chat.id, author=says(alice), body="我们不会索要密码"))
    log.stored(log.note(chat.id, author=says(alice), body="a canary for staff"))
    return chat


def card_of(agent: Agent) -> BadgeCard:
    card = badges.card_of(agent.pk)
    assert card is not None
    return card


def signed(token: str, chat: ConversationRecord) -> bytes:
    answer = ask(token, "GET", f"/conversations/{chat.public_id}/signed-transcript")
    assert answer.status_code == 200
    return bytes(answer.content)


def holds(file: bytes) -> bool:
    try:
        transcripts.verified(file, key=signing.public_key())
    except Broken:
        return False
    return True


@pytest.mark.django_db
def test_N23_one_changed_byte_anywhere_fails(told: ConversationRecord, carol_token: str) -> None:
    file = signed(carol_token, told)
    assert holds(file)
    for at in range(len(file)):
        for change in TRIED:
            assert not holds(file[:at] + bytes([file[at] ^ change]) + file[at + 1 :]), (at, change)
        assert not holds(file[:at] + file[at + 1 :])
    assert not holds(file + b" ")


@pytest.mark.django_db
def test_N23_no_entry_can_be_left_out_doubled_or_moved(told: ConversationRecord, carol_token: str) -> None:
    whole = json.loads(signed(carol_token, told))
    entries = whole["entries"]
    for changed in (entries[:-1], entries[::-1], [*entries, entries[0]], [entries[0], entries[0]], []):
        assert not holds(transcripts.laid_out({**whole, "entries": changed}))


@pytest.mark.django_db
def test_N23_a_removed_entry_verifies_as_removed_and_keeps_its_commitment(
    told: ConversationRecord, carol_token: str, bob: Viewer
) -> None:
    before = json.loads(signed(carol_token, told))["entries"]
    target = next(each for each in queries.entries_for(bob, told) if each.body == "我们不会索要密码")
    log.stored(log.redact(told.id, author=says(bob), target=target.seq))
    file = signed(carol_token, told)
    after = transcripts.verified(file, key=signing.public_key())
    at = (target.public_seq or 0) - 1
    assert after.removed == 1
    assert after.entries[at] == {"commitment": before[at]["commitment"]}
    assert "我们不会索要密码" not in file.decode()
    assert before[at]["salt"] not in file.decode()
    assert [each["commitment"] for each in after.entries[:at]] == [each["commitment"] for each in before[:at]]


@pytest.mark.django_db
def test_N23_whoever_holds_a_file_may_withhold_an_entry_and_it_still_holds(
    told: ConversationRecord, carol_token: str
) -> None:
    shown = transcripts.withheld(signed(carol_token, told), [0])
    assert transcripts.verified(shown, key=signing.public_key()).removed == 1
    assert not holds(transcripts.withheld(shown, [0]).replace(b'"commitment": "', b'"commitment": "0', 1))


@pytest.mark.django_db
def test_N23_staff_get_no_more_than_customers_and_it_stands_in_the_journal(
    told: ConversationRecord, carol_token: str, alice_token: str
) -> None:
    theirs = json.loads(signed(alice_token, told))
    assert [each["commitment"] for each in theirs["entries"]] == [
        each["commitment"] for each in json.loads(signed(carol_token, told))["entries"]
    ]
    assert "canary" not in json.dumps(theirs)
    assert JournalEntry.objects.filter(action="signed_transcript", subject_id=told.id).count() == 1


@pytest.mark.django_db
def test_SEC_R01_a_receipt_holds_by_itself(told: ConversationRecord, carol_token: str, mallory_token: str) -> None:
    at = f"/conversations/{told.public_id}/entries/1/receipt"
    found = transcripts.verified(bytes(ask(carol_token, "GET", at).content), key=signing.public_key())
    assert [entry["content"]["text"] for entry in found.entries] == ["充值两小时了还没到"]
    assert ask(mallory_token, "GET", at).status_code == 404
    assert ask(carol_token, "GET", f"/conversations/{told.public_id}/entries/9/receipt").status_code == 404


@pytest.mark.django_db
def test_N23_it_is_checked_offline_by_the_command_and_by_the_script_of_the_docs(
    told: ConversationRecord, carol_token: str, tmp_path: Path
) -> None:
    """No settings, no database: neither has an environment of ours."""
    good, bad, script = tmp_path / "good.json", tmp_path / "bad.json", tmp_path / "check.py"
    file, key = signed(carol_token, told), signing.public_key()
    good.write_bytes(file)
    bad.write_bytes(file.replace("充值".encode(), "提现".encode(), 1))
    found = re.search(r"```python\n(.*?)```", (ROOT / "docs" / "proof.md").read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    script.write_text(found.group(1), encoding="utf-8")
    for command in (
        [sys.executable, "-m", "kefu", transcript_check.NAME, "FILE", "--key", key],
        [sys.executable, str(script), "FILE", key],
    ):
        for name, code in ((good, 0), (bad, 1)):
            asked = [str(name) if part == "FILE" else part for part in command]
            ran = subprocess.run(asked, capture_output=True, text=True, check=False, cwd=ROOT, env={})
            assert ran.returncode == code, ran.stderr
            assert ("It holds" in ran.stdout) == (code == 0)
    assert not transcript_check.checked(good, key=signing.public_key().swapcase())[0]
    assert not transcript_check.checked(tmp_path / "none", key=key)[0]


@pytest.mark.parametrize(
    "file", [b"", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"entries":1,"head":{},"signature":""}']
)
def test_N23_what_is_no_transcript_is_refused_and_breaks_nothing(file: bytes) -> None:
    assert not holds(file)


@pytest.mark.django_db
def test_N01_a_code_is_good_for_its_recipient_alone_by_the_door(
    told: ConversationRecord, carol_token: str, mallory_token: str, alice_token: str
) -> None:
    entries = ask(carol_token, "GET", f"/conversations/{told.public_id}/entries").json()["entries"]
    assert "code" not in entries[0]
    code = entries[1]["code"]
    ours = ask(carol_token, "POST", "/proofs", {"text": code}).json()
    assert (ours["proof"], ours["card"]["alias"]) == ("ours", "A. of support")
    assert "2026" in ours["headline"] or str(clock.now().year) in ours["headline"]
    stolen = ask(mallory_token, "POST", "/proofs", {"text": code})
    made_up = ask(
        mallory_token, "POST", "/proofs", {"text": codes.of_number(codes.number_of_digest(b"no code of ours!"))}
    )
    assert (stolen.status_code, stolen.content) == (made_up.status_code, made_up.content)
    assert ask("", "POST", "/proofs", {"text": code}).status_code == 401
    assert ask(alice_token, "POST", "/proofs", {"text": code}).status_code == 403


@pytest.mark.django_db
def test_N01_the_door_stops_who_guesses(mallory_token: str) -> None:
    answers = [
        ask(
            mallory_token, "POST", "/proofs", {"text": codes.of_number(codes.number_of_digest(n.to_bytes(16, "big")))}
        ).status_code
        for n in range(60)
    ]
    assert answers.count(200) <= 25
    assert answers[-1] == 429


@pytest.mark.django_db
def test_N17_a_badge_off_shift_says_so_and_on_shift_too(alice_agent: Agent, carol_token: str) -> None:
    number = card_of(alice_agent).badge
    assert number == card_of(alice_agent).badge
    off = ask("", "GET", f"/badges/{number}").json()
    assert (off["is_ours"], off["is_on_shift"], off["alias"]) == (True, False, "A. of support")
    Door(alice_agent).uses_link()
    assert ask("", "GET", f"/badges/{number.replace('-', '')}").json()["is_on_shift"]
    assert ask(carol_token, "GET", f"/agents/{alice_agent.public_id}/card").json()["is_on_shift"]
    AgentSession.objects.update(seen_at=clock.now() - timedelta(minutes=16))
    assert not ask("", "GET", f"/badges/{number}").json()["is_on_shift"]
    admissions.disable(alice_agent.pk)
    gone = ask("", "GET", f"/badges/{number}").json()
    assert (gone["is_ours"], gone["is_on_shift"]) == (False, False)


@pytest.mark.django_db
def test_N17_who_only_knows_a_password_is_not_on_shift(alice_agent: Agent, factors_are_demanded: None) -> None:
    Door(alice_agent).uses_link()
    assert AgentSession.objects.filter(agent=alice_agent).exists()
    assert not card_of(alice_agent).is_on_shift


@pytest.mark.django_db
def test_N17_a_card_never_tells_a_real_name_and_a_strange_badge_is_nobodys(
    alice_agent: Agent, carol_token: str
) -> None:
    card = ask(carol_token, "GET", f"/agents/{alice_agent.public_id}/card")
    assert alice_agent.name not in card.content.decode()
    assert alice_agent.email not in card.content.decode()
    assert ask("", "GET", "/badges/000-0000").status_code == 404
    assert ask("", "GET", "/badges/%E4%BD%A0").status_code == 404


@pytest.mark.django_db
def test_N04_the_pair_of_words_is_the_cases_own_and_gone_after_half_a_minute(
    told: ConversationRecord, carol: Viewer, mallory: Viewer
) -> None:
    now = clock.now()
    here = word_pairs.of(told.public_id, at=now)
    later = [word_pairs.of(told.public_id, at=now + timedelta(seconds=s)) for s in range(here.changes_in_s)]
    assert {(each.en, each.zh) for each in later} == {(here.en, here.zh)}
    assert here.changes_in_s <= word_pairs.SLOT_S <= 60
    pairs = {word_pairs.of(told.public_id, at=now + timedelta(seconds=30 * slot)).en for slot in range(100)}
    others = {word_pairs.of(f"{n:026d}", at=now).en for n in range(100)}
    assert len(pairs) > 95
    assert len(others) > 95
    assert [each.conversation for each in talking.with_us(carol)] == [told.public_id]
    assert talking.with_us(mallory) == []


@pytest.mark.django_db
def test_N04_we_talk_to_a_customer_as_long_as_a_conversation_is_open(
    told: ConversationRecord, alice: Viewer, alice_agent: Agent, carol_token: str, mallory_token: str
) -> None:
    log.stored(log.assign(told.id, author=says(alice), agent=alice.id))
    answer = ask(carol_token, "GET", "/talks")
    (talk,) = answer.json()["talks"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert talk["card"]["alias"] == "A. of support"
    assert alice_agent.name not in answer.content.decode()
    assert ask(mallory_token, "GET", "/talks").json()["talks"] == []
    log.stored(log.close(told.id, author=says(alice), reason=CloseReason.SOLVED))
    assert ask(carol_token, "GET", "/talks").json()["talks"] == []


@pytest.mark.django_db
def test_N04_the_customers_word_is_theirs_alone_and_lies_open_nowhere(
    told: ConversationRecord, carol: Viewer, carol_token: str, mallory_token: str, alice_token: str
) -> None:
    word = "蓝色的 whale"
    assert ask(carol_token, "PUT", "/own-word", {"word": f"  {word} "}).json() == {"word": word}
    assert ask(carol_token, "GET", "/talks").json()["own_word"] == word
    assert ask(mallory_token, "GET", "/talks").json()["own_word"] == ""
    assert ask(alice_token, "GET", "/talks").status_code == 403
    assert "whale" not in str(vars(CustomerWord.objects.get()))
    for path in (f"/conversations/{told.public_id}", f"/conversations/{told.public_id}/entries"):
        assert "whale" not in ask(alice_token, "GET", path).content.decode()
    assert ask(carol_token, "DELETE", "/own-word").status_code == 204
    assert own_word.of(carol.id) == ""


@pytest.mark.django_db
def test_N04_a_word_has_bounds_and_guests_have_none(carol_token: str) -> None:
    for word in ("a", "x" * 33, "\u200b \n"):
        forget_calls()
        assert ask(carol_token, "PUT", "/own-word", {"word": word}).status_code == 400
    guest = sessions.start_customer_session(None, locale="en")
    assert ask(guest.token, "PUT", "/own-word", {"word": "blue whale"}).status_code == 403


@pytest.mark.django_db
def test_N01_frames_of_customers_words_have_no_code(told: ConversationRecord, carol: Viewer) -> None:
    first, second = queries.entries_for(carol, told)[:2]
    assert proofs.code_of(first) == ""
    assert codes.is_well_formed(proofs.code_of(second))
