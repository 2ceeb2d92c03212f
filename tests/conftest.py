"""A whole Kefu for tests from outside: production settings, its own processes, free ports, an empty folder."""

from collections.abc import Iterator

import pytest

from tests.running import Server, started


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Shared by a whole run (one per xdist worker): tests make their own conversations and count nothing else."""
    with started(tmp_path_factory.mktemp("kefu")) as running:
        yield running
