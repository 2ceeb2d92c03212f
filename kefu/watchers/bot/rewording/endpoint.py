"""The only file of the bot that speaks to the outside: an endpoint that speaks as OpenAI's chat completions do."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from kefu.kit import http

DEADLINE_S = 3.0
MOST_ANSWER_BYTES = 64 * 1024
MOST_TOKENS = 400


@dataclass(frozen=True, slots=True)
class Said:
    """One message of what is sent: "system" or "user"."""

    role: str
    content: str


class Silent(Exception):
    """No usable answer came. `wait_s`: what the endpoint asked for before it is asked again."""

    def __init__(self, why: str, *, wait_s: float = 0.0) -> None:
        self.wait_s = wait_s
        super().__init__(why)


def is_set() -> bool:
    return bool(settings.BOT_MODEL_URL)


def complete(messages: Sequence[Said]) -> str:
    """What it answers, as text. Silent in every other case, after DEADLINE_S at the latest."""
    body = json.dumps(
        {
            "model": settings.BOT_MODEL,
            "messages": [{"role": each.role, "content": each.content} for each in messages],
            "temperature": 0,
            "max_tokens": MOST_TOKENS,
        }
    ).encode()
    headers = {"Content-Type": "application/json"}
    if settings.BOT_MODEL_KEY:
        headers["Authorization"] = f"Bearer {settings.BOT_MODEL_KEY}"
    try:
        answer = http.post(
            settings.BOT_MODEL_URL,
            body,
            headers=headers,
            places=(http.place_of(settings.BOT_MODEL_URL),),
            max_answer_bytes=MOST_ANSWER_BYTES,
            deadline_s=DEADLINE_S,
            is_whole=True,
        )
    except (http.Unreachable, http.Forbidden) as error:
        raise Silent(str(error)) from error
    if answer.status != 200:
        raise Silent(f"status {answer.status}", wait_s=_seconds(answer.retry_after))
    return _read(answer.body)


def _read(body: bytes) -> str:
    try:
        told: Any = json.loads(body)
        content = told["choices"][0]["message"]["content"]
    except (ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise Silent("the answer has another shape") from error
    if not isinstance(content, str):
        raise Silent("the answer is no text")
    return content.strip()


def _seconds(retry_after: str) -> float:
    return float(retry_after) if retry_after.isdecimal() and len(retry_after) < 6 else 0.0
