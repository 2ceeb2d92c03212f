"""Where the pages' cookie sessions are kept (SESSION_ENGINE): each ends when it was idle too long, or has lived too long."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from kefu.kit import clock
from kefu.people.models import AgentSession

BEGUN_AT, PROVIDER_SESSION = "begun_at", "provider_session"
AT_THE_DOOR = timedelta(minutes=15)  # the life of a session in which nobody is signed in yet


class SessionStore(DatabaseStore):
    seen_at: datetime | None = None  # as it was when the session was read

    @classmethod
    def get_model_class(cls) -> type[AgentSession]:
        return AgentSession

    def _get_session_from_db(self) -> AgentSession | None:
        row: AgentSession | None = super()._get_session_from_db()  # type: ignore[misc]
        self.seen_at = row.seen_at if row else None
        return row

    def create_model_instance(self, data: dict[str, Any]) -> AgentSession:
        now = clock.now()
        data.setdefault(BEGUN_AT, now.timestamp())
        agent = data.get(SESSION_KEY)
        return AgentSession(
            session_key=self._get_or_create_session_key(),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=expires_at(data[BEGUN_AT], now=now) if agent else now + AT_THE_DOOR,
            seen_at=now,
            agent_id=int(agent) if agent else None,
            provider_session=data.get(PROVIDER_SESSION, ""),
        )


def expires_at(begun_at_s: float, *, now: datetime) -> datetime:
    """When a session used at `now` ends, if it is not used again."""
    begun_at = datetime.fromtimestamp(begun_at_s, tz=UTC)
    longest = begun_at + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return min(longest, now + timedelta(seconds=settings.SESSION_IDLE_S))
