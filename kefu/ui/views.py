"""The living page of components, for those who build screens."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kefu.kit import clock
from kefu.people.access import Who, policy


@policy(Who.ANYONE)
def components(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    shown = {
        "just_now": now - timedelta(seconds=20),
        "earlier": now - timedelta(hours=3),
        "long_ago": now - timedelta(days=40),
        "people": ["Alice Moreau", "Bob Ng", "陈薇", "欧阳明月", "Ada Lovelace"],
        "meanings": ["info", "good", "warn", "danger"],
        "txid": "3f9ac01e7b42d85566e1fa20b9d4c77e",
    }
    return render(request, "ui/components.html", shown)
