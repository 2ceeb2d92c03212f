"""An answer that came back, for a walk through all acts of staff."""

from collections.abc import Callable, Mapping
from typing import Any

from django.test import Client

from conftest import as_viewer
from kefu.channels import delivery
from kefu.channels.tests import mailing, sink
from kefu.kit import clock
from kefu.people.access import Viewer
from kefu.people.models import Agent


def sends_again(walk: Callable[..., Any], desks: Mapping[str, Client], carol: Viewer) -> None:
    """Refused by the server, an answer of Ann's is sent once more by her."""
    ann = as_viewer(Agent.objects.get(name="Ann"))
    with sink.running() as server:
        server.answers["RCPT"] = "550 no"
        mailed = mailing.a_mail(mailing.mailbox(server), carol, ann)
        entry = mailing.answer(mailed, ann)
        delivery.work(clock.now())
    walk(desks["ann"], f"/desk/c/{mailed.public_id}/resendings", {"target": entry.seq, "nth": 1})
