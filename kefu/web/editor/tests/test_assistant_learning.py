"""The assistant's learning loop by HTTP: a question is tested, kept and learned; a change is seen before it is live."""

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kefu.kit import clock
from kefu.knowledge import calibrated, measured, phrasings, teaching, trials
from kefu.knowledge.models import MeasuredQuestion, Phrasing
from kefu.people.access import Viewer
from kefu.watchers.bot import calibrating, measuring
from kefu.watchers.bot.models import BotTurn

PLACE = "/desk/articles/assistant"
PASSWORD = "article:reset-password"


@pytest.fixture(autouse=True)
def _untaught(db: None) -> Iterator[None]:
    teaching.forget()
    yield
    teaching.forget()


def text_of(client: Client, page: str) -> str:
    answer = client.get(f"{PLACE}/{page}" if page else PLACE)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("asked", "does"),
    [
        ("Forgotten+password", "Likely and near enough"),
        ("%E5%BF%98%E8%AE%B0%E5%AF%86%E7%A0%81", "nearness"),
        ("zebra+okapi", "No answer has anything of it"),
        ("I+want+a+human", "hand over to a person at once"),
    ],
)
def test_a_question_is_tested_and_nothing_is_written(bob_client: Client, asked: str, does: str) -> None:
    assert does in text_of(bob_client, f"try?q={asked}")
    assert not BotTurn.objects.exists()


def test_what_is_asked_is_shown_as_it_was_typed_and_does_nothing(bob_client: Client) -> None:
    page = text_of(bob_client, "try?q=%3Cscript%3Ealert(1)%3C/script%3E+password&locale=no-such")
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "Which answer is right?" not in text_of(bob_client, "try?q=++")


def test_from_a_test_it_is_learned_or_kept(bob_client: Client, bob: Viewer) -> None:
    sent = {"q": "my word is gone", "locale": "en", "right": PASSWORD}
    done = bob_client.post(f"{PLACE}/try/kept", sent | {"act": "phrase"}, follow=True).content.decode()
    assert "It waits under What it learns" in done
    assert [(each.text, each.answer) for each in phrasings.waiting(bob)] == [("my word is gone", PASSWORD)]
    done = bob_client.post(f"{PLACE}/try/kept", sent | {"act": "measured", "right": "-"}, follow=True).content.decode()
    assert "one of the measured questions" in done
    assert [each.answers for each in measured.questions(bob)] == [()]
    bob_client.post(f"{PLACE}/try/kept", sent | {"act": "measured", "right": "-", "other": "reset-password"})
    assert [each.answers for each in measured.questions(bob)] == [(PASSWORD,)]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"act": "phrase", "right": "-"}, "Choose the right answer first"),
        ({"act": "measured", "right": ""}, "Choose the right answer first"),
        ({"act": "phrase", "other": "no-such"}, "There is no such article or check"),
    ],
)
def test_what_lacks_an_answer_is_refused_and_stands_there_still(
    bob_client: Client, given: dict[str, str], told: str
) -> None:
    answer = bob_client.post(f"{PLACE}/try/kept", {"q": "my word is gone", **given})
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert 'value="my word is gone"' in answer.content.decode()
    assert bob_client.post(f"{PLACE}/try/kept", {"act": "no-such"}).status_code == 404


def test_measured_questions_are_added_found_brought_and_taken_away(bob_client: Client) -> None:
    place = f"{PLACE}/measured/questions"
    assert "None yet" in text_of(bob_client, "measured")
    bob_client.post(place, {"act": "add", "text": "where is my <password>", "answer": "reset-password"})
    bob_client.post(place, {"act": "bring", "lines": '{"question": "a pancake recipe", "answer": null}'})
    file = SimpleUploadedFile("q.jsonl", '{"question": "忘了密码", "answer": "reset-password"}'.encode())
    bob_client.post(place, {"act": "bring", "file": file})
    page = text_of(bob_client, "measured")
    assert "where is my &lt;password&gt;" in page
    assert "忘了密码" in page
    assert "pancake" not in text_of(bob_client, "measured?q=password")
    assert "password&gt;" not in text_of(bob_client, "measured?outside=1")
    chosen = [each.public_id for each in MeasuredQuestion.objects.all()]
    assert bob_client.post(place, {"act": "drop", "question": chosen}).status_code == 302
    assert not MeasuredQuestion.objects.exists()
    assert bob_client.post(place, {"act": "no-such"}).status_code == 404


