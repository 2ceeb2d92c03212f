"""Exports: no cell is calculated, none leaves without whom it takes, and what leaves names itself."""

import csv
import io
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from conftest import a_customer, an_agent, says
from kefu.conversations import log
from kefu.kit import boxes, clock, sheets
from kefu.kit.errors import NotAllowed
from kefu.kit.sheets import Form
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.people.models import Agent
from kefu.safeguards import exports, exports_lines, exports_making
from kefu.safeguards.kinds import ExportState
from kefu.safeguards.models import Export, ExportPiece
from kefu.trust import admissions
from kefu.trust.models import JournalEntry
from kefu.web.desk.chosen import Chosen
from tests.security.house import RowEncoder

SIGNS = "=+-@＝＋－＠"
HOSTILE = (
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
    "   =1",
    "\u3000=1",
    "\u200b=1",
    "\ufeff=1",
    '"=1',
    '" =1',
    "a,=1",
    "a;=1",
    "a\t=1",
    'a",=1',
    'a";"=1',
    "a\n=1",
    "a\r\n=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x.example","y")',
    "a\u2028=1",
    "a\x85=1",
)
SEC = pytest.mark.django_db(transaction=True)


def calculated(text: str) -> list[str]:
    """Cells of whatever a spreadsheet may make of it that begin with a formula's sign."""
    found = []
    for separator in (",", ";", "\t", "|"):
        for quotes in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
            lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=quotes)
            found += [cell for line in lines for cell in line if cell.lstrip(' "\u3000\u200b\ufeff')[:1] in set(SIGNS)]
    return found


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize("value", HOSTILE)
def test_SEC_I03_no_cell_begins_a_formula_in_any_form(form: Form, value: str) -> None:
    text = sheets.line(["id", value, "end"], form)
    read = list(csv.reader(io.StringIO(text, newline=""), delimiter=sheets.SEPARATORS[form]))
    assert [len(line) for line in read] == [3]
    assert (read[0][0], read[0][2]) == ("id", "end")
    assert not set(read[0][1]) & set("\t\r\n")
    assert calculated(text) == []


@pytest.mark.parametrize("form", list(Form))
@given(
    values=st.lists(st.text(alphabet="=+-@＝＋－＠ ,;|\t\r\n\"'aé\u3000\u200b", max_size=12), min_size=1, max_size=4)
)
def test_SEC_I03_whatever_stands_in_a_cell_stays_one_cell(form: Form, values: list[str]) -> None:
    text = sheets.line(values, form)
    assert text.count("\n") == 1
    read = list(csv.reader(io.StringIO(text, newline=""), delimiter=sheets.SEPARATORS[form]))
    assert len(read[0]) == len(values)
    assert calculated(text) == []


def test_SEC_I03_nothing_else_of_ours_writes_csv_or_tsv() -> None:
    ours = [path for path in Path("kefu").rglob("*.py") if "tests" not in path.parts]
    writes = re.compile(r"^(import|from) csv\b|csv\.writer|content_type=[^\n]*(csv|tab-separated)", re.MULTILINE)
    assert len(ours) > 300
    assert [path for path in ours if writes.search(path.read_text())] == []


def desk_of(agent: Agent) -> Client:
    found = Client()
    found.force_login(agent)
    return found


def asked(client: Client, *, form: str = "csv", box: str = "open") -> tuple[Export, str]:
    answer = client.post("/desk/exports/", {"box": box, "purpose": "the month's report", "form": form})
    assert answer.status_code == 302, answer.content.decode()
    place, _, key = answer["Location"].partition("#")
    return Export.objects.get(public_id=place.split("/")[3]), key


def made() -> None:
    while exports_making.make(clock.now()):
        pass


def fetched(client: Client, row: Export, key: str) -> Any:
    return client.post(f"/desk/exports/{row.public_id}/file", {"key": key})


def decided(client: Client, row: Export, decision: str = "approve", reason: str = "seen") -> int:
    sent = {"decision": decision, "reason": reason}
    return client.post(f"/desk/exports/{row.public_id}/decision", sent).status_code


def state_of(row: Export) -> str:
    return Export.objects.get(pk=row.pk).state


def some_conversations(count: int, *, name: str = "") -> None:
    for number in range(count):
        customer = a_customer(f"u-{number}", name=name or f"Customer No {number}").viewer
        log.stored(log.open(customer.id, author=says(customer), body="hello", key=None, locale="en"))


@pytest.fixture
def dora(db: None) -> Client:
    return desk_of(an_agent("Dora", Role.LEAD))


