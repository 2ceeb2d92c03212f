"""What somebody searches for: read from an address and written as one."""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.utils import timezone

from kefu.conversations.finding import MOST_CHARS, Said, Sought, State
from kefu.kit.text import clean_line

CURSOR_CHARS = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """What is empty is not asked for. `since` and `until` are days in the reader's zone, both included."""

    q: str = ""
    said: str = ""
    state: str = ""
    mine: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def read(cls, told: dict[str, str]) -> "Asked":
        """What is not ours is left out: an old link still leads to a search."""
        return cls(
            q=clean_line(told.get("q", ""), max_chars=MOST_CHARS),
            said=told.get("said", "") if told.get("said") in set(Said) else "",
            state=told.get("state", "") if told.get("state") in set(State) else "",
            mine="1" if told.get("mine") == "1" else "",
            since=_day(told.get("since", "")),
            until=_day(told.get("until", "")),
        )

    @property
    def query(self) -> str:
        """The same search again, as the end of an address."""
        return urlencode({name: value for name, value in asdict(self).items() if value})

    @property
    def unfiltered(self) -> str:
        return Asked(q=self.q).query

    @property
    def is_narrowed(self) -> bool:
        return replace(self, q="") != Asked()

    def sought(self) -> Sought:
        return Sought(
            text=self.q,
            said=Said(self.said),
            state=State(self.state),
            is_mine=bool(self.mine),
            since=_moment(self.since, later=0),
            until=_moment(self.until, later=1),
        )


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if len(text) == 10 else ""
    except ValueError:
        return ""


def _moment(day: str, *, later: int) -> datetime | None:
    """Where a day begins, or the one after it."""
    if not day or not 1970 < date.fromisoformat(day).year < 2200:
        return None
    begins = datetime.combine(date.fromisoformat(day) + timedelta(days=later), time())
    return timezone.make_aware(begins)
