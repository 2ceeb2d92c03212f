"""The examinations that were made of this installation: whose turn it is, what is kept of one, and what anybody may see of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

import kefu
from kefu.kit import clock
from kefu.kit.errors import NotFound
from kefu.people import access
from kefu.people.access import Viewer
from kefu.people.capabilities import Capability
from kefu.trust import queues, self_check_files
from kefu.trust.models_doctor import DoctorReport, QueueGate
from kefu.trust.queues import Reason

PATH = "/.well-known/kefu-self-check.json"
KEPT = 90
DRILL = "drill."  # how the names of those begin that anybody may know of one by one
AGAIN = timedelta(hours=1)  # whoever took the turn and came to nothing: then it is the next one's


@dataclass(frozen=True, slots=True)
class Row:
    """One check: its name, `ok`, `warn` or `critical`, a sentence, and what to do where it is not well."""

    id: str
    verdict: str
    says: str
    todo: str


@dataclass(frozen=True, slots=True)
class Report:
    """`file` is the signed one, as it is carried away; `rows` the worst first."""

    public_id: str
    at: datetime
    verdict: str
    rows: Sequence[Row]
    evidence: Mapping[str, Sequence[str]]
    file: str


def take_turn(now: datetime) -> bool:
    """Whether an examination is due and this process is to make it: of many, one hears yes."""
    _, is_new = QueueGate.objects.get_or_create(pk=queues.GATE, defaults={"next_at": now + queues.FIRST_AFTER})
    if is_new:
        return False
    return bool(QueueGate.objects.filter(pk=queues.GATE, next_at__lte=now).update(next_at=now + AGAIN))


def keep(
    rows: Sequence[Row], *, verdict: str, closes: Sequence[Reason], evidence: Mapping[str, Sequence[str]]
) -> Report:
    """Sign it and put it with the others; the oldest go. `closes`: what of it keeps chats from being taken."""
    now = clock.now()
    told = {
        "at": self_check_files.moment(now),
        "issuer": settings.BASE_URL,
        "release": kefu.__version__,
        "verdict": verdict,
        "checks": [asdict(row) for row in rows],
        "evidence": {control: list(lines) for control, lines in evidence.items()},
    }
    file = self_check_files.written(self_check_files.signed(told, form=self_check_files.WHOLE))
    with transaction.atomic():
        made = DoctorReport.objects.create(at=now, verdict=verdict, told=file)
        queues.examined(closes, next_at=now + timedelta(hours=settings.DOCTOR_HOURS or 24))
        old = DoctorReport.objects.order_by("-pk").values_list("pk", flat=True)[KEPT : KEPT + 1]
        DoctorReport.objects.filter(pk__lte=max(old, default=0)).delete()
    return _report(made)


def newest(viewer: Viewer) -> list[Report]:
    """The newest ten. NotAllowed for whoever may not read the journal."""
    access.require(viewer, Capability.READ_JOURNAL)
    return [_report(row) for row in DoctorReport.objects.order_by("-pk")[:10]]


def report_for(viewer: Viewer, public_id: str) -> Report:
    access.require(viewer, Capability.READ_JOURNAL)
    row = DoctorReport.objects.filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return _report(row)


def public() -> dict[str, object] | None:
    """When, how it ended and what sort of things was looked at: nothing that tells where we are weak. None before the first."""
    row = DoctorReport.objects.order_by("-pk").first()
    if row is None:
        return None
    names = {each["id"] for each in json.loads(row.told)["checks"]}
    sorts = sorted({name if name.startswith(DRILL) else name.partition(".")[0] for name in names})
    told = {
        "at": self_check_files.moment(row.at),
        "issuer": settings.BASE_URL,
        "name": settings.BRAND_NAME,
        "verdict": row.verdict,
        "checked": sorts,
    }
    return self_check_files.signed(told, form=self_check_files.PUBLIC)


def _report(row: DoctorReport) -> Report:
    told = json.loads(row.told)
    rows = [Row(each["id"], each["verdict"], each["says"], each["todo"]) for each in told["checks"]]
    return Report(row.public_id, row.at, row.verdict, rows, told["evidence"], row.told)
