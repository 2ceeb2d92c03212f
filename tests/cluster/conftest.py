"""Two machines' worth of processes, where bin/test's cluster leg has made them."""

import pytest

from tests.running import Server


@pytest.fixture
def many(server: Server) -> Server:
    if "live_urls" not in server.told:
        pytest.skip("one machine serves this run; bin/test --leg cluster makes two")
    return server
