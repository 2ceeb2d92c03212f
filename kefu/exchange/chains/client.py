"""The only file here that speaks to the outside: one JSON answer from an explorer, or ExplorerTrouble."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from kefu.exchange.chains.explorer import ExplorerTrouble, TroubleKind
from kefu.kit import http

MAX_ANSWER_BYTES = 512 * 1024  # a receipt with a thousand logs
DEADLINE_S = 6.0
_MAX_WAIT_S = 3_600
_JSON = {"Content-Type": "application/json", "Accept": "application/json"}


@dataclass(frozen=True, slots=True)
class Source:
    """An explorer's address, without a slash at its end. It may hold a key: never shown."""

    url: str

    def get(self, path: str) -> Any:
        """None where there is no such thing."""
        try:
            answer = http.get(
                self.url + path,
                headers={"Accept": _JSON["Accept"]},
                places=self._places(),
                max_answer_bytes=MAX_ANSWER_BYTES,
                deadline_s=DEADLINE_S,
            )
        except (http.Unreachable, http.Forbidden) as error:
            raise _trouble(error) from error
        return None if answer.status == 404 else _read(answer)

    def post(self, path: str, asked: object) -> Any:
        try:
            answer = http.post(
                self.url + path,
                json.dumps(asked).encode(),
                headers=_JSON,
                places=self._places(),
                max_answer_bytes=MAX_ANSWER_BYTES,
                deadline_s=DEADLINE_S,
                is_whole=True,
            )
        except (http.Unreachable, http.Forbidden) as error:
            raise _trouble(error) from error
        return _read(answer)

    def _places(self) -> tuple[str, ...]:
        """Exactly the host of the setting, or an origin of this machine."""
        parts = urlsplit(self.url)
        return (parts.hostname or "",) if parts.scheme == "https" else (f"{parts.scheme}://{parts.netloc}",)


def _trouble(error: http.Unreachable | http.Forbidden) -> ExplorerTrouble:
    if isinstance(error, http.TooLong):
        return ExplorerTrouble(TroubleKind.BAD_ANSWER)
    is_late = isinstance(error, http.Unreachable) and error.is_late
    return ExplorerTrouble(TroubleKind.TIMEOUT if is_late else TroubleKind.UNAVAILABLE)


def _read(answer: http.Answer) -> Any:
    if answer.status == 429:
        told = answer.retry_after
        wait_s = min(int(told), _MAX_WAIT_S) if told.isascii() and told.isdigit() else None
        raise ExplorerTrouble(TroubleKind.BUSY, retry_after_s=wait_s)
    if answer.status >= 500:
        raise ExplorerTrouble(TroubleKind.UNAVAILABLE)
    try:
        if answer.status == 200:
            return json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise ExplorerTrouble(TroubleKind.BAD_ANSWER) from error
    raise ExplorerTrouble(TroubleKind.BAD_ANSWER)
