"""What Prometheus is told by both processes, whom it is told to, and that the dashboard asks for nothing else."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from pytest_django.fixtures import Settings

from kefu.kit import metrics
from kefu.web.figures import LIVES_S
from tests.running import ROOT, Server, started

TOKEN = "a token that Prometheus alone holds, long enough"
DASHBOARD = ROOT / "deploy" / "grafana" / "kefu.json"
METRIC = re.compile(r"\b(?:kefu|process)_[a-z0-9_]+\b")


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with started(tmp_path_factory.mktemp("watched"), KEFU_METRICS_TOKEN=TOKEN) as server:
        yield server


def asked(server: Server, where: str, *, token: str = TOKEN) -> httpx.Response:
    live = urlsplit(server.ws_url)
    base = server.base_url if where == "pages" else f"http://localhost:{live.port}"
    path = "/metrics" if where == "pages" else "/live/metrics"
    return server.http.get(base + path, headers={"Authorization": f"Bearer {token}"} if token else {})


def figures(server: Server, where: str) -> dict[str, float]:
    """Sample name and labels -> value."""
    text = asked(server, where).raise_for_status().text
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {" ".join([s.name, *(f"{k}={v}" for k, v in sorted(s.labels.items()))]): s.value for s in samples}


def once_read_anew(server: Server, name: str) -> dict[str, float]:
    """Rows are counted seldom, whoever asks: the figures once this one is there, or as they are when that took too long."""
    ends_at = time.monotonic() + 4 * LIVES_S
    while not (found := figures(server, "pages"))[name] and time.monotonic() < ends_at:
        time.sleep(0.5)
    return found


def names(server: Server) -> set[str]:
    return {sample.split()[0] for where in ("pages", "live") for sample in figures(server, where)}


@pytest.mark.parametrize("where", ["pages", "live"])
def test_only_whoever_holds_the_token_is_told_figures(watched: Server, where: str) -> None:
    assert asked(watched, where).status_code == 200
    for token in ("", "another", TOKEN[:-1]):
        assert asked(watched, where, token=token).status_code == 404


def test_without_a_token_figures_are_for_a_machine_nobody_reaches(settings: Settings, client: Client) -> None:
    assert metrics.may_ask("")
    settings.BASE_URL = "https://help.example.com"
    assert not metrics.may_ask("")
    settings.BASE_URL, settings.LISTEN = "http://localhost:8000", "0.0.0.0"
    assert not metrics.may_ask("")
    assert client.get("/metrics").status_code == 404


def test_what_people_do_is_counted(watched: Server) -> None:
    token = watched.session("carol")
    conversation = watched.chat(token)
    before = figures(watched, "live")
    line = watched.signed_in(token)
    line.say(type="subscribe", conversation=conversation, after=0)
    line.hear_until("caught_up")
    line.say(type="send", client_msg_id="counted-message-1", conversation=conversation, body="hello")
    line.hear_until("ack")  # its own entry came just before
    after = figures(watched, "live")
    assert after["kefu_messages_acknowledged_total"] == before["kefu_messages_acknowledged_total"] + 1
    assert after["kefu_entries_delivered_total"] >= before["kefu_entries_delivered_total"] + 2
    assert after["kefu_sockets_signed_in"] >= 1
    assert after["kefu_log_drafts_total outcome=stored"] >= 1
    assert after["kefu_log_append_seconds_count"] >= 1
    pages = once_read_anew(watched, "kefu_conversations status=open")
    assert pages["kefu_conversations status=open"] >= 1
    assert pages["kefu_disk_free_bytes"] > 0
    assert pages["kefu_backup_age_seconds"] == float("inf")
    assert pages["kefu_http_requests_total method=POST route=api-1:start_session status=2xx"] >= 1


def test_routes_are_counted_by_name_whatever_strangers_ask_for(watched: Server) -> None:
    for n in range(50):
        watched.call("GET", f"/no-such-page-{n}?q={n}")
        watched.call(f"VERB{n}", "/healthz")
    found = [name for name in figures(watched, "pages") if name.startswith("kefu_http_requests_total")]
    assert not [name for name in found if "no-such-page" in name or "VERB" in name]
    assert "kefu_http_requests_total method=other route=healthz status=4xx" in found


def test_every_panel_of_the_dashboard_asks_for_what_is_told(watched: Server) -> None:
    panels = json.loads(DASHBOARD.read_text())["panels"]
    asked_for = {name for panel in panels for target in panel["targets"] for name in METRIC.findall(target["expr"])}
    assert len(panels) >= 12
    silent = {"kefu_reactions_given_up"}  # has no figure before something was given up
    assert asked_for - names(watched) - silent == set()
    ours = {
        name
        for name in names(watched)
        if name.startswith("kefu_") and not name.endswith(("_created", "_sum", "_count"))
    }
    assert ours - asked_for == set(), "a figure that no panel shows"


def test_the_dashboard_is_a_file_that_grafana_reads(tmp_path: Path) -> None:
    told = json.loads(DASHBOARD.read_text())
    assert told["schemaVersion"] >= 36
    assert len({panel["id"] for panel in told["panels"]}) == len(told["panels"])
    assert all(panel["title"] and panel["targets"] for panel in told["panels"])