def test_lines_that_are_none_are_told_by_number_and_stand_there_still(bob_client: Client) -> None:
    lines = '{"question": "a", "answer": null}\nthis is no line'
    told = bob_client.post(f"{PLACE}/measured/questions", {"act": "bring", "lines": lines})
    assert told.status_code == 400
    assert "Line 2:" in told.content.decode()
    assert "this is no line</textarea>" in told.content.decode()
    assert not MeasuredQuestion.objects.exists()
    file = SimpleUploadedFile("q.jsonl", b"\xff\xfe\x00\x01")
    assert bob_client.post(f"{PLACE}/measured/questions", {"act": "bring", "file": file}).status_code == 400


def test_a_change_is_seen_before_it_is_live(bob_client: Client, bob: Viewer) -> None:
    assert "Nothing is being tried" in text_of(bob_client, "change")
    measured.add(bob, "zebra okapi", [PASSWORD], locale="en")
    phrase = phrasings.add(bob, PASSWORD, "zebra quagga okapi", locale="en")
    told = bob_client.post(f"{PLACE}/phrases", {"act": "try", "phrase": [phrase]})
    assert (told.status_code, told["Location"]) == (302, f"{PLACE}/change")
    assert "Being measured" in text_of(bob_client, "change")
    measuring.work(clock.now())
    page = text_of(bob_client, "change")
    assert "Questions that come out differently" in page
    assert "zebra okapi" in page
    assert "Make it live" in page
    found = trials.current(bob)
    assert found is not None
    sent = {"trial": found.id, "version": str(found.version - 1)}
    stale = bob_client.post(f"{PLACE}/change/decision", sent | {"act": "live"})
    assert "changed since you looked" in stale.content.decode()
    assert phrasings.live() == {}
    bob_client.post(f"{PLACE}/change/decision", sent | {"act": "live", "version": str(found.version)})
    assert list(phrasings.live()) == [PASSWORD]
    assert bob_client.post(f"{PLACE}/change/decision", sent | {"act": "drop"}).status_code == 404


def test_taking_a_live_phrase_away_is_seen_first_and_can_be_dropped(bob_client: Client, bob: Viewer) -> None:
    phrase = phrasings.add(bob, PASSWORD, "zebra quagga okapi", locale="en")
    phrasings.put_live(bob, [phrase])
    assert "zebra quagga okapi" in text_of(bob_client, f"phrases/of?answer={PASSWORD}")
    assert bob_client.get(f"{PLACE}/phrases/of?answer=no-such").status_code == 404
    bob_client.post(f"{PLACE}/phrases", {"act": "without", "phrase": [phrase]})
    measuring.work(clock.now())
    assert "There are no measured questions yet" in text_of(bob_client, "change")
    found = trials.current(bob)
    assert found is not None
    bob_client.post(f"{PLACE}/change/decision", {"act": "drop", "trial": found.id})
    assert Phrasing.objects.get().standing == Phrasing.Standing.LIVE


def test_how_it_stands_and_what_is_mixed_up_can_be_asked_without_a_change(bob_client: Client, bob: Viewer) -> None:
    measured.add(bob, "codes by sms", [PASSWORD], locale="en")
    bob_client.post(f"{PLACE}/measured/questions", {"act": "measure"})
    measuring.work(clock.now())
    assert "How it stands" in text_of(bob_client, "change")
    page = text_of(bob_client, "measured")
    assert "Right one first" in page
    assert "Mixed up most" in page


def test_the_page_says_which_thresholds_are_in_force_and_on_what_they_rest(bob_client: Client, bob: Viewer) -> None:
    assert "nothing was calibrated yet" in text_of(bob_client, "")
    calibrating.work(clock.now())
    assert "only 0 questions have a known answer here, and 60 are needed" in text_of(bob_client, "")
    for number in range(50):
        measured.add(bob, f"reset password time {number}", [PASSWORD], locale="en")
    for number in range(15):
        measured.add(bob, f"pancakes variant {number}", [], locale="en")
    calibrated.forget()
    MeasuredQuestion.objects.update(made_at=clock.now())
    calibrating.work(clock.now() + calibrating.AT_LEAST_EVERY)
    page = " ".join(text_of(bob_client, "").split())
    assert "Found on 65 questions of your own, 15 of them about something else, in 5 folds" in page
    assert "Measured questions: 65; judged by agents: 0; live phrases: 0." in page


def test_customers_strangers_and_auditors_have_no_way_in(
    outsider_client: Client, auditor_client: Client, bob_client: Client
) -> None:
    pages = ("try", "try?q=password", "measured", "change", f"phrases/of?answer={PASSWORD}")
    acts = ("try/kept", "measured/questions", "change/decision")
    for client in (outsider_client, auditor_client):
        assert all(client.get(f"{PLACE}/{page}").status_code in {302, 401, 403, 404} for page in pages)
        assert all(client.post(f"{PLACE}/{act}", {"act": "measure"}).status_code in {302, 401, 403} for act in acts)
    assert trials.waiting() is None
    assert bob_client.get(f"{PLACE}/change").status_code == 200
