"""One house of real mail servers for all of these tests: each writes mails of its own and counts those alone."""

from collections.abc import Iterator

import pytest

from tests.mailservers import house
from tests.mailservers.house import Kefu, Servers
from tools import mail_servers


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    if lacking := mail_servers.lacking():
        pytest.skip(lacking)
    with house.standing() as standing:
        yield standing


@pytest.fixture(scope="session")
def kefu(servers: Servers) -> Iterator[Kefu]:
    with house.running(servers) as running:
        yield running
