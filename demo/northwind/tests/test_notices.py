"""What Northwind sent about a request that moves the account stands on the account page, with the link that stops it."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from northwind import notices
from northwind.exchange import Row
from northwind.words import LANGUAGES, WORDS

STOP = "http://localhost:8000/verify/stop/abc"


def sent(notice: str, *, minutes_ago: int = 0, request: str = "one", **more: object) -> Row:
    at = (datetime.now(UTC) - timedelta(minutes=minutes_ago)).isoformat()
    told = {
        "action": "reset_second_factor",
        "value": "",
        "stop_url": STOP,
        "done_after": None,
        "sent": ["email", "sms"],
    }
    found: Row = json.loads(json.dumps({"at": at, "request_id": request, "notice": notice, **told, **more}))
    return found


@pytest.mark.parametrize(("language", "screen"), [("en", "en"), ("zh", "zh-hans")])
def test_a_notice_says_what_where_and_how_to_stop_it(language: str, screen: str) -> None:
    html = notices.newest([sent("asked")], language=language)
    said = {
        "en": ("Northwind sent you a notice", "Just now, e-mail, text message", "your second factor is taken off"),
        "zh": ("北风给您发来一条通知", "刚刚 · 邮件、短信", "解除您账户上的两步验证"),
    }[language]
    assert [each for each in said if each not in html] == []
    assert f'href="{STOP}?locale={screen}"' in html


def test_of_one_request_the_newest_counts_and_what_ended_has_no_link() -> None:
    stopped = sent("stopped", stop_url="")
    html = notices.newest([stopped, sent("approved", minutes_ago=3), sent("asked", minutes_ago=5)], language="en")
    assert html.count("<section") == 1
    assert "This was stopped" in html
    assert "href" not in html


def test_only_the_newest_few_of_this_week_are_shown() -> None:
    assert notices.newest([sent("asked", minutes_ago=8 * 1440)], language="en") == ""
    many = [sent("asked", minutes_ago=number, request=str(number)) for number in range(5)]
    assert notices.newest(many, language="en").count("<section") == notices.MOST


def test_when_it_will_be_done_is_told_by_the_clock_of_this_computer_and_no_value_is_markup() -> None:
    later = datetime.now(UTC) + timedelta(days=1)
    told = sent("approved", action="change_email", value="<b>@x.example", done_after=later.isoformat())
    html = notices.newest([told], language="en")
    assert f"{later.astimezone():%Y-%m-%d %H:%M}" in html
    assert ("<b>" in html, "&lt;b&gt;@x.example" in html) == (False, True)


def test_each_kind_of_notice_action_and_channel_has_its_words() -> None:
    kinds = [f"notice_{each}" for each in ("asked", "approved", "done", "stopped")]
    actions = [f"action_{each}" for each in ("reset_second_factor", "unfreeze", "change_email", "unlock_address")]
    channels = [f"channel_{each}" for each in ("email", "sms", "push", "in_app")]
    assert [each for each in kinds + actions + channels if len(WORDS.get(each, ())) != len(LANGUAGES)] == []
