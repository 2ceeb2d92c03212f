"""A small help centre with an article of each kind, as its readers meet it."""

from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from kefu.exchange import starter
from kefu.knowledge import library, library_files
from kefu.knowledge.tests import sample


@pytest.fixture(autouse=True)
def _library(db: None, tmp_path: Path) -> None:
    cache.clear()
    starter.load_starter()
    library.bring(library_files.read(sample.write(tmp_path / "library")))


@pytest.fixture
def reader() -> Client:
    """Nobody in particular, and held to what the fast test client waives."""
    return Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