@SEC
@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_SEC_M09_a_lead_fetches_a_short_list_once_and_the_journal_counts(bob_client: Client, form: str) -> None:
    some_conversations(3, name="=cmd|' /C calc'!A0")
    row, key = asked(bob_client, form=form)
    assert fetched(bob_client, row, key).status_code == 404  # too early
    assert 'data-keeps-key="soon"' in bob_client.get(f"/desk/exports/{row.public_id}/").content.decode()
    made()
    page = bob_client.get(f"/desk/exports/{row.public_id}/")
    assert page.status_code == 200
    assert key not in page.content.decode()
    answer = fetched(bob_client, row, key)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    lines = list(csv.reader(io.StringIO(answer.content.decode(), newline=""), delimiter=sheets.SEPARATORS[Form(form)]))
    assert len(lines) == 1 + 3 + 1
    assert calculated(answer.content.decode()) == []
    assert fetched(bob_client, row, key).status_code == 404
    assert not ExportPiece.objects.exists()
    acts = dict(JournalEntry.objects.filter(subject_kind="export").values_list("action", "detail"))
    canary = exports_lines.canary_of(row.public_id)
    assert set(acts) == {"export_asked", "export_made", "export_fetched"}
    assert f"rows:3 canary:{canary}" in acts["export_made"]
    assert "rows:3" in acts["export_fetched"]
    assert [line[0] for line in lines].count(canary) == 1


@SEC
def test_SEC_M09_over_the_bound_nothing_is_made_until_another_person_approves(
    bob_client: Client, dora: Client, alice_client: Client, settings: Any
) -> None:
    settings.EXPORT_ROWS_ALONE = 2
    some_conversations(3)
    row, key = asked(bob_client)
    made()
    assert state_of(row) == ExportState.WAITING
    looking = bob_client.get(f"/desk/exports/{row.public_id}/").content.decode()
    assert "data-keeps-key>" in looking  # a person takes hours: the page does not load itself anew for so long
    assert not ExportPiece.objects.exists()
    assert fetched(bob_client, row, key).status_code == 404
    assert decided(bob_client, row) == 403
    assert decided(alice_client, row) == 403
    assert decided(dora, row, reason="") == 400
    assert state_of(row) == ExportState.WAITING
    assert row.public_id in dora.get("/desk/exports/").content.decode()
    assert decided(dora, row) == 302
    assert decided(dora, row) == 409
    made()
    answer = fetched(bob_client, row, key)
    assert answer.content.decode().count("\r\n") == 1 + 3 + 1
    actions = list(JournalEntry.objects.filter(subject_kind="export").order_by("id").values_list("action", flat=True))
    assert actions == ["export_asked", "export_waits", "export_approved", "export_made", "export_fetched"]


@SEC
def test_SEC_M09_many_short_lists_are_a_long_one_and_what_is_refused_is_not_made(
    bob_client: Client, dora: Client, settings: Any
) -> None:
    settings.EXPORT_ROWS_ALONE = 3
    some_conversations(2)
    first, key = asked(bob_client)
    made()
    assert fetched(bob_client, first, key).status_code == 200
    second, key = asked(bob_client)
    made()
    assert state_of(second) == ExportState.WAITING
    assert decided(dora, second, "refuse") == 302
    made()
    assert state_of(second) == ExportState.REFUSED
    assert fetched(bob_client, second, key).status_code == 404


@SEC
def test_SEC_M09_whoever_let_the_asker_in_is_no_second_person(
    bob_agent: Agent, bob_client: Client, settings: Any
) -> None:
    settings.EXPORT_ROWS_ALONE = 0
    some_conversations(1)
    row, _key = asked(bob_client)
    made()
    root = an_agent("Root", Role.ADMIN)
    admissions.signin_link(bob_agent.name, by=root.pk)
    assert decided(desk_of(root), row) == 403
    assert state_of(row) == ExportState.WAITING


@SEC
def test_SEC_M09_nobody_else_opens_it_and_a_wrong_key_uses_nothing_up(
    bob_client: Client, dora: Client, alice_client: Client
) -> None:
    some_conversations(1)
    row, key = asked(bob_client)
    made()
    assert fetched(dora, row, key).status_code == 404
    assert dora.get(f"/desk/exports/{row.public_id}/").status_code == 404
    assert fetched(alice_client, row, key).status_code == 403
    assert fetched(Client(), row, key).status_code in {302, 401, 403}
    for wrong in ("", "x", boxes.new_key()[0], key[:-1], "é" * 43):
        assert fetched(bob_client, row, wrong).status_code == 404, wrong
    assert fetched(bob_client, row, key).status_code == 200


