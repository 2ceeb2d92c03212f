"""The invented customers: how much they write, and that each of them has something to say."""

import jwt
import pytest

from northwind.crowd import LASTS_S, MESSAGES_AN_HOUR, Allowance
from northwind.identity import AUDIENCE, sign
from northwind.stories import STORIES, Story


def test_no_more_than_so_many_messages_an_hour_and_none_after_the_end() -> None:
    allowance = Allowance(ends_at=LASTS_S)
    first_hour = sum(allowance.take(second) for second in range(3600))
    all_of_it = first_hour + sum(allowance.take(second) for second in range(3600, 10 * 3600))
    assert first_hour == MESSAGES_AN_HOUR
    assert all_of_it == 2 * MESSAGES_AN_HOUR


def test_they_come_in_both_languages_and_no_two_are_the_same_person() -> None:
    assert {story.language for story in STORIES} == {"zh", "en"}
    assert len({story.user.uid for story in STORIES}) == len(STORIES) >= 4


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.user.uid)
def test_no_line_is_said_twice(story: Story) -> None:
    """Where a customer stands is read from the log by what was said: two equal lines would be one."""
    lines = story.opening + story.waiting + story.answers
    assert len(set(lines)) == len(lines)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.user.uid)
def test_their_identity_passes_the_checks_an_exchange_promises(story: Story) -> None:
    token = sign(story.user, secret="x" * 40, language=story.language)
    claims = jwt.decode(token, "x" * 40, algorithms=["HS256"], audience=AUDIENCE)
    assert claims["sub"] == story.user.uid
    assert claims["locale"] in {"zh-hans", "en"}
