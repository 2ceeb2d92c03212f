"""What is no half of a key is never taken for one, whatever Redis answers."""

from typing import Any

import pytest

from kefu.files import redis_key
from kefu.files.errors import Busy
from kefu.kit import redis_link


class Forgetful:
    """A Redis that throws out what it has just been given, or has something else there."""

    def __init__(self, answer: str | None) -> None:
        self.answer = answer

    def set(self, name: str, value: str, *, nx: bool) -> None:
        del name, value, nx

    def getex(self, name: str, *, ex: int) -> str | None:
        del name, ex
        return self.answer


@pytest.mark.parametrize("answer", [None, "", "ab", "None"])
def test_SEC_R04_a_half_that_is_not_there_is_waited_for(
    answer: str | None, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.REDIS_PREFIX = "test"
    forgetful = Forgetful(answer)
    monkeypatch.setattr(redis_link, "client", lambda: forgetful)
    key = redis_key.SharedKey()
    with pytest.raises(Busy):
        key.current()
    forgetful.answer = "0f" * 32
    assert len(key.current()) == 32