@SEC
def test_SEC_M09_after_an_hour_it_is_gone(bob_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    some_conversations(1)
    row, key = asked(bob_client)
    made()
    ready = Export.objects.get()
    assert ready.expires_at is not None
    assert ready.made_at is not None
    assert ready.expires_at - ready.made_at <= timedelta(hours=1)
    Export.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert fetched(bob_client, row, key).status_code == 404
    exports_making.sweep(clock.now())
    assert state_of(row) == ExportState.EXPIRED
    assert not ExportPiece.objects.exists()


@SEC
def test_SEC_M09_who_is_disabled_or_signed_out_fetches_nothing(bob_agent: Agent, bob_client: Client) -> None:
    some_conversations(1)
    row, key = asked(bob_client)
    made()
    again, _key = asked(bob_client)
    bob_client.logout()
    assert fetched(bob_client, row, key).status_code in {302, 401, 403}
    bob_client.force_login(bob_agent)
    admissions.disable(bob_agent.pk)
    assert fetched(bob_client, row, key).status_code in {302, 401, 403}
    made()
    assert state_of(again) == ExportState.DROPPED
    assert state_of(row) == ExportState.READY


@SEC
def test_SEC_M09_a_token_asks_decides_and_fetches_nothing(bob: Viewer, bob_client: Client) -> None:
    row, key = asked(bob_client)
    with pytest.raises(NotAllowed):
        exports.ask(bob, Chosen().filter(), query="", purpose="x", form=Form.CSV)
    with pytest.raises(NotAllowed):
        exports.decide(bob, row.public_id, is_approved=True, reason="x")
    with pytest.raises(NotAllowed):
        exports.fetch(bob, row.public_id, key=key)


@SEC
def test_SEC_M09_three_are_open_at_most(bob_client: Client) -> None:
    for _each in range(3):
        asked(bob_client)
    answer = bob_client.post("/desk/exports/", {"box": "open", "purpose": "more", "form": "csv"})
    assert answer.status_code == 409
    assert Export.objects.count() == 3


@SEC
def test_SEC_M09_at_rest_nothing_can_be_read_or_opened(bob_client: Client, settings: Any) -> None:
    """The database and the folder of data are looked through for lines of the file and for its key."""
    some_conversations(2)
    row, key = asked(bob_client)
    made()
    kept = _everything_stored() + b"".join(
        path.read_bytes() for path in Path(settings.DATA).rglob("*") if path.is_file() and path.stat().st_size < 10**8
    )
    assert row.public_id.encode() in kept
    content = fetched(bob_client, row, key).content
    lines = [line for line in content.split(b"\r\n") if line]
    assert len(lines) == 4
    assert [line for line in lines if line in kept] == []
    assert key.encode() not in kept


def _everything_stored() -> bytes:
    rooms = ("conversations", "files", "people", "trust", "safeguards", "notify", "desk")
    models = [model for room in rooms for model in apps.get_app_config(room).get_models()]
    rows = [list(model.objects.values()) for model in models]  # type: ignore[attr-defined]
    sealed = b"".join(bytes(each.sealed) for each in ExportPiece.objects.all())
    return json.dumps(rows, cls=RowEncoder).encode() + sealed


@SEC
def test_SEC_M09_pieces_cannot_be_left_out_or_moved(bob_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports_making, "PAGE_ROWS", 1)
    monkeypatch.setattr(exports_making, "PAGES_A_PIECE", 1)
    some_conversations(3)
    row, key = asked(bob_client)
    made()
    assert Export.objects.get().pieces == 3
    last = ExportPiece.objects.get(number=3)
    last.delete()
    Export.objects.update(pieces=2)
    assert fetched(bob_client, row, key).status_code == 404


@SEC
def test_SEC_M09_an_export_in_chinese_has_its_mark_and_identities_are_masked(bob_agent: Agent) -> None:
    bob_agent.locale = "zh-hans"
    bob_agent.save()
    client = desk_of(bob_agent)
    client.cookies["django_language"] = "zh-hans"
    some_conversations(1, name="Wei wei@mail.example 13800138000")
    row, key = asked(client)
    Export.objects.update(locale="zh-hans")
    made()
    text = fetched(client, row, key).content.decode()
    assert text.startswith(sheets.BOM)
    assert "客户" in text
    assert "wei@mail.example" not in text
    assert "13800138000" not in text
    assert "Wei w•••@mail.example ••••8000" in text


def test_SEC_M09_a_list_beyond_all_bounds_is_not_made(
    bob_client: Client, monkeypatch: pytest.MonkeyPatch, transactional_db: None
) -> None:
    monkeypatch.setattr(exports_making, "MOST_ROWS", 1)
    some_conversations(2)
    row, _key = asked(bob_client)
    made()
    assert state_of(row) == ExportState.TOO_LONG
    assert not ExportPiece.objects.exists()
