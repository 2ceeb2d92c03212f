"""An encoder elsewhere: an operator's own server of models, or a provider's."""

import json
from collections.abc import Sequence

import numpy as np

from kefu.kit import http
from kefu.search.encoder import Choice, Part, Vectors

ENDPOINT_ANSWER_BYTES = 4 * 1024 * 1024


class Endpoint:
    """POST {"model", "input"} -> {"data": [{"embedding": [...]}]}, as OpenAI and most servers of models speak."""

    parts: Sequence[Part] = ()

    def __init__(self, choice: Choice) -> None:
        self._choice = choice

    def encode(self, texts: Sequence[str], *, is_question: bool) -> Vectors:
        body = json.dumps({"model": self._choice.name, "input": list(texts)}).encode()
        headers = {"Content-Type": "application/json"}
        if self._choice.key:
            headers["Authorization"] = f"Bearer {self._choice.key}"
        answer = http.post(
            self._choice.url,
            body,
            headers=headers,
            places=(http.place_of(self._choice.url),),
            max_answer_bytes=ENDPOINT_ANSWER_BYTES,
        )
        if answer.status != 200:
            raise http.Unreachable(f"the endpoint answered {answer.status}", was_sent=True)
        found = _read(answer.body)
        if len(found) != len(texts):
            raise http.Unreachable("the endpoint answered another number of texts", was_sent=True)
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        return found / np.maximum(lengths, 1e-9)


def _read(body: bytes) -> Vectors:
    try:
        rows = sorted(json.loads(body)["data"], key=lambda row: row.get("index", 0))
        return np.array([row["embedding"] for row in rows], dtype=np.float32).reshape(len(rows), -1)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise http.Unreachable("the endpoint answered something else", was_sent=True) from error
