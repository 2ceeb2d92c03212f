"""The real pages behind the edge of browser tests, asked one after the other; what never changes is asked for once."""

import asyncio
from dataclasses import dataclass
from typing import Any

from django.test import Client


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


_static: dict[str, Answer] = {}  # each chat that a test opens asks for the same eighty files


class Pages:
    def __init__(self) -> None:
        self._client, self._one_at_a_time = Client(), asyncio.Lock()  # one, for loading the middleware takes its time

    async def answer(self, scope: Any, send: Any) -> None:
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        address = _address(scope)
        async with self._one_at_a_time:
            answer = _static.get(address)
            if answer is None:
                answer = await asyncio.to_thread(self._asked, address, headers)
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        await send({"type": "http.response.body", "body": answer.body})

    async def checked(self, scope: Any, body: bytes) -> tuple[int, bytes]:
        """Status and JSON of the checks' API."""
        async with self._one_at_a_time:
            answer = await asyncio.to_thread(
                self._client.generic, scope["method"], _address(scope), body, content_type="application/json"
            )
        return answer.status_code, answer.content

    def _asked(self, address: str, headers: dict[str, str]) -> Answer:
        response = self._client.get(address, headers=headers)
        given = [
            (name.lower().encode(), value.encode()) for name, value in response.items() if name != "Content-Length"
        ]
        answer = Answer(response.status_code, given, response.getvalue())
        response.close()
        if address.startswith("/static/") and answer.status == 200:
            _static[address] = answer
        return answer


def _address(scope: Any) -> str:
    return f"{scope['path']}?{scope['query_string'].decode()}"
