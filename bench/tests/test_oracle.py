"""The oracle finds what it is there to find: each fault is planted into a run that was in order."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.oracle import Event, Fate, Reading, Row, Verdict, What, judge, read_events

CHAT = "chat-1"
CUSTOMER, STAFF = "customer-1", "staff-1"


def told(mid: str, *, client: str, seq: int) -> list[Event]:
    """`client` sends `mid`, gets its ack, and both sides are shown it. Staff count one more: `opened` is theirs."""
    ack_seq = seq if client == CUSTOMER else seq + 1
    return [
        Event(What.INVOKE, seq * 100, client, CHAT, mid, 0),
        Event(What.ACK, seq * 100 + 2, client, CHAT, mid, ack_seq),
        Event(What.SEEN, seq * 100 + 3, CUSTOMER, CHAT, mid, seq),
        Event(What.SEEN, seq * 100 + 3, STAFF, CHAT, mid, seq + 1),
    ]


def orderly_events() -> list[Event]:
    return [
        Event(What.WATCH, 1, CUSTOMER, CHAT, "", 0),
        Event(What.WATCH, 1, STAFF, CHAT, "", 0),
        Event(What.SEEN, 2, STAFF, CHAT, "", 1),
        *told("c1", client=CUSTOMER, seq=1),
        *told("s1", client=STAFF, seq=2),
        *told("c2", client=CUSTOMER, seq=3),
    ]


def orderly_readings() -> list[Reading]:
    customer = [Row(CHAT, 1, "c1"), Row(CHAT, 2, "s1"), Row(CHAT, 3, "c2")]
    staff = [Row(CHAT, 1, ""), Row(CHAT, 2, "c1"), Row(CHAT, 3, "s1"), Row(CHAT, 4, "c2")]
    return [Reading("resume", "customer", customer), Reading("rest", "staff", staff), Reading("sql", "staff", staff[:])]


def without(events: list[Event], what: What, *, mid: str, client: str = "") -> list[Event]:
    return [e for e in events if not (e.what is what and e.mid == mid and client in ("", e.client))]


def changed(reading: Reading, rows: list[Row]) -> Reading:
    return reading._replace(rows=rows)


def only(verdict: Verdict, fate: Fate) -> list[str]:
    """The messages of that fate, after asserting that no message met with another fault."""
    others = {f: mids for f, mids in verdict.fates.items() if f not in (fate, Fate.STABLE, Fate.UNKNOWN) and mids}
    assert others == {}
    return sorted(verdict.fates[fate])


def test_an_orderly_run_is_stable_throughout() -> None:
    verdict = judge(orderly_events(), orderly_readings())
    assert only(verdict, Fate.STABLE) == ["c1", "c2", "s1"]
    assert verdict.is_kept
    assert verdict.counts()["stable"] == 3


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_message_missing_from_any_one_reading_is_lost(which: int) -> None:
    readings = orderly_readings()
    readings[which] = changed(readings[which], [row for row in readings[which].rows if row.mid != "c2"])
    verdict = judge(orderly_events(), readings)
    assert only(verdict, Fate.LOST) == ["c2"]
    assert not verdict.is_kept


def test_a_message_missing_from_the_middle_also_leaves_a_gap() -> None:
    readings = orderly_readings()
    readings[0] = changed(readings[0], [row for row in readings[0].rows if row.mid != "s1"])
    verdict = judge(orderly_events(), readings)
    assert only(verdict, Fate.LOST) == ["s1"]
    assert verdict.gaps == ["resume chat-1: 3 after 1"]


def test_a_message_that_was_seen_but_never_acknowledged_may_not_vanish() -> None:
    events = without(orderly_events(), What.ACK, mid="c2")
    readings = [changed(r, [row for row in r.rows if row.mid != "c2"]) for r in orderly_readings()]
    assert only(judge(events, readings), Fate.LOST) == ["c2"]


def test_a_message_stored_twice_is_doubled() -> None:
    readings = orderly_readings()
    readings[2] = changed(readings[2], [*readings[2].rows, Row(CHAT, 5, "c2")])
    assert only(judge(orderly_events(), readings), Fate.DOUBLED) == ["c2"]


def test_a_message_shown_twice_to_one_client_is_doubled() -> None:
    events = [*orderly_events(), Event(What.SEEN, 900, CUSTOMER, CHAT, "s1", 2)]
    assert only(judge(events, orderly_readings()), Fate.DOUBLED) == ["s1"]


def test_one_senders_messages_in_another_order_are_reordered() -> None:
    events = orderly_events()
    invokes = [i for i, e in enumerate(events) if e.what is What.INVOKE and e.client == CUSTOMER]
    first, second = (events[i] for i in invokes)
    events[invokes[0]], events[invokes[1]] = second, first
    assert only(judge(events, orderly_readings()), Fate.REORDERED) == ["c1"]


def test_a_message_sent_again_may_come_later() -> None:
    events = orderly_events()
    events = [Event(What.INVOKE, 3, CUSTOMER, CHAT, "c2", 0), *events]
    assert judge(events, orderly_readings()).is_kept


def test_readers_who_disagree_on_the_order_are_found() -> None:
    readings = orderly_readings()
    readings[2] = changed(readings[2], [Row(CHAT, 1, ""), Row(CHAT, 2, "s1"), Row(CHAT, 3, "c1"), Row(CHAT, 4, "c2")])
    assert only(judge(orderly_events(), readings), Fate.REORDERED) == ["c1", "s1"]


def test_a_reading_whose_numbers_fall_is_reordered() -> None:
    readings = orderly_readings()
    rows = list(readings[0].rows)
    readings[0] = changed(readings[0], [rows[0], rows[2], rows[1]])
    assert "s1" in judge(orderly_events(), readings).fates[Fate.REORDERED]


@pytest.mark.parametrize("what", [What.ACK, What.SEEN])
def test_a_number_told_that_is_not_the_number_stored_is_reordered(what: What) -> None:
    events = [
        e._replace(seq=9) if e.what is what and e.mid == "c2" and e.client == CUSTOMER else e for e in orderly_events()
    ]
    assert only(judge(events, orderly_readings()), Fate.REORDERED) == ["c2"]


def test_a_message_in_another_conversation_than_told_is_reordered() -> None:
    readings = orderly_readings()
    readings[0] = changed(readings[0], [*readings[0].rows[:2], Row("chat-2", 1, "c2")])
    assert "c2" in judge(orderly_events(), readings).fates[Fate.REORDERED]
    events = [
        e._replace(conversation="chat-2") if e.what is What.ACK and e.mid == "c2" else e for e in orderly_events()
    ]
    assert only(judge(events, orderly_readings()), Fate.REORDERED) == ["c2"]


def test_a_watcher_that_was_passed_over_never_read() -> None:
    events = without(orderly_events(), What.SEEN, mid="c2", client=STAFF)
    assert only(judge(events, orderly_readings()), Fate.NEVER_READ) == ["c2"]


def test_a_watcher_that_left_need_not_have_read() -> None:
    events = without(orderly_events(), What.SEEN, mid="c2", client=STAFF)
    assert judge([*events, Event(What.LEFT, 999, STAFF, CHAT, "", 0)], orderly_readings()).is_kept


def test_a_watcher_is_owed_nothing_from_before_it_came() -> None:
    late = "staff-2"
    events = [*orderly_events(), Event(What.WATCH, 999, late, CHAT, "", 4)]
    assert judge(events, orderly_readings()).is_kept


def test_a_hole_in_what_a_client_was_shown_is_a_gap() -> None:
    events = without(orderly_events(), What.SEEN, mid="s1", client=CUSTOMER)
    verdict = judge(events, orderly_readings())
    assert verdict.gaps == ["customer-1 chat-1: 3 after 1"]
    assert only(verdict, Fate.NEVER_READ) == ["s1"]


def test_an_entry_shown_or_read_twice_is_told_even_if_it_is_no_message() -> None:
    shown = [*orderly_events()[:3], *orderly_events()[2:]]
    assert judge(shown, orderly_readings()).gaps == ["staff-1 chat-1: 1 after 1"]
    readings = orderly_readings()
    readings[1] = changed(readings[1], [readings[1].rows[0], *readings[1].rows])
    assert judge(orderly_events(), readings).gaps == ["rest chat-1: 1 after 1"]


def test_a_message_neither_acknowledged_nor_seen_is_unknown_whether_absent_or_stored_once() -> None:
    sent = Event(What.INVOKE, 900, CUSTOMER, CHAT, "c3", 0)
    absent = judge([*orderly_events(), sent], orderly_readings())
    assert only(absent, Fate.UNKNOWN) == ["c3"]
    assert absent.is_kept
    ends = [Event(What.LEFT, 901, client, CHAT, "", 0) for client in (CUSTOMER, STAFF)]
    stored = [changed(r, [*r.rows, Row(CHAT, len(r.rows) + 1, "c3")]) for r in orderly_readings()]
    assert judge([*orderly_events(), sent, *ends], stored).is_kept


def test_a_message_stored_that_nobody_sent_is_a_stranger() -> None:
    readings = orderly_readings()
    readings[2] = changed(readings[2], [*readings[2].rows, Row(CHAT, 5, "x9")])
    verdict = judge(orderly_events(), readings)
    assert verdict.strangers == ["sql chat-1 5 x9"]
    assert not verdict.is_kept


def test_log_files_are_read_back(tmp_path: Path) -> None:
    def written() -> Iterator[str]:
        for event in orderly_events():
            yield "\t".join(str(part) for part in event) + "\n"

    file = tmp_path / "events.tsv"
    file.write_text("".join(written()), encoding="utf-8")
    assert list(read_events([file])) == orderly_events()
