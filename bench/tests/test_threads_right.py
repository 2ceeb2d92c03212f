"""Over the committed threads: each mail of a client's comes home to its case, or opens one of its own."""

import pytest

from bench import threads_played
from bench.threads import PROMISED, load
from bench.threads_played import Played
from kefu.channels import senders
from kefu.channels.models_arrivals import Arrived

PARTS = 4  # side by side
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("part", range(PARTS))
def test_P2_each_mail_comes_home(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(senders, "verdict", threads_played.proved)
    account = threads_played.mailbox()
    told: list[Played] = []
    strangers = 0
    for number, thread in enumerate(list(load())[part::PARTS]):
        case = threads_played.case_of(thread, number, account)
        found = list(threads_played.played(thread, case, account))
        told += found
        strangers += thread.befalls == "other_address"
        assert thread.befalls == "other_address" or all(each.is_right for each in found), (thread.key, found)
    assert len(told) > 400 / PARTS
    assert 100 * sum(each.is_right for each in told) / len(told) >= PROMISED
    assert Arrived.objects.filter(outcome="aside").count() <= strangers


def test_P3_a_stranger_with_all_that_a_mail_names_gets_into_no_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(senders, "verdict", threads_played.proved)
    account = threads_played.mailbox()
    tries = 0
    for number, thread in enumerate(list(load())[:40]):
        case = threads_played.case_of(thread, number, account)
        for each in list(threads_played.played(thread, case, account)):
            raw = threads_played.by_eve(each, number)
            if raw not in {b"", each.raw}:
                tries += 1
                assert threads_played.taken_in(raw, account).conversation != case.row
    assert tries > 30
