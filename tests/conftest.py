"""A whole Kefu for tests from outside: production settings, its own processes, free ports, an empty folder."""

from collections.abc import Iterator

import pytest

from tests.running import Server, started


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What meets Kefu from outside alone can meet any number of machines: bin/test's cluster leg picks these."""
    for item in items:
        if "server" in getattr(item, "fixturenames", ()):
            item.add_marker("outside")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Shared by a whole run (one per xdist worker): tests make their own conversations and count nothing else."""
    with started(tmp_path_factory.mktemp("kefu")) as running:
        yield running
