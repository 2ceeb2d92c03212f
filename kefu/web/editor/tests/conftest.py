"""A help centre of a few articles, and who looks at the editors' pages."""

from pathlib import Path

import pytest
from django.test import Client

from conftest import an_agent
from kefu.exchange import starter
from kefu.knowledge import library, library_files
from kefu.knowledge.tests import sample
from kefu.people.capabilities import Role


@pytest.fixture(autouse=True)
def _library(db: None, tmp_path: Path) -> None:
    starter.load_starter()
    library.bring(library_files.read(sample.write(tmp_path / "library")))


@pytest.fixture
def auditor_client(db: None) -> Client:
    client = Client()
    client.force_login(an_agent("Eve", Role.AUDITOR))
    return client


@pytest.fixture
def outsider_client(db: None) -> Client:
    """Not signed in at all."""
    return Client()
