"""A Northwind of its own for each test, on free neighbouring ports."""

import random
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from northwind.installation import PORTS, Installation
from northwind.mailroom import Mailroom
from northwind.site import CHEN_WEI, Doors, Site


@dataclass(slots=True)
class Switch:
    is_cut: bool = False
    flips: list[bool] = field(default_factory=list)

    def cut(self, is_cut: bool) -> None:
        self.is_cut = is_cut
        self.flips.append(is_cut)


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    made = Installation(port=free_ports(PORTS), data=tmp_path / "data")
    yield made
    made.commands.close()


@pytest.fixture
def switch() -> Switch:
    return Switch()


@pytest.fixture
def site(installation: Installation, switch: Switch) -> Iterator[Site]:
    mailroom = Mailroom(installation, owner=CHEN_WEI.email)
    server = Site(installation, doors=Doors(is_cut=lambda: switch.is_cut, cut=switch.cut, mailroom=mailroom))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def free_ports(count: int) -> int:
    """The first of so many neighbours that nobody uses now."""
    for first in random.sample(range(20_000, 32_000), 50):  # below what the system hands out by itself
        if all(is_free(port) for port in range(first, first + count)):
            return first
    raise AssertionError("no free ports in a row")


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
