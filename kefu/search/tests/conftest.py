"""What the tests of this room share."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from kefu.search import meaning, vectors
from kefu.search.encoder import Choice
from kefu.search.tests.fake_model import FakeModel, served


@pytest.fixture
def chosen(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Choice]:
    """The encoder is an endpoint of ours that knows cats and dogs."""
    with served() as url:
        settings.SEARCH_ENCODER = "auto"
        settings.SEARCH_ENCODER_URL = url
        settings.SEARCH_ENCODER_MODEL, settings.SEARCH_ENCODER_KEY = "fake", "key"
        monkeypatch.setattr(meaning, "PATIENCE_S", 5.0)
        monkeypatch.setattr(FakeModel, "pause_s", 0.0)
        choice = meaning.choice()
        assert choice is not None
        meaning._copies.clear()
        yield choice
        meaning.child(choice).stop()
        vectors._filler(choice).stop()
